"""Asking: what stands beside the form before anything is posted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import MEMBER, MODERATOR, PASSWORD

LEGIONELLA_FR = "Des légionelles trouvées dans l'eau chaude de nos douches, que faire ?"
LEGIONELLA_EN = "Legionella"
BITING_EN = "A toddler keeps biting the other children, what can we do?"
BITING_FR = "mord les autres"


def _type(page: Page, title: str) -> None:
    page.goto("/ask")
    page.locator("input[name=title]").press_sequentially(title, delay=15)


def test_a_french_title_finds_the_english_solution_and_its_solver(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(locale="fr-FR", username=MEMBER)
    _type(page, LEGIONELLA_FR)
    first = page.locator("#ask-panel .similar").first
    expect(first.locator("h3")).to_contain_text(LEGIONELLA_EN)
    expect(first).to_contain_text("Résolu")
    expect(first.locator(".passage")).not_to_be_empty()
    expect(page.locator("#ask-panel .solvers li").first).to_contain_text("a résolu")


def test_an_english_title_finds_the_french_solution(open_page: Callable[..., Page]) -> None:
    page = open_page(locale="en-GB", username=MEMBER)
    _type(page, BITING_EN)
    panel = page.locator("#ask-panel .similar-list")
    expect(panel.locator("h3", has_text=BITING_FR).first).to_be_visible()
    expect(panel.locator(".similar").first).to_contain_text("Solved")
    expect(panel.locator("h3 a").first).to_have_attribute("target", "_blank")
    expect(page.locator("#ask-panel .solvers", has_text="solved:").first).to_be_visible()


# As a colleague types, and what the title of the problem says in the other language
SHORT = [
    ("Punaises dans les chambres", "Bedbugs"),
    ("Panne de courant, on fait quoi ?", "Power cut"),
    ("Le fils d'une résidente hurle sur l'équipe", "A son shouts"),
    ("Mains abîmées par le gel", "cracked, sore hands"),
    ("On nous a piraté tous les fichiers", "All our files were encrypted"),
    ("Old lady falls going to the loo", "Trop de chutes"),
    ("Kids keep getting lice", "Les poux"),
    ("Cook is off sick today", "La cuisinière est absente"),
    ("Parents always pick up late", "après la fermeture"),
    ("Too hot in the bedrooms", "Canicule"),
]


@pytest.mark.parametrize(("title", "wanted"), SHORT)
def test_a_short_title_reaches_its_problem_in_the_other_language(
    open_page: Callable[..., Page], title: str, wanted: str
) -> None:
    page = open_page()
    _type(page, title)
    panel = page.locator("#ask-panel")
    expect(panel.locator("[data-state=ready] .nearest")).to_be_visible()
    assert wanted in " ".join(panel.locator(".similar h3, .nearest a").all_text_contents())


def test_the_nearest_are_folded_and_stay_unfolded_while_one_types(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    _type(page, "Quaternion slerp in a spaceship")
    nearest = page.locator("#ask-panel .nearest")
    expect(nearest.locator("a").first).to_be_hidden()
    nearest.locator("summary").click()
    expect(nearest.locator("a:visible")).to_have_count(3)
    with page.expect_response("**/ask/similar*"):
        page.fill("input[name=title]", "Quaternion slerp in my spaceship's autopilot")
    expect(nearest.locator("a:visible")).to_have_count(3)
    expect(page.locator("#ask-panel .solvers")).to_have_count(0)


def test_peers_stand_under_the_problem_that_they_solved(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    _type(page, "Legionella in the showers, what to do with the hot water?")
    card = page.locator("#ask-panel .similar", has=page.locator(".solvers")).first
    solved = card.locator(".solvers .peer-facts a", has_text=card.locator("h3").inner_text())
    expect(solved.first).to_be_visible()
    expect(card.locator(".solvers h4")).to_have_text(["Who solved this"])


def test_on_a_phone_matches_stand_below_each_other_with_their_peers(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER, width=390)
    _type(page, "Parents always pick up late")
    cards = page.locator("#ask-panel .similar")
    expect(cards.nth(1)).to_be_visible()
    first, second, strip = (
        one.bounding_box() for one in (cards.nth(0), cards.nth(1), cards.nth(0).locator(".solvers"))
    )
    assert first
    assert second
    assert strip
    assert second["y"] >= first["y"] + first["height"]
    assert second["x"] + second["width"] <= 390
    assert first["y"] < strip["y"] < first["y"] + first["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_is_asked_below_ten_characters_and_nothing_similar_is_said_plainly(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/ask/similar" in sent.url else None)
    _type(page, "Too short")
    page.wait_for_timeout(700)
    assert asked == []
    page.fill("input[name=title]", "Quaternion slerp in my spaceship's autopilot firmware")
    expect(page.locator("#ask-panel")).to_contain_text("Nothing similar yet")


def test_of_an_unsolved_problem_one_is_told_when_it_is_solved(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    _type(page, "Our lift is out of service for three weeks, residents are stranded upstairs")
    first = page.locator("#ask-panel .similar").first
    expect(first).to_contain_text("Not solved yet")
    first.get_by_role("button", name="Tell me when it is solved").click()
    expect(first.get_by_role("button", name="You will be told")).to_be_visible()
    page.goto("/account/following")
    expect(page.get_by_role("main")).to_contain_text("Our only lift will be out of service")


def test_what_was_like_a_title_goes_with_it(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    _type(page, BITING_EN)
    expect(page.locator("#ask-panel .similar").first).to_be_visible()
    page.fill("input[name=title]", "")
    expect(page.locator("#ask-panel")).to_contain_text("Perhaps it is solved already")
    expect(page.locator("#ask-panel .similar")).to_have_count(0)


def test_the_caret_and_the_text_stay_while_the_panel_changes(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    _type(page, BITING_EN)
    expect(page.locator("#ask-panel .similar").first).to_be_visible()
    title = page.locator("input[name=title]")
    title.evaluate("input => input.setSelectionRange(3, 3)")
    title.press_sequentially("small ")
    page.wait_for_timeout(900)
    assert title.evaluate("input => [input.value.slice(0, 15), input.selectionStart]") == [
        "A tsmall oddler"[:15],
        9,
    ]
    expect(title).to_be_focused()


def test_by_keyboard_the_text_is_one_step_from_the_title(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    _type(page, BITING_EN)
    expect(page.locator("#ask-panel .similar").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip the similar problems")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("textarea[name=body]")).to_be_focused()


def test_an_older_answer_never_overwrites_a_newer_one(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/ask/similar*", hold_the_first)
    _type(page, BITING_EN)
    page.wait_for_timeout(600)
    page.fill("input[name=title]", LEGIONELLA_FR)
    expect(page.locator("#ask-panel .similar h3").first).to_contain_text(LEGIONELLA_EN)
    held[0].fulfill(status=200, body="<div data-state='ready'>an old answer</div>")
    page.wait_for_timeout(300)
    expect(page.locator("#ask-panel")).not_to_contain_text("an old answer")


def test_a_failed_request_keeps_what_was_shown_and_is_tried_again(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    _type(page, BITING_EN)
    expect(page.locator("#ask-panel .similar").first).to_be_visible()
    page.route("**/ask/similar*", lambda route: route.abort())
    page.fill("input[name=title]", LEGIONELLA_FR)
    expect(page.locator("#ask-panel .panel-note")).to_be_visible()
    expect(page.locator("#ask-panel .similar").first).to_be_visible()
    page.unroute("**/ask/similar*")
    expect(page.locator("#ask-panel .similar h3").first).to_contain_text(LEGIONELLA_EN)


def test_no_request_goes_out_while_a_character_is_being_composed(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    asked: list[str] = []
    page.goto("/ask")
    page.on("request", lambda sent: asked.append(sent.url) if "/ask/similar" in sent.url else None)
    title = page.locator("input[name=title]")
    title.dispatch_event("compositionstart")
    title.evaluate(
        """(input, text) => {
            input.value = text;
            input.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
        }""",
        BITING_EN,
    )
    page.wait_for_timeout(700)
    assert asked == []
    title.dispatch_event("compositionend")
    expect(page.locator("#ask-panel .similar").first).to_be_visible()


def test_this_solves_my_problem_thanks_the_solver(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    _type(page, LEGIONELLA_FR)
    page.locator("#ask-panel .similar").first.get_by_role(
        "button", name="This solves my problem"
    ).click()
    expect(page.locator("[data-thanked]")).to_contain_text("has been thanked")
    expect(page.locator("[data-thanked]")).to_be_focused()


def test_mine_is_different_goes_with_the_question_and_links_the_two(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    _type(page, BITING_EN)
    card = page.locator("#ask-panel .similar").first
    other = card.locator("h3").inner_text()
    card.get_by_text("Mine is different because").click()
    card.locator("[data-reason]").fill("ours is three years old and bites adults")
    page.fill("textarea[name=body]", "He started in September, at pick-up time, when tired.")
    page.get_by_role("button", name="Post your question").click()
    page.wait_for_url("**/questions/**")
    expect(page.locator("main")).to_contain_text("ours is three years old and bites adults")
    expect(page.locator("aside")).to_contain_text(other)


def test_without_scripts_the_check_before_posting_shows_the_same(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER, scripts=False)
    page.goto("/ask")
    page.fill("input[name=title]", BITING_EN)
    page.fill("textarea[name=body]", "Since last week.")
    page.get_by_role("button", name="Check before posting").click()
    expect(page.locator(".similar h3", has_text=BITING_FR).first).to_be_visible()
    expect(page.locator("input[name=title]")).to_have_value(BITING_EN)
    expect(page.locator("textarea[name=body]")).to_have_value("Since last week.")


def test_what_was_typed_is_there_again_after_the_tab_was_closed(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    _type(page, "How do we share one van between three houses?")
    page.fill("textarea[name=body]", "Every Tuesday all three of us need it at nine.")
    page.wait_for_timeout(800)
    again = page.context.new_page()
    page.close()
    again.goto("/ask")
    expect(again.locator("textarea[name=body]")).to_have_value(
        "Every Tuesday all three of us need it at nine."
    )


def test_starting_afresh_leaves_no_reason_and_nobody_chosen(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    _type(page, LEGIONELLA_FR)
    card = page.locator("#ask-panel .similar").first
    card.get_by_text("Mine is different because").click()
    card.locator("[data-reason]").fill("ours is a swimming pool")
    page.locator("#ask-panel input[data-peer]").first.check()
    page.wait_for_timeout(500)
    page.reload()
    chips = page.locator("#ask-form .chip")
    expect(chips).to_have_count(2)
    page.get_by_role("button", name="Start afresh").click()
    expect(chips).to_have_count(0)
    expect(page.locator("#ask-panel .similar")).to_have_count(0)


def test_the_preview_shows_formulas_and_code(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    page.goto("/ask")
    page.fill("textarea[name=body]", "Ratio $\\frac{1}{5}$ and\n\n```python\nprint(1)\n```\n")
    page.get_by_text("Preview", exact=True).click()
    expect(page.locator(".prose math, .preview math").first).to_be_visible()
    expect(page.locator("pre code").first).to_be_visible()


def test_a_guest_sees_what_was_solved_and_keeps_the_text_through_the_log_in(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()
    _type(page, BITING_EN)
    expect(page.locator("#ask-panel .similar").first).to_be_visible()
    expect(page.get_by_role("button", name="This solves my problem")).to_have_count(0)
    page.fill("textarea[name=body]", "Since September, mostly before lunch.")
    page.wait_for_timeout(500)
    page.get_by_role("link", name="Log in to post your question").click()
    page.fill("input[name=email]", f"{MEMBER}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/ask")
    expect(page.locator("input[name=title]")).to_have_value(BITING_EN)
    expect(page.locator("textarea[name=body]")).to_have_value(
        "Since September, mostly before lunch."
    )


def test_thanks_given_too_soon_are_taken_back(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MEMBER)
    _type(page, LEGIONELLA_FR)
    solves = page.get_by_role("button", name="This solves my problem")
    solves.first.click()
    page.locator("[data-undo]").click()
    expect(solves.first).to_be_visible()
    expect(page.locator("input[name=title]")).to_be_focused()


def test_who_clears_a_draft_reads_no_more_that_it_was_brought_back(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(username=MEMBER)
    page.goto("/ask")
    page.fill("input[name=title]", "Where do wet boots go?")
    page.wait_for_function(
        "() => Object.keys(localStorage).some((key) => key.startsWith('qaforum:draft:'))"
    )
    page.reload()
    note = page.get_by_text("Your unsent text was brought back.")
    expect(note).to_be_visible()
    page.fill("input[name=title]", "")
    expect(note).to_be_hidden()


def test_the_preview_is_never_an_empty_half(open_page: Callable[..., Page]) -> None:
    page = open_page(username=MODERATOR)
    page.goto("/community/charter/edit")
    expect(page.locator(".editor-preview h3").first).to_be_visible()
    text, preview = (
        page.locator(f".editor-panes > {half}").bounding_box()
        for half in ("textarea", ".editor-preview")
    )
    assert text
    assert preview
    assert abs(text["height"] - preview["height"]) < 2
