"""The demo's YAML files, read and checked; what is wrong is said with file and key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError

from qaforum.importers.demo import schemas
from qaforum.models.people.role import ADMINISTRATOR, MODERATOR

Entry = dict[str, Any]


class Broken(Exception):
    """Every fault that was found, one a line, each with its file and key."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Files:
    institutions: list[Entry]
    tags: list[Entry]
    members: list[Entry]
    questions: list[Entry]
    charter: list[Entry]
    reviews: list[Entry]
    resources: list[Entry]
    paths: list[Entry]
    practices: list[Entry]


def read(folder: Path) -> Files:
    """The files of `folder`: institutions.yaml, tags.yaml, members.yaml, questions/*.yaml; and,
    where they are there, charter.yaml, reviews.yaml, resources.yaml, paths.yaml,
    practices.yaml.

    Raises Broken.
    """
    faults: list[str] = []
    files = Files(
        _entries(folder / "institutions.yaml", schemas.Institution(), faults),
        _entries(folder / "tags.yaml", schemas.Tag(), faults),
        _entries(folder / "members.yaml", schemas.Member(), faults),
        [
            {**entry, "file": path.name}
            for path in sorted((folder / "questions").glob("*.yaml"))
            for entry in _entries(path, schemas.Question(), faults)
        ],
        *(
            _entries(folder / name, schema, faults) if (folder / name).exists() else []
            for name, schema in (
                ("charter.yaml", schemas.CharterVersion()),
                ("reviews.yaml", schemas.Review()),
                ("resources.yaml", schemas.Resource()),
                ("paths.yaml", schemas.Path()),
                ("practices.yaml", schemas.Practice()),
            )
        ),
    )
    if not faults:
        faults.extend(_strangers(files))
    if faults:
        raise Broken(faults)
    return files


def _entries(path: Path, schema: Schema, faults: list[str]) -> list[Entry]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(loaded, list):
            raise ValidationError({"": [_("not a list of entries")]})
        return list(schema.load(loaded, many=True))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        faults.append(f"{path.name}: {error}")
    except ValidationError as error:
        faults.extend(f"{path.name}: {where}: {what}" for where, what in _flat(error.messages))
    return []


def _flat(messages: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """("3.answers.0.author", "Missing data ...") of marshmallow's nested messages."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _flat(inner, f"{where}.{key}".strip("."))
    else:
        yield where, " ".join(str(message) for message in messages)


def _strangers(files: Files) -> Iterator[str]:
    """Faults across files: names that nothing bears, and names that two things bear."""
    slugs = {entry["slug"] for entry in files.institutions}
    for entry in files.members:
        if entry["institution"] not in slugs:
            yield _fault("members.yaml", entry["username"], "institution", entry["institution"])
    for file, name, entries in (
        ("institutions.yaml", "slug", files.institutions),
        ("members.yaml", "username", files.members),
        ("tags.yaml", "name", files.tags),
        ("questions", "key", files.questions),
    ):
        values = [entry[name] for entry in entries]
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield _("%(file)s: %(value)s is there twice", file=file, value=value)
    roles = {entry["username"]: entry["role"] for entry in files.members}
    keys = {entry["key"] for entry in files.questions}
    for question in files.questions:
        yield from _strangers_in(question, roles, keys)
    yield from _strangers_around(files, roles, keys)


def _strangers_around(files: Files, roles: Mapping[str, str], keys: set[str]) -> Iterator[str]:
    """The same of the charter, the reviews, the resources and the paths."""
    shelf = {entry["key"] for entry in files.resources}
    for file, entries in (
        ("charter.yaml", files.charter),
        ("reviews.yaml", files.reviews),
        ("resources.yaml", files.resources),
        ("paths.yaml", files.paths),
        ("practices.yaml", files.practices),
    ):
        for number, entry in enumerate(entries):
            named = entry.get("key", str(number))
            for where, name in _named(entry):
                if name not in roles:
                    yield _fault(file, named, where, name)
    for practice in files.practices:
        if practice["question"] is not None and practice["question"] not in keys:
            yield _fault("practices.yaml", practice["key"], "question", practice["question"])
    for path in files.paths:
        for step in path["steps"]:
            for kind, known in (("question", keys), ("resource", shelf)):
                if step[kind] is not None and step[kind] not in known:
                    yield _fault("paths.yaml", path["key"], kind, step[kind])


def _named(entry: Entry) -> Iterator[tuple[str, str]]:
    """(where, username) of everybody an entry around the questions names."""
    for where in ("author", "adopted_by", "opened_by", "closed_by"):
        if where in entry:
            yield where, entry[where]
    for where in ("thanks", "done"):
        yield from ((where, name) for name in entry.get(where, ()))
    for where in ("comments", "adaptations"):
        yield from ((where, voice["author"]) for voice in entry.get(where, ()))
    if entry.get("validity"):
        yield "validity", entry["validity"]["by"]


def _strangers_in(question: Entry, roles: Mapping[str, str], keys: set[str]) -> Iterator[str]:
    file, key = question["file"], question["key"]
    for where, name in _people(question):
        if name not in roles:
            yield _fault(file, key, where, name)
    if question["duplicate_of"] and question["duplicate_of"] not in keys - {key}:
        yield _fault(file, key, "duplicate_of", question["duplicate_of"])
    for number, answer in enumerate(question["answers"]):
        accepted = answer["accepted"]
        may = accepted and (
            accepted["by"] == question["author"]
            or roles.get(accepted["by"]) in (MODERATOR, ADMINISTRATOR)
        )
        if accepted and not may:
            yield _(
                "%(file)s: %(key)s: %(where)s: %(name)s neither asked nor moderates",
                file=file,
                key=key,
                where=f"answers.{number}.accepted.by",
                name=accepted["by"],
            )
        if answer["days_ago"] > question["days_ago"]:
            yield _(
                "%(file)s: %(key)s: answers.%(number)d.days_ago: before the question",
                file=file,
                key=key,
                number=number,
            )


def _people(question: Entry) -> Iterator[tuple[str, str]]:
    """(where, username) of everybody a question names."""
    yield from (("thanks", name) for name in question["thanks"])
    posts = [("", question)]
    posts += [(f"answers.{number}.", each) for number, each in enumerate(question["answers"])]
    for where, post in posts:
        yield f"{where}author", post["author"]
        yield from (
            (f"{where}votes", name) for name in [*post["votes"]["up"], *post["votes"]["down"]]
        )
        yield from ((f"{where}comments", comment["author"]) for comment in post["comments"])
        if post.get("accepted"):
            yield f"{where}accepted.by", post["accepted"]["by"]


def _fault(file: str, entry: str, key: str, value: str) -> str:
    return _(
        "%(file)s: %(entry)s: %(key)s: there is no %(value)s",
        file=file,
        entry=entry,
        key=key,
        value=value,
    )
