"""Learn the coefficients of `search.peers` from whole communities: `DATA_DIR` holds one
Stack Exchange dump a folder, each replayed by date so that nothing is learned from a future.

    python -m search.training.peers DATA_DIR [--keep FILE]

prints the measures with each site left out of the learning, then writes `data/peers.json`.
Vectors are kept in FILE between runs.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.encoders import Encoder, load_encoder
from search.evaluation import stackexchange
from search.evaluation.peers import MEASURED, Moment, measures, moments
from search.peers import FEATURES, PeerRanking, Standing
from search.training.kept import kept

START = 0.15  # the share of questions before there is a past to learn from
RIDGE = 0.001  # keeps the weights finite, little more: there are two
# Chosen by hand on a coarse grid, by the measures with sites left out.
SHAPE = PeerRanking(
    activity=1.0, focus=0.0, decay=1.3, offset=20.0, similarity_power=2.0, accepted=1.0,
    votes=0.2, prior_answers=2.0,
)  # fmt: skip
Case = tuple[NDArray[np.float64], NDArray[np.float64]]  # features (n, 2), shares of gain (n,)


def learn(sites: Mapping[str, Sequence[Case]]) -> PeerRanking:
    """The weights that make those who answered most likely (conditional logit, McFadden 1974).

    A site counts by the square root of its cases, so that the largest does not decide alone.
    """
    cases = [(case, len(found) ** -0.5) for found in sites.values() for case in found]
    spread = np.concatenate([features for (features, _), _ in cases]).std(axis=0) + 1e-9
    total = sum(weight for _, weight in cases)
    weights = np.zeros(len(FEATURES))
    for _ in range(50):
        gradient, curvature = -RIDGE * weights, RIDGE * np.eye(len(weights))
        for (features, gains), weight in cases:
            scaled = features / spread
            odds = np.exp(scaled @ weights - (scaled @ weights).max())
            likely = odds / odds.sum()
            expected = likely @ scaled
            gradient += weight / total * (gains @ scaled - expected)
            centred = scaled - expected
            curvature += weight / total * (centred.T * likely) @ centred
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    activity, focus = (weights / spread).tolist()
    return replace(SHAPE, activity=round(activity, 3), focus=round(focus, 3))


def case_of(moment: Moment) -> Case | None:
    """What there is to learn from one question; None when only newcomers answered it."""
    members = sorted(moment.standing)
    gains = np.array([moment.relevant.get(member, 0.0) for member in members])
    if not gains.any():
        return None
    features = [
        SHAPE.features(
            moment.standing.get(member, Standing(0)),
            [one for one in moment.evidence if one.member_id == member],
        )
        for member in members
    ]
    return np.array(features), gains / gains.sum()


def community(site: str) -> str:
    """The name of a dump without its year: two dumps of one community are left out together."""
    return re.sub(r"\d+$", "", site)


def left_out(
    sites: Mapping[str, Sequence[Case]], replayed: Mapping[str, Sequence[Moment]]
) -> dict[str, dict[str, Any]]:
    """The measures of each site with coefficients learned from other communities alone."""
    found = {}
    for site, measured in replayed.items():
        others = {name: c for name, c in sites.items() if community(name) != community(site)}
        found[site] = measures(measured, learn(others))
    return found


def main(directory: Path, keep: Path | None = None) -> None:
    """Learn, print, write."""
    encoder = kept(load_encoder(), keep) if keep else load_encoder()
    cases: dict[str, list[Case]] = {}
    replayed: dict[str, list[Moment]] = {}
    for folder in sorted(path for path in directory.iterdir() if path.is_dir()):
        replayed[folder.name], learnable = _replay(folder, encoder)
        cases[folder.name] = [case for m in learnable if (case := case_of(m)) is not None]
        print(folder.name, len(cases[folder.name]), "cases", file=sys.stderr, flush=True)
    cases = {site: found for site, found in cases.items() if found}
    model = learn(cases)
    apart = left_out(cases, replayed)
    together = {site: measures(measured, model) for site, measured in replayed.items()}
    _print_table("left out", apart)
    _print_table("in sample", together)
    _write(model, apart.items())


def _replay(folder: Path, encoder: Encoder) -> tuple[list[Moment], list[Moment]]:
    """The moments that `evaluate` measures on, and all that can be learned from."""
    questions = stackexchange.read(folder)
    found = list(moments(questions, encoder, START))
    measured = {question.id for question in questions[int((1 - MEASURED) * len(questions)) :]}
    return [m for m in found if m.question_id in measured], found


def _print_table(title: str, found: Mapping[str, Mapping[str, Any]]) -> None:
    print(f"{title:14} {'MRR':>6} {'hit@5':>6} {'nDCG':>6}  baseline: MRR  hit@5   nDCG  queries")
    for site, values in found.items():
        ours = " ".join(f"{values[key]:6.3f}" for key in ("mrr", "hit@5", "ndcg@10"))
        base = " ".join(f"{values[f'baseline_{key}']:6.3f}" for key in ("mrr", "hit@5", "ndcg@10"))
        print(f"{site:14} {ours}          {base}  {values['queries']:7}")


def _write(model: PeerRanking, apart: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    data = {
        "provenance": {
            "command": "python -m search.training.peers DATA_DIR",
            "learned": "activity and focus; the rest chosen on a coarse grid",
            "MRR with the community left out": {
                site: f"{values['mrr']:.3f}, baseline {values['baseline_mrr']:.3f}"
                for site, values in apart
            },
        },
        "coefficients": asdict(model),
    }
    target = Path(str(files("search") / "data" / "peers.json"))
    target.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Learn who of the peers to name first.")
    parser.add_argument("directory", type=Path, help="a Stack Exchange dump a folder")
    parser.add_argument("--keep", type=Path, help="a file for vectors, used again")
    options = parser.parse_args()
    main(options.directory, options.keep)
