"""A practice, from the solved question to its use in other houses."""

from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import MEMBER, MODERATOR

ADMINISTRATOR = "carlo.weber"
TITLE = "A felt pad under every chair of the dining room"
FILE: FilePayload = {"name": "pads.txt", "mimeType": "text/plain", "buffer": b"40 chairs, 160 pads"}
SOLUTION = "Felt pads, changed every spring."


def _solved(asker: Page, peer: Page) -> str:
    asker.goto("/ask")
    asker.fill("input[name=title]", "The chairs scrape and nobody hears a word at lunch")
    asker.fill("textarea[name=body]", "Forty chairs on tiles.")
    asker.get_by_role("button", name="Post your question").click()
    asker.wait_for_url("**/questions/**")
    peer.goto(asker.url)
    peer.fill(".answer-form textarea[name=body]", SOLUTION)
    peer.get_by_role("button", name="Post your answer").click()
    asker.goto(asker.url)
    asker.get_by_text("This solved it").click()
    asker.get_by_role("button", name="Accept this answer").click()
    return asker.url.partition("#")[0]


def _report(page: Page, address: str, outcome: str, words: str) -> None:
    page.goto(address)
    page.get_by_text("We used it here").click()
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("What did you change, and why?").fill(words)
    page.get_by_role("button", name="Report it").click()
    expect(page.locator(".adaptations")).to_contain_text(words)


def test_born_from_a_solved_question_it_works_here_fails_there_and_is_marked(
    open_page: Callable[..., Page],
) -> None:
    author, peer = open_page(username=MEMBER), open_page(username=MODERATOR)
    author.goto(_solved(author, peer))
    author.get_by_role("link", name="Make a practice of it").click()
    expect(author.locator("textarea[name=method]")).to_have_value(
        "Felt pads, changed every spring."
    )
    author.fill("input[name=title]", TITLE)
    author.set_input_files("input[type=file]", FILE)
    author.get_by_role("button", name="Post the practice").click()
    expect(author.locator("h1")).to_have_text(TITLE)
    expect(author.locator(".file-list")).to_contain_text("pads.txt")
    address = author.url
    _report(peer, address, "It worked", "Cork lasts longer.")
    third = open_page(username=ADMINISTRATOR)
    _report(third, address, "It did not work", "On carpet they come off within a week.")
    expect(third.locator("header .used")).to_contain_text("Used in 2 houses, worked in 1")
    author.goto("/notifications")
    expect(author.locator("main")).to_contain_text("did not work: please have a look")
    author.goto(address)
    author.locator(".validity-menu summary").click()
    author.get_by_role("button", name="Needs work").click()
    expect(author.locator(".validity-bar")).to_contain_text("Needs work")
