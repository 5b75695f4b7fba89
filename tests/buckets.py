"""A bucket that speaks as much of S3 as we do, in memory; it can be taken away and given back at the same address."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from db.embedded.process import free_port


class Bucket:
    def __init__(self) -> None:
        self.port = free_port()
        self.objects: dict[str, bytes] = {}
        self._server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        """As BROBYGGER_STORAGE_URL says it."""
        return f"s3://key:hush@files/house?endpoint=http://127.0.0.1:{self.port}&region=eu-north-1"

    def give(self) -> None:
        objects = self.objects

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

            @property
            def key(self) -> str:
                return unquote(urlsplit(self.path).path).removeprefix("/files/")

            def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def do_PUT(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                objects[self.key] = content
                self.answer(200, ETag=f'"{hashlib.sha256(content).hexdigest()}"')

            def do_GET(self) -> None:
                asked = parse_qs(urlsplit(self.path).query)
                if "list-type" in asked:
                    self.answer(200, self.listing(asked.get("prefix", [""])[0]), Content_Type="application/xml")
                elif self.key in objects:
                    content = objects[self.key]
                    self.answer(200, content, ETag='"x"', Last_Modified="Mon, 23 Nov 2026 08:00:00 GMT")
                else:
                    self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

            def do_DELETE(self) -> None:
                objects.pop(self.key, None)
                self.answer(204)

            def do_POST(self) -> None:
                """Several at once: the only POST that we send."""
                asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
                keys = [part.split("</Key>")[0] for part in asked.split("<Key>")[1:]]
                for key in keys:
                    objects.pop(key, None)
                gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
                self.answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode(), Content_Type="application/xml")

            def listing(self, prefix: str) -> bytes:
                rows = "".join(
                    f"<Contents><Key>{escape(key)}</Key><LastModified>2026-11-23T08:00:00.000Z</LastModified>"
                    f'<ETag>"x"</ETag><Size>{len(content)}</Size></Contents>'
                    for key, content in sorted(objects.items())
                    if key.startswith(prefix)
                )
                return f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def take_away(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
