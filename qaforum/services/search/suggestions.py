"""Similar problems that were solved, and the peers who solved them, while a member types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.models import Answer, Member, Practice, Question
from qaforum.models.core.reusable import OUTDATED, VALID, VALIDITIES
from qaforum.services.core import tags
from qaforum.services.core.queries import QUESTIONS, live, open_to
from qaforum.services.notifications import follows
from qaforum.services.people import availability
from qaforum.services.search import similar_practices, suggestion_tokens, thanks
from qaforum.services.search.duplicate_targets import originals_first
from qaforum.services.search.peers import SHOWN as PEERS
from qaforum.services.search.peers import Peer, topics_of, who_solved
from qaforum.services.search.similar_practices import SimilarPractice

if TYPE_CHECKING:
    from qaforum.indexing import Match, Passage
    from qaforum.indexing import Nearest as NearestMatch

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
    validity: str = VALID  # the best that is said of its solutions
    suggestion_token: str = ""  # of the likeliest one: what thanks say that the search was sure of
    followed: bool = False  # by who asks


Entry = SimilarProblem | SimilarPractice


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is not worth reading at once, and is yet the nearest that there is."""

    post: Question | Practice
    confidence: float


@dataclass(frozen=True, slots=True)
class Suggestions:
    """`short`: too little was typed; `warming`: the encoder is still loading, ask again soon;
    `lexical`: likewise, but these share words with what was typed; `overtaken`: nobody waits
    for it any more."""

    state: Literal["short", "warming", "lexical", "ready", "overtaken"]
    problems: list[SimilarProblem] = field(default_factory=list)
    practices: list[SimilarPractice] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)
    title: str = ""
    invitable: set[int] = field(default_factory=set)  # member ids, of the peers
    nearest: list[Nearest] = field(default_factory=list)  # three at most, beside what is shown

    @property
    def entries(self) -> list[Entry]:
        """Problems and practices as they are shown: a practice after the question that it was made
        of, the others where their likeliness puts them."""
        entries: list[Entry] = [*self.problems]
        for found in self.practices:
            entries.insert(_place(found, entries), found)
        return sorted(entries, key=_outdated)[:SHOWN]


def _place(found: SimilarPractice, entries: Sequence[Entry]) -> int:
    """The question has the button that says it is solved: nothing comes between a reader and it."""
    for place, entry in enumerate(entries):
        if isinstance(entry, SimilarProblem) and entry.question.id == found.practice.question_id:
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


def _outdated(entry: Entry) -> bool:
    """What is outdated comes last, and is still there when there is nothing else."""
    if isinstance(entry, SimilarPractice):
        return entry.practice.outdated
    return entry.validity == OUTDATED


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
    matches = [match for match in found_all if match.openly]
    questions, practices = present(found_all, asker), similar_practices.present(found_all)
    kept = originals_first([match for match in matches if match.id in questions])
    shown = kept[:limit]
    told = [match for match in matches if match.id in practices][:limit]
    solutions = _solutions([match.id for match in shown])
    passages = closest_passages(
        f"{title}\n{body[:500]}",
        [row for match in shown for row in solutions.get(match.id, [])],
        similar_practices.texts(practices, [match.id for match in told]),
    )
    if before == "lexical" and not shown and not told:
        return Suggestions("warming")  # other words may say the same: that is not known yet
    found = _helpers(f"{title}\n{body}", matches, questions, practices, tag_text, asker)
    problems = _problems(
        shown, questions, solutions, passages, matches[0].id if matches else 0, asker
    )
    solved = similar_practices.practices_of(told, practices, passages)
    nearest = _nearest(found_all, {**questions, **practices})
    return Suggestions(
        _state(matches), problems, solved, found.peers, title, found.invitable, nearest
    )


def _nearest(
    matches: Sequence["Match"], readable: Mapping[int, Question | Practice]
) -> list[Nearest]:
    folded = indexing.to_show([match for match in matches if match.id in readable]).nearest
    return [Nearest(readable[match.id], match.confidence) for match in folded]


def _state(matches: Sequence["Match"]) -> Literal["lexical", "ready"]:
    by_words = [match.by_words for match in matches]
    return "lexical" if by_words and all(by_words) else "ready"


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
    questions, practices = present(matches, asker), similar_practices.present(matches)
    text = f"{title}\n{body}"
    return _helpers(text, matches, questions, practices, tag_text, asker, limit)


def _helpers(
    text: str,
    matches: Sequence["Match"],
    questions: dict[int, Question],
    practices: dict[int, Practice],
    tag_text: str,
    asker: Member | None,
    limit: int = PEERS,
) -> Helpers:
    practices = similar_practices.holding(practices)
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
    matches: Sequence["Match | NearestMatch"], viewer: Member | None = None
) -> dict[int, Question]:
    """The questions matched, by id: those that `viewer` may read and that still say what the index
    knows of them."""
    hashes = {match.id: match.content_hash for match in matches if match.id > 0}
    rows = db.session.scalars(QUESTIONS.where(Question.id.in_(hashes), open_to(viewer)))
    return {row.id: row for row in rows if row.content_hash == hashes[row.id]}


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
    matches: Sequence["Match"],
    questions: dict[int, Question],
    solutions: dict[int, list[Answer]],
    passages: "dict[int, Passage]",
    likeliest: int,
    asker: Member | None,
) -> list[SimilarProblem]:
    used = thanks.counts([match.id for match in matches])
    followed = follows.followed(asker, [match.id for match in matches])
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
                validity=_validity(answers),
                suggestion_token=_token(match) if match.id == likeliest else "",
                followed=match.id in followed,
            )
        )
    return sorted(problems, key=_outdated)


def _token(match: "Match") -> str:
    return "" if match.log_odds is None else suggestion_tokens.write(match.id, match.log_odds)


def _validity(answers: Sequence[Answer]) -> str:
    """The best that is said of any of these; an unsolved question holds."""
    return min((row.validity for row in answers), key=VALIDITIES.index, default=VALID)


def closest_passages(
    query: str, answers: Sequence[Answer], others: Sequence[tuple[int, str]] = ()
) -> "dict[int, Passage]":
    """For each answer, by id, the few sentences of it that are closest to `query`; and likewise
    for `others`, (key, text)."""
    texts = [*((answer.id, markup.plain(answer.body_html)) for answer in answers), *others]
    documents = {answer.question_id for answer in answers} | {key for key, _ in others}
    return {int(str(found.key)): found for found in indexing.passages(query, texts, documents)}
