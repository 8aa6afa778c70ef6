"""The demo's practices, with their use in other houses, as records."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from qaforum.importers.demo.files import Entry
from qaforum.services.operations.imports import records


def made(
    entries: Sequence[Entry],
    members: Mapping[str, records.Member],
    ago: Callable[[float], datetime],
    number: Callable[..., int],
) -> tuple[records.Practice, ...]:
    return tuple(
        records.Practice(
            number=number("practice", entry["key"]),
            title=entry["title"],
            problem=entry["problem"].strip(),
            method=entry["method"].strip(),
            details={name: text.strip() for name, text in entry["details"].items()},
            tags=tuple(entry["tags"]),
            question=number(entry["question"]) if entry["question"] else None,
            author=members[entry["author"]],
            at=ago(entry["days_ago"]),
            adaptations=tuple(_adaptations(entry, members, ago, number)),
            verdict=_verdict(entry["validity"], members, ago),
        )
        for entry in entries
    )


def _adaptations(
    entry: Entry,
    members: Mapping[str, records.Member],
    ago: Callable[[float], datetime],
    number: Callable[..., int],
) -> list[records.Adaptation]:
    return [
        records.Adaptation(
            number=number("practice", entry["key"], "adaptation", str(place)),
            author=members[each["author"]],
            at=ago(each["days_ago"]),
            outcome=each["outcome"],
            changes=each["changes"],
            evidence=each["evidence"],
        )
        for place, each in enumerate(entry["adaptations"], 1)
    ]


def _verdict(
    said: Entry | None,
    members: Mapping[str, records.Member],
    ago: Callable[[float], datetime],
) -> records.Verdict | None:
    if said is None:
        return None
    return records.Verdict(said=said["said"], by=members[said["by"]], at=ago(said["days_ago"]))
