"""An institution's report on paper: one page, in one language."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import MODERATOR

REPORT = "/impact/report?institution=residence-du-grand-pre&period=year"
HEADINGS = {
    "en": (
        "gains from this community",
        "This period",
        "Before",
        "Problems solved",
        "Help received",
    ),
    "fr": ("Ce que cette communauté", "Cette période", "Avant", "Problèmes résolus", "Aide reçue"),
}


@pytest.mark.parametrize(("locale", "other"), [("en", "fr"), ("fr", "en")])
def test_it_is_one_page_of_paper_in_the_readers_language(
    open_page: Callable[..., Page], locale: str, other: str
) -> None:
    page = open_page(username=MODERATOR, locale=f"{locale}-{locale.upper()}")
    page.goto(REPORT)
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
    text = page.locator(".report").inner_text()
    assert [words for words in HEADINGS[locale] if words not in text] == []
    assert [words for words in HEADINGS[other] if words in text] == []
