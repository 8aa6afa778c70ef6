"""Members: who has a name, their profile, their languages."""

from collections.abc import Sequence

from flask_babel import gettext as _
from slugify import slugify
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum import errors, markup
from qaforum.extensions import db
from qaforum.models import Member, Role
from qaforum.models.people.role import ADMINISTRATOR, MODERATOR
from qaforum.services.core import texts
from qaforum.services.core.transaction import transaction
from qaforum.services.people import memberships


def moderators() -> Sequence[Member]:
    """Those who look after the community, with account, by name."""
    return db.session.scalars(
        select(Member)
        .where(Member.active, Member.roles.any(Role.name.in_((MODERATOR, ADMINISTRATOR))))
        .order_by(Member.name)
        .limit(50)
    ).all()


def load(username: str) -> Member:
    """Raises NotFound: nobody has this name, or they left without it."""
    query = select(Member).where(Member.username == username).options(joinedload(Member.roles))
    member = db.session.scalars(query).unique().one_or_none()
    if member is None:
        raise errors.NotFound(_("Nobody here has this name."))
    if not member.has_page:
        raise errors.NotFound(_("This member left. What they posted stays, without their name."))
    return member


def change_profile(
    member: Member,
    *,
    name: str,
    function: str = "",
    about: str = "",
    institution_id: int | None = None,
    locale: str | None = None,
) -> None:
    """Says anew who the member is. Raises Invalid, with the field."""
    name = texts.line(name, 120, "name")
    if not name:
        raise errors.Invalid(_("Your peers need a name to turn to."), field="name")
    function = texts.line(function, 120, "function")
    if len(about) > 2000:
        raise errors.Invalid(_("At most 2,000 characters fit."), field="about")
    with transaction():
        member.name, member.function = name, function
        member.about = markup.clean(about).strip()
        memberships.move(member, institution_id)
        member.locale = locale


def free_username(name: str) -> str:
    """A name for addresses, made from a person's name, that nobody has yet."""
    base = slugify(name, separator=".", max_length=50) or "member"
    taken = set(
        db.session.scalars(
            select(Member.username).where(Member.username.startswith(base, autoescape=True))
        )
    )
    if base not in taken:
        return base
    number = 2
    while f"{base}.{number}" in taken:
        number += 1
    return f"{base}.{number}"


def speak(member: Member, locale: str) -> None:
    """The member reads the forum in `locale` from now on."""
    with transaction():
        member.locale = locale
