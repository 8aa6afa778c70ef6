"""The house rules. Each failure says what to do."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment

from qaforum import config
from qaforum.cli import COMMANDS
from qaforum.web.core.addresses import Key

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted([*ROOT.glob("qaforum/**/*.py"), *ROOT.glob("search/**/*.py")])
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
DOCS = "\n".join(
    file.read_text() for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
)

ROOMS = ("qaforum", "search", "tests", "benchmarks", "docs", "scripts")
NO_AREAS = {"__pycache__", "components", "security", "api"}  # shared pieces; what a library renders
OF_THE_REQUEST = {"request", "g", "session", "current_user"}
MIGRATIONS = "qaforum/migrations/"
OPEN_TO_GUESTS = {
    "language.choose": "a guest reads in a language too",
    "security.login": "this is how one logs in",
    "security.register": "this is how one becomes a member",
    "security.forgot_password": "who has forgotten it cannot log in",
    "security.reset_password": "the signed link in the mail is the proof",
    "mails.unsubscribe": "the signed link in the mail is the proof",
    "reports.unsubscribe": "the signed link in the mail is the proof",
    "security.logout": "without anybody logged in it does nothing",
}
WITHOUT_CSRF = {
    "mails.unsubscribe": "mail programs post it without our page (RFC 8058)",
    "reports.unsubscribe": "as above",
}
ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "data-confirm", "hx-confirm")


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def test_what_is_written_is_committed_by_one_door() -> None:
    door = "qaforum/services/core/transaction.py"
    guilty = [
        name(file)
        for file in ROOT.glob("qaforum/**/*.py")
        if "commit" in calls(file) and name(file) != door
    ]
    assert guilty == [], "write in a service, inside `with transaction():`"


def test_what_is_live_is_said_in_one_place() -> None:
    rooms = ("qaforum/models/", "qaforum/indexing/", MIGRATIONS)
    guilty = [
        name(file)
        for file in CODE
        if re.search(r"deleted_at\.(is_|is_not)\(", file.read_text())
        and not name(file).startswith(rooms)
        and name(file) != "qaforum/services/core/queries.py"
    ]
    assert guilty == [], "write live(Model), or ~live(Model), from services/core/queries"


def test_services_and_policies_do_not_know_the_request() -> None:
    guilty = []
    for room in ("services", "policies", "models", "indexing"):
        for file in ROOT.glob(f"qaforum/{room}/**/*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login"):
                    names = [alias.name for alias in node.names]
                    guilty += [name(file) for found in names if found in OF_THE_REQUEST]
    assert guilty == [], "take what you need (the member, a text) as an argument"


def test_files_stay_short() -> None:
    long = {name(file): len(file.read_text().splitlines()) for file in CODE}
    long = {
        file: lines
        for file, lines in long.items()
        if lines > 300 and not file.startswith(MIGRATIONS)
    }
    assert long == {}, "split these by subject: a file of over 300 lines has more than one"


def test_folders_are_seen_at_a_glance() -> None:
    files = [file for room in ROOMS for file in ROOT.glob(f"{room}/**/*.py")]
    held = Counter(name(file.parent) for file in files if not name(file).startswith(MIGRATIONS))
    large = {folder: count for folder, count in held.items() if count > 20}
    assert large == {}, "group these files by what they are about"


@pytest.mark.parametrize("floor", ["services", "web", "models"])
def test_each_area_says_what_it_is_for(floor: str) -> None:
    areas = list(ROOT.glob(f"qaforum/{floor}/*/__init__.py"))
    assert areas
    silent = [name(file) for file in areas if not ast.get_docstring(ast.parse(file.read_text()))]
    assert silent == [], "say in a docstring what the area is for and what others may use of it"


def test_areas_have_the_same_names_on_every_floor() -> None:
    areas = {file.parent.name for file in ROOT.glob("qaforum/services/*/__init__.py")}
    others = {
        name(folder)
        for floor in ("qaforum/web", "qaforum/models", "templates", "tests/integration")
        for folder in (ROOT / floor).iterdir()
        if folder.is_dir() and folder.name not in areas | NO_AREAS
    }
    assert others == set(), "name these after the area in qaforum/services that they belong to"


def test_no_room_for_leftovers() -> None:
    guilty = [
        name(file)
        for file in [*CODE, *ROOT.glob("tests/**/*.py")]
        if re.search(r"(^|_)(utils?|helpers?|managers?|misc|common)$", file.stem)
    ]
    assert guilty == [], "name the module after what it is about"


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    missing = [setting for setting in config.DEFAULTS if f"`{setting}`" not in page]
    assert missing == [], "add a line each to docs/settings.md"


def test_every_documented_setting_is_there() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    named = [setting for row in rows for setting in re.findall(r"`([A-Z_]+)`", row)]
    unknown = [setting for setting in named if setting not in config.DEFAULTS]
    assert named
    assert unknown == [], "docs/settings.md explains what config.DEFAULTS does not have"


def test_every_command_is_documented() -> None:
    missing = [command for command in COMMANDS if f"qaforum {command}" not in DOCS]
    assert missing == [], "show each command once in README.md or docs/"


def addresses(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """(endpoint, an address of it) of every route that takes `method`."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or set()):
            values: dict[str, Any] = {  # an "any" converter has a few words of its own
                key: min(getattr(converter, "items", ["x"])) if converter.regex != Key.regex else 1
                for key, converter in rule._converters.items()
            }
            built = rule.build(values, append_unknown=False)
            assert built is not None
            yield rule.endpoint, built[1]


def test_every_post_needs_a_member(app: Flask, client: FlaskClient) -> None:
    guilty = []
    for endpoint, address in addresses(app, "POST"):
        answer = client.post(address)
        to_log_in = answer.status_code == 302 and "/account/login" in answer.location
        if not to_log_in and endpoint not in OPEN_TO_GUESTS:
            guilty.append(endpoint)
    assert guilty == [], "add @login_required, or list it here with the reason"


class TestWithCsrf:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"WTF_CSRF_ENABLED": True}

    def test_every_post_needs_the_token_of_our_page(self, app: Flask, client: FlaskClient) -> None:
        routes = list(addresses(app, "POST"))
        assert len(routes) > 15
        guilty = [
            route
            for route, address in routes
            if client.post(address).status_code != 400 and route not in WITHOUT_CSRF
        ]
        assert guilty == [], "never exempt a route from CSRF protection"


def test_what_changes_something_is_not_a_get(app: Flask) -> None:
    acts = ("vote", "delete", "accept", "withdraw", "restore", "comments", "solved", "logout")
    guilty = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith(acts) and "GET" in (rule.methods or set())
    ]
    assert guilty == [], "a link or a crawler must not be able to change anything: POST"


class Visible(HTMLParser):
    """What a reader would see of a template's own text, and what is against the CSP."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.against: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style"):
            self._silent += 1
            if not (tag == "script" and given.get("src")):
                self.against.append(f"<{tag}>")
        for attribute, value in attrs:
            if attribute == "style" or attribute.startswith("on"):
                self.against.append(attribute)
            if attribute in ATTRIBUTES and value:
                self.texts.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def own_html(file: Path) -> str:
    """The template without what Jinja puts in: HTML alone, with a quiet sign for each value."""
    kept, inside = [], False
    for _line, kind, value in Environment().lex(file.read_text()):
        if kind == "data" and not inside:
            kept.append(value)
        elif kind.endswith("_begin"):
            inside = True
            kept.append("0" if kind == "variable_begin" else "")
        elif kind.endswith("_end"):
            inside = False
    return "".join(kept)


def parsed(file: Path) -> Visible:
    page = Visible()
    page.feed(own_html(file))
    page.close()
    return page


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_templates_contain_no_untranslated_text(file: Path) -> None:
    words = {text.strip() for text in parsed(file).texts if re.search(r"[^\W\d_]", text)}
    assert words == set(), "write {{ _('…') }} around these"


# A mail is read where no style sheet of ours is, and no Content-Security-Policy
PAGES = [file for file in TEMPLATES if file.parent.name != "mail"]


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_templates_contain_no_inline_style_or_script(file: Path) -> None:
    assert parsed(file).against == [], "the CSP forbids these: use a class, or a file in static/js"


def test_the_check_of_templates_sees_what_it_should(tmp_path: Path) -> None:
    file = tmp_path / "bad.html"
    file.write_text(
        "<p>Hello {{ _('there') }}</p>{# no #}"
        "{% if x %}<b style='x' onclick='y' title='Oh'>{% endif %}"
    )
    page = parsed(file)
    assert [text.strip() for text in page.texts] == ["Hello 0", "Oh"]
    assert page.against == ["style", "onclick"]


def test_templates_do_not_decide_by_role() -> None:
    guilty = [
        name(file)
        for file in TEMPLATES
        if re.search(r"is_moderator|is_administrator|\.roles|has_role", file.read_text())
    ]
    assert guilty == [], "ask a policy: {% if may.moderate() %}"


def test_no_file_names_a_package_registry_or_a_path_of_a_machine() -> None:
    said = re.compile("/" + r"(home|root|work)/\w|pypi\." + r"org|registry\.npmjs\." + "org")
    files = [
        *CODE,
        *TEMPLATES,
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("*.toml"),
    ]
    guilty = [name(file) for file in files if said.search(file.read_text())]
    assert guilty == [], "others have other machines and registries"


FORM = re.compile(r"<form\b(.*?)</form>", re.DOTALL)
FILLED_IN = re.compile(r'\b(field|editor|choices)\(| required\b|type="(email|number|date|url)"')


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_what_a_form_lacks_is_said_by_the_forum_and_not_by_the_browser(file: Path) -> None:
    """A browser says it in its own language, and shows it for five seconds."""
    forms = FORM.findall(file.read_text())
    guilty = [form[:80] for form in forms if FILLED_IN.search(form) and "novalidate" not in form]
    assert not guilty, f"say novalidate in these forms: {guilty}"
