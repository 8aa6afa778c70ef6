"""Statements and conditions that several areas share: written once, so that they cannot differ.

Statements are made once: putting their options together costs as much as the query. A list never
shows a body, so none is loaded.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload, selectinload

from qaforum.models import Answer, Practice, Question

WITHOUT_TEXTS = (defer(Question.body, raiseload=True), defer(Question.body_html, raiseload=True))
QUESTIONS: Select[Question] = (
    select(Question)
    .where(Question.deleted_at.is_(None))
    .options(joinedload(Question.author), selectinload(Question.tags), *WITHOUT_TEXTS)
)

PRACTICE_SUMMARY = (
    Practice.id,
    Practice.slug,
    Practice.title,
    Practice.language,
    Practice.created_at,
    Practice.institution_count,
    Practice.worked_count,
    Practice.validity,
)
WITH_PRACTICES = joinedload(Answer.practices).load_only(  # type: ignore[attr-defined]
    *PRACTICE_SUMMARY, Practice.deleted_at, raiseload=True
)
