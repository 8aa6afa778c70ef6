"""What a community has before its first question: institutions, described tags, members."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from qaforum.extensions import db
from qaforum.models import Institution
from qaforum.services.core import tags
from qaforum.services.core.transaction import transaction
from qaforum.services.operations.imports import members, records


def save_institutions(institutions: Sequence[records.Institution]) -> Counter[str]:
    """Adds the institutions whose slug is not here yet; gives how many."""
    slugs = [institution.slug for institution in institutions]
    here = set(db.session.scalars(select(Institution.slug).where(Institution.slug.in_(slugs))))
    new = [institution for institution in institutions if institution.slug not in here]
    with transaction():
        for each in new:
            db.session.add(
                Institution(
                    slug=each.slug,
                    name=each.name,
                    kind=each.kind,
                    city=each.city,
                    country=each.country,
                    places=each.places,
                    about=each.about,
                )
            )
    return Counter(institutions=len(new))


def save_tags(described: Sequence[records.Tag]) -> Counter[str]:
    """Adds missing tags, descriptions and accents; a description that is here is kept."""
    names = [tag.name for tag in described]
    here = tags.known_by_key(names).keys()
    with transaction():
        found = tags.by_name(names)
        for record in described:
            tag = found[record.name]
            if tag.name == tag.key:
                tag.name = record.name  # whoever describes a tag knows its accents
            tag.description_en = tag.description_en or record.description_en
            tag.description_fr = tag.description_fr or record.description_fr
    return Counter(tags=len({tag.key for tag in found.values()} - here))


def save_members(source: str, wanted: Sequence[records.Member]) -> Counter[str]:
    """Adds the members of `source` who are not here yet; gives how many."""
    here = members.known(source, [member.number for member in wanted])
    with transaction():
        made = members.add(source, (member for member in wanted if member.number not in here))
    return Counter(members=len(made))
