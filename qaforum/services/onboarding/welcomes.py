"""A newcomer's first steps: what they say of themselves, what is left to do, who is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, select

from qaforum import clock, policies
from qaforum.extensions import db
from qaforum.models import (
    Answer,
    Follow,
    Member,
    Question,
    ResourceThanks,
    Thanks,
    Vote,
    Welcome,
)
from qaforum.services.charter import charter_status
from qaforum.services.core import texts
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import transaction
from qaforum.services.people import memberships

NEW_AMONG_US = timedelta(days=28)
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Saying:
    """What the newcomer typed."""

    function: str
    institution_id: int | None
    knows: str
    seeks: str
    word: str
    introduced: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The first steps, each true once it is done; `charter` is None while there is none."""

    hello: bool
    charter: bool | None
    words: bool
    peers: bool

    @property
    def finished(self) -> bool:
        return self.hello and self.charter is not False and self.words and self.peers


def welcome_of(member: Member) -> Welcome | None:
    """What the member said; None before."""
    return db.session.get(Welcome, member.id)


def say(member: Member, saying: Saying) -> Welcome:
    """Keeps what the newcomer says of themselves. Raises Invalid, with the field."""
    function = texts.line(saying.function, 120, "function")
    knows = texts.tag_names(saying.knows, field="knows")
    seeks = texts.tag_names(saying.seeks, field="seeks")
    word = texts.line(saying.word, 300, "word")
    with transaction():
        member.function = function
        memberships.move(member, saying.institution_id)
        said = db.session.get(Welcome, member.id) or Welcome(member_id=member.id)
        said.knows, said.seeks, said.word = " ".join(knows), " ".join(seeks), word
        said.introduced = saying.introduced
        db.session.add(said)
    return said


def checklist(member: Member | None) -> Checklist | None:
    """What a newcomer has done so far, from facts and in one query; None for everybody else."""
    if member is None or not policies.is_newcomer(member):
        return None
    hello, asked, answered, *turned = db.session.execute(
        select(
            exists().where(Welcome.member_id == member.id),
            exists().where(Question.author_id == member.id, live(Question)),
            exists().where(Answer.author_id == member.id, live(Answer)),
            exists().where(Follow.member_id == member.id, Follow.followed_id.is_not(None)),
            exists().where(Thanks.member_id == member.id),
            exists().where(ResourceThanks.member_id == member.id),
            exists().where(Vote.member_id == member.id, Vote.value > 0),
        )
    ).one()
    charter = charter_status.now().charter
    return Checklist(
        hello=hello and bool(member.function),
        charter=member.charter_number >= charter if charter else None,
        words=asked or answered,
        peers=any(turned),
    )


def put_away(member: Member) -> None:
    """The first steps are not shown any more."""
    with transaction():
        member.welcomed_at = clock.now()


def new_among_us(reader: Member | None) -> Sequence[tuple[Member, str]]:
    """The latest newcomers who want to be introduced, with their word; for members alone."""
    if reader is None:
        return []
    rows = db.session.execute(
        select(Member, Welcome.word)
        .join(Welcome, Welcome.member_id == Member.id)
        .where(
            Member.joined_at > clock.now() - NEW_AMONG_US,
            Member.active,
            Member.id != reader.id,
            Welcome.introduced,
        )
        .order_by(Member.joined_at.desc(), Member.id.desc())
        .limit(SHOWN)
    )
    return [(member, word) for member, word in rows]
