"""What templates say in a word."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup, escape

from qaforum.web.core import templating, typography

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Passage:
    text: str
    marks: tuple[tuple[int, int], ...]


def test_a_passage_shows_its_marks_and_nothing_of_its_text_is_markup() -> None:
    passage = Passage("Warm <b> water", ((9, 14), (0, 4)))
    assert templating.marked(passage) == "<mark>Warm</mark> &lt;b&gt; <mark>water</mark>"


def test_marks_that_overlap_are_shown_once() -> None:
    assert templating.marked(Passage("water", ((0, 5), (2, 4)))) == "<mark>water</mark>"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Nadia Benali", "NB"), ("Anne-Marie de la Tour", "AT"), ("Élodie", "É"), ("  ", "?")],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert templating.initials(name) == letters


def test_a_member_keeps_the_colour() -> None:
    assert templating.hue("nadia.benali") == templating.hue("nadia.benali")
    stylesheet = (ROOT / "qaforum/static/css/qaforum.css").read_text(encoding="utf-8")
    assert all(f".hue-{number} " in stylesheet for number in range(templating.HUES))


@pytest.mark.parametrize(
    ("language", "short", "day"),
    [("en", "12.3K", "Mar 5, 2026"), ("fr", "12,3\xa0k", "5 mars 2026")],
)
def test_numbers_and_days_are_written_as_the_reader_writes_them(
    app: Flask, language: str, short: str, day: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert templating.number(12_345) == short
        assert day in templating.ago(datetime(2026, 3, 5, 12, tzinfo=UTC))


def test_an_asset_that_changes_has_another_address_and_is_kept(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    address = re.search(r'href="(/static/css/qaforum\.css\?v=[0-9a-f]{10})"', page)
    assert address is not None
    assert "immutable" in client.get(address[1]).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/css/qaforum.css").headers["Cache-Control"]


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = set(
        re.findall(
            r'"([a-z0-9-]+)"', (ROOT / "assets.mjs").read_text(encoding="utf-8").split("ICONS")[1]
        )
    )
    for template in (ROOT / "templates").rglob("*.html"):
        named = set(re.findall(r'icon\("([a-z0-9-]+)"\)', template.read_text(encoding="utf-8")))
        assert named <= drawn, (
            f"add to ICONS in assets.mjs: {sorted(named - drawn)} ({template.name})"
        )


def test_no_template_has_inline_script_or_style() -> None:
    """The forum's own policy would keep a browser from running or applying them. Mail programs
    know no other styles."""
    for template in (ROOT / "templates").rglob("*.html"):
        if template.parent.name == "mail":
            continue
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", text), (
            template.name
        )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Que faire ? Vite !", "Que faire\u202f? Vite\u202f!"),
        ("Le frigo : 8 degrés ; et « tiède »", "Le frigo\xa0: 8 degrés\u202f; et «\xa0tiède\xa0»"),
        ("Vraiment ?! 1 < 2 ? oui", "Vraiment\u202f?! 1 &lt; 2\u202f? oui"),
        ("À 7 h 30, 1 500 € et 31 °C", "À 7\xa0h\xa030, 1\u202f500\xa0€ et 31\xa0°C"),
        ("Rien à faire, merci.", "Rien à faire, merci."),
        ("https://exemple.fr/a?b=c:d;e", "https://exemple.fr/a?b=c:d;e"),
    ],
)
def test_french_marks_stay_with_their_word(typed: str, shown: str) -> None:
    assert typography.typeset(typed, "fr") == shown
    assert typography.typeset(typed, "en") == escape(typed)


def test_code_formulas_and_tags_keep_their_spaces() -> None:
    html = (
        '<p><a href="/?q=a ; b" title="a : b">Ici</a> : <code>a ; b</code> ;</p>'
        "<pre><code>x ? y : z</code> ;</pre><math><mo>a : b</mo></math>"
    )
    assert typography.typeset(Markup(html)) == html.replace("</a> :", "</a>\xa0:").replace(
        "</code> ;</p>", "</code>\u202f;</p>"
    )
