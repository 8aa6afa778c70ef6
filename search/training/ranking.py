"""Learn `search/data/ranking.json`: `python -m search.training.ranking DATA...`.

DATA are folders that hold BEIR folders. Prints, for each task, MRR@10 of the single systems, of the
ranking as learned from everything, and as learned without the task's family of sets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from search.encoders import load_encoder
from search.features import FEATURES
from search.ranking import ROWS, Ranking
from search.training.confidence import BESIDE, RELATED, SAME, confidence, spread, within
from search.training.fitting import (
    Floats,
    Listed,
    examples,
    fit_confidence,
    fit_weights,
    stand_ins,
)
from search.training.kept import kept
from search.training.proposed import Data, candidates, weighted
from search.training.tasks import tasks

PENALTY = 0.01  # pull towards the weights set by hand: the sets are few and small
LIGHT = 1e-4  # and towards what long questions taught, once short titles are learned from as well
AS_TYPED = 8.0  # what a set of titles as people type them weighs in the confidence
SINGLE = ("bm25", "english_question", "multilingual_question")
_ENGLISH = {"english_question": 12.0, "english_title": 2.0, "english_solution": 4.0,
            "english_hub": -2.4, "bm25": 1.2, "coverage": 2.0, "words": 1.0}  # fmt: skip
_MULTILINGUAL = {"multilingual_question": 8.0, "multilingual_title": 2.4,
                 "multilingual_solution": 4.0, "multilingual_hub": -1.6, "words": 7.0}  # fmt: skip
BY_HAND = (_ENGLISH, {**_MULTILINGUAL, "bm25": 2.0, "coverage": 2.0}, _MULTILINGUAL)
INTERCEPTS = np.array([-10.0, -13.0, -11.0])

Learned = tuple[Floats, Floats]


def prior() -> tuple[Learned, Any]:
    """The weights set by hand, and which weights may move (those that are not 0)."""
    weights = np.array([[row.get(name, 0.0) for name in FEATURES] for row in BY_HAND])
    return (weights, INTERCEPTS), weights != 0.0


def learn(data: Data) -> Ranking:
    """The weights, then the calibration that turns their scores into probabilities."""
    weights, intercepts = learn_weights(data)
    groups = weighted(data, AS_TYPED)
    usual = stand_ins([lists for _, lists in groups], weights, intercepts)
    made = [(weight, examples(lists, weights, intercepts, usual)) for weight, lists in groups]
    calibration, evidence = fit_confidence(made, usual)
    return Ranking(weights, intercepts, calibration, SAME, RELATED, BESIDE, evidence)


def learn_weights(data: Data) -> Learned:
    """First from long, clean questions alone. Then short titles in two languages put the rows on
    one scale, and teach the rows across languages all features; among English documents they
    change nothing: what they would gain there, long English questions lose twice over.
    """
    start, free = prior()
    long = [pair for pair in data if not pair[0].as_typed]
    taught = fit_weights(weighted(long), start, free, PENALTY) if long else start
    if len(long) == len(data):
        return taught
    free = np.ones_like(free)
    free[ROWS.index("english")] = False
    return fit_weights(weighted(data), taught, free, LIGHT)


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
              for one in lists if one.answered)  # fmt: skip
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


def as_data(learned: Ranking, provenance: dict[str, Any]) -> dict[str, Any]:
    """The JSON form of a ranking, with where it comes from."""
    rows = {}
    each = zip(ROWS, learned.weights, learned.intercepts, learned.evidence, strict=True)
    for row, weights, intercept, evidence in each:
        rows[row] = {
            "intercept": round(float(intercept), 3),
            "weights": _named(weights),
            "evidence": {"": round(float(evidence[-1]), 3), **_named(evidence[:-1])},
        }
    return {
        "provenance": provenance,
        "thresholds": {"same": learned.same, "related": learned.related, "beside": learned.beside},
        "calibration": {n: round(v, 3) for n, v in asdict(learned.calibration).items()},
        "spread": asdict(learned.spread),
        "rows": rows,
    }


def _named(values: Floats) -> dict[str, float]:
    return {n: round(float(w), 3) for n, w in zip(FEATURES, values, strict=True) if w}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", type=Path, nargs="+", help="hold BEIR folders")
    parser.add_argument(
        "--without", nargs="+", default=[], help="sets to learn nothing from, so that they measure"
    )
    parser.add_argument("--alone", action="store_true", help="no mixed communities")
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
    for task in tasks(arguments.directories, arguments.without, not arguments.alone):
        print(task.name, file=sys.stderr)
        data.append((task, candidates(task, encoder)))
    left_out = without_each_family(data)
    learned = replace(learn(data), spread=spread(data, left_out))
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
    print(*within(data, left_out), sep="\n")
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
    left_out = without_each_family(data)
    measured = confidence(data, left_out)
    print("one model", measured)
    provenance = {
        "learned by": "search.training.ranking, from MiniLM alone and from USE alone",
        "confidence of the first match, on families left out": measured,
    }
    return as_data(replace(learn(data), spread=spread(data, left_out)), provenance)


if __name__ == "__main__":
    main()
