"""How long it takes to name the peers who solved similar problems, in a large community.

    python -m benchmarks.peers DUMP... [--questions N] [--members N] [--calls N]

`DUMP` are folders of Stack Exchange dumps. Who answers how often, how soon, accepted or not and
how well voted is theirs: whole communities are repeated, each time by other people and in other
weeks, until there are enough questions and members. The texts are one line each; the similar
problems of a call are chosen from one repetition, as a real question's would be, with the
questions that got most answers among them. Measured is `services.peers.who_solved`, from a
session that has nothing in memory, as every request's.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, insert, select

from qaforum import clock, config
from qaforum.app import create_app
from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.indexing.documents import QUESTION
from qaforum.models import Answer, Availability, Institution, Member, Question
from qaforum.services.search.peers import who_solved
from qaforum.services.search.suggestions import present
from search.evaluation import stackexchange

AIM_MS = 30
HOUSES = 400
MATCHED = 12, 50  # as many similar problems as the ask panel and the page of members look at
Row = dict[str, Any]


class Crowd:
    """Rows of repeated communities; ids count up over all repetitions.

    When there are `members`, those of the first repetitions come back in the next ones.
    """

    def __init__(self, dumps: Sequence[list[stackexchange.Question]], members: int) -> None:
        self._dumps, self._most = dumps, members
        self._casts = 0
        self._dice = random.Random(1)
        self.members: dict[tuple[int, int, int], int] = {}
        self.questions: list[Row] = []
        self.answers: list[Row] = []

    def grow(self, questions: int) -> None:
        rounds = 0
        while len(self.questions) < questions:
            if len(self.members) < self._most:
                self._casts = rounds + 1
            for place in range(len(self._dumps)):
                self._repeat(place, rounds % self._casts)
            rounds += 1
        now = max(row["created_at"] for row in (*self.questions, *self.answers))
        late = clock.now() - now
        for row in (*self.questions, *self.answers):
            row["created_at"] += late
            if row.get("accepted_at"):
                row["accepted_at"] += late

    def _repeat(self, place: int, cast: int) -> None:
        dump = self._dumps[place]
        shift = timedelta(days=self._dice.uniform(0, 365))
        newest = max(question.created for question in dump)
        for question in dump:
            ago = newest - question.created + shift
            self._add(
                question, (cast, place), datetime(2020, 1, 1, tzinfo=clock.now().tzinfo) - ago
            )

    def _add(self, question: stackexchange.Question, cast: tuple[int, int], at: datetime) -> None:
        key = len(self.questions) + 1
        accepted = 0
        for answer in question.answers:
            created = at + (answer.created - question.created)
            chosen = answer.id == question.accepted_answer_id
            accepted += chosen
            self.answers.append(
                _post(len(self.answers) + 1, self._who(answer.member_id, cast), created)
                | {
                    "question_id": key,
                    "accepted_at": created if chosen else None,
                    "score": len(answer.upvotes) - len(answer.downvotes),
                }
            )
        self.questions.append(
            _post(key, self._who(question.member_id, cast), at)
            | {
                "title": question.title[:300], "slug": f"q{key}", "content_hash": str(key),
                "accepted_count": accepted, "answer_count": len(question.answers),
            }
        )  # fmt: skip

    def _who(self, member_id: int | None, cast: tuple[int, int]) -> int | None:
        if member_id is None:
            return None
        return self.members.setdefault((*cast, member_id), len(self.members) + 1)


def _post(key: int, author_id: int | None, at: datetime) -> Row:
    return {
        "id": key, "body": "One line.", "body_html": "<p>One line.</p>", "author_id": author_id,
        "created_at": at,
    }  # fmt: skip


def forum(instance: Path, crowd: Crowd, members: int) -> Flask:
    """A forum with the crowd's rows, and members who have done nothing up to `members`."""
    config.make_secrets(instance)
    app = create_app({"INSTANCE": instance})
    done: dict[int | None, list[int]] = {}
    for row in crowd.answers:
        counts = done.setdefault(row["author_id"], [0, 0])
        counts[0] += 1
        counts[1] += row["accepted_at"] is not None
    keys = range(1, max(members, len(crowd.members)) + 1)
    people = [
        {
            "id": key, "username": f"m{key}", "name": f"Member {key}", "fs_uniquifier": str(key),
            "email": f"m{key}@example.org", "institution_id": 1 + key % HOUSES,
            "answer_count": done.get(key, [0, 0])[0], "solved_count": done.get(key, [0, 0])[1],
        }
        for key in keys
    ]  # fmt: skip
    institutions_ = [
        {"id": key, "slug": f"h{key}", "name": f"House {key}", "kind": f"kind-{key % 5}"}
        for key in range(1, HOUSES + 1)
    ]
    with app.app_context():
        upgrade()
        for table, rows in (
            (Institution, institutions_), (Member, people),
            (Availability, [{"member_id": key, "willing": True} for key in keys]),
            (Question, crowd.questions), (Answer, crowd.answers),
        ):  # fmt: skip
            db.session.execute(insert(table), rows)
        db.session.commit()
    return app


def calls(crowd: Crowd, matched: int, count: int) -> Iterator[list[Match]]:
    """The matches of `count` questions: neighbours in time, half of them much answered."""
    dice = random.Random(2)
    busiest = sorted(crowd.questions, key=lambda row: -row["answer_count"])[:2000]
    for _ in range(count):
        start = dice.randrange(len(crowd.questions) - 300)
        rows = dice.sample(crowd.questions[start : start + 300], matched // 2)
        rows += dice.sample(busiest, matched - len(rows))
        unique = {row["id"]: row for row in rows}
        likely = sorted((dice.random() ** 3 for _ in unique), reverse=True)
        yield [
            Match(
                Key(QUESTION, key),
                row["content_hash"],
                confidence,
                "related",
                "en",
                _features(dice),
            )
            for (key, row), confidence in zip(unique.items(), likely, strict=True)
        ]


def _features(dice: random.Random) -> dict[str, float]:
    return {name: dice.uniform(0.2, 0.8) for name in ("english_question", "multilingual_question")}


def measure(crowd: Crowd, matched: int, count: int) -> None:
    times, named = [], 0
    viewer_id = 1
    for number, matches in enumerate(calls(crowd, matched, count + 10)):
        db.session.remove()
        viewer = db.session.get_one(Member, viewer_id)
        questions = present(matches, viewer)
        began = time.perf_counter(), time.thread_time()
        peers = who_solved(matches, questions, viewer)
        took = [1000 * (now - then) for now, then in
                zip((time.perf_counter(), time.thread_time()), began, strict=True)]  # fmt: skip
        named += bool(peers)
        if number >= 10:
            times.append(took)
    (p50, cpu50), (p95, cpu95) = np.percentile(times, [50, 95], axis=0)
    print(f"{matched} similar problems, {count} calls, {named} of {count + 10} with peers")
    print(f"p50 {p50:.1f} ms, p95 {p95:.1f} ms (aim: p95 under {AIM_MS} ms);"
          f" processor time p50 {cpu50:.1f} ms, p95 {cpu95:.1f} ms")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dumps", nargs="+", type=Path, help="folders of Stack Exchange dumps")
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--calls", type=int, default=500)
    options = parser.parse_args()
    crowd = Crowd([stackexchange.read(folder) for folder in options.dumps], options.members)
    crowd.grow(options.questions)
    with tempfile.TemporaryDirectory() as temporary:
        app = forum(Path(temporary), crowd, options.members)
        with app.app_context():
            counts = [db.session.scalar(select(func.count()).select_from(table))
                      for table in (Question, Answer, Member)]  # fmt: skip
            print("{:,} questions, {:,} answers, {:,} members".format(*counts))
            for matched in MATCHED:
                measure(crowd, matched, options.calls)


if __name__ == "__main__":
    main()
