"""Wandering through the map of knowledge."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def test_with_the_keys_alone_one_comes_from_problem_to_problem(
    open_page: Callable[..., Page], command: Callable[..., None]
) -> None:
    command("map")
    page = open_page()
    page.goto("/map")
    expect(page.locator("[data-map][data-ready]")).to_be_visible()
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    page.locator("canvas").focus()
    said = page.locator("[data-said]")
    seen: set[str] = set()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        expect(said).not_to_have_text("" if not seen else sorted(seen)[0] + "?")
        page.wait_for_timeout(150)
        seen.add(said.inner_text())
    assert len(seen) > 2
    title = said.inner_text().rpartition(" (")[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/*/**")
    expect(page.locator("h1")).to_have_text(title)


def test_without_scripts_it_is_a_list(
    open_page: Callable[..., Page], command: Callable[..., None]
) -> None:
    command("map")
    page = open_page(scripts=False)
    page.goto("/map")
    page.locator(".map-areas a").first.click()
    expect(page.locator(".question-row").first).to_be_visible()
