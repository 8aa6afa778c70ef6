"""What a member posted and judged, for them to take along, also what was deleted."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from qaforum.models import (
    Adaptation,
    Answer,
    CharterProposal,
    Comment,
    Flag,
    Member,
    Path,
    Practice,
    Question,
    Resource,
    ResourceThanks,
    Revalidation,
    ReviewComment,
    Revision,
    Thanks,
    Vote,
)
from qaforum.services.core.queries import open_to

Query = Select[Any]


def posts_of(member: Member) -> dict[str, Query]:
    """For each kind the query of its rows, oldest first."""
    asked = (Question.id == Answer.question_id) & open_to(member)
    return {
        "questions": _by(
            member, Question.author_id, Question.id, Question.title, Question.body,
            Question.language, Question.score, Question.created_at, Question.edited_at,
            Question.deleted_at,
        ),
        "answers": _by(
            member, Answer.author_id, Answer.id, Answer.question_id.label("question"),
            Question.title.label("question_title"), Answer.body, Answer.language, Answer.score,
            Answer.accepted_at, Answer.accepted_context.label("fits"), Answer.created_at,
            Answer.edited_at, Answer.deleted_at,
        ).outerjoin(Question, asked),
        "comments": _by(
            member, Comment.author_id, Comment.question_id.label("question"),
            Comment.answer_id.label("answer"), Comment.body, Comment.created_at,
        ),
        "practices": _by(
            member, Practice.author_id, Practice.id, Practice.title,
            Practice.body.label("problem"), Practice.method, Practice.details,
            Practice.validity, Practice.created_at, Practice.edited_at, Practice.deleted_at,
        ),
        "earlier_versions": _by(
            member, Revision.author_id, Revision.question_id.label("question"),
            Revision.answer_id.label("answer"), Revision.practice_id.label("practice"),
            Revision.number, Revision.title, Revision.tags, Revision.body, Revision.parts,
            Revision.created_at,
        ),
        "votes": _by(
            member, Vote.member_id, Vote.question_id.label("question"),
            Vote.answer_id.label("answer"), Vote.value, Vote.created_at,
        ),
        "thanks_given": _by(
            member, Thanks.member_id, Thanks.question_id.label("question"), Thanks.created_at
        ),
        "flags": _by(
            member, Flag.member_id, Flag.question_id.label("question"),
            Flag.answer_id.label("answer"), Flag.comment_id.label("comment"),
            Flag.practice_id.label("practice"), Flag.reason, Flag.details, Flag.created_at,
        ),
        **_of_the_community(member),
    }  # fmt: skip


def _of_the_community(member: Member) -> dict[str, Query]:
    return {
        "uses_reported": _by(
            member, Adaptation.member_id, Adaptation.answer_id.label("answer"),
            Adaptation.practice_id.label("practice"), Adaptation.outcome, Adaptation.used_on,
            Adaptation.changes, Adaptation.evidence, Adaptation.created_at, Adaptation.deleted_at,
        ),
        "still_valid": _by(
            member, Revalidation.member_id, Revalidation.answer_id.label("answer"),
            Revalidation.practice_id.label("practice"), Revalidation.verdict,
            Revalidation.created_at, Revalidation.answered_at,
        ),
        "resources": _by(
            member, Resource.member_id, Resource.kind, Resource.title, Resource.url, Resource.why,
            Resource.created_at,
        ),
        "resources_thanked": _by(
            member, ResourceThanks.member_id, Resource.title, ResourceThanks.created_at
        ).join(Resource, Resource.id == ResourceThanks.resource_id),
        "paths": _by(member, Path.author_id, Path.title, Path.created_at),
        "charter_proposals": _by(
            member, CharterProposal.member_id, CharterProposal.body, CharterProposal.reason,
            CharterProposal.status, CharterProposal.created_at,
        ),
        "review_comments": _by(
            member, ReviewComment.member_id, ReviewComment.body, ReviewComment.created_at
        ),
    }  # fmt: skip


def _by(member: Member, whose: InstrumentedAttribute[Any], *columns: Any) -> Query:
    table = whose.class_
    return select(*columns).select_from(table).where(whose == member.id).order_by(table.id)
