"""Closing one's account."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    PasswordField,
    RadioField,
    SubmitField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
)

from qaforum.web.core.forms import Form


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
