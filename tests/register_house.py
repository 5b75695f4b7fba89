"""A register of entities on loopback: a real server, of the real one's shapes, that a test can take away."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def entity(number: str, name: str, **more: Any) -> dict[str, Any]:
    """As `/enheter/{number}` answers; `more` adds or replaces fields."""
    address = {"land": "Norge", "landkode": "NO", "postnummer": "7010", "poststed": "TRONDHEIM", "adresse": ["Kaia 1"]}
    return {
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap", "_links": {}},
        "naeringskode1": {"kode": "03.211", "beskrivelse": "Produksjon av matfisk"},
        "antallAnsatte": 14,
        "harRegistrertAntallAnsatte": True,
        "forretningsadresse": {**address, "kommune": "TRONDHEIM", "kommunenummer": "5001"},
        "konkurs": False,
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": "Bokmål",
        "_links": {},
        **more,
    }


class RegisterHouse:
    """What is known, by number; `gone` holds those removed for legal reasons, `changes` is its feed."""

    def __init__(self) -> None:
        self.url = ""
        self.entities: dict[str, dict[str, Any]] = {}
        self.sub_units: dict[str, dict[str, Any]] = {}
        self.gone: set[str] = set()
        self.changes: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.away = False
        self.says: bytes | None = None

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        kind, _slash, number = path.strip("/").partition("/")
        if kind == "oppdateringer":
            first = int(query.get("oppdateringsid", ["0"])[0])
            wanted = set(query.get("organisasjonsnummer", [""])[0].split(","))
            found = [c for c in self.changes if c["oppdateringsid"] >= first and c["organisasjonsnummer"] in wanted]
            return 200, {"_embedded": {"oppdaterteEnheter": found}} if number == "enheter" and found else {}
        if number in self.gone:
            return 410, {"organisasjonsnummer": number, "slettedato": "2025-05-24", "_links": {}}
        known = self.entities if kind == "enheter" else self.sub_units
        return (200, known[number]) if number in known else (404, {"status": 404})


@contextmanager
def opened() -> Iterator[RegisterHouse]:
    house = RegisterHouse()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            house.asked.append(address.path)
            status, said = (503, {}) if house.away else house.answer(address.path, parse_qs(address.query))
            body = house.says if house.says is not None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    house.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
