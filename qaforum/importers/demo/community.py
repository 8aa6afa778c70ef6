"""The demo's entries as records: keys become numbers, and days ago become moments."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import blake2b
from pathlib import Path

from qaforum import clock
from qaforum.importers.demo import community_content, files, practices
from qaforum.importers.demo.files import Broken, Entry
from qaforum.models.questions.question_link import DUPLICATE
from qaforum.services.operations.imports import records

SOURCE = "demo"
FOLDER = Path(__file__).resolve().parents[2] / "demo"


@dataclass(frozen=True, slots=True)
class Login:
    """A demo member who can log in."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class Community:
    institutions: list[records.Institution]
    tags: list[records.Tag]
    members: list[records.Member]
    questions: list[records.Question]
    links: list[records.Link]
    logins: list[Login]
    place: records.CommunityContent
    practices: tuple[records.Practice, ...] = ()


def load(
    hash_password: Callable[[], str], folder: Path = FOLDER, now: datetime | None = None
) -> Community:
    """The demo community as of `now`. `hash_password` gives the hash for those who can log in.

    The numbers of its parts come from their keys alone, so they are the same every time.

    Raises Broken: every fault of the files, with file and key.
    """
    entries = files.read(folder)
    maker = _Maker(now or clock.now(), hash_password)
    for entry in entries.members:
        maker.add_member(entry)
    community = Community(
        [_institution(entry) for entry in entries.institutions],
        [records.Tag(**entry) for entry in entries.tags],
        list(maker.members.values()),
        [maker.question(entry) for entry in entries.questions],
        [maker.link(entry) for entry in entries.questions if entry["duplicate_of"]],
        [
            Login(entry["name"], _email(entry), entry["role"])
            for entry in entries.members
            if entry["demo_login"]
        ],
        community_content.made(entries, maker.members, maker.ago, number),
        practices.made(entries.practices, maker.members, maker.ago, number),
    )
    _require_own_numbers(community)
    return community


class _Maker:
    """Knows the present moment and the members while the entries are gone through."""

    def __init__(self, now: datetime, hash_password: Callable[[], str]) -> None:
        self._now, self._hash_password = now, hash_password
        self.members: dict[str, records.Member] = {}

    def add_member(self, entry: Entry) -> None:
        self.members[entry["username"]] = records.Member(
            number=number("member", entry["username"]),
            name=entry["name"],
            username=entry["username"],
            joined_at=self.ago(entry["joined_days_ago"]),
            about=partial(str, entry["about"].strip()),
            email=_email(entry),
            password=self._hash_password() if entry["demo_login"] else None,
            locale=entry["locale"],
            institution=entry["institution"],
            function=entry["function"],
            role=entry["role"],
            willing=entry["willing"],
            paused_until=self._in(entry["paused_days"]),
            languages=tuple(entry["languages"]),
            topics=tuple(entry["topics"]),
            mentor=entry["mentor"],
            word=entry["word"],
            knows=tuple(entry["knows"]),
            seeks=tuple(entry["seeks"]),
        )

    def question(self, entry: Entry) -> records.Question:
        answers = tuple(self._answers(entry))
        accepted = [answer.accepted.at for answer in answers if answer.accepted]
        asked = self.ago(entry["days_ago"])
        return records.Question(
            **self._post(entry, entry["key"]),
            title=entry["title"],
            tags=tuple(entry["tags"]),
            active_at=max([asked, *accepted]),
            answers=answers,
            thanks=tuple(self._thanks(entry, min(accepted, default=asked))),
        )

    def link(self, entry: Entry) -> records.Link:
        return records.Link(
            source=number(entry["key"]),
            target=number(entry["duplicate_of"]),
            kind=DUPLICATE,
            at=self.ago(entry["days_ago"]),
        )

    def _answers(self, entry: Entry) -> list[records.Answer]:
        """Each answer is known by its author and, where that is not enough, by which one it is."""
        count: Counter[str] = Counter()
        answers = []
        for each in entry["answers"]:
            count[each["author"]] += 1
            key = f"{entry['key']}/{each['author']}/{count[each['author']]}"
            answers.append(
                records.Answer(**self._post(each, key), accepted=self._acceptance(each["accepted"]))
            )
        return answers

    def _acceptance(self, entry: Entry | None) -> records.Acceptance | None:
        if entry is None:
            return None
        return records.Acceptance(
            at=self.ago(entry["days_ago"]),
            by=self.members[entry["by"]],
            context=entry["context"],
        )

    def _post(self, entry: Entry, key: str) -> Entry:
        at = self.ago(entry["days_ago"])
        return {
            "number": number(key),
            "body": partial(str, entry["body"].strip()),
            "at": at,
            "author": self.members[entry["author"]],
            "votes": tuple(self._votes(entry, at)),
            "comments": tuple(self._comments(entry["comments"], key)),
        }

    def _votes(self, entry: Entry, since: datetime) -> list[records.Vote]:
        """Peers read a post over the days after it was written."""
        cast = [(name, 1) for name in entry["votes"]["up"]]
        cast += [(name, -1) for name in entry["votes"]["down"]]
        return [
            records.Vote(
                value=value,
                at=min(self._now, since + timedelta(hours=7 * place)),
                member=self.members[name],
            )
            for place, (name, value) in enumerate(cast, 1)
        ]

    def _comments(self, entries: list[Entry], post: str) -> list[records.Comment]:
        return [
            records.Comment(
                number=number(post, "comment", str(place)),
                body=partial(str, entry["body"].strip()),
                at=self.ago(entry["days_ago"]),
                author=self.members[entry["author"]],
            )
            for place, entry in enumerate(entries, 1)
        ]

    def _thanks(self, entry: Entry, since: datetime) -> list[records.Thanks]:
        """Spread evenly between the solution and now."""
        step = (self._now - since) / (len(entry["thanks"]) + 1)
        return [
            records.Thanks(member=self.members[name], at=since + step * place)
            for place, name in enumerate(entry["thanks"], 1)
        ]

    def _in(self, days: int | None) -> date | None:
        return (self._now + timedelta(days=days)).date() if days else None

    def ago(self, days: float) -> datetime:
        return self._now - timedelta(days=days)


def _institution(entry: Entry) -> records.Institution:
    left_out = ("size", "public", "languages")
    kept = {key: value for key, value in entry.items() if key not in left_out}
    return records.Institution(**{**kept, "about": entry["about"].strip()}, places=entry["size"])


def _email(entry: Entry) -> str:
    """An address that can never receive anything (RFC 2606)."""
    return f"{entry['username']}@demo.example"


def number(*key: str) -> int:
    """31 bits of a hash of `key`."""
    return int.from_bytes(blake2b("/".join(key).encode(), digest_size=4).digest()) >> 1


def _require_own_numbers(community: Community) -> None:
    answers = [answer for question in community.questions for answer in question.answers]
    posts: list[records.Post] = [*community.questions, *answers]
    comments = [comment for post in posts for comment in post.comments]
    for things in (community.members, community.questions, answers, comments):
        numbers = Counter(thing.number for thing in things)
        if numbers and numbers.most_common(1)[0][1] > 1:
            raise Broken(["two keys have the same number: rename one"])
