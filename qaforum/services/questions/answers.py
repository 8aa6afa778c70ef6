"""Answers: posting, editing, deleting."""

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors, indexing, markup, policies
from qaforum.extensions import db
from qaforum.indexing.documents import language_of
from qaforum.models import Answer, Member, Question
from qaforum.services.activity import events
from qaforum.services.core import double_submit, texts, visibility
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import lock, transaction
from qaforum.services.invitations import invitation_replies
from qaforum.services.notifications import follows, mentions, notification_rules
from qaforum.services.questions import content_hashes, questions, revisions


def load(answer_id: int, viewer: Member | None = None) -> Answer:
    """The answer with its author and question, as `viewer` (None: a guest) may read it.

    Raises NotFound: there is none for them, or it was deleted.
    """
    answer = db.session.scalar(
        select(Answer)
        .where(Answer.id == answer_id, live(Answer))
        .options(joinedload(Answer.author), joinedload(Answer.question))
    )
    gone = answer is None or answer.question.deleted_at is not None
    if answer is None or gone or not visibility.can_read(viewer, answer.question):
        raise errors.NotFound(_("This answer does not exist, or it was deleted."))
    return answer


def post(member: Member, question_id: int, body: str) -> Answer:
    """Answers a question. The same text sent twice within a minute is one answer.

    Raises:
        errors.NotFound: the question is gone. errors.Invalid: the body cannot be taken.
    """
    question = questions.load(question_id, member)
    if not policies.can_answer(member, question):
        raise errors.NotAllowed(_("You cannot answer this question."))
    body = texts.body(body)
    html = mentions.render(body)
    answer = Answer(
        question_id=question.id,
        author_id=member.id,
        body=body,
        body_html=html,
        language=language_of(markup.plain(html)),
    )
    with transaction():
        question = lock(question_id)
        if again := double_submit.just_posted(
            member, Answer, body, Answer.question_id == question_id
        ):
            return again
        db.session.add(answer)
        question.answer_count += 1
        question.active_at = clock.now()
        count_answers(member.id, +1)
        events.record(question_id)
        db.session.flush()
        follows.take_part(member, question_id)
        notification_rules.answered(question, answer, member, mentions.ids_in(body))
        invitation_replies.answered(member, question)
    return answer


def edit(member: Member, answer_id: int, seen: int, body: str) -> Answer:
    """Gives the answer a new text. `seen` is the revision on which the edit was begun.

    Raises:
        errors.NotAllowed, errors.NotFound, errors.Invalid
        errors.Conflict: somebody else edited it in the meantime.
    """
    answer = load(answer_id, member)
    if not policies.can_edit(member, answer):
        raise errors.NotAllowed(_("Only its author or a moderator may edit this answer."))
    body = texts.body(body)
    with transaction():
        question = lock(answer.question_id)
        before = answer.body
        revisions.rewrite(member, answer, seen, body)
        question.active_at = clock.now()
        content_hashes.refresh(question)
        notification_rules.edited(answer, member, mentions.ids_in(body, before))
    indexing.wake()
    return answer


def delete(member: Member, answer_id: int) -> Question:
    """Takes the answer away; an accepted one is then no longer a solution.

    Raises:
        errors.NotAllowed: it is somebody else's, or it is accepted, and the member no moderator.
    """
    answer = load(answer_id, member)
    with transaction():
        question = lock(answer.question_id)
        db.session.refresh(answer, ["accepted_at", "deleted_at"])
        if answer.deleted_at is not None:
            raise errors.Conflict(_("This answer was deleted already."))
        # Asked under the lock: it may have been accepted a moment ago
        if not policies.can_delete(member, answer):
            raise errors.NotAllowed(
                _("Only a moderator may delete an accepted answer, or somebody else's.")
            )
        answer.deleted_at, answer.deleted_by_id = clock.now(), member.id
        question.answer_count -= 1
        count_answers(answer.author_id, -1)
        if answer.accepted:
            question.accepted_count -= 1
            count_solved(answer.author_id, -1)
            answer.accepted_at = answer.accepted_by_id = None
        notification_rules.moderated("deleted", answer, member)
        content_hashes.refresh(question)
        events.record(question.id)
    indexing.wake()
    return question


def restore(member: Member, answer_id: int) -> Answer:
    """Brings a deleted answer back, not accepted. Raises NotAllowed, NotFound, Conflict."""
    if not policies.can_moderate(member):
        raise errors.NotAllowed(_("Only a moderator may restore an answer."))
    answer = db.session.get(Answer, answer_id)
    if answer is None:
        raise errors.NotFound(_("This answer does not exist."))
    with transaction():
        question = lock(answer.question_id)
        db.session.refresh(answer, ["deleted_at"])
        if answer.deleted_at is None:
            raise errors.Conflict(_("This answer is there already."))
        answer.deleted_at = answer.deleted_by_id = None
        question.answer_count += 1
        count_answers(answer.author_id, +1)
        events.record(question.id)
        notification_rules.moderated("restored", answer, member)
    return load(answer_id, member)


def count_answers(member_id: int | None, step: int) -> None:
    _add(member_id, answer_count=Member.answer_count + step)


def count_solved(member_id: int | None, step: int) -> None:
    _add(member_id, solved_count=Member.solved_count + step)


def _add(member_id: int | None, **values: object) -> None:
    db.session.execute(
        update(Member)
        .where(Member.id == member_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
