"""An institution's figures by mail, each quarter, to whom the institution names."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Institution, Mail, Member, ReportRecipient
from qaforum.models.notifications.mail import REPORT
from qaforum.services import impact
from qaforum.services.activity import attempts
from qaforum.services.core import texts
from qaforum.services.core.transaction import changed, insert_once, transaction
from qaforum.services.people import institutions

MOST = 5  # recipients of one institution
LATEST = timedelta(days=31)  # after a quarter's end: who is named until then still gets it
SETTLED = attempts.ONE  # after a quarter's end its last figure is known


def recipients_of(institution: Institution) -> Sequence[ReportRecipient]:
    """Whom the institution named, in this order."""
    return db.session.scalars(
        select(ReportRecipient)
        .where(ReportRecipient.institution_id == institution.id)
        .order_by(ReportRecipient.id)
    ).all()


def name(member: Member, slug: str, name: str, email: str, locale: str) -> ReportRecipient:
    """From now on they get the figures of each quarter, beginning with the last one if it ended
    within a month.

    Raises:
        errors.NotAllowed: the institution's figures are not for this member.
        errors.Invalid: no name, no such address or language, there already, five already, or the
            institution is no more.
    """
    institution = _seen_by(member, slug)
    name = texts.line(name, 80, "name")
    if not name:
        raise errors.Invalid(_("Who is it? Give their name."), field="name")
    email = _address(email)
    if locale not in current_app.config["LANGUAGES"]:
        raise errors.Invalid(_("Choose one of these."), field="locale")
    if institution.closed_at is not None or institution.merged_into_id is not None:
        raise errors.Invalid(_("There are no reports of an institution that is no more."))
    with transaction():
        # Holds off whoever names somebody at the same moment
        changed(
            update(Institution)
            .where(Institution.id == institution.id)
            .values(slug=Institution.slug)
        )
        _check_room(institution, email)
        recipient = ReportRecipient(
            institution_id=institution.id, name=name, email=email, locale=locale,
            named_by_id=member.id,
        )  # fmt: skip
        db.session.add(recipient)
    return recipient


def remove(member: Member, slug: str, recipient_id: int) -> None:
    """They get nothing more. Raises NotAllowed, and NotFound: the institution named no such one."""
    institution = _seen_by(member, slug)
    recipient = db.session.get(ReportRecipient, recipient_id)
    if recipient is None or recipient.institution_id != institution.id:
        raise errors.NotFound(_("Nobody like this gets the reports."))
    with transaction():
        db.session.delete(recipient)


def _seen_by(member: Member, slug: str) -> Institution:
    institution = institutions.load(slug)
    if not policies.can_see_figures(member, institution):
        raise errors.NotAllowed(_("An institution's figures are for its own people."))
    return institution


def _address(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise errors.Invalid(
            _("This is no e-mail address. It looks like name@example.org."), field="email"
        ) from error


def _check_room(institution: Institution, email: str) -> None:
    there = [recipient.email.lower() for recipient in recipients_of(institution)]
    if email.lower() in there:
        raise errors.Invalid(_("This address is in the list already."), field="email")
    if len(there) >= MOST:
        raise errors.Invalid(
            _("At most %(most)d people get the report. Remove one of them first.", most=MOST)
        )


def order(now: datetime) -> int:
    """A mail to each who is to get the last quarter's figures and was not sent them yet; how many
    were made. Again and again is once."""
    period = impact.quarter_before((now - SETTLED).date())
    quarter = period.first.isoformat()
    told = select(Mail.id).where(Mail.recipient_id == ReportRecipient.id, Mail.quarter == quarter)
    ids = db.session.scalars(
        select(ReportRecipient.id)
        .join(Institution)
        .where(
            Institution.closed_at.is_(None),
            Institution.merged_into_id.is_(None),
            ReportRecipient.problem == "",
            ReportRecipient.stopped_at.is_(None),
            ReportRecipient.created_at < period.end + LATEST,
            ~told.exists(),
        )
    ).all()
    rows = [
        {"recipient_id": number, "quarter": quarter, "kind": REPORT, "created_at": now,
         "due_at": now}
        for number in ids
    ]  # fmt: skip
    if not rows:
        return 0
    with transaction():
        return len(insert_once(Mail, rows, ("recipient_id", "quarter")))


def wanted(recipient: ReportRecipient) -> bool:
    """Whether a report still goes to them: nothing has changed since it was ordered."""
    institution = recipient.institution
    there = institution.closed_at is None and institution.merged_into_id is None
    return there and not recipient.problem and recipient.stopped_at is None


def ticket(recipient: ReportRecipient) -> str:
    """What, in a link, proves that it came in a mail to them. It does not expire."""
    return _signer().dumps(recipient.id)


def holder(ticket: str) -> ReportRecipient:
    """Whose ticket it is, with their institution. Raises NotFound: forged, or no more named."""
    try:
        number = int(_signer().loads(ticket))
    except (BadSignature, ValueError, TypeError):
        number = 0
    recipient = db.session.scalar(
        select(ReportRecipient)
        .where(ReportRecipient.id == number)
        .options(joinedload(ReportRecipient.institution))
    )
    if recipient is None:
        raise errors.NotFound(_("This link is broken, or you are not in the list any more."))
    return recipient


def stop(ticket: str) -> ReportRecipient:
    """The holder of the ticket wants no more reports."""
    recipient = holder(ticket)
    with transaction():
        recipient.stopped_at = recipient.stopped_at or clock.now()
    return holder(ticket)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="report")
