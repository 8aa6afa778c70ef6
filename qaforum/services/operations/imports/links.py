"""Links between questions that came from elsewhere."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from qaforum.extensions import db
from qaforum.models import QuestionLink
from qaforum.services.core.transaction import transaction
from qaforum.services.operations.imports import records
from qaforum.services.operations.imports.batches import batches
from qaforum.services.operations.imports.questions import known_questions


def save_links(source: str, links: Iterable[records.Link]) -> Counter[str]:
    """Adds each link between two questions of `source` that are here; gives how many.

    Committed in batches; a link that is here already is left as it is.
    """
    tally: Counter[str] = Counter()
    for batch in batches(links, 500):
        tally += _save_batch(source, batch)
    return tally


def _save_batch(source: str, batch: Sequence[records.Link]) -> Counter[str]:
    ids = known_questions(source, {key for link in batch for key in (link.source, link.target)})
    wanted = {
        (ids[link.source], ids[link.target], link.kind): link.at
        for link in batch
        if link.source in ids and link.target in ids and link.source != link.target
    }
    rows = db.session.execute(
        select(QuestionLink.from_id, QuestionLink.to_id, QuestionLink.kind).where(
            QuestionLink.from_id.in_({key[0] for key in wanted})
        )
    )
    here = {(row.from_id, row.to_id, row.kind) for row in rows}
    with transaction():
        for key in wanted.keys() - here:
            from_id, to_id, kind = key
            db.session.add(
                QuestionLink(from_id=from_id, to_id=to_id, kind=kind, created_at=wanted[key])
            )
    return Counter(links=len(wanted.keys() - here))
