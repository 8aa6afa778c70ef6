"""Members from elsewhere: each is made once, with a username that is free here."""

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain, count

from slugify import slugify
from sqlalchemy import func, select

from qaforum import clock, markup
from qaforum.extensions import db
from qaforum.models import Availability, Institution, Member, Role, Welcome
from qaforum.models.people.role import MEMBER
from qaforum.services.core import tags
from qaforum.services.operations.imports import records


def known(source: str, numbers: Collection[int]) -> dict[int, int]:
    """Number at `source` → id here, of those that are here."""
    rows = db.session.execute(
        select(Member.source_id, Member.id).where(
            Member.source == source, Member.source_id.in_(numbers)
        )
    )
    return {number: key for number, key in rows if number is not None}


def add(source: str, members: Iterable[records.Member]) -> dict[int, int]:
    """Makes a member of each, none of which is here yet; part of the caller's transaction.

    Gives number → id. What is already here under the same name stays another person.
    """
    wanted = {member.number: member for member in members}
    if not wanted:
        return {}
    usernames = _free_usernames(wanted.values())
    institutions, roles = _institutions(wanted.values()), _roles(wanted.values())
    made = {number: _member(source, member, usernames[number]) for number, member in wanted.items()}
    for number, member in wanted.items():
        made[number].institution_id = institutions.get(member.institution or "")
        if member.role:
            made[number].roles = [roles[name] for name in sorted({MEMBER, member.role})]
    db.session.add_all(made.values())
    db.session.flush()
    ids = {number: member.id for number, member in made.items()}
    db.session.add_all(_said(member, ids[member.number]) for member in _asked(wanted.values()))
    db.session.add_all(
        Welcome(
            member_id=ids[member.number],
            knows=" ".join(member.knows),
            seeks=" ".join(member.seeks),
            word=member.word,
        )
        for member in wanted.values()
        if member.word
    )
    return ids


def _asked(members: Iterable[records.Member]) -> list[records.Member]:
    """Those who said whether they want to be invited."""
    return [member for member in members if member.willing is not None]


def _said(member: records.Member, member_id: int) -> Availability:
    return Availability(
        member_id=member_id,
        willing=bool(member.willing),
        paused_until=member.paused_until,
        languages=" ".join(member.languages),
        topics=tags.of_names(list(member.topics)),
    )


def _member(source: str, member: records.Member, username: str) -> Member:
    return Member(
        username=username,
        name=markup.clean(member.name)[:120],
        email=member.email,
        password=member.password,
        locale=member.locale,
        function=member.function[:120],
        about=markup.clean(member.about()),
        joined_at=member.joined_at or clock.now(),
        mentor=member.mentor,
        source=source,
        source_id=member.number,
        source_url=member.url,
    )


def _free_usernames(members: Collection[records.Member]) -> dict[int, str]:
    """A username for each number: as wished, or with the next free count behind it."""
    wishes = {member.number: _wish(member) for member in members}
    lower = func.lower(Member.username)
    taken = set(db.session.scalars(select(lower).where(lower.in_(set(wishes.values())))))
    for wish in taken | {wish for wish, times in Counter(wishes.values()).items() if times > 1}:
        taken |= set(
            db.session.scalars(select(lower).where(lower.startswith(f"{wish}.", autoescape=True)))
        )
    given: dict[int, str] = {}
    for number, wish in wishes.items():
        counted = chain([wish], (f"{wish}.{step}" for step in count(2)))
        given[number] = next(name for name in counted if name not in taken)
        taken.add(given[number])
    return given


def _wish(member: records.Member) -> str:
    """Safe in an address: small letters, digits and dots; Unicode is spelled out."""
    return member.username or slugify(member.name, separator=".", max_length=50) or "member"


def _institutions(members: Iterable[records.Member]) -> dict[str, int]:
    slugs = {member.institution for member in members if member.institution}
    if not slugs:
        return {}
    rows = db.session.execute(
        select(Institution.slug, Institution.id).where(Institution.slug.in_(slugs))
    )
    return {slug: key for slug, key in rows}


def _roles(members: Iterable[records.Member]) -> dict[str, Role]:
    names = {member.role for member in members if member.role}
    if not names:
        return {}
    names.add(MEMBER)
    found = {
        role.name: role for role in db.session.scalars(select(Role).where(Role.name.in_(names)))
    }
    for name in names - found.keys():
        found[name] = Role(name=name)
        db.session.add(found[name])
    return found
