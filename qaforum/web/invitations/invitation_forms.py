"""Whom to send a question to."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    SelectMultipleField,
    StringField,
)

from qaforum.services.search import peer_choice
from qaforum.web.core.forms import Form


class InviteForm(Form):
    # User names, ticked or chosen by name; the service says what is wrong with one
    peers = SelectMultipleField(choices=(), validate_choice=False)
    peer_names = StringField(_l("Somebody else, by name"))

    def names(self) -> list[str]:
        """Everybody who was ticked or typed."""
        return [*(self.peers.data or ()), *peer_choice.split(self.peer_names.data or "")]
