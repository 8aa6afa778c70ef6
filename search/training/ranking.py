"""Learn `search/data/ranking.json`: `python -m search.training.ranking DATA`.

DATA holds BEIR folders. Prints, for each task, MRR@10 of the single systems, of the ranking
as learned from everything, and as learned without the task's family of sets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

from search.encoders import Encoder, load_encoder
from search.engine import Engine
from search.evaluation.metrics import calibration_error
from search.features import FEATURES
from search.ranking import ROWS, Ranking
from search.training.fitting import (
    Floats,
    Listed,
    examples,
    fit_calibration,
    fit_weights,
    stand_ins,
)
from search.training.kept import kept
from search.training.tasks import Task, tasks

PENALTY = 0.01  # pull towards the weights set by hand: the sets are few and small
SAME, RELATED = 0.8, 0.05  # thresholds of the confidence: see what `confidence` prints
SINGLE = ("bm25", "english_question", "multilingual_question")
_ENGLISH = {"english_question": 12.0, "english_title": 2.0, "english_solution": 4.0,
            "english_hub": -2.4, "bm25": 1.2, "coverage": 2.0, "words": 1.0}  # fmt: skip
_MULTILINGUAL = {"multilingual_question": 8.0, "multilingual_title": 2.4,
                 "multilingual_solution": 4.0, "multilingual_hub": -1.6, "words": 7.0}  # fmt: skip
BY_HAND = (_ENGLISH, {**_MULTILINGUAL, "bm25": 2.0, "coverage": 2.0}, _MULTILINGUAL)
INTERCEPTS = np.array([-10.0, -13.0, -11.0])

Learned = tuple[Floats, Floats]
Data = Sequence[tuple[Task, list[Listed]]]


def candidates(task: Task, encoder: Encoder) -> list[Listed]:
    """What the engine proposes for each query of a task."""
    engine = Engine(encoder)
    for start in range(0, len(task.documents), 256):
        batch = task.documents[start : start + 256]
        engine.put(batch, engine.embed(batch))
    lists = []
    for asked in task.queries:
        body = asked.body if task.with_bodies else ""
        own = () if asked.own is None else (asked.own,)
        found = engine.candidates(asked.title, body, exclude=own)
        relevant = np.array([id_ in asked.relevant for id_ in found.ids], dtype=np.bool_)
        lists.append(Listed(found.features.astype(np.float64), found.rows, relevant))
    return lists


def prior() -> tuple[Learned, Any]:
    """The weights set by hand, and which weights may move (those that are not 0)."""
    weights = np.array([[row.get(name, 0.0) for name in FEATURES] for row in BY_HAND])
    return (weights, INTERCEPTS), weights != 0.0


def weighted(data: Data) -> list[tuple[float, list[Listed]]]:
    """Each family counts the same, however many tasks it has."""
    sizes = Counter(task.family for task, _ in data)
    return [(1 / sizes[task.family] / len(sizes), lists) for task, lists in data]


def learn(data: Data) -> Ranking:
    """The weights, then the calibration that turns their scores into probabilities."""
    start, free = prior()
    groups = weighted(data)
    weights, intercepts = fit_weights(groups, start, free, PENALTY)
    usual = stand_ins([lists for _, lists in groups], weights, intercepts)
    made = [(weight, examples(lists, weights, intercepts, usual)) for weight, lists in groups]
    return Ranking(weights, intercepts, fit_calibration(made, usual), SAME, RELATED)


def with_one_model(data: Data) -> Data:
    """What an encoder of a single model would see: once as if MiniLM, once as if USE were it."""
    names = [name.partition("_") for name in FEATURES]
    made = []
    for model in ("english", "multilingual"):
        columns = [
            FEATURES.index(f"{model}_{what}") if what else place
            for place, (_, _, what) in enumerate(names)
        ]
        made += [
            (task, [replace(one, features=one.features[:, columns]) for one in lists])
            for task, lists in data
        ]
    return made


def without_each_family(data: Data) -> dict[str, Ranking]:
    """For each family of sets, the ranking learned from all the others."""
    families = sorted({task.family for task, _ in data})
    return {one: learn([pair for pair in data if pair[0].family != one]) for one in families}


def reciprocal_rank(lists: Sequence[Listed], weights: Floats, intercepts: Floats) -> float:
    """MRR@10 of ranking by these weights."""
    ranked = (one.relevant[np.argsort(-one.scores(weights, intercepts), kind="stable")][:10]
              for one in lists)  # fmt: skip
    return float(np.mean([1 / (1 + right.argmax()) if right.any() else 0.0 for right in ranked]))


def table(data: Data, learned: Ranking, left_out: dict[str, Ranking]) -> list[str]:
    """A line for each task: MRR@10 of single systems, of the ranking, and left out."""
    nothing = np.zeros(len(ROWS))
    lines = [
        f"{'MRR@10':40}" + "".join(f"{name[:12]:>13}" for name in (*SINGLE, "all", "left out"))
    ]
    for task, lists in data:
        alone = [np.tile(np.eye(len(FEATURES))[FEATURES.index(name)], (3, 1)) for name in SINGLE]
        models = [(weights, nothing) for weights in alone]
        models += [(one.weights, one.intercepts) for one in (learned, left_out[task.family])]
        figures = [reciprocal_rank(lists, *model) for model in models]
        lines.append(f"{task.name:40}" + "".join(f"{figure:13.3f}" for figure in figures))
    return lines


def confidence(data: Data, left_out: dict[str, Ranking]) -> dict[str, float]:
    """How true the confidence of the first match is on families left out of the learning.

    Every family counts the same; half of the queries have no match. `ece` is the expected
    calibration error; precision is that of the level, recall the share of the matches ranked
    first that reach it.
    """
    said, true, weight = [], [], []
    for share, (task, lists) in zip((w for w, _ in weighted(data)), data, strict=True):
        model = left_out[task.family]
        some = examples(lists, model.weights, model.intercepts, model.calibration)
        first = some.places == 0
        log_odds = model.calibration.of(some.scores, some.rivals, some.crowds)
        said.append(expit(log_odds[first]))
        true.append(some.relevant[first])
        weight.append(np.full(first.sum(), share / first.sum()))
    s, t, w = (np.concatenate(parts) for parts in (said, true, weight))
    found = {"ece": calibration_error(s, t, weights=w)}
    for level, least in (("same", SAME), ("related", RELATED)):
        above = s >= least
        found[f"{level} precision"] = float((w * t)[above].sum() / w[above].sum())
        found[f"{level} recall"] = float((w * t)[above].sum() / (w * t).sum())
    return {name: round(value, 3) for name, value in found.items()}


def as_data(learned: Ranking, provenance: dict[str, Any]) -> dict[str, Any]:
    """The JSON form of a ranking, with where it comes from."""
    rows = {}
    for row, weights, intercept in zip(ROWS, learned.weights, learned.intercepts, strict=True):
        named = {n: round(float(w), 3) for n, w in zip(FEATURES, weights, strict=True) if w}
        rows[row] = {"intercept": round(float(intercept), 3), "weights": named}
    return {
        "provenance": provenance,
        "thresholds": {"same": learned.same, "related": learned.related},
        "calibration": {n: round(v, 3) for n, v in asdict(learned.calibration).items()},
        "rows": rows,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="holds BEIR folders")
    parser.add_argument("--write", type=Path, help="where to write the ranking as JSON")
    parser.add_argument(
        "--write-one", type=Path, help="where to write that for encoders of a single model"
    )
    parser.add_argument(
        "--left-out", type=Path, help="where to write the ranking learned without each family"
    )
    parser.add_argument("--keep", type=Path, help="a file to keep vectors in for the next run")
    arguments = parser.parse_args()
    encoder = load_encoder()
    if arguments.keep:
        encoder = kept(encoder, arguments.keep)
    data = []
    for task in tasks(arguments.directory):
        print(task.name, file=sys.stderr)
        data.append((task, candidates(task, encoder)))
    learned, left_out = learn(data), without_each_family(data)
    written = report(data, learned, left_out, encoder.name)
    if arguments.write:
        arguments.write.write_text(json.dumps(written, indent=2) + "\n")
    if arguments.write_one:
        written = report_of_one(with_one_model(data))
        arguments.write_one.write_text(json.dumps(written, indent=2) + "\n")
    if arguments.left_out:
        each = {name: as_data(ranking, {}) for name, ranking in left_out.items()}
        arguments.left_out.write_text(json.dumps(each, indent=1) + "\n")


def report(
    data: Data, learned: Ranking, left_out: dict[str, Ranking], encoder: str
) -> dict[str, Any]:
    """Print the figures, and give the JSON form of what was learned."""
    print(*table(data, learned, left_out), sep="\n")
    measured = confidence(data, left_out)
    print(measured)
    provenance = {
        "learned by": "search.training.ranking",
        "encoder": encoder,
        "tasks": [task.name for task, _ in data],
        "confidence of the first match, on families left out": measured,
    }
    return as_data(learned, provenance)


def report_of_one(data: Data) -> dict[str, Any]:
    """Learn for encoders of a single model, print how true its confidence is, give the JSON."""
    measured = confidence(data, without_each_family(data))
    print("one model", measured)
    provenance = {
        "learned by": "search.training.ranking, from MiniLM alone and from USE alone",
        "confidence of the first match, on families left out": measured,
    }
    return as_data(learn(data), provenance)


if __name__ == "__main__":
    main()
