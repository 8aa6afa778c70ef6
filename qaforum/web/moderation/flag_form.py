"""What is wrong with a post."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    StringField,
    SubmitField,
)
from wtforms.fields.choices import SelectChoice

from qaforum.web.core.forms import Form


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
