"""Reading a Stack Exchange dump as it was at any moment of its past."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import iterparse
from lxml import html

ACCEPTANCE, UPVOTE, DOWNVOTE = "1", "2", "3"  # VoteTypeId
QUESTION, ANSWER = "1", "2"  # PostTypeId
_NOTICE = re.compile(r"\s*(possible duplicates?|this question already has (an )?answers?)\b", re.I)
_OTHER_QUESTION = re.compile(r"/(questions|q)/\d+")
_CLOSED = re.compile(r"\s*\[(closed|duplicate|on hold|migrated)\]\s*$", re.I)


@dataclass(slots=True)
class Answer:
    """An answer; `accepted` and the dates of its votes are when they were known to all."""

    id: int
    question_id: int
    member_id: int | None
    created: datetime
    text: str
    accepted: datetime | None = None
    upvotes: list[datetime] = field(default_factory=list)
    downvotes: list[datetime] = field(default_factory=list)

    def was_accepted(self, moment: datetime) -> bool:
        """Whether it was known to be accepted before `moment`."""
        return self.accepted is not None and self.accepted < moment

    def votes(self, moment: datetime) -> int:
        """Up minus down before `moment`; 0 in a dump whose votes are not dated."""
        up, down = (sum(when < moment for when in w) for w in (self.upvotes, self.downvotes))
        return up - down


@dataclass(slots=True)
class Question:
    """A question in plain text with its answers by date, those of unknown members included."""

    id: int
    member_id: int | None
    created: datetime
    title: str
    body: str
    tags: tuple[str, ...]
    accepted_answer_id: int | None
    answers: list[Answer] = field(default_factory=list)


def read(directory: Path) -> list[Question]:
    """The questions of a dump by date, with their answers.

    Reads `Posts.xml`, and `Votes.xml` where there is one: it dates votes and acceptances to
    the day, so they count from the next midnight. Without it an acceptance counts from its
    answer's creation and there are no votes, since a score says nothing about when.
    Titles and bodies lose what was written into them when they were closed as a duplicate.
    Raises ValueError, with a sentence to show, when the folder is not such a dump.
    """
    questions: dict[int, Question] = {}
    answers: list[Answer] = []
    for row in rows(directory / "Posts.xml"):
        try:
            if row.get("PostTypeId") == QUESTION:
                questions[int(row["Id"])] = _question(row)
            elif row.get("PostTypeId") == ANSWER:
                answers.append(_answer(row))
        except (KeyError, ValueError) as error:
            which = f"post {row.get('Id', 'without Id')} of {directory / 'Posts.xml'}"
            raise ValueError(f"{which} is not as Stack Exchange writes it: {error}") from error
    if not questions:
        raise ValueError(f"{directory / 'Posts.xml'} contains no question")
    for answer in sorted(answers, key=lambda answer: (answer.created, answer.id)):
        if answer.question_id in questions:
            questions[answer.question_id].answers.append(answer)
    _date_votes(directory / "Votes.xml", questions)
    return sorted(questions.values(), key=lambda question: (question.created, question.id))


def plain(body: str) -> str:
    """The text of an HTML body without duplicate notices and the words of links to questions."""
    if not body.strip():
        return ""
    root = html.fragment_fromstring(body, create_parent="div")
    for element in list(root.iter("blockquote", "a", "p")):
        link = element.tag == "a" and _OTHER_QUESTION.search(element.get("href") or "")
        notice = element.tag != "a" and _NOTICE.match(element.text_content())
        if (link or notice) and element.getparent() is not None:
            element.drop_tree()
    return re.sub(r"[ \t]*\n\s*", "\n", root.text_content()).strip()


def _question(row: Mapping[str, str]) -> Question:
    return Question(
        id=int(row["Id"]),
        member_id=_optional(row, "OwnerUserId"),
        created=_moment(row["CreationDate"]),
        title=_CLOSED.sub("", row["Title"]),
        body=plain(row["Body"]),
        tags=tuple(re.findall(r"[^<>|\s]+", row.get("Tags", ""))),
        accepted_answer_id=_optional(row, "AcceptedAnswerId"),
    )


def _answer(row: Mapping[str, str]) -> Answer:
    return Answer(
        id=int(row["Id"]),
        question_id=int(row["ParentId"]),
        member_id=_optional(row, "OwnerUserId"),
        created=_moment(row["CreationDate"]),
        text=plain(row["Body"]),
    )


def _date_votes(file: Path, questions: Mapping[int, Question]) -> None:
    """Write onto the answers when each was accepted and voted on."""
    dated: defaultdict[tuple[int, str], list[datetime]] = defaultdict(list)
    for row in rows(file) if file.exists() else ():
        if row.get("VoteTypeId") in (ACCEPTANCE, UPVOTE, DOWNVOTE):
            try:
                known = _moment(row["CreationDate"]) + timedelta(days=1)
                dated[int(row["PostId"]), row["VoteTypeId"]].append(known)
            except (KeyError, ValueError) as error:
                raise ValueError(f"{file} is not as Stack Exchange writes it: {error}") from error
    for question in questions.values():
        for answer in question.answers:
            answer.upvotes = dated[answer.id, UPVOTE]
            answer.downvotes = dated[answer.id, DOWNVOTE]
            if answer.id == question.accepted_answer_id:
                answer.accepted = max(dated[answer.id, ACCEPTANCE], default=answer.created)


def rows(file: Path) -> Iterator[dict[str, str]]:
    """The attributes of each <row>, one at a time, whatever the size of the file.

    Raises ValueError, with a sentence to show, when there is no such file or it is no XML.
    """
    if not file.is_file():
        raise ValueError(f"{file} does not exist: a Stack Exchange dump is a folder with Posts.xml")
    try:
        events = iterparse(file, events=("start", "end"))
        _, root = next(events)
        for event, element in events:
            if event == "end" and element.tag == "row":
                yield dict(element.attrib)
                root.clear()
    except ParseError as error:
        raise ValueError(f"{file} is not well-formed XML: {error}") from error


def _optional(row: Mapping[str, str], name: str) -> int | None:
    return int(row[name]) if row.get(name) else None


def _moment(text: str) -> datetime:
    """A date without a zone, as the dumps write them (UTC)."""
    return datetime.fromisoformat(text).replace(tzinfo=None)
