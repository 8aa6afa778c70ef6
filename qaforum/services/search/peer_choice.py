"""Whom to ask: names looked up, and why each of them is a good choice."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from qaforum import errors, markup
from qaforum.extensions import db
from qaforum.indexing import Key
from qaforum.indexing.documents import QUESTION
from qaforum.models import Availability, Member, Question
from qaforum.services.core import tags, texts
from qaforum.services.invitations import invitations
from qaforum.services.invitations.invitations import MOST, Chosen
from qaforum.services.people import availability
from qaforum.services.search import suggestions
from qaforum.services.search.peers import Peer

COMPLETED = 8
LOOKED_AT = 40  # by name, before asking who of them is willing
MOST_NAMES = 10  # more are surely no peers to choose
KNOWN = 30  # of those who solved it, of whom facts are known


def split(text: str) -> list[str]:
    """The names in a line, separated by commas or semicolons."""
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    return [part for part in parts if part]


def members_named(names: Sequence[str]) -> list[Member]:
    """A member for each name, which is a user name or the name as it is shown.

    Raises errors.Invalid: nobody, or several people, bear it; or they are too many to be meant.
    """
    if len(names) > MOST_NAMES:
        raise _refused(_("Choose three peers at most."))
    lines = [texts.line(name, 120, "peer_names") for name in names]
    if not all(lines):
        raise _refused(_("Whom do you want to ask?"))
    return [_named(line) for line in lines]


def _named(name: str) -> Member:
    wanted = markup.fold(name)
    rows = db.session.scalars(
        select(Member)
        .where(
            Member.active,
            or_(
                Member.username == name.lower(),
                Member.folded.startswith(wanted, autoescape=True),
            ),
        )
        .limit(LOOKED_AT)
    ).all()
    found = [row for row in rows if row.username == name.lower()]
    found = found or [row for row in rows if markup.fold(row.name) == wanted]
    if len(found) > 1:
        raise _refused(
            _("Several members are called %(name)s. Choose one from the list.", name=name)
        )
    if not found:
        raise _refused(_("Nobody here is called %(name)s.", name=name))
    return found[0]


def known(username: str) -> Member | None:
    """The member whose page was left to ask them; None where nobody of that name can be asked."""
    member = db.session.scalar(select(Member).where(Member.username == username.lower()[:64]))
    said = availability.availability_of(member) if member else None
    return member if member and member.active and said and said.willing else None


def chosen(
    by: Member, names: Sequence[str], title: str, body: str = "", tag_text: str = ""
) -> list[Chosen]:
    """The members of these names, each with the facts why they were suggested for this problem.

    Raises errors.Invalid, as `named`.
    """
    members = members_named(names)
    if not members:
        return []
    found = suggestions.peers_for(title, body, tag_text, asker=by, limit=KNOWN)
    facts = {peer.member.id: facts_of(peer) for peer in found.peers}
    return [Chosen(member, facts.get(member.id, {}), found.topics) for member in members]


def words_of(question: Question) -> tuple[str, str, str]:
    """Title, plain body and tags of a question whose tags may not be loaded."""
    return (
        question.title,
        markup.plain(question.body_html),
        " ".join(tags.keys_on(question.id)),
    )


def facts_of(peer: Peer) -> dict[str, Any]:
    """What a reason is made of, in any language, for as long as the invitation is there."""
    rests_on = peer.facts[0].answers if peer.facts else ()
    return {
        "solved": peer.solved,
        "last_at": peer.last_at.isoformat(),
        "answers": [[question.id, answer_id] for question, answer_id in rests_on][:5],
        "wrote": [practice.id for practice in peer.wrote][:5],
        "used": [practice.id for practice in peer.used][:5],
    }


def further(question: Question, by: Member) -> list[Peer]:
    """Peers who could be invited to a question that was asked before, and were not yet."""
    found = suggestions.peers_for(
        *words_of(question), asker=by, limit=2 * MOST, exclude=[Key(QUESTION, question.id)]
    )
    before = invitations.invited_to(question.id) | {question.author_id}
    return [peer for peer in found.peers if peer.member.id in found.invitable - before][:MOST]


def complete(text: str, viewer: Member, tag_text: str = "") -> list[Member]:
    """Willing members of whose name a word begins like `text`, also without its accents."""
    wanted = markup.fold(text)[:60]
    if not wanted:
        return []
    rows = db.session.scalars(
        select(Member)
        .join(Availability, Availability.member_id == Member.id)
        .where(
            Availability.willing,
            or_(
                Member.folded.startswith(wanted, autoescape=True),
                Member.folded.contains(f" {wanted}", autoescape=True),
            ),
        )
        .order_by(Member.solved_count.desc(), Member.id)
        .limit(LOOKED_AT)
    ).all()
    called = [row for row in rows if f" {wanted}" in f" {markup.fold(row.name)}"]
    fit = availability.invitable(
        [row.id for row in called], viewer=viewer, tag_ids=tags.known_ids(tag_text)
    )
    return [row for row in called if row.id in fit][:COMPLETED]


def _refused(message: str) -> errors.Invalid:
    return errors.Invalid(message, field="peer_names")
