"""Why somebody was invited, from the facts that were kept, in the language of the moment."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from qaforum.models import Invitation
from qaforum.services.people import peer_reasons


def to_invited(invitation: Invitation) -> str:
    """Said to the invited member."""
    facts = invitation.facts
    if not facts:
        return _("You were chosen by name.")
    when = peer_reasons.when(datetime.fromisoformat(facts["last_at"]))
    if not facts["solved"] and facts.get("wrote"):
        return _("You wrote a practice about a similar problem.")
    if not facts["solved"] and not facts["answers"] and facts.get("used"):
        return _("You used a practice about a similar problem, and it worked.")
    if not facts["solved"]:
        return _("You gave a well-voted answer to a similar problem, %(when)s.", when=when)
    return ngettext(
        "You solved %(num)d similar problem, %(when)s.",
        "You solved %(num)d similar problems, last %(when)s.",
        facts["solved"],
        when=when,
    )
