"""How one is mailed."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SubmitField,
)

from qaforum.web.core.forms import Form


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
