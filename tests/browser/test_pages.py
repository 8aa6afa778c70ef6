"""Every page in both languages, on a phone, for keyboards and screen readers."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import MEMBER, MODERATOR

PAGES = (
    "/",
    "/questions",
    "/questions?sort=unsolved",
    "/ask",
    "/search?q=legionella",
    "/tags",
    "/members",
    "/members/nadia.benali",
    "/institutions",
    "/account/profile",
    "/account/change",
    "/community",
    "/resources",
    "/paths/1/",
    "/welcome",
    "/mentors",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_an_accessibility_violation(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(username=MEMBER)
    page.goto(path)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_question_page_and_the_panel_have_none_either(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MODERATOR)
    page.goto("/questions?sort=votes")
    page.locator(".question-row .title a").first.click()
    page.wait_for_url("**/questions/*/**")
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    page.goto("/ask")
    page.fill("input[name=title]", "How do we sterilise legionella out of the showers?")
    page.locator("#ask-panel .similar").first.wait_for()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_moderator_judges_a_sample_on_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MODERATOR, width=360)
    page.goto("/moderation")
    page.get_by_role("link", name="Judge a sample").click()
    pairs = page.locator("fieldset.pair")
    pairs.first.wait_for()
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    pairs.first.get_by_text("Another problem").click()
    expect(pairs.first.get_by_label("Another problem")).to_be_checked()
    page.get_by_role("button", name="Save, and show others").click()

    expect(page.get_by_text("1 judgement saved.")).to_be_visible()
    page.goto("/moderation/duplicates")
    expect(page.get_by_text("is not the same as")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("is not the same as")).to_have_count(0)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_phone(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(username=MEMBER, width=360)
    page.goto(path)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_a_guest_reads_in_the_browsers_language_and_chooses_another(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(locale="fr-FR")
    page.goto("/questions")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator("header button[name=locale][value=en]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/questions")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_newcomer_registers_asks_and_is_recognised(open_page: Callable[..., Page]) -> None:
    page = open_page(locale="fr-FR")
    page.goto("/account/register")
    page.fill("input[name=name]", "Élodie Marchand")
    page.fill("input[name=email]", "elodie@example.org")
    page.fill("input[name=password]", "une-longue-phrase")
    page.fill("input[name=password_confirm]", "une-longue-phrase")
    page.get_by_label("Non, je").check()
    page.check("input[name=charter_accepted]")
    page.press("input[name=password_confirm]", "Enter")
    page.wait_for_url(lambda address: "/register" not in address)
    page.goto("/members/elodie.marchand")
    expect(page.locator("h1")).to_contain_text("Élodie Marchand")


def test_the_list_goes_on_by_key(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/questions")
    first = page.locator(".question-row .title a").first.inner_text()
    page.locator("a[rel=next]").click()
    page.wait_for_url("**after=**")
    expect(page.locator(".question-row .title a").first).not_to_have_text(first)
