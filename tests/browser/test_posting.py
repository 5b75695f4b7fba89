"""Posting: nothing typed is lost, and one sees where it would go while one types."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_every_page import violations

MailTo = Callable[[str, str], dict[str, str]]


def test_the_departments_appear_with_the_words_that_reach_them(visit: Visit) -> None:
    page = visit()
    page.goto("/")
    page.fill("#description", "The paint peels off our aluminium boats, and there is corrosion below the coating.")
    expect(page.locator("#reached")).to_contain_text("Department of Materials Science and Engineering")
    expect(page.locator("#reached q", has_text="corrosion")).to_be_visible()


def _go_on(page: Page) -> None:
    page.locator("form[data-autosave] .actions button", has_text="Go on").click()


def test_a_faulty_form_says_what_to_mend_and_keeps_what_was_typed(visit: Visit) -> None:
    for scripts in (True, False):
        page = visit(scripts=scripts)
        page.goto("/problems/new")
        _go_on(page)
        expect(page.locator(".ds-error-summary")).to_contain_text("What is the problem?: This is needed.")
        text = "Half the wool from our sheep is thrown away. <script>alert(1)</script>"
        page.fill("textarea[name='description']", text)
        _go_on(page)
        page.wait_for_url("**/problems/new/goal")
        page.check("[name='brief.purposes'][value='climate']")
        page.locator("text=Skip the other questions").click()
        page.fill("[name='organisation.name']", "Ull & Co")
        page.fill("[name='organisation.org_number']", "974767881")
        page.fill("[name='contact.email']", "not an address")
        _go_on(page)
        summary = page.locator(".ds-error-summary")
        expect(summary).to_contain_text("Your name: This is needed.")
        expect(summary).to_contain_text("nine digits")
        expect(summary).to_contain_text("Write an e-mail address")
        expect(page.locator("[name='organisation.name']")).to_have_value("Ull & Co")
        expect(page.locator("[name='organisation.org_number']")).to_have_value("974767881")
        page.goto("/problems/new")
        expect(page.locator("textarea[name='description']")).to_have_value(text)
        page.goto("/problems/new/goal")
        expect(page.locator("[name='brief.purposes'][value='climate']")).to_be_checked()


def test_half_a_text_is_there_again_after_the_window_was_closed(visit: Visit) -> None:
    page = visit()
    page.goto("/problems/new")
    page.fill("textarea[name='description']", "We have a mountain of oyster shells and no idea what to do with them.")
    page.wait_for_function("Object.keys(localStorage).some(key => localStorage[key].includes('oyster shells'))")
    expect(page.locator("form[data-saved=yes]")).to_be_attached()
    page.evaluate("localStorage.clear()")
    page.goto("/about")
    page.goto("/problems/new")
    expect(page.locator("textarea[name='description']")).to_have_value(re.compile("oyster shells"))


def test_the_whole_walk_on_a_telephone(visit: Visit, mail_to: MailTo) -> None:
    """With scripts: the back button, a window that closes, a session that ends, and a machine that works a little."""
    page = visit(width=390)
    page.goto("/")
    page.fill("#description", "Ice lies on the antennas of our feeding boats, and they lose their way in the dark.")
    page.locator("main button", has_text="Go on").click()
    page.wait_for_url("**/problems/new")
    _go_on(page)
    page.wait_for_url("**/problems/new/goal")
    page.fill("[name='brief.goal']", "A day at ten below zero.")
    _go_on(page)
    page.wait_for_url("**/problems/new/data")
    page.fill("[name='brief.data']", "Half an answer")
    page.go_back()
    expect(page.locator("[name='brief.goal']")).to_have_value("A day at ten below zero.")
    page.fill("[name='brief.goal']", "A whole week at ten below zero.")
    _go_on(page)
    page.wait_for_url("**/problems/new/data")
    expect(page.locator("[name='brief.data']")).to_have_value("Half an answer")
    page.locator("button", has_text="I don't know yet").click()
    page.wait_for_url("**/problems/new/people")
    page.context.clear_cookies(name="session")
    page.fill("[name='brief.hours']", "4")
    _go_on(page)
    for step in ("place", "confidentiality", "after", "recruitment", "funding", "media", "start", "who"):
        page.wait_for_url(f"**/problems/new/{step}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), step
        if step != "who":
            _go_on(page)
    page.fill("[name='organisation.name']", "Fôrbåt AS")
    page.fill("[name='contact.name']", "Nils Holm")
    page.fill("[name='contact.email']", "nils@forbat.no")
    _go_on(page)
    page.wait_for_url("**/problems/new/review")
    for said in ("Ice lies on the antennas", "A whole week at ten below zero.", "Half an answer", "Fôrbåt AS"):
        expect(page.locator("main")).to_contain_text(said)
    expect(page.locator("form[data-proven=yes]")).to_be_attached()
    page.locator("form[data-proof] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/problems/P-"))
    code = mail_to("nils@forbat.no", "confirms")["subject"].split()[0]
    page.fill("input[name='code']", code)
    page.locator("main button", has_text="Send it on its way").click()
    page.wait_for_url(re.compile("sent=yes"))
    expect(page.locator("main")).to_contain_text("A whole week at ten below zero.")
    page.goto("/problems/new")
    expect(page.locator("textarea[name='description']")).to_have_value("")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_question_stands_in_anybody_s_way(visit: Visit, language: str) -> None:
    page = visit(language=language, width=390)
    page.goto("/problems/new")
    page.fill("textarea[name='description']", "Ice lies on the antennas of our feeding boats, and they lose their way.")
    page.locator("form[data-autosave] .actions button").first.click()
    page.wait_for_url("**/problems/new/goal")
    found: list[str] = []
    for step in ("goal", "data", "people", "place", "confidentiality", "after", "recruitment", "funding", "media",
                 "start", "who", "review"):  # fmt: skip
        page.goto(f"/problems/new/{step}")
        for folded in page.locator("main details:not([open]) > summary").all():
            folded.click()
        found += violations(page)
    page.goto("/problems/new")
    page.locator("details.unfold > summary").click()
    assert not found + violations(page)


def test_another_s_problem_is_not_found(visit: Visit) -> None:
    page = visit("bedrift@example.org")
    page.goto("/me")
    href = page.locator("main a[href^='/problems/P-']").first.get_attribute("href")
    assert href
    for email in (None, "student2@example.org", "kontakt.imu@example.org"):
        stranger = visit(email)
        answer = stranger.goto(href)
        assert answer is not None
        assert answer.status == 404
        expect(stranger.locator("h1")).to_have_text("This page is private, or does not exist")
