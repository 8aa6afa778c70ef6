"""What the panel beside the form for asking shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from qaforum.indexing import Key
from qaforum.indexing.documents import PRACTICE, QUESTION
from qaforum.models import Answer, Question
from qaforum.models.core.reusable import OUTDATED, VALID
from qaforum.services.search.peers import Peer
from qaforum.services.search.similar_documents import SimilarDocument

if TYPE_CHECKING:
    from qaforum.indexing import Passage

SHOWN = 5
OUTDATED_LAST = attrgetter("outdated")


@dataclass(frozen=True, slots=True)
class SimilarProblem:
    """A past question as the panel shows it; `answer` is the solution that `passage` is from."""

    question: Question
    level: Literal["same", "related"]
    confidence: float
    passage: "Passage | None"
    answer: Answer | None
    contexts: list[str]
    used: int
    validity: str = VALID  # the best that is said of its solutions
    suggestion_token: str = ""  # of the likeliest one: what thanks say that the search was sure of
    followed: bool = False  # by who asks
    by_words: bool = False  # what it means is not known yet

    @property
    def key(self) -> Key:
        return Key(QUESTION, self.question.id)

    @property
    def row(self) -> Question:
        return self.question

    @property
    def outdated(self) -> bool:
        return self.validity == OUTDATED


Entry = SimilarProblem | SimilarDocument


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
    nearest: list[SimilarDocument] = field(default_factory=list)  # three at most, to be folded

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
        return sorted(entries, key=OUTDATED_LAST)[:SHOWN]

    @property
    def partly(self) -> bool:
        """Whether some of it was found by words alone, since the index is not whole yet."""
        return self.state == "ready" and any(entry.by_words for entry in self.entries)

    @property
    def peers_under(self) -> dict[int, list[Peer]]:
        """The peers by the place of the entry that they stand under: the first of those shown that
        they solved, wrote or used."""
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
