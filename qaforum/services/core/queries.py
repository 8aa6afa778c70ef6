"""Statements and conditions that several areas share: written once, so that they cannot differ.

Statements are made once: putting their options together costs as much as the query. A list never
shows a body, so none is loaded.
"""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from qaforum.indexing.documents.practice import PRACTICE_SUMMARY as PRACTICE_SUMMARY
from qaforum.indexing.documents.question import QUESTIONS as QUESTIONS
from qaforum.indexing.documents.question import WITHOUT_TEXTS as WITHOUT_TEXTS
from qaforum.models import Answer, Practice, Question
from qaforum.policies.visibility import invited as invited
from qaforum.policies.visibility import open_to as open_to
from qaforum.policies.visibility import opened as opened


def live(thing: Any) -> ColumnElement[bool]:
    """The condition on a kind of post, or an alias of one, that it was not deleted."""
    condition: ColumnElement[bool] = thing.deleted_at.is_(None)
    return condition


def accepted() -> ColumnElement[bool]:
    """The condition on `Answer` that it was accepted as a solution."""
    return Answer.accepted_at.is_not(None)


def solved() -> ColumnElement[bool]:
    """The condition on `Question` that at least one of its answers was accepted."""
    return Question.accepted_count > 0


def unsolved() -> ColumnElement[bool]:
    """The condition on `Question` that none of its answers was accepted."""
    return Question.accepted_count == 0


WITH_PRACTICES = joinedload(Answer.practices).load_only(  # type: ignore[attr-defined]
    *PRACTICE_SUMMARY, Practice.deleted_at, raiseload=True
)
