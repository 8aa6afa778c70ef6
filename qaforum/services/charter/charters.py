"""The charter: reading it, adopting a version, accepting it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors, markup, policies
from qaforum.extensions import db
from qaforum.models import CharterVersion, Member
from qaforum.services.charter import charter_status, differences, proposals
from qaforum.services.core import texts
from qaforum.services.core.transaction import changed, transaction

_HEADING = re.compile(r"<h[12]>([^<]+)</h[12]>")
VERSIONS = select(CharterVersion).options(
    joinedload(CharterVersion.author), joinedload(CharterVersion.adopted_by)
)


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under a heading that is the name of a language; "" for all before the first."""

    language: str
    html: str


def current() -> CharterVersion | None:
    """The charter in force; None until somebody has written one."""
    return db.session.scalar(VERSIONS.order_by(CharterVersion.number.desc()).limit(1))


def version(number: int) -> CharterVersion:
    """Raises NotFound: there is no such version."""
    found = db.session.scalar(VERSIONS.where(CharterVersion.number == number))
    if found is None:
        raise errors.NotFound(_("The charter has no version %(number)d.", number=number))
    return found


def versions() -> Sequence[CharterVersion]:
    """All versions, newest first."""
    return db.session.scalars(VERSIONS.order_by(CharterVersion.number.desc())).all()


def adopt(
    member: Member, seen: int, body: str, note: str, proposal_id: int | None = None
) -> CharterVersion:
    """Puts a new version in force; everybody is asked to accept it before they post again.

    `seen` is the version that the text was written on, 0 for the first. The member who adopts has
    accepted; where it comes from a proposal, whoever proposed is its author.

    Raises:
        errors.NotAllowed, errors.Invalid
        errors.Conflict: another version was adopted meanwhile, or the proposal was decided.
    """
    if not policies.can_adopt_charter(member):
        raise errors.NotAllowed(_("Moderators adopt the charter; everybody may propose a change."))
    body, note = texts.body(body), texts.line(note, 300, "note")
    before = current()
    number = before.number if before else 0
    if number != seen:
        raise errors.Conflict(
            _(
                "Another version was adopted while you were writing. Your text is still below: "
                "compare it with the present one, then save again."
            )
        )
    if before and before.body == body:
        raise errors.Invalid(_("Nothing is different from the present charter."), field="body")
    if before and not note:
        raise errors.Invalid(_("Say in a line what changed, for those who accept."), field="note")
    with transaction():
        author_id = proposals.adopted(member, proposal_id) if proposal_id else member.id
        made = CharterVersion(
            number=number + 1,
            body=body,
            body_html=markup.render(body),
            note=note,
            author_id=author_id,
            adopted_by_id=member.id,
        )
        db.session.add(made)
        _accept(member, number + 1)
    charter_status.forget()
    return made


def accept(member: Member, number: int) -> None:
    """The member accepts the version they were shown; an older one than theirs changes nothing.

    Raises Invalid: there is no such version.
    """
    if not 1 <= number <= charter_status.now().charter:
        raise errors.Invalid(_("This version of the charter does not exist."), field="charter")
    with transaction():
        _accept(member, number)


def _accept(member: Member, number: int) -> None:
    changed(
        update(Member)
        .where(Member.id == member.id, Member.charter_number < number)
        .values(charter_number=number, charter_accepted_at=clock.now())
    )
    db.session.expire(member, ["charter_number", "charter_accepted_at"])


def changes(before: str, after: str) -> list[differences.Passage]:
    """What a reader would notice between two texts: their words, without the signs of Markdown."""
    return differences.between(*(_as_read(text) for text in (before, after)))


def _as_read(text: str) -> str:
    return "\n\n".join(markup.plain(markup.render(text)).split("\n"))


def parts(html: str, reader: str) -> list[Part]:
    """`html` in the parts that its languages have, those in the reader's language first; one part
    without a language where no heading names one."""
    codes = _codes(tuple(current_app.config["LANGUAGES"]))
    named = [(found, codes.get(found[1].strip().lower())) for found in _HEADING.finditer(html)]
    starts = [(found.start(), found.end(), code) for found, code in named if code]
    ends = [start for start, _end, _code in starts[1:]] + [len(html)]
    found = [Part("", html[: starts[0][0] if starts else len(html)])]
    for (_start, begin, code), end in zip(starts, ends, strict=False):
        found.append(Part(code, html[begin:end]))
    found = [part for part in found if part.html.strip()]
    return sorted(found, key=lambda part: part.language not in ("", reader))


@lru_cache(maxsize=8)
def _codes(languages: tuple[str, ...]) -> dict[str, str]:
    """{"français": "fr", "french": "fr", …}: each language by its name in each language."""
    names = {}
    for code in languages:
        for other in languages:
            name = Locale.parse(code).get_display_name(other) or code
            names[name.lower()] = code
    return names


def news(accepted: int) -> dict[str, Any]:
    """What a member who accepted version `accepted` (0: none) is asked to read now: the charter
    and, where they know an older one, the passages that changed and the notes on them."""
    charter = current()
    if charter is None:
        raise errors.NotFound(_("No charter has been written yet."))
    if not 0 < accepted < charter.number:
        return {"charter": charter, "changes": [], "notes": []}
    known = version(accepted)
    notes = db.session.scalars(
        select(CharterVersion.note)
        .where(CharterVersion.number > accepted)
        .order_by(CharterVersion.number)
    )
    return {
        "charter": charter,
        "changes": changes(known.body, charter.body),
        "notes": [note for note in notes if note],
    }
