"""One's own profile."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import (
    Optional,
)

from qaforum.web.core.forms import Form


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
