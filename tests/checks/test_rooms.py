"""The picture in the architecture is the one that the imports draw."""

from tests.checks.rooms import ARCHITECTURE, arrows, contexts, picture, placed, reduced


def test_the_picture_is_today_s() -> None:
    document = ARCHITECTURE.read_text(encoding="utf-8")
    assert placed(document) == document, "run `python -m tests.checks.rooms --write`"


def test_the_picture_names_every_context_and_no_arrow_runs_up() -> None:
    drawn = picture()
    assert all(f"        {context}\n" in drawn for context in contexts())
    steps = arrows()
    assert ("problems", "routing") not in steps
    assert ("routing", "problems") in steps
    assert not [(here, there) for here, there in steps if there in ("frontend", "workers")]
    assert not [(here, there) for here, there in steps if here == "db"]


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    assert reduced({("a", "b"), ("b", "c"), ("a", "c")}) == {("a", "b"), ("b", "c")}
