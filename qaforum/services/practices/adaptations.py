"""Adaptations: a house used a solution or practice, and says what came of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, select, update

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Adaptation, Answer, Member, Practice, Revalidation
from qaforum.models.practices.adaptation import FAILED, OUTCOMES, WORKED
from qaforum.services.activity import events
from qaforum.services.core import texts
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import changed, lock, lock_practice, transaction
from qaforum.services.notifications import notification_rules
from qaforum.services.notifications.notifications import notify
from qaforum.services.practices import practices
from qaforum.services.questions import answers

Thing = Answer | Practice
LONGEST = 4_000
EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """What a member fills in; only the outcome is required."""

    outcome: str
    used_on: date | None = None
    changes: str = ""
    evidence: str = ""


def lock_thing(thing: Thing) -> Thing:
    """`thing` as it is now, held until the transaction ends. Raises errors.NotFound."""
    if isinstance(thing, Practice):
        return lock_practice(thing.id)
    lock(thing.question_id)
    db.session.refresh(thing, ["accepted_at", "deleted_at"])
    return thing


def about(table: type[Adaptation] | type[Revalidation], thing: Thing) -> ColumnElement[bool]:
    """The rows of `table` that are about this very thing."""
    column = table.practice_id if isinstance(thing, Practice) else table.answer_id
    return column == thing.id


def on(thing: Thing) -> dict[str, int]:
    """The column that says of a row what it is about."""
    return {"practice_id" if isinstance(thing, Practice) else "answer_id": thing.id}


def names_of(thing: Thing) -> dict[str, Any]:
    """What a notification about it names."""
    if isinstance(thing, Practice):
        return {"practice_id": thing.id}
    return {"question_id": thing.question_id, "answer_id": thing.id}


def report(member: Member, thing: Thing, given: Report) -> Adaptation:
    """Records that the member's house used `thing`, as of now.

    The same report sent twice is one.

    Raises:
        errors.NotAllowed: the answer is not accepted any more.
        errors.NotFound: it was deleted in the meantime.
        errors.Invalid: what was filled in, with its field; the member names no institution.
        errors.Conflict: the same house reported it for that day already.
    """
    columns = _columns(member, given)
    with transaction():
        thing = lock_thing(thing)
        if not policies.can_adapt(member, thing):
            raise errors.NotAllowed(_("Only the use of an accepted solution can be reported."))
        if again := _reported(member, thing, columns):
            return again
        adaptation = Adaptation(
            **on(thing), member_id=member.id, institution_id=member.institution_id, **columns
        )
        db.session.add(adaptation)
        db.session.flush()
        count(thing)
        if adaptation.outcome != FAILED:
            thing.confirmed_at = clock.now()
        kind = "use_failed" if adaptation.outcome == FAILED else "used"
        key = f"adaptation-{adaptation.id}"
        notify([thing.author_id], kind, key=key, actor=member, **names_of(thing))
        _record(thing)
    return adaptation


def load(adaptation_id: int) -> Adaptation:
    """Raises errors.NotFound: there is none, or it was deleted."""
    adaptation = db.session.get(Adaptation, adaptation_id)
    if adaptation is None or adaptation.deleted_at is not None:
        raise errors.NotFound(_("This report does not exist, or it was deleted."))
    return adaptation


def thing_of(adaptation: Adaptation, viewer: Member | None) -> Thing:
    """What was used. Raises errors.NotFound: it was deleted, or is not for `viewer` to read."""
    if adaptation.answer_id:
        return answers.load(adaptation.answer_id, viewer)
    return practices.load(adaptation.practice_id or 0)


def delete(member: Member, adaptation: Adaptation) -> None:
    """Takes the report back. Raises errors.NotAllowed: it is somebody else's."""
    if not policies.can_delete_adaptation(member, adaptation):
        raise errors.NotAllowed(_("Only who wrote it or a moderator may delete this report."))
    thing = thing_of(adaptation, member)
    with transaction():
        there = Adaptation.id == adaptation.id, live(Adaptation)
        if changed(update(Adaptation).where(*there).values(deleted_at=clock.now())):
            count(thing)
            _record(thing)
            notification_rules.moderated("deleted", adaptation, member)


def count(thing: Thing) -> None:
    """Counts the houses that used it, and those where it worked; part of the transaction."""
    table = type(thing)
    institution = func.count(func.distinct(Adaptation.institution_id))
    worked = func.count(
        func.distinct(case((Adaptation.outcome == WORKED, Adaptation.institution_id)))
    )
    rows = _there(thing)
    changed(
        update(table)
        .where(table.id == thing.id)
        .values(
            institution_count=select(institution).where(*rows).scalar_subquery(),
            worked_count=select(worked).where(*rows).scalar_subquery(),
        )
    )
    db.session.refresh(thing, ["institution_count", "worked_count"])


def _columns(member: Member, given: Report) -> dict[str, Any]:
    if member.institution_id is None:
        raise errors.Invalid(
            _("Say in your profile which institution you work in; then report its use here.")
        )
    if given.outcome not in OUTCOMES:
        raise errors.Invalid(_("Say how it went."), field="outcome")
    changes = texts.section(given.changes, "changes", LONGEST)
    evidence = texts.section(given.evidence, "evidence", LONGEST)
    if given.outcome != WORKED and not changes:
        raise errors.Invalid(
            _("Say in a few words what did not work, so that its author can look at it."),
            field="changes",
        )
    return {
        "outcome": given.outcome,
        "used_on": _day(given.used_on),
        "changes": changes,
        "changes_html": texts.html(changes),
        "evidence": evidence,
        "evidence_html": texts.html(evidence),
    }


def _day(used_on: date | None) -> date:
    """Today unless said; somewhere on earth it is tomorrow already."""
    today = clock.now().date()
    used_on = used_on or today
    if used_on > today + timedelta(days=1):
        raise errors.Invalid(_("This day has not come yet."), field="used_on")
    if used_on < EARLIEST:
        raise errors.Invalid(_("This is too long ago to be right."), field="used_on")
    return used_on


def _reported(member: Member, thing: Thing, columns: dict[str, Any]) -> Adaptation | None:
    """The member's very report, sent before. Raises Conflict: the house's, with another text."""
    before = db.session.scalar(
        select(Adaptation).where(
            *_there(thing),
            Adaptation.institution_id == member.institution_id,
            Adaptation.used_on == columns["used_on"],
        )
    )
    if before is None:
        return None
    same = all(getattr(before, name) == value for name, value in columns.items())
    if same and before.member_id == member.id:
        return before
    raise errors.Conflict(
        _(
            "Your institution has reported this for that day already. Delete that report first, "
            "or name another day."
        )
    )


def _record(thing: Thing) -> None:
    if isinstance(thing, Practice):
        events.record_practice(thing.id)
    else:
        events.record(thing.question_id)


def _there(thing: Thing) -> tuple[Any, ...]:
    return about(Adaptation, thing), live(Adaptation)
