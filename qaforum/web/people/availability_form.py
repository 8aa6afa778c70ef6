"""Whether one wants to be asked."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    Optional,
)
from wtforms.widgets import CheckboxInput, ListWidget

from qaforum.web.core.forms import Form


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
