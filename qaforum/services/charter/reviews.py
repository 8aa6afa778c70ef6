"""Reviews of the charter: "Is this still us?", asked of all members until a closing date."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Member, Review, ReviewComment
from qaforum.services.charter import charter_status
from qaforum.services.core import texts
from qaforum.services.core.transaction import changed, transaction

LONGEST = timedelta(days=366)
COMMENTS = 200
_REVIEWS = select(Review).options(joinedload(Review.opened_by), joinedload(Review.closed_by))


def load(review_id: int) -> Review:
    """Raises NotFound."""
    found = db.session.scalar(_REVIEWS.where(Review.id == review_id))
    if found is None:
        raise errors.NotFound(_("This review does not exist."))
    return found


def list_reviews() -> Sequence[Review]:
    """All reviews, newest first."""
    return db.session.scalars(_REVIEWS.order_by(Review.id.desc()).limit(50)).all()


def comments_of(review: Review) -> Sequence[ReviewComment]:
    """In the order they were written."""
    return db.session.scalars(
        select(ReviewComment)
        .where(ReviewComment.review_id == review.id)
        .options(joinedload(ReviewComment.member))
        .order_by(ReviewComment.id)
        .limit(COMMENTS)
    ).all()


def open_one(member: Member, question: str, until: date | None) -> Review:
    """Asks all members, until the end of the day `until`.

    Raises NotAllowed, Invalid, Conflict: one is open already.
    """
    if not policies.can_open_review(member):
        raise errors.NotAllowed(_("Moderators open a review."))
    question = texts.line(question, 600, "question")
    if not question:
        raise errors.Invalid(_("Say what you want to know from everybody."), field="question")
    closes_at = _end_of(until)
    with transaction():
        if db.session.scalar(select(Review.id).where(Review.closed_at.is_(None))):
            raise errors.Conflict(_("A review is open already; close it first."))
        review = Review(question=question, opened_by_id=member.id, closes_at=closes_at)
        db.session.add(review)
    charter_status.forget()
    return review


def _end_of(until: date | None) -> datetime:
    if until is None:
        raise errors.Invalid(_("Choose a day on which the review closes."), field="until")
    moment = datetime.combine(until, time(23, 59, 59), UTC)
    if not clock.now() < moment < clock.now() + LONGEST:
        raise errors.Invalid(_("Choose a day from today on, within a year."), field="until")
    return moment


def comment(member: Member, review_id: int, body: str) -> ReviewComment:
    """Raises NotFound, Invalid, Conflict: the review is closed."""
    review = load(review_id)
    body = texts.comment(body)
    made = ReviewComment(
        review_id=review.id, member_id=member.id, body=body, body_html=texts.html(body)
    )
    with transaction():
        still_open = changed(
            update(Review)
            .where(Review.id == review.id, Review.closed_at.is_(None))
            .values(comment_count=Review.comment_count + 1)
        )
        if not still_open or not policies.can_comment_review(member, review):
            raise errors.Conflict(_("This review is closed. What you wrote is kept here."))
        db.session.add(made)
    return made


def close(member: Member, review_id: int, summary: str) -> Review:
    """Ends the review with what came out of it. Raises NotAllowed, NotFound, Invalid, Conflict."""
    review = load(review_id)
    if not policies.can_open_review(member):
        raise errors.NotAllowed(_("Moderators close a review."))
    html = texts.html(texts.body(summary))
    with transaction():
        rows = changed(
            update(Review)
            .where(Review.id == review.id, Review.closed_at.is_(None))
            .values(closed_at=clock.now(), closed_by_id=member.id, summary_html=html)
        )
        if rows != 1:
            raise errors.Conflict(_("This review was closed already."))
    charter_status.forget()
    db.session.refresh(review)
    return review
