"""The pages of triage beside yes and no: nothing that axe knows of, nothing wider than its window, all by keyboard."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.test_every_page import AXE, RUN

VERBS = ("hold", "split", "rewording", "second-department", "flags", "notes")


def _violations(page: Page) -> list[str]:
    for folded in page.locator("main details > summary").all():
        if folded.is_visible():
            folded.click()
    page.evaluate(AXE)
    found = [f"{page.url} {violation}" for violation in page.evaluate(RUN)]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        found.append(f"{page.url} is wider than its window")
    return found


@pytest.mark.parametrize(("language", "width", "dark"), [("nb", 1280, False), ("en", 360, True)])
def test_no_verb_stands_in_anybody_s_way(visit: Visit, language: str, width: int, dark: bool) -> None:
    page = visit("kontakt.idi@example.org", language=language, width=width, dark=dark)
    page.goto("/inbox")
    page.locator("#referrals a.row-title").first.click()
    page.wait_for_load_state()
    address = page.url.partition("?")[0]
    found: list[str] = []
    for verb in VERBS:
        page.goto(f"{address}/{verb}")
        assert page.locator("h1").count() == 1
        found += _violations(page)
        page.locator("form.stack button[type=submit]").last.click()
        page.wait_for_load_state()
        assert page.locator(".ds-error-summary").count() == (verb != "rewording"), verb
        found += _violations(page)
    assert not found, "\n".join(found)


def test_a_hold_is_asked_and_answered_by_keyboard(visit: Visit) -> None:
    contact = visit("kontakt.idi@example.org", language="en")
    contact.goto("/inbox")
    contact.locator("#referrals a.row-title").last.click()
    contact.wait_for_load_state()
    reference = contact.locator(".above").last.inner_text().split(" ")[0]
    contact.locator("summary", has_text="More").last.press("Enter")
    contact.locator("a", has_text="Hold it for a later term").press("Enter")
    contact.wait_for_load_state()
    contact.locator("input[name=term]").last.press("Space")
    contact.locator("#reason").fill("All our students are placed.")
    contact.locator("button", has_text="Ask the company").press("Enter")
    contact.wait_for_load_state()
    assert "You have asked the company" in contact.locator("main .answer").inner_text()
    assert not _violations(contact)
    desk = visit("desk@example.org", language="en")
    desk.goto(f"/problems/{reference}")
    assert "May they hold it until" in desk.locator("main").inner_text()
    assert desk.locator("button", has_text="Yes, hold it").count() == 0, "only the company says yes"
    assert not _violations(desk)


def test_a_concern_reaches_the_desk_from_a_project_s_page(visit: Visit) -> None:
    student = visit("student1@example.org", language="en", width=390)
    student.goto("/projects")
    student.locator("main a[href^='/projects/E-']").first.click()
    student.wait_for_load_state()
    student.locator("a", has_text="Report a concern").click()
    student.wait_for_load_state()
    found = _violations(student)
    student.locator("#text").fill("Is this paid work in disguise?")
    student.locator("button", has_text="Send it to the desk").click()
    student.wait_for_load_state()
    found += _violations(student)
    desk = visit("desk@example.org", language="en")
    desk.goto("/concerns")
    assert "Is this paid work in disguise?" in desk.locator("main").inner_text()
    found += _violations(desk)
    assert not found, "\n".join(found)
