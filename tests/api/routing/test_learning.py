"""What decisions teach, and what they must not."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.language import Language
from api.routing.fitting import fitted_from, part, replay
from api.routing.learning import Decision, Lesson, Verdict, learn, lessons_of
from api.routing.learnt import NOTHING_LEARNT, Learnt
from api.routing.matching import Router
from api.routing.text import words_of
from tests.api.routing.scope import Change, changed_scope, corrected, first

NB, NN, EN = Language.BOKMAL, Language.NYNORSK, Language.ENGLISH
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TO = "IMU"


@pytest.fixture(scope="module")
def change() -> Change:
    return changed_scope()


@pytest.fixture(scope="module")
def plain(change: Change) -> Router:
    return Router(change.profiles)


@pytest.fixture(scope="module")
def lessons(change: Change, plain: Router) -> list[Lesson]:
    return corrected(plain, change.taught, TO)


@pytest.fixture(scope="module")
def learnt(plain: Router, lessons: list[Lesson]) -> Learnt:
    return learn(plain, lessons)


@pytest.fixture(scope="module")
def taught(change: Change, learnt: Learnt) -> Router:
    return Router(change.profiles, learnt=learnt)


@pytest.fixture(scope="module")
def cold(change: Change) -> Router:
    """What was learnt is of a department that is no more, so nothing is left of it."""
    return Router(change.profiles, learnt=Learnt("learnt-of-others", {"NOBODY": {"n:rein": 1.0}}))


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=300), at=st.integers(0, 600))
def test_with_nothing_learnt_the_profiles_alone_decide(
    plain: Router, cold: Router, change: Change, text: str, at: int
) -> None:
    said = f"{text} {change.left_out[at][2]}"
    assert cold.rank("", said) == plain.rank("", said)


def test_two_hundred_corrections_halve_the_error(change: Change, plain: Router, taught: Router) -> None:
    def errors(router: Router) -> float:
        return sum(first(router, *text) != TO for text in change.unseen) / len(change.unseen)

    before, after = errors(plain), errors(taught)
    print(f"the changed department's error on new texts: {before:.2f} -> {after:.2f}")
    assert after <= before / 2


def test_the_others_keep_what_is_theirs(change: Change, plain: Router, taught: Router) -> None:
    """Texts on the border move either way: nobody loses more than two of a dozen, and together next to none."""
    lost: dict[str, int] = {}
    for code, language, text in change.left_out:
        step = (first(plain, language, text) == code) - (first(taught, language, text) == code)
        lost[code] = lost.get(code, 0) + step
    print(f"others' errors of {len(change.left_out)}: {sum(lost.values()):+d}", {c: n for c, n in lost.items() if n})
    assert max(lost.values()) <= 2
    assert sum(lost.values()) <= len(change.left_out) * 0.005


def test_a_handful_of_corrections_moves_little(change: Change, plain: Router, lessons: list[Lesson]) -> None:
    little = Router(change.profiles, learnt=learn(plain, lessons[:5]))
    moved = [
        code
        for code, language, text in change.left_out
        if first(little, language, text) != first(plain, language, text)
    ]
    assert len(moved) <= 1, "a text on the border may tip; more than one is no handful"
    gain = [
        abs(a - b)
        for language, text in change.unseen
        for a, b in [(_score(little, language, text), _score(plain, language, text))]
    ]
    assert max(gain) < 0.3


def _score(router: Router, language: Language, text: str) -> float:
    fit = router.fit(words_of(text), 0, english=language is EN)
    return fit.scores[router.codes.index(TO)]


def test_the_words_still_add_up(change: Change, taught: Router) -> None:
    for language, text in change.unseen:
        fit = taught.fit(words_of(text), 0, english=language is EN)
        for department, score in enumerate(fit.scores):
            assert sum(row[department] for _word, row in fit.parts) == pytest.approx(score)
            assert all(row[department] >= 0 for _word, row in fit.parts)
        for candidate in taught.rank("", text, language).departments:
            assert sum(reason.weight for reason in candidate.because) <= 1.001
            assert all(reason.text in text for reason in candidate.because)


def test_only_who_is_named_in_a_correction_moves(lessons: list[Lesson], learnt: Learnt) -> None:
    assert set(learnt.weights) <= {code for lesson in lessons for code in lesson.right | lesson.wrong}


def test_the_same_lessons_teach_the_same(plain: Router, lessons: list[Lesson]) -> None:
    assert learn(plain, lessons[:30]) == learn(plain, lessons[:30])


def test_confirmations_alone_teach_nothing(plain: Router) -> None:
    assert learn(plain, [Lesson("1", "Rust", "på båten", NB, frozenset({"IMA"}), frozenset())]) is NOTHING_LEARNT


def test_the_newest_word_on_a_problem_counts() -> None:
    def said(code: str, verdict: Verdict, day: int) -> Decision:
        return Decision("1", "Rust", "på båten", NB, code, verdict, NOW.replace(day=day))

    told = [said("IMT", Verdict.WRONG, 3), said("IMA", Verdict.RIGHT, 3), said("IMA", Verdict.WRONG, 5)]
    assert lessons_of(told) == [Lesson("1", "Rust", "på båten", NB, frozenset(), frozenset({"IMT", "IMA"}))]


def test_what_is_held_back_is_the_same_every_time_and_a_part_of_each_language(lessons: list[Lesson]) -> None:
    taught, held_back = part(lessons)
    assert part(reversed(lessons))[1] == held_back[::-1]
    assert 0.1 < len(held_back) / len(lessons) < 0.35
    assert {lesson.language for lesson in held_back} == set(Language)
    assert len(taught) + len(held_back) == len(lessons)


def test_a_fit_is_measured_on_what_was_held_back(change: Change, lessons: list[Lesson]) -> None:
    fitted = fitted_from(change.profiles, lessons, NOTHING_LEARNT)
    assert set(fitted.figures) == {language.value for language in Language}
    assert not any(figures.is_worse for figures in fitted.figures.values())


def test_worse_in_one_language_is_worse(change: Change, plain: Router, lessons: list[Lesson], taught: Router) -> None:
    _taught, held_back = part(lessons)
    figures = replay(held_back, taught, plain)
    assert all(found.is_worse for found in figures.values())
    assert not any(found.is_worse for found in replay(held_back, plain, plain).values())


def test_weights_of_a_department_that_is_gone_do_nothing(change: Change, learnt: Learnt, plain: Router) -> None:
    gone = msgspec.structs.replace(learnt, weights={"GONE": learnt.weights[TO]})
    language, text = change.unseen[0]
    assert Router(change.profiles, learnt=gone).rank("", text, language) == plain.rank("", text, language)
