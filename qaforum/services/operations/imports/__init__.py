"""Bringing in a community from elsewhere: in batches, once, and as often as one likes."""

from qaforum.services.imports.links import save_links
from qaforum.services.imports.place import save_place
from qaforum.services.imports.practices import save_practices
from qaforum.services.imports.questions import questions_of, save_questions
from qaforum.services.imports.surroundings import save_institutions, save_members, save_tags

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
