"""Takes the pictures in docs/screenshots from the demo community, served and seen in Chromium.

`.venv/bin/python -m docs.screenshots`: some pages, on desktop and phone, in light and dark,
English and French. Look at them afterwards: that is what they are for.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.server import Server

OUT = Path(__file__).parent / "screenshots"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TITLES = {
    "en": "Who may give medication at night when no nurse is there?",
    "fr": "Des légionelles dans l'eau chaude de nos douches, que faire ?",
}
# One picture each on desktop and phone: English in the light, French in the dark
MORE = {
    "practice": "/practices/1",
    "impact": "/impact",
    "map": "/map",
    "community": "/community",
    "notifications": "/notifications",
}
LOG_IN = ("claire.fontaine@demo.example", "demo-forum")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"QAFORUM_INSTANCE": folder}
        for command in (["init"], ["demo"], ["reindex"], ["map"]):
            subprocess.run([sys.executable, "-m", "qaforum", *command], env=environment, check=True)
        with Server(Path(folder)) as server, sync_playwright() as playwright:
            server.wait_for_search()
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=_QUIET
            )
            for size, theme, language in product(SIZES, THEMES, TITLES):
                _take(browser, f"http://127.0.0.1:{server.port}", size, theme, language)


def _take(
    browser: Browser, base: str, size: str, theme: Literal["light", "dark"], language: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": height},
        color_scheme=theme,
        locale={"en": "en-GB", "fr": "fr-FR"}[language],
        reduced_motion="reduce",
    )
    page = context.new_page()
    _log_in(page, language)
    name = f"{size}-{theme}-{language}.png"
    page.goto("/questions")
    page.screenshot(path=OUT / f"list-{name}")
    page.goto("/search?q=legionella")
    page.get_by_role("link", name=re.compile("legionella", re.IGNORECASE)).first.click()
    page.locator(".answer").first.wait_for()
    page.wait_for_timeout(1500)
    page.screenshot(path=OUT / f"question-{name}")
    page.goto("/members/nadia.benali")
    page.screenshot(path=OUT / f"member-{name}")
    if (language == "en") == (theme == "light"):
        for what, address in MORE.items():
            page.goto(address)
            page.wait_for_timeout(800)
            page.screenshot(path=OUT / f"{what}-{name}")
    page.goto("/ask")
    page.locator("input[name=title]").press_sequentially(TITLES[language])
    page.locator("#ask-panel .similar").first.wait_for()
    page.wait_for_timeout(800)
    page.screenshot(path=OUT / f"ask-{name}", full_page=size == "phone")
    context.close()


def _log_in(page: Page, language: str) -> None:
    page.goto("/account/login")
    page.fill("input[name=email]", LOG_IN[0])
    page.fill("input[name=password]", LOG_IN[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/account/login" not in address)
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[name=locale][value={language}]").first.evaluate(
            "button => button.form.requestSubmit(button)"
        )
        page.wait_for_function("code => document.documentElement.lang === code", arg=language)


if __name__ == "__main__":
    main()
