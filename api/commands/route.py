"""`brobygger route`: where problems in a file would go, from the shipped catalogue alone."""

import contextlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO

import click
import msgspec
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api.departments.catalogue import read_catalogue
from api.language import Language
from api.routing.matching import Router
from api.routing.profiles_from_catalogue import profiles_of
from api.routing.ranking import Ranking
from db.embedded.process import Broken

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Line(msgspec.Struct, frozen=True):
    """What is read of a line; whatever else stands there, such as a label, is not looked at."""

    id: str | int
    title: str
    description: str
    language: Language | None = None


class Reason(msgspec.Struct, frozen=True):
    text: str
    term: str
    weight: float


class Department(msgspec.Struct, frozen=True):
    code: str
    score: float
    confidence: float
    because: list[Reason]


class Routed(msgspec.Struct, frozen=True):
    id: str | int
    language: Language
    outcome: str
    departments: list[Department]


def shown(line: Line, ranking: Ranking) -> Routed:
    departments = [
        Department(
            found.code,
            found.score,
            found.confidence,
            [Reason(why.text, why.term, why.weight) for why in found.because],
        )
        for found in ranking.departments
    ]
    return Routed(line.id, ranking.language, ranking.outcome, departments)


def _lines(file: Path, lines: IO[bytes]) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line)
    for number, raw in enumerate(lines, 1):
        text = raw.removeprefix(BYTE_ORDER_MARK) if number == 1 else raw
        if not text.strip():
            continue
        try:
            yield decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            raise Broken(f"Line {number} of {file} can't be read: {fault}") from None


@contextlib.contextmanager
def _counting(console: Console) -> Generator[Progress]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


@click.command()
@click.option("--input", "source", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", "target", required=True, type=click.Path(path_type=Path, dir_okay=False))
def route(source: Path, target: Path) -> None:
    """Route each line {"id","title","description","language"?} of a JSON Lines file; nothing is stored.

    Needs no database. The output appears once all of it is there.
    """
    router = Router(profiles_of(read_catalogue()))
    encoder = msgspec.json.Encoder()
    draft = target.with_name(f"{target.name}.part")
    try:
        with source.open("rb") as lines, draft.open("wb") as out, _counting(Console(stderr=True)) as progress:
            task = progress.add_task("problems routed", total=None)
            for line in _lines(source, lines):
                ranking = router.rank(line.title, line.description, line.language)
                out.write(encoder.encode(shown(line, ranking)) + b"\n")
                progress.advance(task)
        draft.replace(target)
    except OSError as fault:
        raise Broken(f"{fault.filename or target}: {fault.strerror}.") from None
    finally:
        draft.unlink(missing_ok=True)
