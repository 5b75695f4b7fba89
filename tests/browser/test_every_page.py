"""Every page, in three languages: nothing that axe knows of stands in anybody's way."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit

AXE = (Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
})).violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(" | "))"""

EVERYONE = None
PAGES: dict[str | None, list[str]] = {
    EVERYONE: [
        "/", "/problems/new", "/projects", "/departments", "/departments/IDI", "/needs", "/vocabulary", "/about",
        "/privacy",
        "/accessibility", "/source", "/sign-in", "/sign-in/code?email=a@b.no", "/dev/sign-in", "/dev/mail", "/nothing",
        "/problems/P-000000", "/api/docs",
    ],
    "bedrift@example.org": ["/me", "/problems/new"],
    "student1@example.org": ["/me", "/projects?q=data"],
    "kontakt.idi@example.org": ["/departments/IDI/people", "/departments/IDI/capacity", "/departments/IDI/workload",
        "/me/absences", "/inbox", "/me", "/follow-ups", "/partners"],
    "laerer.idi@example.org": ["/needs/new", "/me", "/follow-ups"],
    "desk@example.org": ["/departments/IDI/succession", "/desk", "/inbox", "/figures", "/vocabulary/new", "/lab"],
    "partner@example.org": ["/partners", "/follow-ups", "/figures", "/me"],
}  # fmt: skip
# From a list to one of its things: the page that lists, and what its first link to the thing looks like.
DEEPER: list[tuple[str | None, str, str]] = [
    (EVERYONE, "/vocabulary?q=korrosjon", "#words th a"),
    ("desk@example.org", "/vocabulary?q=korrosjon", "#words th a"),
    (EVERYONE, "/projects", "main a[href^='/projects/E-']"),
    ("student1@example.org", "/projects", "main a[href^='/projects/E-']"),
    ("bedrift@example.org", "/me", "main a[href^='/problems/P-']"),
    ("kontakt.idi@example.org", "/inbox", "main a[href^='/inbox/']"),
    ("laerer.idi@example.org", "/me", "main a[href^='/engagements/E-']"),
    ("partner@example.org", "/partners", "main a[href^='/partners/']"),
]
LANGUAGES = ["nb", "nn", "en"]


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: Any = page.evaluate(RUN)
    return [f"{page.url} {violation}" for violation in found]


@pytest.mark.parametrize(("language", "dark"), [("nb", False), ("nn", False), ("en", False), ("nb", True)])
def test_no_page_stands_in_anybody_s_way(visit: Visit, language: str, dark: bool) -> None:
    found: list[str] = []
    for email, paths in PAGES.items():
        page = visit(email, language=language, dark=dark, width=390 if dark else 1280)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status in (200, 404), f"{path}: {answer.status}"
            assert page.get_attribute("html", "lang") == language
            found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_behind_a_list_stands_in_anybody_s_way(visit: Visit, language: str) -> None:
    found: list[str] = []
    for email, listed, link in DEEPER:
        page = visit(email, language=language)
        page.goto(listed)
        page.locator(link).first.click()
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1, page.url
        for folded in page.locator("main details.confirm > summary").all():
            folded.click()
        found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [320, 1440])
def test_no_page_is_wider_than_its_window(visit: Visit, width: int) -> None:
    wide: list[str] = []
    for email, paths in PAGES.items():
        page = visit(email, language="nb", width=width)
        for path in paths:
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
                wide.append(f"{path} at {width}")
    assert not wide
