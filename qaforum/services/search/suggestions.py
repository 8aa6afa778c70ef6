"""Similar problems that were solved, and the peers who solved them, while a member types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.indexing import Key, Match, Nearest
from qaforum.indexing.documents import QUESTION
from qaforum.indexing.documents.question import ANSWER
from qaforum.models import Answer, Member, Practice, Question
from qaforum.models.core.reusable import VALID, VALIDITIES
from qaforum.services.core import tags
from qaforum.services.core.queries import accepted, live
from qaforum.services.notifications import follows
from qaforum.services.people import availability
from qaforum.services.search import similar_documents, suggestion_tokens, thanks
from qaforum.services.search.duplicate_targets import originals_first
from qaforum.services.search.panel import OUTDATED_LAST, SHOWN, SimilarProblem, Suggestions
from qaforum.services.search.peers import SHOWN as PEERS
from qaforum.services.search.peers import Peer, topics_of, who_solved
from qaforum.services.search.similar_documents import SimilarDocument
from qaforum.services.search.solved_first import solved_first

if TYPE_CHECKING:
    from qaforum.indexing import Passage

# The panel shows five; peers are counted over more, and stale matches must not empty the list
CANDIDATES = 12


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
    """At most `limit` (1..20) past problems like the one typed, most likely first, the nearest
    beside them, and 3 peers who solved some of those shown.

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
        matches = indexing.similar(title, body, limit=max(limit, CANDIDATES), minimum=0.0)
    except indexing.WarmingUp:
        return Suggestions("warming")
    if overtaken():
        return Suggestions("overtaken")
    found = _looked_up(matches, title, body, limit, asker)
    if before == "lexical" and not found.entries:
        return Suggestions("warming")  # other words may say the same: that is not known yet
    return _with_peers(found, matches, body, tag_text, asker)


def _looked_up(
    found: Sequence[Match], title: str, body: str, limit: int, asker: Member | None
) -> Suggestions:
    """What is shown of the matches found, without peers yet."""
    rows = similar_documents.load(found, asker)
    questions = similar_documents.of_kind(rows, QUESTION)
    others = similar_documents.but_questions(rows)
    matches = [match for match in found if match.openly]
    asked = originals_first([match for match in matches if match.key in questions])
    shown = solved_first(asked, questions)[:limit]
    told = [match for match in matches if match.key in others][:limit]
    folded = indexing.to_show([match for match in found if match.key in rows]).nearest
    solutions = _solutions([match.key.id for match in (*shown, *folded) if match.key in questions])
    passages = closest_passages(
        f"{title}\n{body[:500]}",
        [row for match in shown for row in solutions.get(match.key.id, [])],
        similar_documents.texts(others, [match.key for match in told]),
    )
    likeliest = matches[0].key if matches else None
    return Suggestions(
        _state(matches),
        _problems(shown, questions, solutions, passages, likeliest, asker),
        similar_documents.shown(told, others, passages),
        title=title,
        nearest=_nearest(folded, rows, solutions),
    )


def _nearest(
    folded: Sequence[Match], rows: dict[Key, Any], solutions: dict[int, list[Answer]]
) -> list[SimilarDocument]:
    return [
        replace(one, solution_id=solutions[one.key.id][0].id)
        if one.key.kind == QUESTION and one.key.id in solutions
        else one
        for one in similar_documents.shown(folded, rows, {})
    ]


def _with_peers(
    found: Suggestions,
    matches: Sequence[Match],
    body: str,
    tag_text: str,
    asker: Member | None,
) -> Suggestions:
    """With those who solved something of what is shown: nobody is named for what is not."""
    rows: dict[Key, Any] = {entry.key: entry.row for entry in found.entries}
    helpers = _helpers(
        f"{found.title}\n{body}",
        [match for match in matches if match.key in rows],
        similar_documents.of_kind(rows, QUESTION),
        similar_documents.practices_in(rows),
        tag_text,
        asker,
    )
    return replace(found, peers=helpers.peers, invitable=helpers.invitable)


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


def _solutions(question_ids: Sequence[int]) -> dict[int, list[Answer]]:
    """The accepted answers of each question, the best voted first."""
    rows = db.session.scalars(
        select(Answer)
        .where(
            Answer.question_id.in_(question_ids),
            accepted(),
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
                by_words=match.by_words,
            )
        )
    return sorted(problems, key=OUTDATED_LAST)


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
