import json
from pathlib import Path
from typing import Any

from api.settings import Settings
from tests.api.commands.running import Ran, brobygger

NOWHERE = {
    "BROBYGGER_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "BROBYGGER_REDIS_URL": "redis://127.0.0.1:1/0",
}

FISH = {
    "id": "fish",
    "title": "Telle lus på bilder av laks",
    "description": "Vi filmer laks i merdene og vil at maskinlæring skal telle lusa på bildene.",
}
WALLS = {
    "id": 7,
    "title": "New walls of old concrete",
    "description": "Can crushed concrete carry a wall?",
}
LUNCH = {"id": "lunch", "title": "Lunsj", "description": "Hva skal vi ha til lunsj?"}


def _write(file: Path, *lines: dict[str, Any]) -> Path:
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return file


async def _route(settings: Settings, source: Path, target: Path) -> Ran:
    return await brobygger(settings, "route", "--input", str(source), "--output", str(target), **NOWHERE)


def _read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


async def test_answers_each_line_in_order_and_with_reasons_without_any_server(settings: Settings, tmp_path: Path):
    source = _write(tmp_path / "in.jsonl", FISH, WALLS, LUNCH)
    ran = await _route(settings, source, tmp_path / "out.jsonl")
    assert (ran.code, ran.out) == (0, ""), ran.err
    fish, walls, lunch = _read(tmp_path / "out.jsonl")
    assert [line["id"] for line in (fish, walls, lunch)] == ["fish", 7, "lunch"]
    assert (fish["language"], walls["language"]) == ("nb", "en")
    for line in (fish, walls):
        assert set(line) == {"id", "language", "outcome", "departments"}
        assert line["outcome"] == "refer"
        assert 1 <= len(line["departments"]) <= 5
        scores = [department["score"] for department in line["departments"]]
        assert scores == sorted(scores, reverse=True)
        for department in line["departments"]:
            assert set(department) == {"code", "score", "confidence", "because"}
            assert 0 <= department["confidence"] <= 1
            assert all(set(why) == {"text", "term", "weight"} for why in department["because"])
    assert lunch["outcome"] == "desk"
    assert lunch["departments"] == []
    for why in fish["departments"][0]["because"]:
        assert why["text"] in f"{FISH['title']}\n{FISH['description']}"


async def test_reads_no_labels(settings: Settings, tmp_path: Path):
    plain = _write(tmp_path / "plain.jsonl", FISH)
    labelled = _write(tmp_path / "labelled.jsonl", {**FISH, "departments": ["KIT"], "label": "KIT", "gold": "KIT"})
    await _route(settings, plain, tmp_path / "a.jsonl")
    await _route(settings, labelled, tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


async def test_names_the_line_that_it_cannot_read_and_leaves_an_earlier_output_alone(
    settings: Settings, tmp_path: Path
):
    source = _write(tmp_path / "in.jsonl", FISH, {"id": "untitled", "description": "Hva nå?"})
    target = tmp_path / "out.jsonl"
    target.write_text("from yesterday\n")
    ran = await _route(settings, source, target)
    assert ran.code == 1
    assert "Line 2" in ran.err
    assert "title" in ran.err
    assert target.read_text() == "from yesterday\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


async def test_skips_empty_lines_and_a_byte_order_mark(settings: Settings, tmp_path: Path):
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + json.dumps(FISH).encode() + b"\r\n\r\n" + json.dumps(WALLS).encode())
    ran = await _route(settings, source, tmp_path / "out.jsonl")
    assert ran.code == 0, ran.err
    assert [line["id"] for line in _read(tmp_path / "out.jsonl")] == ["fish", 7]
