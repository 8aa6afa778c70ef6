"""Somebody becomes a member, helps, and leaves; a moderator shuts somebody out."""

import json
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import MODERATOR

PASSWORD = "une-longue-phrase"


def register(page: Page, name: str, address: str) -> None:
    page.goto("/account/register")
    page.fill("input[name=name]", name)
    page.fill("input[name=email]", address)
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=password_confirm]", PASSWORD)
    page.check("input[name=availability][value=yes]")
    page.check("input[name=charter_accepted]")
    page.press("input[name=password_confirm]", "Enter")
    page.wait_for_url("**/welcome")


def answer(page: Page, words: str) -> str:
    """Answers the newest question; gives its address."""
    page.goto("/questions")
    page.locator(".question-row .title a").first.click()
    page.wait_for_url("**/questions/*/**")
    page.fill(".answer-form textarea", words)
    page.locator(".answer-form button[type=submit]").last.click()
    expect(page.locator(".answer").last).to_contain_text(words)
    return page.url.partition("#")[0]


def test_a_member_takes_their_data_along_and_leaves(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(locale="fr-FR")
    register(page, "Odile Perrin", "odile@example.org")
    where = answer(page, "Chez nous, la clé pend à un clou.")
    expect(page.locator(".answer").last).to_contain_text("Odile Perrin")

    page.goto("/account/profile")
    page.get_by_role("link", name="Vos données, et partir").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger mes données").click()
    data = json.loads(Path(download.value.path()).read_text())
    assert data["profile"]["name"] == "Odile Perrin"
    assert [row["body"] for row in data["answers"]] == ["Chez nous, la clé pend à un clou."]

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    leave = page.get_by_role("button", name="Fermer mon compte")
    leave.click()
    expect(page.locator(".field-error").first).to_contain_text("Choisissez l’un des deux.")
    page.get_by_label("Sous « Ex-membre »").check()
    page.get_by_label("Votre mot de passe").fill("un-autre-mot")
    leave.click()
    expect(page.locator(".field-error")).to_have_text("Ce n’est pas votre mot de passe.")
    expect(page.get_by_label("Sous « Ex-membre »")).to_be_checked()
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    leave.click()

    expect(page.get_by_text("Votre compte est fermé.")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-member", "")
    page.goto(where)
    expect(page.locator(".answer").last).to_contain_text("Chez nous, la clé pend à un clou.")
    expect(page.locator(".answer").last).to_contain_text("Ex-membre")
    expect(page.get_by_text("Odile Perrin")).to_have_count(0)
    page.goto("/account/login")
    page.fill("input[name=email]", "odile@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator(".field-error, .message-error").first).to_be_visible()


def test_a_moderator_shuts_somebody_out_and_lets_them_in(open_page: Callable[..., Page]) -> None:
    member = open_page()
    register(member, "Sam Loud", "sam@example.org")
    moderator = open_page(username=MODERATOR)
    moderator.goto("/members/sam.loud")
    moderator.get_by_text("Deactivate this account").click()
    moderator.get_by_label("Why?").fill("Advertises in every answer.")
    found = Axe().run(moderator)
    assert found.violations_count == 0, found.generate_report()
    moderator.get_by_role("button", name="Deactivate", exact=True).click()
    expect(moderator.get_by_text("Advertises in every answer.")).to_be_visible()

    member.goto("/account/profile")
    member.wait_for_url("**/account/login**")
    member.goto("/members/sam.loud")
    expect(member.get_by_text("is not here at present")).to_be_visible()
    expect(member.get_by_text("Advertises in every answer.")).to_have_count(0)

    moderator.get_by_role("button", name="Let them in again").click()
    expect(moderator.get_by_text("Sam Loud can log in again.")).to_be_visible()
    expect(moderator.get_by_text("is not here at present")).to_have_count(0)
