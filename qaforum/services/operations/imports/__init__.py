"""Bringing in a community from elsewhere: in batches, once, and as often as one likes."""

from qaforum.services.operations.imports.community_content import save_place
from qaforum.services.operations.imports.links import save_links
from qaforum.services.operations.imports.practices import save_practices
from qaforum.services.operations.imports.questions import questions_of, save_questions
from qaforum.services.operations.imports.surroundings import (
    save_institutions,
    save_members,
    save_tags,
)

__all__ = [
    "questions_of",
    "save_institutions",
    "save_links",
    "save_members",
    "save_place",
    "save_practices",
    "save_questions",
    "save_tags",
]
