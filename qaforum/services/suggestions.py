"""Similar problems that were solved, and the peers who solved them, while a member types."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question
from qaforum.services import availability, tags, thanks
from qaforum.services.originals import originals_first
from qaforum.services.peers import SHOWN as PEERS
from qaforum.services.peers import Peer, topics_of, who_solved
from qaforum.services.question_lists import QUESTIONS
from qaforum.services.visibility import readable_by

if TYPE_CHECKING:
    from qaforum.indexing import Match, Passage

SHOWN = 5
# The panel shows five; peers are counted over more, and stale matches must not empty the list
CANDIDATES = 12


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


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`short`: too little was typed; `warming`: the encoder is still loading, ask again soon;
    `lexical`: likewise, but these share words with what was typed."""

    state: Literal["short", "warming", "lexical", "ready"]
    problems: list[SimilarProblem] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)
    title: str = ""
    invitable: set[int] = field(default_factory=set)  # member ids, of the peers


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
) -> Suggestions:
    """At most `limit` (1..20) past problems like the one typed, most likely first, and 3 peers.

    `asker` is who types (None: a guest): they see what they may read, and never themselves. Never
    raises for what was typed: too little gives the state "short".
    """
    title = " ".join(markup.clean(title).split())[:500]
    body = markup.clean(body).strip()[:4000]
    if len(title) < current_app.config["TITLE_MIN"]:
        return Suggestions("short")
    before = indexing.state()
    try:
        matches = indexing.similar(title, body, limit=max(limit, CANDIDATES))
    except indexing.WarmingUp:
        return Suggestions("warming")
    questions = present(matches, asker)
    kept = originals_first([match for match in matches if match.id in questions])
    shown = kept[:limit]
    solutions = _solutions([match.id for match in shown])
    problems = _problems(f"{title}\n{body[:500]}", shown, questions, solutions)
    if before == "lexical" and not problems:
        return Suggestions("warming")  # other words may say the same: that is not known yet
    found = _helpers(f"{title}\n{body}", kept, questions, tag_text, asker)
    return Suggestions(_state(matches), problems, found.peers, title, found.invitable)


def _state(matches: Sequence["Match"]) -> Literal["lexical", "ready"]:
    return "lexical" if any(match.by_words for match in matches) else "ready"


def peers_for(
    title: str,
    body: str = "",
    tag_text: str = "",
    *,
    asker: Member | None,
    limit: int = PEERS,
    exclude: Sequence[int] = (),
) -> Helpers:
    """At most `limit` peers for this problem; nobody while the encoder is loading.

    `exclude`: the id of the question itself, where it was asked already.
    """
    try:
        matches = indexing.similar(title, body[:4000], limit=CANDIDATES, exclude=exclude)
    except indexing.WarmingUp:
        return Helpers()
    questions = present(matches, asker)
    kept = [match for match in matches if match.id in questions]
    return _helpers(f"{title}\n{body}", kept, questions, tag_text, asker, limit)


def _helpers(
    text: str,
    matches: Sequence["Match"],
    questions: dict[int, Question],
    tag_text: str,
    asker: Member | None,
    limit: int = PEERS,
) -> Helpers:
    topics = frozenset(topics_of(matches, questions))
    language = indexing.language_of(text)
    tag_ids = tags.known_ids(tag_text) if tag_text.strip() else topics
    peers = who_solved(matches, questions, asker, limit, language=language, tag_ids=tag_ids)
    invitable = availability.invitable(
        [peer.member.id for peer in peers], viewer=asker, language=language, tag_ids=tag_ids
    )
    return Helpers(peers, invitable, topics)


def present(matches: Sequence["Match"], viewer: Member | None = None) -> dict[int, Question]:
    """The questions matched, by id: those that `viewer` may read and that still say what the index
    knows of them."""
    hashes = {match.id: match.content_hash for match in matches}
    rows = db.session.scalars(QUESTIONS.where(Question.id.in_(hashes), readable_by(viewer)))
    return {row.id: row for row in rows if row.content_hash == hashes[row.id]}


def _solutions(question_ids: Sequence[int]) -> dict[int, list[Answer]]:
    """The accepted answers of each question, the best voted first."""
    rows = db.session.scalars(
        select(Answer)
        .where(
            Answer.question_id.in_(question_ids),
            Answer.accepted_at.is_not(None),
            Answer.deleted_at.is_(None),
        )
        .options(joinedload(Answer.author))
        .order_by(Answer.score.desc(), Answer.id)
    )
    found: dict[int, list[Answer]] = {}
    for row in rows:
        found.setdefault(row.question_id, []).append(row)
    return found


def _problems(
    query: str,
    matches: Sequence["Match"],
    questions: dict[int, Question],
    solutions: dict[int, list[Answer]],
) -> list[SimilarProblem]:
    ids = [match.id for match in matches]
    passages = closest_passages(query, [row for key in ids for row in solutions.get(key, [])])
    used = thanks.counts(ids)
    problems = []
    for match in matches:
        answers = solutions.get(match.id, [])
        shown = [passages[answer.id] for answer in answers if answer.id in passages]
        passage = max(shown, key=lambda passage: passage.score, default=None)
        best = next((row for row in answers if passage and row.id == passage.key), None)
        problems.append(
            SimilarProblem(
                question=questions[match.id],
                level=match.level,
                confidence=match.confidence,
                passage=passage,
                answer=best,
                contexts=[row.accepted_context for row in answers if row.accepted_context],
                used=used.get(match.id, 0),
            )
        )
    return problems


def closest_passages(query: str, answers: Sequence[Answer]) -> "dict[int, Passage]":
    """For each answer, by id, the few sentences of it that are closest to `query`."""
    texts = [(answer.id, markup.plain(answer.body_html)) for answer in answers]
    return {int(str(found.key)): found for found in indexing.passages(query, texts)}
