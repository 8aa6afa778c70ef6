"""Accepting an answer as a solution, with the context it fits, and taking that back."""

from flask_babel import gettext as _

from qaforum import clock, errors, indexing, policies
from qaforum.extensions import db
from qaforum.models import Answer, Member
from qaforum.services.activity import events
from qaforum.services.core import texts, visibility
from qaforum.services.core.transaction import lock, transaction
from qaforum.services.notifications import notification_rules
from qaforum.services.questions import answers, content_hashes


def accept(member: Member, answer_id: int, context: str = "") -> Answer:
    """Marks the answer as a solution; a question can have several. `context`: where it fits.

    A solution is there for everybody: a question asked to a few first opens with it.

    Accepting an accepted answer again with another context changes the context.

    Raises:
        errors.NotAllowed: the member neither asked nor moderates.
        errors.Conflict: it is accepted already, with this very context.
        errors.Invalid: the context is longer than 200 characters.
    """
    answer = _decidable(member, answer_id)
    context = texts.line(context, 200, "context")
    with transaction():
        question = lock(answer.question_id)
        _look_again(answer)
        if answer.accepted and answer.accepted_context == context:
            raise errors.Conflict(_("This answer is accepted already."))
        if not answer.accepted:
            answer.accepted_at, answer.accepted_by_id = clock.now(), member.id
            answer.confirmed_at = answer.accepted_at
            question.accepted_count += 1
            question.active_at = clock.now()
            answers.count_solved(answer.author_id, +1)
            visibility.open_to_all(question)
            notification_rules.accepted(answer, member)
        answer.accepted_context = context
        content_hashes.refresh(question)
        events.record(question.id)
    indexing.wake()
    return answer


def withdraw(member: Member, answer_id: int) -> Answer:
    """The answer is no longer a solution.

    Raises:
        errors.NotAllowed: the member neither asked nor moderates.
        errors.Conflict: it is not accepted.
    """
    answer = _decidable(member, answer_id)
    with transaction():
        question = lock(answer.question_id)
        _look_again(answer)
        if not answer.accepted:
            raise errors.Conflict(_("This answer is not accepted."))
        answer.accepted_at = answer.accepted_by_id = None
        answer.accepted_context = ""
        question.accepted_count -= 1
        answers.count_solved(answer.author_id, -1)
        content_hashes.refresh(question)
        events.record(question.id)
    indexing.wake()
    return answer


def _decidable(member: Member, answer_id: int) -> Answer:
    answer = answers.load(answer_id, member)
    if not policies.can_accept(member, answer.question):
        raise errors.NotAllowed(_("Only who asked, or a moderator, decides what solved it."))
    return answer


def _look_again(answer: Answer) -> None:
    """Under the lock: what another person decided a moment ago counts."""
    db.session.refresh(answer, ["accepted_at", "accepted_context", "deleted_at"])
    if answer.deleted_at is not None:
        raise errors.Conflict(_("This answer was deleted in the meantime."))
