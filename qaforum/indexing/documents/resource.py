"""Resources as documents: what something is called, and why it helps."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select
from sqlalchemy.orm import joinedload, selectinload

from qaforum.indexing.documents.kind import Kind, Page
from qaforum.indexing.documents.making import content_hash, language_of, tags_on
from qaforum.models import Resource, resource_tag

if TYPE_CHECKING:
    from search import Document

RESOURCE = "resource"
RESOURCES = select(Resource).options(joinedload(Resource.member), selectinload(Resource.tags))


def hash_of(resource: Resource, tags: Iterable[str]) -> str:
    """`tags` are keys."""
    return content_hash(resource.title, resource.why, tags, [])


class Resources(Kind[Resource]):
    name = RESOURCE
    code = 2
    table = Resource
    tagged = resource_tag
    template = "library/resources/similar.html"
    shown = RESOURCES

    def documents(self, connection: Connection, ids: Sequence[int]) -> "list[Document]":
        """Two queries. What fits every language is found in that of its words."""
        from search import Document

        resources = connection.execute(
            select(
                Resource.id, Resource.title, Resource.why, Resource.language, Resource.content_hash
            ).where(Resource.id.in_(ids))
        ).all()
        tags = tags_on(connection, resource_tag, ids)
        return [
            Document(
                id=self.number(id_),
                title=title,
                body=why,
                tags=tuple(tags[id_]),
                language=language or language_of(f"{title}\n{why}"),
                content_hash=hash_,
            )
            for id_, title, why, language, hash_ in resources
        ]

    def page(self, row: Resource) -> Page:
        return Page("resources.show", (("resource_id", row.id),))
