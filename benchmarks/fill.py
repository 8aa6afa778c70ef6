"""A forum with a few thousand solved questions to measure on."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain, cycle, islice, repeat, zip_longest
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from rich.console import Console

from qaforum import clock, config, errors
from qaforum.app import create_app
from qaforum.cli.progress import bar
from qaforum.indexing.embedding.bulk_embedding import embed_all
from qaforum.services.operations import imports
from qaforum.services.operations.imports import records
from qaforum.services.people import accounts

EMAIL, PASSWORD = "benchmark@example.org", "benchmark-password"
QUESTIONS = 6_000
_MEMBERS = 300

Texts = tuple[str, str, str]  # title, body and solution of a question

_ACTS = [
    "keep", "repair", "replace", "label", "store", "share", "clean", "count", "book", "teach",
    "lend", "plan", "order", "lock", "move", "write down",
]  # fmt: skip
_THINGS = [
    "wheelchairs", "hoists", "lamps", "door keys", "meal trays", "night rotas", "visitor badges",
    "alarm mats", "medicine cupboards", "garden tools", "bus passes", "laptops", "mattresses",
    "first-aid kits", "fire doors", "consent forms", "car seats", "hearing aids", "raised beds",
]  # fmt: skip
_PLACES = ["in a listed house", "on two floors", "between three houses", "outdoors", "at night"]
_TIMES = ["in August", "before an audit", "with half the staff", "on Sundays", "during a move"]


def texts(data: Sequence[Path], count: int | None = None) -> Iterator[Texts]:
    """Title, body and solution of `count` questions: of the BEIR folders `data` by turns, or
    invented. What goes beyond the folders repeats them with variations; no count is all of them.
    """
    if not data:
        return islice(_invented(), count)
    real = _by_turns([list(_texts(folder)) for folder in data])
    return iter(real) if count is None else islice(chain(real, _varied(real)), count)


def _by_turns(folders: Sequence[Sequence[Texts]]) -> list[Texts]:
    """The first of each, the second of each, ..., as long as there are any."""
    return [text for row in zip_longest(*folders) for text in row if text]


def _varied(real: Sequence[Texts]) -> Iterator[Texts]:
    """Real texts again and again, a fifth of the words of each exchanged for words of another."""
    dice = random.Random(5)
    for text in cycle(real):
        other = dice.choice(real)
        title, body, solution = map(_exchanged, text, other, repeat(dice))
        yield title, body, solution


def _exchanged(text: str, other: str, dice: random.Random) -> str:
    words, others = text.split(), other.split() or ["again"]
    for _ in range(max(1, len(words) // 5)):
        words[dice.randrange(len(words))] = dice.choice(others)
    return " ".join(words)


def _texts(data: Path) -> Iterator[Texts]:
    """Title, body and solution of each document of a BEIR corpus."""
    with gzip.open(data / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            title, body = record.get("title") or record["text"][:120], record["text"]
            solution = next(iter(record.get("answers") or ()), "") or body[-600:] or title
            yield " ".join(title.split())[:200], body or title, solution


def _invented() -> Iterator[Texts]:
    dice = random.Random(1)
    while True:
        act, thing, other = dice.choice(_ACTS), dice.choice(_THINGS), dice.choice(_THINGS)
        place, when = dice.choice(_PLACES), dice.choice(_TIMES)
        body = " ".join(dice.choice(_ACTS + _THINGS) for _ in range(80))
        solution = " ".join(dice.choice(_ACTS + _THINGS) for _ in range(60))
        yield f"How do you {act} {thing} and {other} {place} {when}?", body, solution


def _question(number: int, texts: Texts) -> records.Question:
    title, body, solution = texts
    dice = random.Random(number)
    at = clock.now() - timedelta(minutes=10 * number + 1)
    asker, solver = (
        records.Member(number=who, name=f"Member {who}", username=f"member-{who}")
        for who in dice.sample(range(1, _MEMBERS), 2)
    )
    answer = records.Answer(
        number=number,
        body=lambda: solution,
        at=at,
        author=solver,
        votes=(records.Vote(value=dice.randint(0, 9), at=at),),
        accepted=records.Acceptance(at=at, by=asker),
    )
    return records.Question(
        number=number,
        title=title,
        body=lambda: body,
        at=at,
        author=asker,
        tags=tuple(dice.sample(_ACTS, 2)),
        answers=(answer,),
    )


def forum(instance: Path, data: Path | None = None, questions: int = QUESTIONS) -> Flask:
    """The forum in `instance`: filled and indexed, unless it was before; with one account."""
    config.make_secrets(instance)
    app = create_app({"INSTANCE": instance})
    with app.app_context():
        upgrade()
        accounts.ensure_roles()
        written = texts([data] if data else [], None if data else questions)
        found = [_question(number, text) for number, text in enumerate(written, start=1)]
        with bar("Questions written") as progress:
            done = 0

            def told(count: int) -> None:
                nonlocal done
                done += count
                progress(done, len(found))

            imports.save_questions(f"benchmark {data.name if data else ''}".strip(), found, told)
        try:
            accounts.create(EMAIL, "Benchmark", PASSWORD)
        except errors.Conflict:
            Console(stderr=True).print("A forum filled before is used again.")
    with bar("Questions embedded") as progress:
        embed_all(app, anew=False, progress=progress)
    return app
