"""Similar problems that were solved, and the peers who solved them, while a member types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from flask import current_app

from qaforum import indexing, markup
from qaforum.indexing import Key, Match, Nearest
from qaforum.indexing.documents import KINDS, PRACTICE, QUESTION, Kind
from qaforum.models import Member, Practice, Question
from qaforum.services.core import tags
from qaforum.services.people import availability
from qaforum.services.search import similar_documents
from qaforum.services.search.duplicate_targets import originals_first
from qaforum.services.search.peers import SHOWN as PEERS
from qaforum.services.search.peers import Peer, topics_of, who_solved
from qaforum.services.search.similar_documents import SimilarDocument
from qaforum.services.search.similar_problems import (
    SimilarProblem,
    closest_passages,
    problems_of,
    solutions_of,
)

if TYPE_CHECKING:
    pass

SHOWN = 5
# The panel shows five; peers are counted over more, and stale matches must not empty the list
CANDIDATES = 12
_OUTDATED = attrgetter("outdated")


Entry = SimilarProblem | SimilarDocument


@dataclass(frozen=True, slots=True)
class NearestDocument:
    """What is not worth reading at once, and is yet the nearest that there is."""

    key: Key
    row: Any
    confidence: float

    @property
    def kind(self) -> Kind[Any]:
        return KINDS[self.key.kind]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`short`: too little was typed; `warming`: the encoder is still loading, ask again soon;
    `lexical`: likewise, but these share words with what was typed; `overtaken`: nobody waits
    for it any more."""

    state: Literal["short", "warming", "lexical", "ready", "overtaken"]
    problems: list[SimilarProblem] = field(default_factory=list)
    documents: list[SimilarDocument] = field(default_factory=list)  # of the other kinds
    peers: list[Peer] = field(default_factory=list)
    title: str = ""
    invitable: set[int] = field(default_factory=set)  # member ids, of the peers
    nearest: list[NearestDocument] = field(
        default_factory=list
    )  # three at most, beside what is shown

    @property
    def practices(self) -> list[SimilarDocument]:
        return [found for found in self.documents if found.key.kind == PRACTICE]

    @property
    def entries(self) -> list[Entry]:
        """Problems and other documents as they are shown: a practice after the question that it was
        made of, the others where their likeliness puts them."""
        entries: list[Entry] = [*self.problems]
        for found in self.documents:
            entries.insert(_place(found, entries), found)
        # What is outdated comes last, and is still there when there is nothing else
        return sorted(entries, key=_OUTDATED)[:SHOWN]

    @property
    def peers_under(self) -> dict[int, list[Peer]]:
        """The peers by the entry, in its place, that they stand under: the first that they solved,
        wrote or used. Nobody stands under what only shares words."""
        found: dict[int, list[Peer]] = {}
        keys = [entry.key for entry in self.entries]
        for peer in self.peers:
            place = next((n for n, key in enumerate(keys) if key in peer.helped_with), None)
            if place is not None:
                found.setdefault(place, []).append(peer)
        return found


def _place(found: SimilarDocument, entries: Sequence[Entry]) -> int:
    """The question has the button that says it is solved: nothing comes between a reader and it."""
    for place, entry in enumerate(entries):
        if isinstance(entry, SimilarProblem) and entry.key == found.made_of:
            return place + 1
    likelier = [n for n, entry in enumerate(entries) if entry.confidence >= found.confidence]
    return max(likelier, default=-1) + 1


@dataclass(frozen=True, slots=True)
class Helpers:
    """Peers for a problem; `topics` are the tags (ids) of the likeliest problems like it.

    `invitable`: the ids of those who can be sent the question. The others are named because they
    published what they solved; they have no account.
    """

    peers: list[Peer] = field(default_factory=list)
    invitable: set[int] = field(default_factory=set)
    topics: frozenset[int] = frozenset()


def similar(
    title: str,
    body: str = "",
    limit: int = SHOWN,
    *,
    tag_text: str = "",
    asker: Member | None = None,
    overtaken: Callable[[], bool] = lambda: False,
) -> Suggestions:
    """At most `limit` (1..20) past problems like the one typed, most likely first, and 3 peers.

    `asker` is who types (None: a guest): they see what they may read, and never themselves. Never
    raises for what was typed: too little gives the state "short". `overtaken` is asked before what
    takes long: whether the same panel has sent something newer, so that this can be left.
    """
    title = " ".join(markup.clean(title).split())[:500]
    body = markup.clean(body).strip()[:4000]
    if len(title) < current_app.config["TITLE_MIN"]:
        return Suggestions("short")
    if overtaken():
        return Suggestions("overtaken")
    before = indexing.state()
    try:
        found_all = indexing.similar(title, body, limit=max(limit, CANDIDATES), minimum=0.0)
    except indexing.WarmingUp:
        return Suggestions("warming")
    if overtaken():
        return Suggestions("overtaken")
    rows = similar_documents.load(found_all, asker)
    matches = [match for match in found_all if match.openly]
    questions = similar_documents.of_kind(rows, QUESTION)
    others = similar_documents.but_questions(rows)
    kept = originals_first([match for match in matches if match.key in questions])
    shown = kept[:limit]
    told = [match for match in matches if match.key in others][:limit]
    solutions = solutions_of([match.key.id for match in shown])
    passages = closest_passages(
        f"{title}\n{body[:500]}",
        [row for match in shown for row in solutions.get(match.key.id, [])],
        similar_documents.texts(others, [match.key for match in told]),
    )
    if before == "lexical" and not shown and not told:
        return Suggestions("warming")  # other words may say the same: that is not known yet
    practices = similar_documents.practices_in(others)
    # Named is who solved what is shown: nobody for a problem that cannot be looked at
    visible = {match.key for match in (*shown, *told)}
    seen = [match for match in matches if match.key in visible]
    found = _helpers(f"{title}\n{body}", seen, questions, practices, tag_text, asker)
    likeliest = matches[0].key if matches else None
    return Suggestions(
        _state(matches),
        problems_of(shown, questions, solutions, passages, likeliest, asker),
        similar_documents.shown(told, others, passages),
        found.peers,
        title,
        found.invitable,
        _nearest(found_all, rows),
    )


def _nearest(matches: Sequence[Match], rows: similar_documents.Rows) -> list[NearestDocument]:
    _, folded = indexing.to_show([match for match in matches if match.key in rows])
    return [NearestDocument(match.key, rows[match.key], match.confidence) for match in folded]


def _state(matches: Sequence[Match]) -> Literal["lexical", "ready"]:
    by_words = [match.by_words for match in matches]
    return "lexical" if by_words and all(by_words) else "ready"


def peers_for(
    title: str,
    body: str = "",
    tag_text: str = "",
    *,
    asker: Member | None,
    limit: int = PEERS,
    exclude: Sequence[Key] = (),
) -> Helpers:
    """At most `limit` peers for this problem; nobody while the encoder is loading.

    `exclude`: the key of the question itself, where it was asked already.
    """
    try:
        matches = indexing.similar(title, body[:4000], limit=CANDIDATES, exclude=exclude)
    except indexing.WarmingUp:
        return Helpers()
    rows = similar_documents.load(matches, asker)
    questions = similar_documents.of_kind(rows, QUESTION)
    practices = similar_documents.practices_in(rows)
    text = f"{title}\n{body}"
    return _helpers(text, matches, questions, practices, tag_text, asker, limit)


def _helpers(
    text: str,
    matches: Sequence[Match],
    questions: dict[Key, Question],
    practices: dict[Key, Practice],
    tag_text: str,
    asker: Member | None,
    limit: int = PEERS,
) -> Helpers:
    topics = frozenset(topics_of(matches, questions, practices))
    language = indexing.language_of(text)
    tag_ids = tags.known_ids(tag_text) if tag_text.strip() else topics
    peers = who_solved(
        matches, questions, asker, limit, practices=practices, language=language, tag_ids=tag_ids
    )
    invitable = availability.invitable(
        [peer.member.id for peer in peers], viewer=asker, language=language, tag_ids=tag_ids
    )
    return Helpers(peers, invitable, topics)


def present(
    matches: Sequence[Match | Nearest], viewer: Member | None = None
) -> dict[Key, Question]:
    """The questions matched: those that `viewer` may read and that still say what the index
    knows of them."""
    return similar_documents.load([m for m in matches if m.key.kind == QUESTION], viewer)
