"""The community's own place from elsewhere: each part once, while there is nothing of it here."""

from collections import Counter
from collections.abc import Iterable

from slugify import slugify
from sqlalchemy import case, select, update

from qaforum import markup
from qaforum.extensions import db
from qaforum.indexing.documents import language_of
from qaforum.indexing.documents.resource import hash_of
from qaforum.models import (
    CharterVersion,
    Member,
    Path,
    PathStep,
    PathTick,
    Question,
    Resource,
    ResourceThanks,
    Review,
    ReviewComment,
)
from qaforum.services.charter import charter_status
from qaforum.services.core import tags, web_addresses
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.operations.imports import members, records
from qaforum.services.operations.imports.questions import known_questions


def save_place(source: str, place: records.CommunityContent) -> Counter[str]:
    """Writes the charter, reviews, resources and paths, each kind only where there is none yet:
    what members changed or took away since does not come back."""
    tally: Counter[str] = Counter()
    with transaction():
        if place.charter and not _any(CharterVersion):
            _charter(source, place.charter)
            tally["charter"] = len(place.charter)
        if place.reviews and not _any(Review):
            for review in place.reviews:
                _review(source, review)
        fresh = bool(place.resources) and not _any(Resource)
        shelf = _shelf(source, place.resources) if fresh else {}
        if fresh and place.paths and not _any(Path):
            for path in place.paths:
                _path(source, path, shelf)
            tally["paths"] = len(place.paths)
        tally["resources"] = len(shelf)
    charter_status.forget()
    return tally


def _any(table: type[CharterVersion | Review | Resource | Path]) -> bool:
    return db.session.scalar(select(table.id).limit(1)) is not None


def _ids(source: str, people: Iterable[records.Member]) -> dict[int, int]:
    return members.known(source, [person.number for person in people])


def _charter(source: str, versions: tuple[records.CharterVersion, ...]) -> None:
    """All members of `source` have accepted the last version: at once, or when they joined."""
    for number, version in enumerate(versions, 1):
        who = _ids(source, [version.author, version.adopted_by])
        db.session.add(
            CharterVersion(
                number=number,
                body=version.body,
                body_html=markup.render(version.body),
                note=version.note,
                author_id=who.get(version.author.number),
                adopted_by_id=who.get(version.adopted_by.number),
                adopted_at=version.at,
            )
        )
    last = versions[-1].at
    changed(
        update(Member)
        .where(Member.source == source, Member.charter_number == 0)
        .values(
            charter_number=len(versions),
            charter_accepted_at=case((Member.joined_at > last, Member.joined_at), else_=last),
        )
    )


def _review(source: str, review: records.Review) -> None:
    who = _ids(
        source,
        [review.opened_by, review.closed_by, *(voice.author for voice in review.comments)],
    )
    made = Review(
        question=review.question,
        opened_by_id=who.get(review.opened_by.number),
        opened_at=review.at,
        closes_at=review.closed_at,
        closed_at=review.closed_at,
        closed_by_id=who.get(review.closed_by.number),
        summary_html=markup.render(review.summary),
        comment_count=len(review.comments),
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        ReviewComment(
            review_id=made.id,
            member_id=who.get(voice.author.number),
            body=voice.body,
            body_html=markup.render(voice.body),
            created_at=voice.at,
        )
        for voice in review.comments
    )


def _shelf(source: str, resources: tuple[records.Resource, ...]) -> dict[str, Resource]:
    made = {}
    for each in resources:
        who = _ids(source, [each.author, *each.thanks])
        thankful = [who[person.number] for person in each.thanks if person.number in who]
        row = Resource(
            kind=each.kind,
            title=each.title,
            url=each.url,
            url_hash=web_addresses.fingerprint(each.url) if each.url else None,
            why=each.why,
            language=each.language,
            member_id=who.get(each.author.number),
            created_at=each.at,
            thanks_count=len(thankful),
            tags=tags.of_names(each.tags),
        )
        row.content_hash = hash_of(row, [tag.key for tag in row.tags])
        db.session.add(row)
        db.session.flush()
        db.session.add_all(
            ResourceThanks(resource_id=row.id, member_id=key, created_at=each.at)
            for key in thankful
        )
        made[each.key] = row
    return made


def _path(source: str, path: records.Path, shelf: dict[str, Resource]) -> None:
    """Its steps to what is here; those who have done it have ticked off the first half."""
    who = _ids(source, [path.author, *path.done])
    ids = known_questions(source, {step.question for step in path.steps if step.question})
    rows = db.session.execute(
        select(Question.id, Question.title).where(Question.id.in_(ids.values()))
    )
    titles: dict[int, str] = {key: title for key, title in rows}
    made = Path(
        title=path.title,
        slug=slugify(path.title, max_length=80, word_boundary=True),
        intro=path.intro,
        language=language_of(f"{path.title}\n{path.intro}"),
        author_id=who.get(path.author.number),
        created_at=path.at,
    )
    db.session.add(made)
    db.session.flush()
    steps = [
        PathStep(
            path_id=made.id,
            position=position,
            kind="question" if step.question else "resource",
            sentence=step.sentence,
            question_id=ids.get(step.question or 0),
            resource_id=shelf[step.resource].id if step.resource in shelf else None,
            title=titles.get(ids.get(step.question or 0, 0))
            or (shelf[step.resource].title if step.resource in shelf else ""),
        )
        for position, step in enumerate(path.steps, 1)
    ]
    made.step_count = len(steps)
    db.session.add_all(steps)
    db.session.flush()
    db.session.add_all(
        PathTick(step_id=step.id, member_id=who[person.number], done_at=path.at)
        for person in path.done
        if person.number in who
        for step in steps[: len(steps) // 2]
    )
