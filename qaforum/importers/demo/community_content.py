"""The community's own place: its charter, reviews, resources and paths, as records."""

from collections.abc import Callable, Mapping
from datetime import datetime

from qaforum.importers.demo.files import Entry, Files
from qaforum.services.operations.imports import records


def made(
    files: Files,
    members: Mapping[str, records.Member],
    ago: Callable[[float], datetime],
    number: Callable[[str], int],
) -> records.CommunityContent:
    """`ago` gives the moment so many days ago, `number` a question's number by its key."""
    return records.CommunityContent(
        charter=tuple(
            records.CharterVersion(
                body=entry["body"].strip(),
                note=entry["note"],
                at=ago(entry["days_ago"]),
                author=members[entry["author"]],
                adopted_by=members[entry["adopted_by"]],
            )
            for entry in files.charter
        ),
        reviews=tuple(_review(entry, members, ago) for entry in files.reviews),
        resources=tuple(_resource(entry, members, ago) for entry in files.resources),
        paths=tuple(_path(entry, members, ago, number) for entry in files.paths),
    )


def _review(
    entry: Entry, members: Mapping[str, records.Member], ago: Callable[[float], datetime]
) -> records.Review:
    return records.Review(
        question=entry["question"],
        summary=entry["summary"].strip(),
        at=ago(entry["days_ago"]),
        closed_at=ago(entry["closes_days_ago"]),
        opened_by=members[entry["opened_by"]],
        closed_by=members[entry["closed_by"]],
        comments=tuple(
            records.Voice(
                author=members[voice["author"]], at=ago(voice["days_ago"]), body=voice["body"]
            )
            for voice in entry["comments"]
        ),
    )


def _resource(
    entry: Entry, members: Mapping[str, records.Member], ago: Callable[[float], datetime]
) -> records.Resource:
    same = ("key", "kind", "title", "url", "why", "language")
    return records.Resource(
        **{name: entry[name] for name in same},
        tags=tuple(entry["tags"]),
        author=members[entry["author"]],
        at=ago(entry["days_ago"]),
        thanks=tuple(members[name] for name in entry["thanks"]),
    )


def _path(
    entry: Entry,
    members: Mapping[str, records.Member],
    ago: Callable[[float], datetime],
    number: Callable[[str], int],
) -> records.Path:
    return records.Path(
        title=entry["title"],
        intro=entry["intro"].strip(),
        author=members[entry["author"]],
        at=ago(entry["days_ago"]),
        done=tuple(members[name] for name in entry["done"]),
        steps=tuple(
            records.Step(
                sentence=step["sentence"],
                question=number(step["question"]) if step["question"] else None,
                resource=step["resource"],
            )
            for step in entry["steps"]
        ),
    )
