"""Similar problems that were solved, and the peers who solved them, while a member types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.indexing import Key, Match, Nearest
from qaforum.indexing.documents import PRACTICE, QUESTION
from qaforum.indexing.documents.question import ANSWER
from qaforum.models import Answer, Member, Practice, Question
from qaforum.models.core.reusable import OUTDATED, VALID, VALIDITIES
from qaforum.services.core import tags
from qaforum.services.core.queries import live
from qaforum.services.notifications import follows
from qaforum.services.people import availability
from qaforum.services.search import similar_documents, suggestion_tokens, thanks
from qaforum.services.search.duplicate_targets import originals_first
from qaforum.services.search.peers import SHOWN as PEERS
from qaforum.services.search.peers import Peer, topics_of, who_solved
from qaforum.services.search.similar_documents import SimilarDocument

if TYPE_CHECKING:
    from qaforum.indexing import Passage

SHOWN = 5
# The panel shows five; peers are counted over more, and stale matches must not empty the list
CANDIDATES = 12
_OUTDATED = attrgetter("outdated")


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

    @property
    def key(self) -> Key:
        return Key(QUESTION, self.question.id)

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
        matches = indexing.similar(title, body, limit=max(limit, CANDIDATES))
    except indexing.WarmingUp:
        return Suggestions("warming")
    if overtaken():
        return Suggestions("overtaken")
    rows = similar_documents.load(matches, asker)
    questions = similar_documents.of_kind(rows, QUESTION)
    others = similar_documents.but_questions(rows)
    kept = originals_first([match for match in matches if match.key in questions])
    shown = kept[:limit]
    told = [match for match in matches if match.key in others][:limit]
    solutions = _solutions([match.key.id for match in shown])
    passages = closest_passages(
        f"{title}\n{body[:500]}",
        [row for match in shown for row in solutions.get(match.key.id, [])],
        similar_documents.texts(others, [match.key for match in told]),
    )
    if before == "lexical" and not shown and not told:
        return Suggestions("warming")  # other words may say the same: that is not known yet
    practices = similar_documents.practices_in(others)
    found = _helpers(f"{title}\n{body}", matches, questions, practices, tag_text, asker)
    likeliest = matches[0].key if matches else None
    problems = _problems(shown, questions, solutions, passages, likeliest, asker)
    documents = similar_documents.shown(told, others, passages)
    return Suggestions(_state(matches), problems, documents, found.peers, title, found.invitable)


def _state(matches: Sequence[Match]) -> Literal["lexical", "ready"]:
    return "lexical" if any(match.by_words for match in matches) else "ready"


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


def _solutions(question_ids: Sequence[int]) -> dict[int, list[Answer]]:
    """The accepted answers of each question, the best voted first."""
    rows = db.session.scalars(
        select(Answer)
        .where(
            Answer.question_id.in_(question_ids),
            Answer.accepted_at.is_not(None),
            live(Answer),
        )
        .options(joinedload(Answer.author))
        .order_by(Answer.score.desc(), Answer.id)
    )
    found: dict[int, list[Answer]] = {}
    for row in rows:
        found.setdefault(row.question_id, []).append(row)
    return found


def _problems(
    matches: Sequence[Match],
    questions: dict[Key, Question],
    solutions: dict[int, list[Answer]],
    passages: "dict[Key, Passage]",
    likeliest: Key | None,
    asker: Member | None,
) -> list[SimilarProblem]:
    ids = [match.key.id for match in matches]
    used, followed = thanks.counts(ids), follows.followed(asker, ids)
    problems = []
    for match in matches:
        answers = solutions.get(match.key.id, [])
        keys = [Key(ANSWER, answer.id) for answer in answers]
        shown = [passages[key] for key in keys if key in passages]
        passage = max(shown, key=lambda passage: passage.score, default=None)
        best = next(
            (row for row in answers if passage and Key(ANSWER, row.id) == passage.key), None
        )
        problems.append(
            SimilarProblem(
                question=questions[match.key],
                level=match.level,
                confidence=match.confidence,
                passage=passage,
                answer=best,
                contexts=[row.accepted_context for row in answers if row.accepted_context],
                used=used.get(match.key.id, 0),
                validity=_validity(answers),
                suggestion_token=_token(match) if match.key == likeliest else "",
                followed=match.key.id in followed,
            )
        )
    return sorted(problems, key=_OUTDATED)


def _token(match: Match) -> str:
    return "" if match.log_odds is None else suggestion_tokens.write(match.key.id, match.log_odds)


def _validity(answers: Sequence[Answer]) -> str:
    """The best that is said of any of these; an unsolved question holds."""
    return min((row.validity for row in answers), key=VALIDITIES.index, default=VALID)


def closest_passages(
    query: str, answers: Sequence[Answer], others: Sequence[tuple[Key, str]] = ()
) -> "dict[Key, Passage]":
    """For each answer the few sentences of it that are closest to `query`; and likewise for
    `others`, (key, text)."""
    texts = [
        *((Key(ANSWER, answer.id), markup.plain(answer.body_html)) for answer in answers),
        *others,
    ]
    documents = {Key(QUESTION, answer.question_id) for answer in answers}
    documents |= {key for key, _ in others}
    return {
        found.key: found
        for found in indexing.passages(query, texts, documents)
        if isinstance(found.key, Key)
    }
