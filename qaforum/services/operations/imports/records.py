"""What an import brings: plain values, each with the number it has where it comes from.

Importers make these, the services of this folder write them. The names are those of the models.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Text = Callable[[], str]
"""Gives Markdown when asked: only what is new is ever converted, so a second run is quick."""


def no_text() -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    slug: str
    name: str
    kind: str = ""
    city: str = ""
    country: str = ""
    places: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    name: str
    description_en: str = ""
    description_fr: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`username` is a wish, made from `name` where empty; `password` is a hash.

    `willing` to be invited (again from `paused_until` on), for which `topics` and in which
    `languages`; None: never asked.
    """

    number: int
    name: str
    username: str = ""
    joined_at: datetime | None = None
    about: Text = no_text
    url: str | None = None
    email: str | None = None
    password: str | None = None
    locale: str | None = None
    institution: str | None = None
    function: str = ""
    role: str | None = None
    willing: bool | None = None
    paused_until: date | None = None
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    mentor: bool = False
    word: str = ""
    knows: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """`value` is 1 or -1, or the sum of several votes where `member` is nobody."""

    value: int
    at: datetime
    member: Member | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    number: int
    body: Text
    at: datetime
    author: Member | None = None
    author_name: str | None = None
    score: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    member: Member
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    at: datetime
    by: Member | None = None
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """`author_name` stands where there is no account any more."""

    number: int
    body: Text
    at: datetime
    author: Member | None = None
    author_name: str | None = None
    url: str | None = None
    edited_at: datetime | None = None
    community_owned: bool = False
    votes: tuple[Vote, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Post):
    accepted: Acceptance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Post):
    """A question with all that hangs on it; it is written whole or not at all."""

    title: str
    tags: tuple[str, ...] = ()
    active_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    thanks: tuple[Thanks, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`source` and `target` are numbers of questions; `kind` is one of QuestionLink's."""

    source: int
    target: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterVersion:
    body: str
    note: str
    at: datetime
    author: Member
    adopted_by: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    author: Member
    at: datetime
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One that was closed."""

    question: str
    summary: str
    at: datetime
    closed_at: datetime
    opened_by: Member
    closed_by: Member
    comments: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    key: str
    kind: str
    title: str
    url: str
    why: str
    language: str
    tags: tuple[str, ...]
    author: Member
    at: datetime
    thanks: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """To a question, by its number, or a resource, by its key."""

    sentence: str
    question: int | None = None
    resource: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    title: str
    intro: str
    author: Member
    at: datetime
    steps: tuple[Step, ...]
    done: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityContent:
    """What a community has of its own: written once, and afterwards its members'."""

    charter: tuple[CharterVersion, ...] = ()
    reviews: tuple[Review, ...] = ()
    resources: tuple[Resource, ...] = ()
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    number: int
    author: Member
    at: datetime
    outcome: str
    changes: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a practice still holds: one of `reusable.VALIDITIES`."""

    said: str
    by: Member
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """`question` is the number of the one that it was made of."""

    number: int
    title: str
    problem: str
    method: str
    author: Member
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    question: int | None = None
    adaptations: tuple[Adaptation, ...] = ()
    verdict: Verdict | None = None
