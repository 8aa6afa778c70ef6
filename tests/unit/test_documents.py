"""The documents are whole: records are numbered and listed, links lead somewhere."""

import re
from pathlib import Path

import pytest

from docs import architecture_picture

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
# `services/core/pages.py`, `tests/integration/`: from here, or from qaforum/
PATHS = re.compile(r"`((?:[a-z_]+/)+(?:[a-z_0-9]+\.(?:py|html|js|css|md|json))?)`")
FOLDERS = {file.name for of in ("", "qaforum") for file in (ROOT / of).iterdir()} - {"instance"}
RECORDS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def test_decisions_are_numbered_one_by_one() -> None:
    numbers = [int(file.name[:4]) for file in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1)), "a new record takes the next number"


def test_each_decision_stands_in_the_index_under_its_title() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text().splitlines()[6:]
    assert listed == [
        re.sub(r"^# (\d+)\. (.*)$", rf"\1. [\2]({file.name})", file.read_text().splitlines()[0])
        for file in RECORDS
    ], "docs/decisions/README.md names each record, newest last"


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(file: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", file.read_text())
    missing = [target for target in targets if not (file.parent / target).exists()]
    assert missing == [], "these files are not there"


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_that_a_document_names_are_there(file: Path) -> None:
    named = [path for path in PATHS.findall(file.read_text()) if path.split("/")[0] in FOLDERS]
    missing = [
        path for path in named if not any((ROOT / of / path).exists() for of in ("", "qaforum"))
    ]
    assert missing == [], "these were moved or renamed: say where they are now"


def test_the_picture_and_the_table_of_areas_are_what_the_imports_say() -> None:
    picture, page = architecture_picture.made()
    assert architecture_picture.PICTURE.read_text() == picture, "run: make picture"
    assert architecture_picture.PAGE.read_text() == page, "run: make picture"


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    arrows = {("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")}
    assert architecture_picture.without_what_follows(arrows) == arrows - {("a", "c")}
