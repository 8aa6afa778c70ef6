"""Naming a member, and being told."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import MEMBER, MODERATOR

PAGES = ("/notifications", "/account/following", "/account/notifications")


def test_a_member_is_named_by_completion_told_under_the_bell_and_led_there(
    open_page: Callable[..., Page],
) -> None:
    writer = open_page(username=MODERATOR)
    writer.goto("/questions?sort=votes")
    writer.locator(".question-row .title a").first.click()
    writer.wait_for_url("**/questions/*/**")
    text = writer.locator(".answer-form textarea")
    expect(text).not_to_have_attribute("role", "combobox")
    text.press_sequentially("I would ask @clai")
    option = writer.get_by_role("option", name="Claire Fontaine")
    expect(option).to_be_visible()
    expect(text).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    assert Axe().run(writer).violations_count == 0
    text.press("Enter")
    expect(text).to_have_value("I would ask @claire.fontaine ")
    expect(option).to_be_hidden()
    text.press_sequentially("about that.")
    text.press("Control+Enter")
    expect(writer.locator(".mention")).to_have_text("@Claire Fontaine")

    reader = open_page(username=MEMBER)
    reader.goto("/")
    reader.get_by_role("link", name="new notification").click()
    for path in PAGES:
        reader.goto(path)
        found = Axe().run(reader)
        assert found.violations_count == 0, found.generate_report()
        reader.set_viewport_size({"width": 360, "height": 800})
        assert reader.evaluate("document.documentElement.scrollWidth") <= 360
        reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto("/notifications")
    new = reader.locator(".notification.unread")
    count = new.count()
    new.filter(has_text="Nadia Benali mentioned you").get_by_role("link").click()
    expect(reader.locator(".mention")).to_be_in_viewport()
    reader.goto("/notifications")
    assert new.count() < count
