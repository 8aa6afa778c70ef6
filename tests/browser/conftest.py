"""A served demo community and a real browser, for what a person does."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from tests.postgresql import Server

PASSWORD = "demo-forum"
MEMBER = "claire.fontaine"
MODERATOR = "nadia.benali"
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended while it was starting"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"{address} did not answer within {seconds} seconds")


@pytest.fixture(scope="session")
def environment(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: Server | None
) -> dict[str, str]:
    """Of the served forum and of commands run beside it."""
    elsewhere = {}
    if postgresql_server:
        elsewhere["QAFORUM_DATABASE_URL"] = postgresql_server.url(postgresql_server.create())
    return (
        os.environ
        | elsewhere
        | {
            "QAFORUM_INSTANCE": str(tmp_path_factory.mktemp("forum")),
            "QAFORUM_PORT": str(_free_port()),
            "QAFORUM_RATELIMIT_ENABLED": "false",
            "QAFORUM_MAP": "false",
        }
    )


@pytest.fixture(scope="session")
def command(environment: dict[str, str]) -> Callable[..., None]:
    """Runs a command of the forum: `command("map")`."""

    def run(*words: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "qaforum", *words],
            env=environment,
            check=True,
            capture_output=True,
        )

    return run


@pytest.fixture(scope="session")
def forum(environment: dict[str, str], command: Callable[..., None]) -> Iterator[str]:
    """The address of a forum with the demo community, served as administrators serve it."""
    address = f"http://127.0.0.1:{environment['QAFORUM_PORT']}"
    command("init")
    command("demo")
    server = subprocess.Popen([sys.executable, "-m", "qaforum", "serve"], env=environment)
    try:
        _wait_for(f"{address}/readyz", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _launch(playwright: Playwright) -> Browser:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return playwright.chromium.launch(executable_path=path, args=_QUIET)
    return playwright.chromium.launch(args=_QUIET)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none the tests say so, and under CI=true they fail."""
    with sync_playwright() as playwright:
        try:
            found = _launch(playwright)
        except Error as error:
            message = f"NO CHROMIUM, SO NO BROWSER TEST RAN: {error.message.splitlines()[0]}"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, forum: str) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own: `open_page(locale="fr-FR", username=MEMBER)`.

    An error in a script, or a breach of the Content-Security-Policy, fails the test.
    """
    contexts = []
    broken: list[str] = []

    def new(
        *, locale: str = "en-GB", username: str = "", width: int = 1280, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=forum,
            locale=locale,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on(
            "console",
            lambda line: broken.append(line.text) if "Content Security" in line.text else None,
        )
        if username:
            log_in(page, username)
            _speak(page, locale[:2])
        return page

    yield new
    for context in contexts:
        context.close()
    assert not broken, broken


def log_in(page: Page, username: str) -> None:
    page.goto("/account/login")
    page.fill("input[name=email]", f"{username}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/account/login" not in address)


def _speak(page: Page, language: str) -> None:
    """Members read in the language they chose, whatever their browser says."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"header button[name=locale][value={language}]").first.evaluate(
            "button => button.form.requestSubmit(button)"  # on a phone it is in a menu
        )
        page.wait_for_function("code => document.documentElement.lang === code", arg=language)
