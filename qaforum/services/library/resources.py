"""Resources: collecting them, finding them, saying that one helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from qaforum import clock, errors, indexing, markup, policies
from qaforum.extensions import db
from qaforum.indexing.documents import resource as documents
from qaforum.models import Member, Resource, ResourceThanks, Tag, resource_tag
from qaforum.models.library.resource import BOOK, KINDS
from qaforum.services.core import tags, texts, web_addresses
from qaforum.services.core.pages import Page, page
from qaforum.services.core.transaction import changed, insert_once, transaction
from qaforum.services.notifications import notification_rules, notifications

PAGE = 20
SORTS = ("helpful", "newest")
RESOURCES = documents.RESOURCES


@dataclass(frozen=True, slots=True)
class Entry:
    """What a member types about a resource."""

    kind: str
    title: str
    url: str
    why: str
    language: str = ""
    tags: str = ""


def list_resources(
    *,
    sort: str = "helpful",
    kind: str = "",
    language: str = "",
    tag: Tag | None = None,
    text: str = "",
    after: str | None = None,
) -> Page[Resource]:
    """One page; `language` includes what fits every language. Raises Invalid: a broken cursor."""
    query = RESOURCES
    if kind:
        query = query.where(Resource.kind == kind)
    if language:
        query = query.where(Resource.language.in_((language, "")))
    if tag is not None:
        query = query.where(Resource.tags.any(Tag.id == tag.id))
    if text := markup.clean(text).strip()[:100]:
        query = query.where(
            Resource.title.icontains(text, autoescape=True)
            | Resource.why.icontains(text, autoescape=True)
        )
    keys: list[InstrumentedAttribute[Any]] = [Resource.thanks_count, Resource.id]
    if sort == "newest":
        keys = [Resource.created_at, Resource.id]
    return page(query, keys, after, PAGE)


def topics(limit: int = 20) -> list[tuple[Tag, int]]:
    """The tags of resources with how many each has, most first."""
    count = func.count()
    rows = db.session.execute(
        select(Tag, count)
        .join(resource_tag, resource_tag.c.tag_id == Tag.id)
        .group_by(Tag.id)
        .order_by(count.desc(), Tag.key)
        .limit(limit)
    )
    return [(tag, number) for tag, number in rows]


def load(resource_id: int) -> Resource:
    """Raises NotFound."""
    found = db.session.scalar(RESOURCES.where(Resource.id == resource_id))
    if found is None:
        raise errors.NotFound(_("This resource does not exist, or it was deleted."))
    return found


def twin(url: str, beside: int | None = None) -> Resource | None:
    """The resource that has this address already, other than `beside`."""
    try:
        url = web_addresses.checked(url)
    except errors.Invalid:
        return None
    if not url:
        return None
    found = db.session.scalar(
        select(Resource).where(Resource.url_hash == web_addresses.fingerprint(url))
    )
    return found if found is not None and found.id != beside else None


def add(member: Member, entry: Entry) -> Resource:
    """Raises Invalid, with the field. Conflict: its address is collected already (`twin`)."""
    columns, names = _checked(entry)
    _require_single(entry.url)
    resource = Resource(member_id=member.id, institution_id=member.institution_id, **columns)
    with transaction():
        resource.tags = tags.of_names(names)
        _refresh_hash(resource)
        db.session.add(resource)
    indexing.wake()
    return resource


def edit(member: Member, resource_id: int, seen: int, entry: Entry) -> Resource:
    """`seen` is the revision on which the edit was begun.

    Raises NotAllowed, NotFound, Invalid. Conflict: edited meanwhile, or the address is taken.
    """
    resource = load(resource_id)
    if not policies.can_edit_resource(member, resource):
        raise errors.NotAllowed(_("Only who collected it or a moderator may change this."))
    columns, names = _checked(entry)
    _require_single(entry.url, resource.id)
    with transaction():
        rows = changed(
            update(Resource)
            .where(Resource.id == resource.id, Resource.revision == seen)
            .values(revision=Resource.revision + 1, edited_at=clock.now(), **columns)
        )
        if rows != 1:
            raise errors.Conflict(
                _("Somebody changed this while you were writing. Compare, then save again.")
            )
        db.session.refresh(resource, ["title", "why"])
        resource.tags = tags.of_names(names)
        _refresh_hash(resource)
        notification_rules.moderated("edited", resource, member)
    indexing.wake()
    return resource


def remove(member: Member, resource_id: int) -> None:
    """Raises NotAllowed, NotFound. Paths keep the step, which says that it is gone."""
    resource = load(resource_id)
    if not policies.can_edit_resource(member, resource):
        raise errors.NotAllowed(_("Only who collected it or a moderator may delete this."))
    with transaction():
        if changed(delete(Resource).where(Resource.id == resource_id)):
            notification_rules.moderated("deleted", resource, member)
    indexing.wake()


def thank(member: Member, resource_id: int, *, helped: bool) -> Resource:
    """The member says that it helped them, or takes that back; saying it twice changes nothing.

    Raises NotFound. NotAllowed: it is their own.
    """
    resource = load(resource_id)
    if not policies.can_thank_resource(member, resource):
        raise errors.NotAllowed(_("You collected this yourself; thanks come from others."))
    mine = ResourceThanks.resource_id == resource.id, ResourceThanks.member_id == member.id
    row = {
        "resource_id": resource.id,
        "member_id": member.id,
        "institution_id": member.institution_id,
    }
    with transaction():
        # Counted is what this very statement changed, whoever else is at it
        if helped:
            step = len(insert_once(ResourceThanks, [row], ["resource_id", "member_id"]))
        else:
            step = -changed(delete(ResourceThanks).where(*mine))
        if step > 0:
            notifications.notify(
                [resource.member_id],
                "resource_thanks",
                key=f"resource_thanks:{resource.id}:{member.id}",
                actor=member,
                facts={"resource_id": resource.id, "title": resource.title},
            )
        if step:
            changed(
                update(Resource)
                .where(Resource.id == resource.id)
                .values(thanks_count=Resource.thanks_count + step)
            )
    db.session.expire(resource, ["thanks_count"])
    return load(resource_id)


def thanked_by(member: Member | None, resource_ids: Sequence[int]) -> set[int]:
    """Which of these helped the member."""
    if member is None or not resource_ids:
        return set()
    return set(
        db.session.scalars(
            select(ResourceThanks.resource_id).where(
                ResourceThanks.member_id == member.id, ResourceThanks.resource_id.in_(resource_ids)
            )
        )
    )


def _refresh_hash(resource: Resource) -> None:
    resource.content_hash = documents.hash_of(resource, [tag.key for tag in resource.tags])


def _require_single(url: str, beside: int | None = None) -> None:
    there = twin(url, beside)
    if there is not None:
        raise errors.Conflict(
            _("This address is collected already, as “%(title)s”.", title=there.title), field="url"
        )


def _checked(entry: Entry) -> tuple[dict[str, Any], list[str]]:
    """All columns that follow from what was typed, and the names of its tags."""
    if entry.kind not in KINDS:
        raise errors.Invalid(_("Choose what it is."), field="kind")
    title = texts.line(entry.title, 200, "title")
    if not title:
        raise errors.Invalid(_("What is it called?"), field="title")
    url = web_addresses.checked(entry.url)
    if not url and entry.kind != BOOK:
        raise errors.Invalid(_("Where is it? Only a book may do without an address."), field="url")
    why = texts.line(entry.why, 300, "why")
    if not why:
        raise errors.Invalid(
            _("Say in a line why it helps; that is what others read."), field="why"
        )
    if entry.language not in ("", *current_app.config["LANGUAGES"]):
        raise errors.Invalid(_("This language is not known here."), field="language")
    columns = {
        "kind": entry.kind,
        "title": title,
        "url": url,
        "url_hash": web_addresses.fingerprint(url) if url else None,
        "why": why,
        "language": entry.language,
    }
    return columns, texts.tag_names(entry.tags)
