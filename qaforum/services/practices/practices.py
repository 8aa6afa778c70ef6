"""Practices: writing, editing, deleting, restoring."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from slugify import slugify
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from qaforum import clock, errors, indexing, markup, policies
from qaforum.extensions import db
from qaforum.indexing.documents import language_of
from qaforum.models import Answer, Member, Practice
from qaforum.models.practices.practice import DETAILS
from qaforum.services.activity import events
from qaforum.services.core import double_submit, tags, texts
from qaforum.services.core.queries import WITHOUT_TEXTS, live
from qaforum.services.core.transaction import changed, lock_practice, transaction
from qaforum.services.notifications import notification_rules
from qaforum.services.notifications.notifications import notify
from qaforum.services.practices import attachments, practice_drafts
from qaforum.services.questions import content_hashes, revisions


@dataclass(frozen=True, slots=True)
class Written:
    """What the author fills in; `details` by the names of `practice.DETAILS`, all optional."""

    title: str
    problem: str
    method: str
    details: Mapping[str, str] = field(default_factory=dict)
    tags: str = ""


def load(practice_id: int, *, deleted: bool = False) -> Practice:
    """The practice with all that its page shows but its adaptations.

    Raises:
        errors.NotFound: there is none, or it was deleted and `deleted` is not set.
    """
    practice = db.session.scalar(
        select(Practice)
        .where(Practice.id == practice_id)
        .options(
            joinedload(Practice.author),
            joinedload(Practice.institution),
            joinedload(Practice.question).options(*WITHOUT_TEXTS),
            selectinload(Practice.tags),
            selectinload(Practice.attachments),
            selectinload(Practice.solutions).joinedload(Answer.author),
        )
    )
    if practice is None or (practice.deleted_at is not None and not deleted):
        raise errors.NotFound(_("This practice does not exist, or it was deleted."))
    return practice


def write(
    member: Member,
    written: Written,
    *,
    question_id: int | None = None,
    attachment_ids: Collection[int] = (),
) -> Practice:
    """Posts a practice; `question_id` is the solved question that it was made of.

    The same text sent twice within a minute is one practice.

    Raises:
        errors.Invalid: a text that cannot be taken, with its field; too many attachments.
        errors.NotFound, errors.NotAllowed: the question is gone, or not solved any more.
    """
    columns, names = _columns(written)
    source = practice_drafts.source(member, question_id) if question_id else None
    practice = Practice(
        **columns,
        author_id=member.id,
        institution_id=member.institution_id,
        question_id=question_id,
        confirmed_at=clock.now(),
        content_hash="",
    )
    with transaction():
        same = Practice.title == practice.title
        if again := double_submit.just_posted(member, Practice, practice.body, same):
            return again
        practice.tags = tags.of_names(names)
        practice.solutions = list(source.solutions) if source else []
        content_hashes.refresh_practice(practice)
        db.session.add(practice)
        db.session.flush()
        attachments.attach(member, practice, attachment_ids)
        _tell_solvers(member, practice)
        events.record_practice(practice.id)
    indexing.wake()
    return practice


def edit(
    member: Member,
    practice_id: int,
    seen: int,
    written: Written,
    *,
    attachment_ids: Collection[int] = (),
) -> Practice:
    """Gives the practice a new text and exactly these attachments.

    `seen` is the revision on which the edit was begun.

    Raises:
        errors.NotAllowed, errors.NotFound, errors.Invalid
        errors.Conflict: somebody else edited it in the meantime.
    """
    if not policies.can_edit_practice(member, load(practice_id)):
        raise errors.NotAllowed(_("Only its author or a moderator may edit this practice."))
    columns, names = _columns(written)
    del columns["body_html"]
    body = columns.pop("body")
    with transaction():
        practice = lock_practice(practice_id)
        before = " ".join(tag.name for tag in practice.tags)
        after = " ".join(names)
        revisions.rewrite(member, practice, seen, body, tags_before=before, tags=after, **columns)
        practice.tags = tags.of_names(names)
        content_hashes.refresh_practice(practice)
        gone = attachments.keep_only(member, practice, attachment_ids)
        notification_rules.moderated("edited", practice, member)
    attachments.remove_files(gone)
    indexing.wake()
    return practice


def delete(member: Member, practice_id: int) -> None:
    """Takes the practice from all lists and from search at once; it can be restored, with its
    attachments as long as those are kept.

    Raises:
        errors.NotAllowed: it is not theirs, or other houses use it, and the member no moderator.
    """
    with transaction():
        practice = lock_practice(practice_id)
        # Asked under the lock: another house may have reported a moment ago
        if not policies.can_delete_practice(member, practice):
            raise errors.NotAllowed(
                _("Only a moderator may delete a practice that others use, or somebody else's.")
            )
        practice.deleted_at, practice.deleted_by_id = clock.now(), member.id
        events.record_practice(practice_id)
        notification_rules.moderated("deleted", practice, member)
    indexing.wake()


def restore(member: Member, practice_id: int) -> Practice:
    """Brings a deleted practice back. Raises NotAllowed unless the member is a moderator."""
    if not policies.can_moderate(member):
        raise errors.NotAllowed(_("Only a moderator may restore a practice."))
    practice = load(practice_id, deleted=True)
    with transaction():
        gone = Practice.id == practice_id, ~live(Practice)
        if changed(update(Practice).where(*gone).values(deleted_at=None, deleted_by_id=None)):
            notification_rules.moderated("restored", practice, member)
        db.session.refresh(practice, ["deleted_at", "deleted_by_id"])
        events.record_practice(practice_id)
    indexing.wake()
    return practice


def _tell_solvers(member: Member, practice: Practice) -> None:
    solvers = {answer.author_id for answer in practice.solutions}
    key = f"practice-{practice.id}"
    notify(solvers, "practice_of_yours", key=key, actor=member, practice_id=practice.id)


def _columns(written: Written) -> tuple[dict[str, Any], list[str]]:
    """All columns that follow from what was written, and the names of the tags."""
    title, body = texts.practice_title(written.title), texts.body(written.problem)
    method = texts.body(written.method, "method")
    found = {name: texts.section(written.details.get(name, ""), name) for name in DETAILS}
    details = {name: text for name, text in found.items() if text}
    body_html, method_html = texts.html(body), texts.html(method)
    return {
        "title": title,
        "slug": slugify(title, max_length=80, word_boundary=True) or "practice",
        "body": body,
        "body_html": body_html,
        "excerpt": markup.excerpt(body_html),
        "method": method,
        "method_html": method_html,
        "details": details,
        "details_html": {name: texts.html(text) for name, text in details.items()},
        "language": language_of(f"{title}\n{markup.plain(body_html)}\n{markup.plain(method_html)}"),
    }, texts.tag_names(written.tags)
