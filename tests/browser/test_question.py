"""A question from posting to its accepted solutions, as asker, peer and moderator."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import MEMBER, MODERATOR


def _post(page: Page, title: str) -> str:
    page.goto("/ask")
    page.fill("input[name=title]", title)
    page.fill("textarea[name=body]", "It squeaks and wakes everybody up at six in the morning.")
    page.get_by_role("button", name="Post your question").click()
    page.wait_for_url("**/questions/**")
    return page.url


def test_from_question_to_two_accepted_solutions_with_their_contexts(
    open_page: Callable[..., Page],
) -> None:
    asker, peer = open_page(username=MEMBER), open_page(username=MODERATOR)
    address = _post(asker, "Our linen trolley squeaks in the corridor at dawn")
    for text in ("Oil the castors every Monday.", "Swap it for rubber wheels, 40 euros a set."):
        peer.goto(address)
        peer.fill(".answer-form textarea[name=body]", text)
        peer.get_by_role("button", name="Post your answer").click()
        expect(peer.locator(".answer", has_text=text)).to_be_visible()
    for text, context in (("Oil", "no budget"), ("rubber", "long corridors")):
        asker.goto(address)
        answer = asker.locator(".answer", has_text=text)
        answer.get_by_text("This solved it").click()
        answer.get_by_label("Where does it fit?").fill(context)
        answer.get_by_role("button", name="Accept this answer").click()
        expect(asker.locator(".answer.accepted", has_text=text)).to_contain_text(context)
    expect(asker.locator(".ways")).to_contain_text("Solved in 2 ways")
    asker.locator(".answer", has_text="Oil").get_by_role(
        "button", name="No longer accepted"
    ).click()
    expect(asker.locator(".answer.accepted")).to_have_count(1)


def test_a_vote_counts_at_once_and_can_be_taken_back(open_page: Callable[..., Page]) -> None:
    asker, peer = open_page(username=MEMBER), open_page(username=MODERATOR)
    peer.goto(_post(asker, "Where do you keep the keys of the medicine room?"))
    vote = peer.locator("#question .vote")
    expect(vote.locator("output")).to_contain_text("0")
    vote.get_by_role("button", name="This helps").click()
    expect(vote.locator("output")).to_contain_text("1")
    expect(vote.get_by_role("button", name="This helps")).to_have_attribute("aria-pressed", "true")
    vote.get_by_role("button", name="This helps").click()
    expect(vote.locator("output")).to_contain_text("0")


def test_a_comment_appears_without_leaving_the_page(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    _post(page, "How often do you wash the sensory room cushions?")
    form = page.locator("#question .comment-form")
    form.locator("summary").click()
    form.locator("textarea").fill("We have twelve of them.")
    form.get_by_role("button", name="Add the comment").click()
    expect(page.locator("#question .comments")).to_contain_text("We have twelve of them.")


def test_a_posted_question_is_found_within_a_second_and_its_old_title_is_not(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    title = "Which budgerigar cage suits a dementia ward?"
    _post(page, title)
    posted = time.monotonic()
    found: list[str] = []
    while title not in found and time.monotonic() - posted < 5:
        answer = page.request.get("/api/v1/similar", params={"title": title})
        found = [row["title"] for row in answer.json()["questions"]]
    assert found[0] == title
    page.get_by_role("link", name="Edit").first.click()
    page.fill("input[name=title]", "Insurance for minibuses driven by volunteers")
    page.fill("textarea[name=body]", "Our insurer wants a list of names every month.")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/insurance-for-minibuses-driven-by-volunteers")
    answer = page.request.get("/api/v1/similar", params={"title": title})
    assert "budgerigar" not in answer.text()
