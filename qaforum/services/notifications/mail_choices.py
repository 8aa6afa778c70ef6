"""How a member is mailed: their choice, and the links in mails that change it without a log-in."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Member
from qaforum.models.notifications.mail import CHOICES, NEVER
from qaforum.services.core.transaction import transaction
from qaforum.services.notifications.notification_kinds import PERSONAL

# The two groups of kinds between which a member decides
PERSONALLY, REST = "personal", "rest"
GROUPS = (PERSONALLY, REST)


def group_of(kind: str) -> str:
    return PERSONALLY if kind in PERSONAL else REST


def choice_of(member: Member, group: str) -> str:
    """One of CHOICES."""
    return member.mail_personal if group == PERSONALLY else member.mail_rest


def choose(member: Member, *, personal: str, rest: str) -> None:
    """The member is mailed so from now on. Raises errors.Invalid: no such choice."""
    if personal not in CHOICES or rest not in CHOICES:
        raise errors.Invalid(_("Choose one of these."))
    with transaction():
        member.mail_since = _since(member, personal, rest)
        member.mail_personal, member.mail_rest = personal, rest


def _since(member: Member, personal: str, rest: str) -> datetime | None:
    """Who begins to be mailed is not mailed of what happened while they did not want it."""
    before = (member.mail_personal, member.mail_rest)
    begins = any(old == NEVER != new for old, new in zip(before, (personal, rest), strict=True))
    return clock.now() if begins else member.mail_since


def address_is_right(member: Member) -> None:
    """The member says so, after a mail server had refused it: it is tried again."""
    with transaction():
        member.mail_problem = ""
        member.mail_since = clock.now()


def ticket(member_id: int, group: str) -> str:
    """What, in a link, proves that it came in a mail to this member. It does not expire: neither
    do mails."""
    return _signer().dumps([member_id, group])


def holder(ticket: str) -> tuple[Member, str]:
    """Whose ticket it is, and of which group. Raises NotFound: forged, or the account is gone."""
    try:
        member_id, group = _signer().loads(ticket)
    except (BadSignature, ValueError, TypeError):
        member_id, group = 0, REST
    member = db.session.get(Member, member_id)
    if member is None or member.closed_at is not None or group not in GROUPS:
        raise errors.NotFound(
            _("This link is broken. You can choose what is mailed to you in your account.")
        )
    return member, group


def unsubscribe(ticket: str, *, everything: bool = False) -> Member:
    """The holder of the ticket gets no mail of that group any more, or none at all."""
    member, group = holder(ticket)
    with transaction():
        if everything or group == PERSONALLY:
            member.mail_personal = NEVER
        if everything or group == REST:
            member.mail_rest = NEVER
    return member


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")
