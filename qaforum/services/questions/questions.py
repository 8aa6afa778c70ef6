"""Questions: asking, editing, deleting, restoring."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from slugify import slugify
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from qaforum import clock, errors, indexing, markup, policies
from qaforum.extensions import db
from qaforum.indexing.documents import language_of
from qaforum.models import Member, Question, QuestionLink
from qaforum.models.questions.question_link import DIFFERENT
from qaforum.services.activity import attempts, events
from qaforum.services.core import double_submit, tags, texts, visibility
from qaforum.services.core.queries import live, open_to
from qaforum.services.core.transaction import changed, lock, transaction
from qaforum.services.invitations import invitations
from qaforum.services.invitations.invitations import Chosen
from qaforum.services.notifications import follows, mentions, notification_rules
from qaforum.services.questions import content_hashes, revisions


def load(question_id: int, viewer: Member | None = None, *, deleted: bool = False) -> Question:
    """The question with its author and tags, as `viewer` (None: a guest) may read it.

    Raises:
        errors.NotFound: there is none, it is not for `viewer` to read, or it was deleted and
            `deleted` is not set.
    """
    question = db.session.scalars(
        select(Question)
        .where(Question.id == question_id)
        # Tags by a statement of their own: SQLite would read all there are to join them
        .options(joinedload(Question.author), selectinload(Question.tags))
    ).one_or_none()
    gone = question is None or (question.deleted_at is not None and not deleted)
    if question is None or gone or not visibility.can_read(viewer, question):
        raise errors.NotFound(_("This question does not exist, or it was deleted."))
    return question


def ask(
    member: Member,
    title: str,
    body: str,
    tag_text: str = "",
    different_from: Mapping[int, str] | None = None,
    chosen: Sequence[Chosen] = (),
    first_days: int | None = None,
) -> Question:
    """Posts a question. `different_from`: why similar questions, by id, do not solve it.

    `chosen` peers are invited to it; with `first_days` only they can read it for so many days.

    The same text sent twice within a minute is one question: a double click, a reload.

    Raises:
        errors.Invalid: a title, body or tag that cannot be taken, or a peer who cannot be invited,
            with its field. Then nothing is posted and nobody invited.
        errors.Unavailable: the database cannot write now; nothing was posted.
    """
    title, body, names = texts.title(title), texts.body(body), texts.tag_names(tag_text)
    reasons = {
        key: texts.line(reason, 300, "different") for key, reason in (different_from or {}).items()
    }
    question = Question(author_id=member.id, **_written(title, body), content_hash="")
    question.opens_at = invitations.opens_at(chosen, first_days)
    with transaction():
        if again := double_submit.just_posted(member, Question, body, Question.title == title):
            return again
        db.session.add(question)
        db.session.flush()
        tags.put_on(question, names)
        _link_different(member, question, reasons)
        if chosen:
            invitations.send(member, question, chosen)
        content_hashes.refresh(question)
        events.record(question.id)
        attempts.end(member)
        follows.take_part(member, question.id)
        notification_rules.asked(question, member, mentions.ids_in(body))
    indexing.wake()
    return question


def edit(
    member: Member, question_id: int, seen: int, title: str, body: str, tag_text: str = ""
) -> Question:
    """Gives the question a new text. `seen` is the revision on which the edit was begun.

    Raises:
        errors.NotAllowed, errors.NotFound, errors.Invalid
        errors.Conflict: somebody else edited it in the meantime.
    """
    question = load(question_id, member)
    if not policies.can_edit(member, question):
        raise errors.NotAllowed(_("Only its author or a moderator may edit this question."))
    title, body, names = texts.title(title), texts.body(body), texts.tag_names(tag_text)
    before = " ".join(tag.name for tag in question.tags)
    with transaction():
        question = lock(question_id)
        text, old = _written(title, body), question.body
        del text["body_html"], text["body"]
        revisions.rewrite(
            member, question, seen, body, tags_before=before, tags=" ".join(names), **text
        )
        tags.put_on(question, names)
        content_hashes.refresh(question)
        notification_rules.edited(question, member, mentions.ids_in(body, old))
    indexing.wake()
    return question


def delete(member: Member, question_id: int) -> None:
    """Takes the question from all lists and from search at once; it can be restored.

    Raises:
        errors.NotAllowed: it has answers and the member is no moderator, or it is not theirs.
        errors.NotFound: there is no such question for this member.
    """
    load(question_id, member)
    with transaction():
        question = lock(question_id)
        # Asked under the lock: an answer may have arrived a moment ago
        if not policies.can_delete(member, question):
            raise errors.NotAllowed(
                _("Only a moderator may delete a question that has answers, or somebody else's.")
            )
        question.deleted_at, question.deleted_by_id = clock.now(), member.id
        tags.count({tag.id for tag in load(question_id, member, deleted=True).tags}, -1)
        events.record(question_id)
        notification_rules.moderated("deleted", question, member)
    indexing.wake()


def restore(member: Member, question_id: int) -> Question:
    """Brings a deleted question back. Raises NotAllowed unless the member is a moderator."""
    if not policies.can_moderate(member):
        raise errors.NotAllowed(_("Only a moderator may restore a question."))
    question = load(question_id, member, deleted=True)
    if question.deleted_at is None:
        return question
    with transaction():
        gone = Question.id == question_id, ~live(Question)
        if changed(update(Question).where(*gone).values(deleted_at=None, deleted_by_id=None)):
            tags.count({tag.id for tag in question.tags}, +1)
            notification_rules.moderated("restored", question, member)
        db.session.refresh(question, ["deleted_at", "deleted_by_id"])
        content_hashes.refresh(question)
        events.record(question_id)
    indexing.wake()
    return question


def _written(title: str, body: str) -> dict[str, str]:
    """All columns that follow from a title and a body."""
    html = mentions.render(body)
    return {
        "title": title,
        "slug": slugify(title, max_length=80, word_boundary=True) or "question",
        "body": body,
        "body_html": html,
        "excerpt": markup.excerpt(html),
        "language": language_of(f"{title}\n{markup.plain(html)}"),
    }


def _link_different(member: Member, question: Question, reasons: Mapping[int, str]) -> None:
    """Links to the questions that are still there and for which a reason was given."""
    wanted = [key for key, reason in reasons.items() if reason]
    known = db.session.scalars(
        select(Question.id).where(
            Question.id.in_(wanted),
            live(Question),
            open_to(member),
        )
    )
    for key in known:
        db.session.add(
            QuestionLink(
                from_id=question.id,
                to_id=key,
                kind=DIFFERENT,
                reason=reasons[key],
                member_id=member.id,
            )
        )
