"""The documents are whole: records are numbered and listed, links lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
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
