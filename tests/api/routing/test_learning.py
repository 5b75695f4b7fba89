"""What decisions teach, and what they must not."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.language import Language
from api.routing.fitting import fitted_from, part, replay, sparing
from api.routing.holding_back import Held
from api.routing.learning import Decision, Lesson, Verdict, learn, learnt_of, lessons_of
from api.routing.learnt import NOTHING_LEARNT, Learnt, stands_for
from api.routing.matching import Router
from api.routing.text import words_of
from tests.api.routing.scope import Change, Text, changed_scope, corrected, first
from tests.api.routing.topics import about

NB, NN, EN = Language.BOKMAL, Language.NYNORSK, Language.ENGLISH
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TO = "IMU"
NEW = {"bees": "IDI", "battery": "IEL", "choir": "HHS", "avalanche": "IFY"}


@pytest.fixture(scope="module")
def change() -> Change:
    return changed_scope()


@pytest.fixture(scope="module")
def plain(change: Change) -> Router:
    return Router(change.profiles)


@pytest.fixture(scope="module")
def held(plain: Router) -> Held:
    return Held(plain)


@pytest.fixture(scope="module")
def before(change: Change, plain: Router) -> list[str]:
    """Where the texts of all departments that the profiles have not read go, with nothing learnt."""
    return [first(plain, language, text) for _code, language, text in change.left_out]


@pytest.fixture(scope="module")
def lessons(change: Change, plain: Router) -> list[Lesson]:
    return corrected(plain, change.taught, TO)


@pytest.fixture(scope="module")
def learnt(plain: Router, lessons: list[Lesson], held: Held) -> Learnt:
    return learn(plain, lessons, held)


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


def errors(router: Router, texts: list[Text], code: str) -> float:
    return sum(first(router, *text) != code for text in texts) / len(texts)


def lost(change: Change, before: list[str], router: Router, but: str) -> dict[str, int]:
    """How many more of its left-out texts each of the other departments misses."""
    found: dict[str, int] = {}
    for (code, language, text), was in zip(change.left_out, before, strict=True):
        if code != but:
            found[code] = found.get(code, 0) + (was == code) - (first(router, language, text) == code)
    return found


def test_two_hundred_corrections_halve_the_error(change: Change, plain: Router, taught: Router) -> None:
    before, after = errors(plain, change.unseen, TO), errors(taught, change.unseen, TO)
    print(f"the changed department's error on new texts: {before:.2f} -> {after:.2f}")
    assert after <= before / 2


def test_the_others_keep_what_is_theirs(change: Change, before: list[str], taught: Router) -> None:
    assert max(lost(change, before, taught, TO).values()) <= 0


@pytest.mark.parametrize("topic", NEW)
def test_so_it_is_with_any_topic(change: Change, plain: Router, held: Held, before: list[str], topic: str) -> None:
    to, unseen = NEW[topic], about(topic, 75, held_out=True)
    learnt = learn(plain, corrected(plain, about(topic, 200, held_out=False), to), held)
    taught = Router(change.profiles, learnt=learnt)
    was, now = errors(plain, unseen, to), errors(taught, unseen, to)
    print(f"{topic}: {was:.2f} -> {now:.2f}")
    assert now <= was / 2
    assert max(lost(change, before, taught, to).values()) <= 0


def test_a_text_that_says_nothing_of_the_topic_stays_where_it_is(change: Change, plain: Router, taught: Router) -> None:
    text = "Vi bygger bruer av betong, og dei sprekk når det frys."
    assert taught.rank("", text) == plain.rank("", text)


def test_no_example_comes_more_than_a_part_of_the_way(held: Held, learnt: Learnt) -> None:
    """Whatever was decided: those that their departments find, left out of the profiles, they still find."""
    weights = learnt.weights[TO]
    for code, text, scores in held.each():
        if code != TO and scores.get(code) == max(scores.values()):
            added = sum(
                value * weights[known] for form, value in text.forms.items() if (known := stands_for(form, weights))
            )
            assert scores[TO] + added < scores[code], code


def test_a_handful_of_corrections_moves_nothing(
    change: Change, plain: Router, before: list[str], lessons: list[Lesson], held: Held
) -> None:
    little = Router(change.profiles, learnt=learn(plain, lessons[:5], held))
    after = [first(little, language, text) for _code, language, text in change.left_out]
    moved = [code for (code, *_text), was, now in zip(change.left_out, before, after, strict=True) if was != now]
    assert not moved
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


def test_the_same_lessons_teach_the_same(plain: Router, lessons: list[Lesson], held: Held) -> None:
    assert learn(plain, lessons[:30], held) == learn(plain, lessons[:30][::-1], held)


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
    fitted = fitted_from(change.profiles, lessons[:100], NOTHING_LEARNT)
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


def test_what_was_declined_and_taken_by_nobody_leaves_the_department(plain: Router, change: Change, held: Held) -> None:
    texts = about("bees", 200, held_out=False)
    wrong = {text: first(plain, *text) for text in texts}
    most = max(sorted(set(wrong.values()) & {p.code for p in change.profiles}), key=list(wrong.values()).count)
    said = [
        Lesson(f"{number:03}", "", text[1], text[0], frozenset(), frozenset({most}))
        for number, text in enumerate(texts)
        if wrong[text] == most
    ]
    learnt = learn(plain, said, held)
    assert all(weight <= 0 for weight in learnt.weights[most].values())
    now = Router(change.profiles, learnt=learnt)
    assert sum(first(now, *text) == most for text in texts) < len(said) / 2
    for code, language, text in change.left_out:
        if code == most and first(plain, language, text) == most:
            assert first(now, language, text) == most


def test_who_takes_from_another_gains_less_until_it_takes_nothing(change: Change) -> None:
    """Of what was held back, too: weights that would take are brought down before anybody uses them."""
    few = [profile for profile in change.profiles if profile.code in ("IMT", "IBI", "ISL", TO)]
    plain = Router(few)
    lessons = [
        Lesson(f"{number:03}", "", text, language, frozenset({code}), frozenset())
        for number, (code, language, text) in enumerate(change.left_out)
        if code == "IMT" and first(plain, language, text) == code
    ]
    greedy = learnt_of({TO: dict.fromkeys(plain.heard(words_of(lessons[0].description), 0, english=False), 6.0)})
    harm = replay(lessons, plain, Router(few, learnt=greedy))
    assert any(figures.worse == ["IMT"] and figures.is_worse for figures in harm.values())
    spared = sparing(few, greedy, plain, lessons)
    left = replay(lessons, plain, Router(few, learnt=spared))
    assert not any(figures.is_worse for figures in left.values())
