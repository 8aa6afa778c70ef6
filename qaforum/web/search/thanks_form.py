"""Which suggestion solved the problem."""

from wtforms import (
    IntegerField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    NumberRange,
    Optional,
)

from qaforum.web.core.forms import Form

_KEY = NumberRange(1, 2**63 - 1)  # what a database can take


class ThanksForm(Form):
    question_id = IntegerField(validators=[DataRequired(), _KEY])
    answer_id = IntegerField(validators=[Optional(), _KEY])
    suggestion_token = StringField(validators=[Optional()])
