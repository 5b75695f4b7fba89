"""Posting: nothing typed is lost, and one sees where it would go while one types."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_the_departments_appear_with_the_words_that_reach_them(visit: Visit) -> None:
    page = visit()
    page.goto("/")
    page.fill("#description", "The paint peels off our aluminium boats, and there is corrosion below the coating.")
    expect(page.locator("#reached")).to_contain_text("Department of Materials Science and Engineering")
    expect(page.locator("#reached q", has_text="corrosion")).to_be_visible()


def test_a_faulty_form_says_what_to_mend_and_keeps_what_was_typed(visit: Visit) -> None:
    for scripts in (True, False):
        page = visit(scripts=scripts)
        page.goto("/problems/new")
        page.fill(
            "textarea[name='description']", "Half the wool from our sheep is thrown away. <script>alert(1)</script>"
        )
        page.fill("[name='organisation.name']", "Ull & Co")
        page.fill("[name='organisation.org_number']", "974767881")
        page.fill("[name='contact.email']", "not an address")
        page.check("[name='wanted'][value='project']")
        page.locator("main form[action='/problems/new'] .actions button[type='submit']").last.click()
        summary = page.locator(".ds-error-summary")
        expect(summary).to_contain_text("Give it a short name: This is needed.")
        expect(summary).to_contain_text("nine digits")
        expect(summary).to_contain_text("Write an e-mail address")
        expect(page.locator("textarea[name='description']")).to_have_value(re.compile("<script>alert"))
        expect(page.locator("[name='organisation.name']")).to_have_value("Ull & Co")
        expect(page.locator("[name='organisation.org_number']")).to_have_value("974767881")
        expect(page.locator("[name='wanted'][value='project']")).to_be_checked()


def test_half_a_text_is_there_again_after_the_window_was_closed(visit: Visit) -> None:
    page = visit()
    page.goto("/problems/new")
    page.fill("textarea[name='description']", "We have a mountain of oyster shells and no idea what to do with them.")
    page.fill("[name='organisation.name']", "Skjell AS")
    page.wait_for_function("Object.keys(localStorage).some(key => localStorage[key].includes('Skjell AS'))")
    page.goto("/about")
    page.goto("/problems/new")
    expect(page.locator("textarea[name='description']")).to_have_value(re.compile("oyster shells"))
    expect(page.locator("[name='organisation.name']")).to_have_value("Skjell AS")


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
