"""What can happen to an institution: another name, its end, becoming part of another one."""

from flask_babel import gettext as _
from sqlalchemy import delete, or_, update

from qaforum import clock, errors, policies
from qaforum.models import Event, Institution, Member, ReportRecipient
from qaforum.services.core import texts
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.people import institutions, memberships


def rename(member: Member, slug: str, name: str, city: str = "", about: str = "") -> Institution:
    """Gives it another name; its address stays, so that links go on working.

    Raises:
        errors.NotAllowed: the member does not look after the community.
        errors.Invalid: no name, or one that is too long.
    """
    institution = _cared_for(member, slug)
    name = texts.line(name, 160, "name")
    if not name:
        raise errors.Invalid(_("An institution has a name."), field="name")
    city, about = texts.line(city, 80, "city"), about.strip()
    if len(about) > 2000:
        raise errors.Invalid(_("At most 2,000 characters fit."), field="about")
    with transaction():
        institution.name, institution.city, institution.about = name, city, about
    return institution


def close(member: Member, slug: str) -> Institution:
    """It is no more: nobody can choose it any longer. What its people did stays. Twice is once."""
    institution = _cared_for(member, slug)
    with transaction():
        institution.closed_at = institution.closed_at or clock.now()
    return institution


def reopen(member: Member, slug: str) -> Institution:
    """It was closed by mistake."""
    institution = _cared_for(member, slug)
    with transaction():
        institution.closed_at = None
    return institution


def merge(member: Member, slug: str, into: str) -> Institution:
    """It goes on as part of the institution `into`, which has its people and its past from now on.
    Whom it named for its reports gets none any more: other people's figures are not theirs.

    Raises:
        errors.NotAllowed: the member does not look after the community.
        errors.Invalid: into none, into itself, or into one that is itself part of another.
    """
    institution, other = _cared_for(member, slug), _cared_for(member, into or slug)
    if other.id == institution.id:
        raise errors.Invalid(_("Choose another institution to merge it into."), field="into")
    with transaction():
        memberships.move_all(institution.id, other.id)
        # Whatever went into this one before goes on with it
        part = or_(Institution.id == institution.id, Institution.merged_into_id == institution.id)
        changed(update(Institution).where(part).values(merged_into_id=other.id))
        for side in ("institution_id", "other_institution_id"):
            column = getattr(Event, side)
            changed(update(Event).where(column == institution.id).values({side: other.id}))
        named = ReportRecipient.institution_id == institution.id
        changed(delete(ReportRecipient).where(named))
    return other


def _cared_for(member: Member, slug: str) -> Institution:
    institution = institutions.load(slug)
    if not policies.can_look_after(member, institution):
        raise errors.NotAllowed(_("Only those who look after the community may do this."))
    if institution.merged_into_id is not None:
        raise errors.Invalid(_("This institution is part of another one already."), field="into")
    return institution
