"""Invitations to look at: one's own, and those of a question."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from qaforum import clock, policies
from qaforum.extensions import db
from qaforum.models import Answer, Invitation, Member, Question
from qaforum.models.invitations.invitation import OPEN
from qaforum.services.core.queries import QUESTIONS, WITHOUT_TEXTS, live, open_to, unsolved
from qaforum.services.invitations.invitations import MOST

SHOWN = 50
SILENCE = timedelta(days=3)  # then further peers are suggested


@dataclass(frozen=True, slots=True)
class OnQuestion:
    """What a question's page says: `mine` to the invited, `sent` to who decides about it."""

    mine: Invitation | None = None
    sent: list[Invitation] = field(default_factory=list)
    silent: bool = False  # still unsolved after days: further peers are worth a thought

    @property
    def places(self) -> int:
        """How many further peers could be invited now."""
        return max(0, MOST - sum(row.state == OPEN and row.member.active for row in self.sent))


def on_question(viewer: Member | None, question: Question) -> OnQuestion:
    """The invitations of a question that `viewer` may know of."""
    if viewer is None:
        return OnQuestion()
    decides = policies.can_moderate(viewer) or question.author_id == viewer.id
    query = select(Invitation).where(Invitation.question_id == question.id)
    if not decides:
        query = query.where(Invitation.member_id == viewer.id)
    rows = db.session.scalars(
        query.options(joinedload(Invitation.member), joinedload(Invitation.invited_by)).order_by(
            Invitation.id
        )
    ).all()
    mine = next((row for row in rows if row.member_id == viewer.id), None)
    silent = policies.can_invite(viewer, question) and question.created_at < clock.now() - SILENCE
    return OnQuestion(mine, list(rows) if decides else [], silent)


def waiting_for(member: Member) -> Sequence[Invitation]:
    """The invitations that wait for the member's reply, the oldest first."""
    return _of(
        member,
        select(Invitation).where(Invitation.state == OPEN).order_by(Invitation.created_at),
    )


def replied_by(member: Member) -> Sequence[Invitation]:
    """The member's other invitations, the latest first."""
    return _of(
        member,
        select(Invitation).where(Invitation.state != OPEN).order_by(Invitation.id.desc()),
    )


def to_decide(member: Member) -> Sequence[Question]:
    """The member's own questions that have answers and no decision yet, the latest active first."""
    return (
        db.session.scalars(
            QUESTIONS.where(
                Question.author_id == member.id,
                unsolved(),
                Question.answer_count > 0,
                # An answer of one's own is no news
                select(Answer.id)
                .where(
                    Answer.question_id == Question.id,
                    live(Answer),
                    Answer.author_id.is_distinct_from(member.id),
                )
                .exists(),
            )
            .order_by(Question.active_at.desc(), Question.id.desc())
            .limit(SHOWN)
        )
        .unique()
        .all()
    )


def _of(member: Member, query: Select[Invitation]) -> Sequence[Invitation]:
    return db.session.scalars(
        query.join(Invitation.question)
        .where(
            Invitation.member_id == member.id,
            live(Question),
            open_to(member),
        )
        .options(
            contains_eager(Invitation.question).options(
                joinedload(Question.author), *WITHOUT_TEXTS
            ),
            joinedload(Invitation.invited_by),
        )
        .limit(SHOWN)
    ).all()
