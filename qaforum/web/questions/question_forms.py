"""What members fill in to ask and to answer."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    Optional,
)

from qaforum.web.core.forms import PostForm
from qaforum.web.invitations.invitation_forms import InviteForm


class QuestionForm(PostForm):
    title = StringField(_l("Title"))
    body = TextAreaField(_l("Body"))
    tags = StringField(_l("Tags"))
    check = SubmitField(_l("Check before posting"))
    submit = SubmitField(_l("Post your question"))


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
