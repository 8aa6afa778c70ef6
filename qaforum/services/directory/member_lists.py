"""Finding people: by name, institution and language, and by the problems they solved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, or_, select

from qaforum import clock, indexing, markup, policies
from qaforum.extensions import db
from qaforum.indexing.documents import QUESTION
from qaforum.models import Answer, Availability, Institution, Member
from qaforum.services.core.pages import Page, page
from qaforum.services.core.queries import live
from qaforum.services.search import similar_documents
from qaforum.services.search.peers import Peer, who_solved

PAGE = 30
MATCHES = 50  # similar problems whose solvers are looked at
# Who looks for people types less than who asks, and wants more than the very same problem
LEAST = 0.03
NAMED = 6  # members of that name that are shown before those who solved something like it


@dataclass(frozen=True, slots=True)
class Filters:
    """What the members shown have in common; each part may be left out."""

    institution: Institution | None = None
    language: str = ""
    available: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        found = list[ColumnElement[bool]]()
        if self.institution:
            found.append(Member.institution_id == self.institution.id)
        if self.language:
            found.append(_speaks(self.language))
        if self.available:
            found.append(_available())
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """`named` so, `peers` who solved such problems; "warming": the search is not ready yet."""

    state: Literal["ready", "warming"] = "ready"
    named: list[Member] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)


def list_members(filters: Filters, after: str | None = None) -> Page[Member]:
    """One page of members, who solved most first. Raises errors.Invalid for a broken cursor."""
    query = select(Member).where(Member.active, *filters.conditions())
    return page(query, [Member.solved_count, Member.id], after, PAGE)


def found(text: str, filters: Filters, viewer: Member | None = None) -> Found:
    """Members called so or working there, and those who solved problems like `text`.

    The latter come with facts that `viewer` may read, and only where they like to be turned to:
    to be found by a problem is to be suggested. Nobody is there twice.
    """
    text = " ".join(markup.clean(text).split())[:200]
    named = _named(text, filters)
    try:
        matches = indexing.similar(text, limit=MATCHES, minimum=LEAST)
    except indexing.WarmingUp:
        return Found("warming", named)
    conditions = filters.conditions()
    rows = similar_documents.load(matches, viewer)
    peers = who_solved(
        matches,
        similar_documents.of_kind(rows, QUESTION),
        viewer,
        PAGE,
        practices=similar_documents.practices_in(rows),
        among=conditions,
    )
    there = {member.id for member in named}
    return Found("ready", named, [peer for peer in peers if peer.member.id not in there])


def _named(text: str, filters: Filters) -> list[Member]:
    """Members whose name, function or institution has all words of `text`."""
    query: Select[Member] = select(Member).where(Member.active, *filters.conditions())
    words = markup.fold(text).split()[:8]
    if not words:
        return []
    institutions = db.session.execute(
        select(Institution.id, Institution.name, Institution.city)
    ).all()
    for word in words:
        there = [row.id for row in institutions if word in markup.fold(f"{row.name} {row.city}")]
        query = query.where(
            or_(Member.folded.contains(word, autoescape=True), Member.institution_id.in_(there))
        )
    order = Member.solved_count.desc(), Member.id.desc()
    return list(db.session.scalars(query.order_by(*order).limit(NAMED)).unique())


def _speaks(language: str) -> ColumnElement[bool]:
    """Reads the forum in this language, has answered in it, or said they may be asked in it."""
    answered = (
        select(Answer.id)
        .where(
            Answer.author_id == Member.id,
            Answer.language == language,
            live(Answer),
        )
        .exists()
    )
    named = (
        select(Availability.member_id)
        .where(Availability.member_id == Member.id, Availability.languages.contains(language))
        .exists()
    )
    return or_(Member.locale == language, answered, named)


def _available() -> ColumnElement[bool]:
    """`takes_questions`, as a condition."""
    today = clock.now().date()
    return and_(
        Member.email.is_not(None),
        select(Availability.member_id)
        .where(
            Availability.member_id == Member.id,
            Availability.willing,
            or_(Availability.paused_until.is_(None), Availability.paused_until <= today),
        )
        .exists(),
    )


def takes_questions(member: Member, said: Availability | None) -> bool:
    """Whether the member likes to be asked by peers at present, about some topics at least.

    How much they were asked lately says nothing here: that is between them and the forum.
    """
    topics = [tag.id for tag in said.topics] if said else []
    return policies.can_be_invited(
        member, said, received=-1, today=clock.now().date(), language=None, tag_ids=topics
    )


def languages_of(
    member: Member, said: Availability | None, answers: Iterable[Answer]
) -> Sequence[str]:
    """The languages that the member named, or else reads the forum or wrote `answers` in."""
    if said and said.languages:
        return said.languages.split()
    return sorted({*(answer.language for answer in answers), member.locale or ""} - {""})
