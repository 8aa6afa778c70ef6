"""What members fill in. The services check the contents; a form carries them, and the errors."""

import re
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import MailUtil
from flask_security.forms import ForgotPasswordForm, RegisterFormV2
from flask_security.mail_util import EmailValidateException
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from qaforum import errors, markup
from qaforum.models import CharterVersion
from qaforum.services.charter import charter_status, charters
from qaforum.services.people import institutions
from qaforum.services.search import peer_choice

_REVISION = re.compile(r"[0-9]{1,9}")
_KEY = NumberRange(1, 2**63 - 1)  # what a database can take


def _line(text: str | None) -> str:
    return " ".join(markup.clean(text or "").split())


def _key(text: str | int | None) -> int | None:
    """The id chosen in a list; None for its first line, which says none."""
    return int(text or 0) or None


class Form(FlaskForm):
    def refuse(self, error: errors.ForumError) -> int:
        """Shows `error` at its field, or above the form; gives the HTTP status to answer with."""
        field = self._fields.get(error.field or "")
        shown = list(field.errors) if field is not None else self.form_errors
        shown.append(error.message)
        if field is not None:
            field.errors = shown
        return error.status


class PostForm(Form):
    revision = HiddenField()

    def seen(self) -> int:
        """The revision on which an edit was begun; 0, which no post has, when it says nothing."""
        text = str(self.revision.data)
        return int(text) if _REVISION.fullmatch(text) else 0


class QuestionForm(PostForm):
    title = StringField(_l("Title"))
    body = TextAreaField(_l("Body"))
    tags = StringField(_l("Tags"))
    check = SubmitField(_l("Check before posting"))
    submit = SubmitField(_l("Post your question"))


class InviteForm(Form):
    # User names, ticked or chosen by name; the service says what is wrong with one
    peers = SelectMultipleField(choices=(), validate_choice=False)
    peer_names = StringField(_l("Somebody else, by name"))

    def names(self) -> list[str]:
        """Everybody who was ticked or typed."""
        return [*(self.peers.data or ()), *peer_choice.split(self.peer_names.data or "")]


class AskForm(QuestionForm, InviteForm):
    """`first`: only the peers asked can read it for `first_days`."""

    first = RadioField(
        _l("Who can read and answer it?"),
        choices=[
            SelectChoice("", _l("Everybody at once; these peers are told of it")),
            SelectChoice("few", _l("Only these peers first, then everybody")),
        ],
        default="",
        validators=[Optional()],
    )
    first_days = SelectField(
        _l("Open to everybody after"),
        coerce=int,
        choices=[SelectChoice(days, str(days)) for days in (1, 2, 3, 5, 7)],
        default=3,
        validators=[Optional()],
    )

    def days(self) -> int | None:
        return self.first_days.data if self.first.data == "few" else None


class AnswerForm(PostForm):
    body = TextAreaField(_l("Your answer"))
    submit = SubmitField(_l("Post your answer"))


class ProfileForm(Form):
    name = StringField(_l("Name"))
    function = StringField(_l("Function"))
    institution = SelectField(_l("Institution"), coerce=int, validators=[Optional()])
    about = TextAreaField(_l("About you"))
    locale = SelectField(
        _l("Language"),
        validators=[Optional()],
    )
    submit = SubmitField(_l("Save"))


class AvailabilityForm(Form):
    willing = RadioField(
        _l("May peers ask you directly?"),
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
        validators=[InputRequired(_l("Please say yes or no."))],
    )
    topics = StringField(_l("My topics"))
    only_these = BooleanField(_l("Only on these topics"))
    languages = SelectMultipleField(
        _l("Languages"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    per_week = IntegerField(_l("Questions a week"), validators=[Optional()])
    paused_until = DateField(_l("Pause until"), validators=[Optional()])
    submit = SubmitField(_l("Save"))


class LeaveForm(Form):
    # Neither is chosen before: it is theirs to say
    posts = RadioField(
        _l("Under which name does what you posted stay?"),
        choices=[
            SelectChoice("named", _l("Under my name")),
            SelectChoice("unnamed", _l("Under “A former member”")),
        ],
        validators=[InputRequired(_l("Please choose one."))],
    )
    password = PasswordField(
        _l("Your password"), validators=[InputRequired(_l("Your password is needed for this."))]
    )
    submit = SubmitField(_l("Close my account"))


def _ways() -> list[tuple[str, str]]:
    return [
        ("now", _("At once, one mail each")),
        ("daily", _("Once a day, together")),
        ("weekly", _("Once a week, together")),
        ("never", _("Not by mail")),
    ]


class MailForm(Form):
    personal = RadioField(_l("When somebody turns to you"), choices=_ways)
    rest = RadioField(_l("What happens where you take part or follow"), choices=_ways)
    submit = SubmitField(_l("Save"))


class FlagForm(Form):
    reason = RadioField(
        _l("What is wrong?"),
        choices=[
            SelectChoice("private", _l("It tells something private about a person")),
            SelectChoice("dangerous", _l("Following it could do harm")),
            SelectChoice("rude", _l("It is rude or hurtful")),
            SelectChoice("spam", _l("It is advertising, or has nothing to do here")),
            SelectChoice("other", _l("Something else")),
        ],
    )
    details = StringField(_l("In a few words"))
    submit = SubmitField(_l("Tell the moderators"))


class ThanksForm(Form):
    question_id = IntegerField(validators=[DataRequired(), _KEY])
    answer_id = IntegerField(validators=[Optional(), _KEY])
    suggestion_token = StringField(validators=[Optional()])


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
