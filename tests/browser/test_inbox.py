"""The inbox by keyboard alone: ten problems in a moment, nothing typed is lost, and it reads well aloud."""

import re
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Visit
from tests.browser.test_every_page import violations

CONTACT = "kontakt.kt@example.org"
TEXT = (
    "We keep bridges in order. Concrete and steel beams crack in the cold, and we want to know how structural "
    "engineering and the dynamics of structures can tell us which of them to mend first. Case number {number}."
)
# What an answer needs: accept as usual, decline for want of people, pass on to whoever fits next.
ACCEPT, DECLINE, PASS_ON = ["a", "Enter"], ["d", "1", "Enter"], ["p", "Enter"]
MailTo = Callable[[str, str], dict[str, str]]
READY = "html[data-scripts=ready]"


def _waiting(contact: httpx.Client) -> list[str]:
    found = contact.get("/api/v1/referrals", params={"state": "waiting", "limit": 100}).json()["items"]
    return [referral["title"] for referral in found]


@pytest.fixture(scope="module")
def posted(address: str) -> list[str]:
    """Eighteen problems, posted by somebody who is signed in, and brought to one department by the worker."""
    titles = [f"Cracks in bridge {number}" for number in range(1, 19)]
    with httpx.Client(base_url=address) as company, httpx.Client(base_url=address) as contact:
        company.post("/dev/sign-in", json={"email": "bedrift@example.org"})
        contact.post("/dev/sign-in", json={"email": CONTACT})
        for number, title in enumerate(titles, 1):
            told = {
                "title": title,
                "description": TEXT.format(number=number),
                "organisation": {"name": "Fjordfisk AS"},
                "contact": {"name": "Berit Bedrift", "email": "bedrift@example.org"},
            }
            answer = company.post("/api/v1/problems", json=told)
            assert answer.status_code == 201, answer.text
        until = time.monotonic() + PATIENCE
        while not set(titles) <= set(_waiting(contact)):
            assert time.monotonic() < until, "the worker has not brought them"
    return titles


class Keyboard:
    """Counts what is pressed, and waits for the page to be ready between two presses as a person would."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        expect(self.page.locator(READY)).to_be_attached()
        self.page.keyboard.press(key)
        self.pressed += 1

    def answer(self, keys: list[str]) -> None:
        before = self.page.url
        for key in keys:
            self.press(key)
        self.page.wait_for_url(lambda url: url != before)


@pytest.fixture
def contact(visit: Visit, posted: list[str]) -> Iterator[Keyboard]:
    page = visit(CONTACT)
    page.goto("/inbox")
    expect(page.locator("[data-keys-list] .row").first).to_be_visible()
    yield Keyboard(page)


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_the_keys_lead_where_they_say_and_never_while_one_types(contact: Keyboard) -> None:
    page = contact.page
    contact.press("j")
    contact.press("j")
    contact.press("ArrowUp")
    first = page.locator("[data-keys-list] .row-title").first
    expect(first).to_be_focused()
    contact.press("x")
    contact.press("Enter")
    page.wait_for_url(re.compile(r"/inbox/[0-9a-f-]{36}$"))
    contact.press("q")
    asked = page.locator("#question-text")
    expect(asked).to_be_focused()
    page.keyboard.type("add a p? u")
    expect(asked).to_have_value("add a p? u")
    contact.press("Escape")
    expect(page.locator("summary", has_text="Ask the company")).to_be_focused()
    contact.press("p")
    expect(page.locator("[name=department]:checked")).to_be_focused()
    assert page.input_value("#redirection-reason") == "This lies closer to you than to us."
    contact.press("a")
    expect(page.get_by_role("button", name="Open it for students")).to_be_focused()
    contact.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    contact.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_what_was_done_is_said_and_can_be_undone_by_one_key(contact: Keyboard) -> None:
    page = contact.page
    contact.press("j")
    contact.press("Enter")
    page.wait_for_url(re.compile(r"/inbox/[0-9a-f-]{36}$"))
    title = page.locator("h1").inner_text()
    contact.answer(DECLINE)
    expect(page.locator("h1")).to_be_focused()
    assert page.locator("h1").inner_text() != title
    expect(page.locator("#said")).to_have_text(f"You declined “{title}”. The company gets your reason by mail.")
    contact.answer(["u"])
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("#said")).to_contain_text("Your answer is taken back.")
    expect(page.get_by_role("heading", name="Your answer")).to_be_visible()


def test_several_are_answered_together_by_keyboard(contact: Keyboard) -> None:
    page = contact.page
    for key in ("j", "x", "j", "x"):
        contact.press(key)
    expect(page.locator("[name=ids]:checked")).to_have_count(2)
    contact.answer(["d"])
    expect(page.get_by_role("heading", name="Decline 2 problems")).to_be_visible()
    assert not violations(page)
    contact.press("1")
    contact.answer(["Enter"])
    expect(page.locator("#said")).to_have_text("2 are declined. The companies get your reason by mail.")
    assert not violations(page)
    contact.answer(["u"])
    expect(page.locator("#said")).to_have_text("2 wait for you again, as before.")


def test_a_link_in_a_letter_answers_without_signing_in(visit: Visit, posted: list[str], mail_to: MailTo) -> None:
    letter = mail_to(CONTACT, posted[0])
    links = re.findall(r"http\S+/answer/\S+", letter["text"])
    page = visit(scripts=False)
    for link in links:
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_contain_text("this problem")
    page.get_by_role("button", name="Decline it").click()
    expect(page.locator("main")).to_contain_text("Done. It is declined")
    page.goto(links[0])
    expect(page.locator("main")).to_contain_text("This has been decided already: declined.")
    scripted = visit()
    scripted.goto(links[0])
    assert not violations(scripted)


def test_whoever_comes_second_is_told_what_happened_and_loses_nothing(visit: Visit, contact: Keyboard) -> None:
    page = contact.page
    page.locator("[data-keys-list] .row-title").first.click()
    contact.press("a")
    page.fill("[name='relevance.study']", "It trains finite elements, and is examined in a report.")
    desk = Keyboard(visit("desk@example.org"))
    desk.page.goto(page.url)
    desk.press("p")
    desk.press("Enter")
    desk.page.wait_for_url(re.compile("/desk"))
    page.get_by_role("button", name="Open it for students").click()
    expect(page.get_by_role("status").filter(has_text="Somebody was first")).to_contain_text("Dagny Desk")
    expect(page.get_by_role("region", name="What you had written")).to_contain_text("It trains finite elements")


def test_ten_problems_are_cleared_by_keyboard_alone(contact: Keyboard, capsys: pytest.CaptureFixture[str]) -> None:
    page = contact.page
    before = page.locator("[data-keys-list] .row").count()
    started = time.monotonic()
    contact.press("j")
    contact.answer(["Enter"])
    for keys in [ACCEPT, DECLINE, PASS_ON, ACCEPT, DECLINE, PASS_ON, ACCEPT, DECLINE, PASS_ON, ACCEPT]:
        contact.answer(keys)
    took = time.monotonic() - started
    with capsys.disabled():
        print(f"\n  ten problems: {contact.pressed} keys, {took:.1f} seconds")
    page.goto("/inbox")
    assert page.locator("[data-keys-list] .row").count() == before - 10
    assert contact.pressed <= 30
    assert took < 120


def test_it_reads_well_aloud(contact: Keyboard) -> None:
    page = contact.page
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - heading "Inbox" [level=1]
        - navigation "What to look at":
          - list:
            - listitem:
              - link /For you \\d+/
        - heading "For you" [level=2]
        - list:
          - listitem:
            - link /Cracks in bridge/
        """
    )
    page.locator("[data-keys-list] .row-title").first.click()
    expect(page.get_by_role("complementary", name="Your answer")).to_match_aria_snapshot(
        """
        - heading "Your answer" [level=2]
        - group: Accept
        - group: Pass it on
        - group: Ask the company
        - group: Decline
        """
    )
    contact.press("d")
    expect(page.get_by_role("complementary", name="Your answer")).to_match_aria_snapshot(
        """
        - group "Why not?":
          - radio "We have nobody free to guide students in this in the coming terms."
        - textbox "In your own words (optional)"
        - button "Decline it"
        """
    )
    assert not violations(page)


def test_keys_can_be_turned_off(contact: Keyboard) -> None:
    page = contact.page
    page.goto("/me")
    page.get_by_label("Single letters act as buttons").uncheck()
    page.get_by_role("button", name="Save the choice of keys").click()
    page.wait_for_load_state()
    page.goto("/inbox")
    contact.press("j")
    assert _focused(page) != page.locator("[data-keys-list] .row-title").first.inner_text()
    expect(page.get_by_role("button", name="Keys")).to_be_hidden()
    page.goto("/me")
    page.get_by_label("Single letters act as buttons").check()
    page.get_by_role("button", name="Save the choice of keys").click()


def test_without_scripts_every_answer_is_a_form(visit: Visit, posted: list[str]) -> None:
    page = visit(CONTACT, scripts=False)
    page.goto("/inbox")
    page.locator("[data-keys-list] .row-title").first.click()
    page.locator("summary", has_text="Decline").click()
    page.get_by_label("We have nobody free to guide students in this in the coming terms.").check()
    page.get_by_role("button", name="Decline it").click()
    expect(page.locator("main")).to_contain_text("You declined")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator("main")).to_contain_text("Your answer is taken back.")
