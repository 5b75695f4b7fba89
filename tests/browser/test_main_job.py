"""The main job, played by four people in four browsers: from a stranger's words to the follow-up."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

MailTo = Callable[[str, str], dict[str, str]]

PROBLEM = (
    "Our app for booking cabins has become so slow that guests give up. The database answers late on Fridays, and "
    "the programmers who wrote the code have left. We would like to know how to find what is slow, and how to test "
    "software before we change it."
)


def _unfold(page: Page, selector: str) -> None:
    """Open what the form lies folded in, as a reader would who looks for it."""
    if not page.locator(selector).first.is_visible():
        page.locator("details", has=page.locator(selector)).last.locator("summary").first.click()


def test_from_a_stranger_s_words_to_the_follow_up(visit: Visit, mail_to: MailTo) -> None:
    company = visit(scripts=False)
    company.goto("/")
    company.fill("textarea[name='description']", PROBLEM)
    company.click("main button[type='submit']")
    expect(company.locator("textarea[name='description']")).to_have_value(PROBLEM)
    expect(company.locator("#reached")).to_contain_text("Department of Computer Science")
    company.fill("input[name='title']", "Slow booking app")
    company.click("text=Go on")
    company.wait_for_url("**/problems/new/goal")
    company.click("text=Skip the other questions")
    company.fill("input[name='organisation.name']", "Fjell & Hytte AS")
    company.fill("input[name='contact.name']", "Ingrid Berg")
    company.fill("input[name='contact.email']", "ingrid@fjellhytte.no")
    company.click("text=Go on")
    company.wait_for_url("**/problems/new/review")
    company.click("text=Send it on its way")
    company.wait_for_url(re.compile(r"/problems/P-"))
    letter = mail_to("ingrid@fjellhytte.no", "confirms")
    company.fill("input[name='code']", letter["subject"].split()[0])
    company.click("text=Send it on its way")
    follow = company.url.partition("?")[0]
    mail_to("ingrid@fjellhytte.no", "has reached the university")
    company.goto(follow)
    expect(company.locator(".answer")).to_contain_text("Department of Computer Science has it. You hear by")

    contact = visit("kontakt.idi@example.org")
    contact.goto("/inbox")
    contact.click("text=Slow booking app")
    expect(contact.locator("main")).to_contain_text("guests give up")
    expect(contact.locator("html[data-scripts=ready]")).to_be_attached()
    contact.keyboard.press("q")
    contact.fill("form[action$='/question'] textarea[name='text']", "Which database do you use?")
    contact.locator("form[action$='/question'] button[type='submit']").click()
    contact.wait_for_load_state()
    mail_to("ingrid@fjellhytte.no", "A question about")
    company.goto(follow)
    expect(company.locator("main")).to_contain_text("Which database do you use?")
    company.fill("form[action$='/answers'] textarea[name='text']", "PostgreSQL, on our own machine.")
    company.locator("form[action$='/answers'] button[type='submit']").click()
    company.wait_for_load_state()

    contact.goto("/inbox")
    contact.click("text=Slow booking app")
    expect(contact.locator("main")).to_contain_text("PostgreSQL, on our own machine.")
    expect(contact.locator("html[data-scripts=ready]")).to_be_attached()
    contact.keyboard.press("a")
    form = contact.locator("form[action$='/acceptance']")
    form.locator("details.rest > summary").click()
    form.locator("[name='supervisor_email']").fill("laerer.idi@example.org")
    form.locator("[name='relevance.work_life']").fill("You meet code that others have left.")
    form.locator("[name='relevance.study']").fill("It counts for software testing and databases.")
    form.locator("button[type='submit']").click()
    contact.wait_for_load_state()
    mail_to("ingrid@fjellhytte.no", "will work on")

    student = visit("student5@example.org")
    student.goto("/projects")
    student.fill("input[name='q']", "booking")
    student.locator("input[name='q']").press("Enter")
    student.wait_for_url(re.compile("q=booking"))
    student.locator("main a[href^='/projects/E-']").first.click()
    expect(student.locator("main")).to_contain_text("You meet code that others have left.")
    student.fill("textarea[name='motivation']", "I like to find what is slow.")
    student.locator("form[action$='/claims'] button[type='submit']").click()
    student.wait_for_load_state()

    teacher = visit("laerer.idi@example.org")
    teacher.goto("/me")
    teacher.locator("main a", has_text="Slow booking app").first.click()
    work = teacher.url
    expect(teacher.locator("main")).to_contain_text("I like to find what is slow.")
    teacher.locator("form[action$='/offer'] button[type='submit']").click()
    teacher.wait_for_load_state()
    student.goto(work)
    student.locator("form[action$='/acceptance'] button[type='submit']").click()
    student.wait_for_load_state()
    teacher.goto(work)
    _unfold(teacher, "form[action$='/start']")
    teacher.locator("form[action$='/start'] button[type='submit']").click()
    teacher.wait_for_load_state()
    _unfold(teacher, "form[action$='/completion']")
    form = teacher.locator("form[action$='/completion']")
    form.locator("input[name='outcome']").first.check()
    form.locator("textarea[name='summary']").fill("An index was missing, and the tests now find such things.")
    form.locator("button[type='submit']").click()
    teacher.wait_for_load_state()
    mail_to("ingrid@fjellhytte.no", "is completed")

    company.goto(follow)
    expect(company.locator(".answer")).to_contain_text("completed")
    contact.goto("/follow-ups")
    expect(contact.locator("main")).to_contain_text("Fjell & Hytte AS")
    partner = visit("partner@example.org")
    partner.goto("/partners")
    partner.locator("main a", has_text="Fjell & Hytte AS").first.click()
    expect(partner.locator("main")).to_contain_text("Ingrid Berg posted the problem.")
    expect(partner.locator("main")).to_contain_text("was completed")
    for email in ("kontakt.idi@example.org", "laerer.idi@example.org", "student5@example.org"):
        mail_to(email, "Slow booking app")
