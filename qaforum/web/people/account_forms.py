"""Making an account, and finding the way back into one."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import MailUtil
from flask_security.forms import ForgotPasswordForm, RegisterFormV2
from flask_security.mail_util import EmailValidateException
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from qaforum import markup
from qaforum.models import CharterVersion
from qaforum.services.charter import charter_status, charters
from qaforum.services.people import institutions


def _line(text: str | None) -> str:
    return " ".join(markup.clean(text or "").split())


def _key(text: str | int | None) -> int | None:
    """The id chosen in a list; None for its first line, which says none."""
    return int(text or 0) or None


class _Nobody:
    """Stands where an address has no account, so that the page says the same either way."""

    id, email, password, fs_uniquifier = 0, "", "", "nobody"


class ForgotForm(ForgotPasswordForm):
    def validate(self, **kwargs: Any) -> bool:
        """Whether an address has an account here is nobody else's business."""
        if super().validate(**kwargs):
            return True
        if set(self.errors) != {"email"} or not self._readable():
            return False
        self.user, self.email.errors = _Nobody(), []  # type: ignore[assignment]
        return True

    def _readable(self) -> bool:
        try:
            MailUtil(current_app).normalize(self.email.data or "")
        except EmailValidateException:
            return False
        return True


class RegisterForm(RegisterFormV2):
    name = StringField(
        _l("Your name, as your peers know you"),
        filters=[_line],
        validators=[DataRequired(), Length(max=120)],
    )
    function = StringField(_l("Your function"), filters=[_line], validators=[Length(max=120)])
    institution_id = SelectField(_l("Your institution"), coerce=_key, validators=[Optional()])
    charter_number = IntegerField(widget=HiddenInput(), validators=[Optional()])
    charter_accepted = BooleanField(_l("I have read the charter and want to keep to it"))
    # Asked, not assumed: neither answer is chosen before
    availability = RadioField(
        _l("May peers who have a problem like those you solved ask you directly?"),
        choices=[
            SelectChoice("yes", _l("Yes, about two questions a week")),
            SelectChoice("no", _l("No, I will find the questions myself")),
        ],
        validators=[
            InputRequired(_l("Please say yes or no; you can change it whenever you like."))
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charter = self._charter()
        self.institution_id.choices = [
            (0, _("None of these")),
            *((row.id, row.name) for row in institutions.every()),
        ]

    def _charter(self) -> CharterVersion | None:
        """The version that this form showed, also when a newer one came while it was filled in."""
        newest, seen = charter_status.now().charter, self.charter_number.data
        if seen is None or not 0 <= seen <= newest:
            self.charter_number.data, self.charter_number.raw_data = newest, None
            seen = newest
        return charters.version(seen) if seen else None

    def validate_charter_accepted(self, field: BooleanField) -> None:
        if self.charter is not None and not field.data:
            raise ValidationError(_("Read the charter and say that you want to keep to it."))
