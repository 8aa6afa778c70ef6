"""Members point moderators to what does not belong here; moderators decide what becomes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import false, func, or_, select, update
from sqlalchemy.orm import aliased, joinedload

from qaforum import clock, errors, markup, policies
from qaforum.extensions import db
from qaforum.models import Answer, Comment, Flag, Member, Practice, Question
from qaforum.models.moderation.flag import REASONS
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import insert_once, transaction
from qaforum.services.notifications import notifications
from qaforum.services.people import members
from qaforum.services.practices import practices
from qaforum.services.questions import answers, comments, questions

Kind = Literal["question", "answer", "comment", "practice"]
Post = Question | Answer | Comment | Practice

KINDS: tuple[Kind, ...] = ("question", "answer", "comment", "practice")
SHOWN = 50  # flagged posts, those that wait longest first
_DETAILS = 500
_DELETE: dict[Kind, Callable[[Member, int], object]] = {
    "question": questions.delete,
    "answer": answers.delete,
    "comment": comments.delete,
    "practice": practices.delete,
}


_OPEN = Flag.handled_at.is_(None)
_POST = (Flag.question_id, Flag.answer_id, Flag.comment_id, Flag.practice_id)
_Commented = aliased(Answer)
# Posts that wait, each once, however many flagged it; what stands under a deleted one is gone too
_WAITING = (
    select(*_POST)
    .outerjoin(Comment, Comment.id == Flag.comment_id)
    .outerjoin(_Commented, _Commented.id == Comment.answer_id)
    .outerjoin(Answer, Answer.id == Flag.answer_id)
    .outerjoin(
        Question,
        Question.id
        == func.coalesce(
            Flag.question_id, Answer.question_id, Comment.question_id, _Commented.question_id
        ),
    )
    .outerjoin(Practice, Practice.id == Flag.practice_id)
    .where(_OPEN, live(_Commented), live(Answer), live(Question), live(Practice))
    .group_by(*_POST)
    .order_by(func.min(Flag.created_at), func.min(Flag.id))
)


@dataclass(frozen=True, slots=True)
class Flagged:
    """A post and the flags that no moderator has decided about, the oldest first."""

    kind: Kind
    post: Post
    under: Question | Practice  # where it is read
    flags: Sequence[Flag]


def load(kind: Kind, post_id: int, viewer: Member | None) -> tuple[Post, Question | Practice]:
    """The post and where it is read. Raises NotFound where `viewer` may not read it."""
    if kind == "practice":
        practice = practices.load(post_id)
        return practice, practice
    if kind == "question":
        question = questions.load(post_id, viewer)
        return question, question
    if kind == "answer":
        answer = answers.load(post_id, viewer)
        return answer, questions.load(answer.question_id, viewer)
    comment = comments.load(post_id)
    if comment.question_id is not None:
        return comment, questions.load(comment.question_id, viewer)
    return comment, load("answer", comment.answer_id or 0, viewer)[1]


def flag(member: Member, kind: Kind, post_id: int, reason: str, details: str = "") -> None:
    """Tells moderators that a post does not belong here; the same member's second word on it adds
    nothing. Raises Invalid, NotAllowed, NotFound."""
    post, under = load(kind, post_id, member)
    if not policies.can_flag(member, post):
        raise errors.NotAllowed(_("You cannot flag what you wrote yourself, or what is gone."))
    details = " ".join(markup.clean(details).split())[:_DETAILS]
    if reason not in REASONS:
        raise errors.Invalid(_("Please choose what is wrong."), field="reason")
    if reason == "other" and not details:
        raise errors.Invalid(_("Please say in a few words what is wrong."), field="details")
    row = {"member_id": member.id, "reason": reason, "details": details, f"{kind}_id": post_id}
    with transaction():
        if insert_once(Flag, [row], ["member_id", f"{kind}_id"]):
            _tell_moderators(member, kind, post_id, under)


def waiting(moderator: Member | None) -> list[Flagged]:
    """What is flagged and still there, those that wait longest first. Raises NotAllowed."""
    _allow(moderator)
    posts = db.session.execute(_WAITING.limit(SHOWN)).all()
    columns = zip(_POST, zip(*posts, strict=True), strict=False)
    named = [column.in_([id_ for id_ in ids if id_ is not None]) for column, ids in columns]
    rows = db.session.scalars(
        select(Flag)
        .where(_OPEN, or_(false(), *named))
        .options(joinedload(Flag.member))
        .order_by(Flag.created_at, Flag.id)
    ).all()
    found: dict[tuple[Kind, int], list[Flag]] = {}
    for row in rows:
        found.setdefault(_about(row), []).append(row)
    flagged = (_flagged(about, flags, moderator) for about, flags in found.items())
    return list(filter(None, flagged))


def decide(moderator: Member, kind: Kind, post_id: int, *, delete: bool) -> None:
    """Deletes the post or leaves it as it is; its flags are then done with either way.

    Raises NotAllowed, NotFound, Conflict.
    """
    _allow(moderator)
    if delete:
        _DELETE[kind](moderator, post_id)
    with transaction():
        db.session.execute(
            update(Flag)
            .where(getattr(Flag, f"{kind}_id") == post_id, Flag.handled_at.is_(None))
            .values(handled_at=clock.now(), handled_by_id=moderator.id)
        )


def _allow(member: Member | None) -> None:
    if not policies.can_moderate(member):
        raise errors.NotAllowed(_("This page is for moderators."))


def _about(row: Flag) -> tuple[Kind, int]:
    return next((kind, id_) for kind in KINDS if (id_ := getattr(row, f"{kind}_id")) is not None)


def _flagged(
    about: tuple[Kind, int], flags: Sequence[Flag], moderator: Member | None
) -> Flagged | None:
    try:
        post, under = load(*about, moderator)
    except errors.NotFound:  # what it stood under was deleted
        return None
    return Flagged(about[0], post, under, flags)


def _tell_moderators(member: Member, kind: Kind, post_id: int, under: Question | Practice) -> None:
    """Once, until a moderator has decided and somebody flags the post again."""
    decided = db.session.scalar(
        select(func.count())
        .select_from(Flag)
        .where(getattr(Flag, f"{kind}_id") == post_id, Flag.handled_at.is_not(None))
    )
    notifications.notify(
        [row.id for row in members.moderators()],
        "flagged",
        key=f"flagged:{kind}:{post_id}:{decided}",
        actor=member,
        question_id=under.id if isinstance(under, Question) else None,
        practice_id=under.id if isinstance(under, Practice) else None,
    )
