"""Accounts as Flask-Security asks for them: making one, giving it a role."""

from typing import Any

from flask_babel import gettext as _
from flask_security import MailUtil, SQLAlchemyUserDatastore, hash_password
from sqlalchemy import select

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Member, Role
from qaforum.models.people.role import MEMBER, ROLES
from qaforum.services.core.transaction import transaction
from qaforum.services.notifications import mails
from qaforum.services.people import availability, members


class Accounts(SQLAlchemyUserDatastore):
    """Every new account is a member's, with an address made from the name unless one is given.

    `availability` is "yes" or "no" as the form that makes the account asked; without it they are
    asked later.
    """

    def create_user(self, **columns: Any) -> Member:
        columns["username"] = columns.get("username") or members.free_username(columns["name"])
        if columns.setdefault("charter_number", 0) is None:  # no charter was shown
            columns["charter_number"] = 0
        if columns["charter_number"]:
            columns["charter_accepted_at"] = clock.now()
        if availability_said := columns.pop("availability", None):
            columns["availability"] = availability.said(availability_said == "yes")
        roles = columns.pop("roles", None) or [MEMBER]
        member = super().create_user(roles=roles, **columns)
        assert isinstance(member, Member)
        return member


class AccountMails(MailUtil):
    """What Flask-Security wants to mail goes the way of all mails: the notifier sends it, the
    page does not wait. The text is made anew then, so that no token lies in the database."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        member = kwargs.get("user")
        if isinstance(member, Member):
            mails.order(member, template.rpartition("/")[2])


accounts = Accounts(db, Member, Role)


def ensure_roles() -> None:
    """The three roles are there. Safe to call again."""
    with transaction():
        known = set(db.session.scalars(select(Role.name)))
        db.session.add_all(Role(name=name) for name in ROLES if name not in known)


def by_email(email: str) -> Member:
    """Raises NotFound: nobody has this address."""
    member = db.session.scalar(select(Member).where(Member.email == email.strip().lower()))
    if member is None:
        raise errors.NotFound(_("Nobody here has the address %(email)s.", email=email))
    return member


def create(email: str, name: str, password: str, role: str = MEMBER) -> Member:
    """An account that can log in at once.

    Raises:
        errors.Conflict: the address is taken. errors.Invalid: no such role, or a short password.
    """
    email = email.strip().lower()
    if role not in ROLES:
        raise errors.Invalid(_("There is no role %(role)s.", role=role), field="role")
    if len(password) < 8:
        raise errors.Invalid(_("A password has at least 8 characters."), field="password")
    if db.session.scalar(select(Member.id).where(Member.email == email)):
        raise errors.Conflict(_("The address %(email)s is taken.", email=email))
    with transaction():
        member = accounts.create_user(
            email=email, name=name, password=hash_password(password), roles=sorted({MEMBER, role})
        )
    return member


def promote(email: str, role: str) -> Member:
    """Gives the member a further role. Raises NotFound, Invalid."""
    member = by_email(email)
    found = db.session.scalar(select(Role).where(Role.name == role))
    if found is None:
        raise errors.Invalid(_("There is no role %(role)s.", role=role), field="role")
    with transaction():
        if found not in member.roles:
            member.roles.append(found)
    return member
