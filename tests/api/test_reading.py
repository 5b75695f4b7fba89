"""Reading: every fault at once, each with its pointer, alike for a form and for JSON."""

from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.engagements.engagement import Acceptance
from api.errors import Fault, Invalid, Malformed
from api.language import Language, speaking
from api.problems.problem import Posting
from api.reading import clean, nest, read, read_form, read_json
from tests.stories import as_json


def faults_in_json(body: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        read_json(Posting, msgspec.json.encode(body))
    return {fault.pointer: fault.detail for fault in refused.value.faults}


def faults_in_form(**fields: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        read_form(Posting, urlencode(fields).encode())
    return {fault.pointer: fault.detail for fault in refused.value.faults}


def test_nothing_at_all_is_every_fault_at_once() -> None:
    needed = {"/title", "/description", "/organisation/name", "/contact/name", "/contact/email"}
    assert set(faults_in_json({})) == needed == set(faults_in_form())


def test_faults_lie_as_deep_as_they_are() -> None:
    found = faults_in_json(as_json(contact={"name": "", "email": "kari"}, wanted=["thesis", "party"], language="da"))
    assert set(found) == {"/contact/name", "/contact/email", "/wanted/1", "/language"}


@pytest.mark.parametrize(
    ("change", "pointer", "says"),
    [
        ({"title": None}, "/title", "This is needed."),
        ({"title": "   "}, "/title", "This is needed."),
        ({"title": "x" * 201}, "/title", "There is room for 200 characters"),
        ({"description": "x" * 20001}, "/description", "There is room for 20000 characters"),
        ({"title": 7}, "/title", "not the kind of value"),
        ({"title": ["x"]}, "/title", "not the kind of value"),
        ({"wanted": "thesis"}, "/wanted", "not the kind of value"),
        ({"earliest_start": "next year"}, "/earliest_start", "2027-01-15"),
        ({"confidentiality": "very"}, "/confidentiality", "Choose one"),
        ({"contact": {"name": "Kari", "email": "kari at laks"}}, "/contact/email", "name@company.com"),
        ({"organisation": "Laks"}, "/organisation", "not the kind of value"),
        ({"organisation": {"name": "L", "country": "Norway"}}, "/organisation/country", "can't be read"),
    ],
)
def test_each_fault_is_explained(change: dict[str, object], pointer: str, says: str) -> None:
    with speaking(Language.ENGLISH):
        found = faults_in_json(as_json(**change))
    assert list(found) == [pointer]
    assert says in found[pointer]


@pytest.mark.parametrize("language", list(Language))
def test_form_and_json_explain_alike(language: Language) -> None:
    with speaking(language):
        by_form = faults_in_form(
            **{"title": "x" * 300, "organisation.name": "Laks", "contact.name": " ", "contact.email": "kari"}
        )
        by_json = faults_in_json(
            {"title": "x" * 300, "organisation": {"name": "Laks"}, "contact": {"email": "kari"}},
        )
    assert by_form == by_json
    assert set(by_form) == {"/title", "/description", "/contact/name", "/contact/email"}


def test_form_and_json_accept_alike() -> None:
    body = as_json(wanted=["thesis", "course"], earliest_start="2027-01-15")
    fields = [
        ("title", body["title"]), ("description", body["description"]), ("organisation.name", "Laks i Nord AS"),
        ("contact.name", "Kari Nordmann"), ("contact.email", "kari@laks.example"), ("wanted", "thesis"),
        ("wanted", "course"), ("earliest_start", "2027-01-15"), ("organisation.org_number", ""),
    ]  # fmt: skip
    assert read_form(Posting, urlencode(fields).encode()) == read_json(Posting, msgspec.json.encode(body))


def test_a_form_s_numbers_are_words_and_json_s_are_not() -> None:
    relevance = {"work_life": "w", "study": "s"}
    read(Acceptance, {"form": "thesis", "credits": "30", "term": "2027-spring", "relevance": relevance}, strict=False)
    with pytest.raises(Invalid):
        read(Acceptance, {"form": "thesis", "credits": "30", "term": "2027-spring", "relevance": relevance})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b"7",
        b"null",
        b"{",
        b"\xff\xfe",
        b'{"title": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
)
def test_what_is_no_json_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        read_json(Posting, body)
    assert [fault.pointer for fault in refused.value.faults] == [""]


def test_deep_nesting_is_refused_and_not_followed() -> None:
    deep: object = "x"
    for _level in range(40):
        deep = {"more": deep}
    with pytest.raises(Malformed):
        read_json(Posting, msgspec.json.encode({"title": deep}))


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join(b"a=1" for _ in range(300))])
def test_a_form_that_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_form(Posting, body)


def test_control_characters_are_taken_out_and_people_s_own_signs_stay() -> None:
    assert clean("  Laks\x00 i\x07 Nord 🐟\u202f–\r\nå  ") == "Laks i Nord 🐟\u202f–\nå"
    assert clean("e\u0301") == "é", "one letter, however it was typed"
    assert clean("👩‍🔬") == "👩‍🔬", "a sign that is joined of several stays one"


def test_a_script_is_text_like_any_other() -> None:
    posting = read_json(Posting, msgspec.json.encode(as_json(title="<script>alert(1)</script>")))
    assert posting.title == "<script>alert(1)</script>"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\0" not in once
    once.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(
    st.dictionaries(st.sampled_from(["title", "description", "organisation", "contact", "wanted", "language"]), JSON)
)
def test_anything_at_all_is_read_or_refused_with_pointers(raw: dict[str, object]) -> None:
    try:
        read(Posting, raw)
    except Invalid as refused:
        assert refused.faults
        assert all(isinstance(fault, Fault) and fault.detail for fault in refused.faults)


def test_dotted_names_nest_and_empty_fields_were_left_out() -> None:
    pairs = [("a.b.c", "1"), ("a.d", "2"), ("e", " "), ("f", "x"), ("f", "y")]
    assert nest(pairs, frozenset({"f"})) == {"a": {"b": {"c": "1"}, "d": "2"}, "f": ["x", "y"]}
    assert nest([("a", "1"), ("a.b", "2")]) in ({"a": "1", "b": "2"}, {"a": "1"}), "a clash is no crash"
