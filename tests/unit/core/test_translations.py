"""The catalogue says in French every sentence that the forum says in English."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[3]
FRENCH = ROOT / "qaforum/translations/fr/LC_MESSAGES"
UPDATE = "run `make translations-update`, then complete the catalogue"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
NUMBER = "%(num)d"
MARKUP = re.compile(r"</?[a-z]|&#?\w+;", re.IGNORECASE)
BADLY_SET = re.compile(r"[\w») ][;!?]| :|« | »|«\w|\w»|\d \d|'")


def forms(of: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """The singular, and the plural where there is one."""
    return (of,) if isinstance(of, str) else tuple(of or ("",))


def placeholders(sentence: str) -> set[str]:
    return set(PLACEHOLDER.findall(sentence))


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fr")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every sentence in templates and code, found as `make translations-update` finds them."""
    found = tmp_path_factory.mktemp("translations") / "messages.pot"
    options = ["--mapping-file", str(ROOT / "babel.cfg"), "--keyword", "_l"]
    options += ["--ignore-dirs", ".* node_modules", "--output-file", str(found)]
    CommandLineInterface().run(["pybabel", "--quiet", "extract", *options, str(ROOT)])
    return catalogue(found)


@pytest.fixture(scope="module")
def french() -> Catalog:
    return catalogue(FRENCH / "messages.po")


@pytest.fixture(scope="module")
def sentences(french: Catalog) -> list[Message]:
    return [message for message in french if message.id]


def test_every_sentence_is_in_the_catalogue_and_nothing_else(
    said: Catalog, sentences: list[Message]
) -> None:
    needed, known = {forms(m.id) for m in said if m.id}, {forms(m.id) for m in sentences}
    assert len(needed) > 200, "the sentences were not found"
    assert not needed - known, f"{UPDATE}: {sorted(needed - known)}"
    assert not known - needed, f"{UPDATE}: {sorted(known - needed)}"


def test_every_sentence_is_translated_and_none_is_a_guess(sentences: list[Message]) -> None:
    assert not [m.id for m in sentences if not all(forms(m.string))]
    assert not [m.id for m in sentences if m.fuzzy]


def test_placeholders_are_those_of_the_english(sentences: list[Message]) -> None:
    for message in sentences:
        english, french = forms(message.id), forms(message.string)
        assert placeholders(french[-1]) == placeholders(english[-1]), message.id
        # One may be said as a word
        assert placeholders(french[0]) - {NUMBER} == placeholders(english[0]) - {NUMBER}, message.id


def test_french_counts_nought_as_one(french: Catalog, sentences: list[Message]) -> None:
    assert french.num_plurals == 2
    assert french.plural_expr == "(n > 1)"
    for message in sentences:
        assert len(forms(message.string)) == len(forms(message.id)), message.id


def test_no_sentence_carries_markup(sentences: list[Message]) -> None:
    assert not [m.id for m in sentences if any(MARKUP.search(s) for s in forms(m.string))]


def test_french_is_set_as_french(sentences: list[Message]) -> None:
    """Apostrophe ’; narrow no-break space before ; ! ? and in numbers; no-break space before : and
    inside « »."""
    assert not [m.string for m in sentences if any(BADLY_SET.search(s) for s in forms(m.string))]


def test_our_words_for_the_account_pages_replace_what_the_library_says() -> None:
    folder = files("flask_security") / "translations"
    library = catalogue(Path(str(folder)) / "flask_security.pot")
    ours = [message for message in catalogue(FRENCH / "flask_security.po") if message.id]
    assert not [m.id for m in ours if m.id not in library]
    for message in ours:
        english, french = forms(message.id), forms(message.string)
        assert placeholders(french[0]) == placeholders(english[0]), message.id
        assert french[0], message.id
        assert not BADLY_SET.search(french[0]), message.id
