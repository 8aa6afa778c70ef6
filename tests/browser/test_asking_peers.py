"""From a title to the thanks: a peer is asked first, answers, and hears that it helped."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MEMBER, MODERATOR

SOLVER = MODERATOR  # Nadia Benali


@pytest.mark.parametrize(
    ("locale", "title", "body", "few", "post", "asked", "helped"),
    [
        (
            "en-GB",
            "Legionella in the hot water of our showers, what now?",
            "The laboratory found them in two showers.",
            "Only these peers first",
            "Post your question",
            "Claire Fontaine asks for your help",
            "Your solution helped",
        ),
        (
            "fr-FR",
            "Des légionelles dans l'eau chaude de nos douches, que faire ?",
            "Le laboratoire en a trouvé dans deux douches.",
            "Seulement ces collègues",
            "Publier votre question",
            "Claire Fontaine vous demande votre aide",
            "Votre solution a servi",
        ),
    ],
    ids=["en", "fr"],
)
def test_a_peer_is_asked_first_answers_and_is_thanked(
    open_page: Callable[..., Page],
    locale: str,
    title: str,
    body: str,
    few: str,
    post: str,
    asked: str,
    helped: str,
) -> None:
    page = open_page(locale=locale, username=MEMBER)
    page.goto("/ask")
    page.locator("input[name=title]").press_sequentially(title, delay=5)
    box = page.locator(f"#ask-panel input[value='{SOLVER}']")
    box.check()
    expect(page.locator("#ask-peers .chip")).to_contain_text("Nadia Benali")
    page.fill("textarea[name=body]", body)
    page.get_by_label(few).check()
    page.get_by_role("button", name=post).click()
    page.wait_for_url("**/questions/**")
    question = page.url
    expect(page.locator(".asked-peers")).to_contain_text("Nadia Benali")
    stranger = open_page(locale=locale)
    assert stranger.goto(question).status == 404  # type: ignore[union-attr]

    nadia = open_page(locale=locale, username=SOLVER)
    nadia.goto("/waiting")
    expect(nadia.locator(".invitations li").first).to_contain_text(asked)
    nadia.locator(".invitations h3 a").first.click()
    nadia.fill(".answer-form textarea[name=body]", "60 °C, 30 min.")
    nadia.locator(".answer-form button[type=submit]").click()
    expect(nadia.locator("article.answer")).to_contain_text("60 °C")

    page.goto("/waiting")
    page.get_by_role("link", name=title).first.click()
    page.locator(".accept summary").first.click()
    page.locator(".accept button[type=submit]").first.click()
    expect(page.locator(".accepted-bar")).to_be_visible()
    assert stranger.goto(question).status == 200  # type: ignore[union-attr]
    nadia.goto("/notifications")
    expect(nadia.locator("main")).to_contain_text(helped)


def test_enter_takes_the_one_peer_that_a_name_finds(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    page.goto("/ask")
    page.locator("#ask-peers summary").click()
    names = page.locator("input[name=peer_names]")
    names.press_sequentially("Joanna Kow", delay=30)
    expect(page.locator("#ask-peers [role=option]")).to_have_count(1)
    names.press("Enter")
    expect(page.locator("#ask-peers .chip")).to_contain_text("Joanna Kowalska")
    expect(names).to_have_value("")
    expect(page.get_by_label("Only these peers first")).to_be_visible()
