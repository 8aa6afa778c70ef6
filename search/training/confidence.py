"""How true the confidence is of communities that it was not learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import expit

from search.evaluation.metrics import calibration_error
from search.evaluation.verdicts import FEW, MANY, SPOKEN, after_verdicts, floor, said
from search.ranking import Ranking
from search.recalibration import Spread, recalibrated
from search.training.fitting import Floats, Listed, examples
from search.training.proposed import Data, weighted

# Thresholds of the confidence: see what `confidence` prints, and `qaforum evaluate similar`
SAME, RELATED, BESIDE = 0.85, 0.14, 0.02


def firsts(lists: Sequence[Listed], model: Ranking) -> tuple[Floats, Floats]:
    """Log-odds and outcomes of the first match of each query, as it is and as if it were new."""
    answered = [one for one in lists if one.answered]
    some = examples(answered, model.weights, model.intercepts, model.calibration)
    first = some.places == 0
    log_odds = model.calibration.of(some.scores, some.rivals, some.crowds)
    log_odds = log_odds + model.evident(some.features.astype(np.float32), some.rows)
    return log_odds[first], some.relevant[first]


def spread(data: Data, left_out: Mapping[str, Ranking]) -> Spread:
    """How far communities are from the confidence that was learned without them: the root mean
    square of the offsets and of the changes of scale that suit each, families weighing the same."""
    alone = Spread(offset=2.0, scale=0.5)  # a weak prior: what each set says by itself
    found = []
    for weight, (task, lists) in zip((w for w, _ in weighted(data)), data, strict=True):
        log_odds, right = firsts(lists, left_out[task.family])
        suits = recalibrated(log_odds, right.tolist(), alone)
        found.append((weight, suits.offset**2, (suits.scale - 1) ** 2))
    weights, offsets, scales = np.array(found).T
    offset, scale = np.sqrt(weights @ offsets), np.sqrt(weights @ scales)
    return Spread(round(float(offset), 3), round(float(scale), 3))


def within(data: Data, left_out: Mapping[str, Ranking]) -> list[str]:
    """A line for each task, and the mean with families weighing the same: the calibration error of
    the confidence that was learned without it, the error to be expected of so few queries if every
    confidence were true, and what verdicts make of it: asked for, or told by members of whom those
    who were helped mostly say nothing."""
    kinds = ((FEW, None), (MANY, None), (MANY, SPOKEN))
    named = [f"{many} asked" if spoken is None else f"{many} told" for many, spoken in kinds]
    names = ("left out", "floor", *(name for one in named for name in (one, "floor")))
    lines = [f"{'calibration error':40}" + "".join(f"{name:>13}" for name in names)]
    found = []
    others = {
        family: spread([pair for pair in data if pair[0].family != family], left_out)
        for family in left_out
    }
    for weight, (task, lists) in zip((w for w, _ in weighted(data)), data, strict=True):
        model = replace(left_out[task.family], spread=others[task.family])
        queries = [_asked(one, model) for one in lists if one.answered]
        asked = [one for query in queries for one in query]
        heard = (after_verdicts(queries, n, model.spread, SAME, spoken) for n, spoken in kinds)
        errors = [
            calibration_error(said(asked), [right for _, right in asked]),
            floor(said(asked)),
            *(one[name] if one else np.nan for one in heard for name in ("ece", "floor")),
        ]
        found.append((weight, *errors))
        lines.append(f"{task.name:40}" + "".join(f"{error:13.3f}" for error in errors))
    weights, figures = np.array(found)[:, 0], np.array(found)[:, 1:]
    known = np.where(np.isnan(figures), 0.0, weights[:, None])
    means = (known * np.nan_to_num(figures)).sum(axis=0) / known.sum(axis=0)
    return [*lines, f"{'mean':40}" + "".join(f"{mean:13.3f}" for mean in means)]


def _asked(one: Listed, model: Ranking) -> list[tuple[float, bool]]:
    log_odds, right = firsts([one], model)
    return list(zip(log_odds.tolist(), right.astype(bool).tolist(), strict=True))


def confidence(data: Data, left_out: Mapping[str, Ranking]) -> dict[str, float]:
    """How true the confidence of the first match is on families left out of the learning.

    Every family counts the same; half of the queries have no match. `ece` is the expected
    calibration error; precision is that of the level, recall the share of the matches ranked
    first that reach it.
    """
    say, true, weight = [], [], []
    for share, (task, lists) in zip((w for w, _ in weighted(data)), data, strict=True):
        log_odds, right = firsts(lists, left_out[task.family])
        say.append(expit(log_odds))
        true.append(right)
        weight.append(np.full(len(right), share / len(right)))
    s, t, w = (np.concatenate(parts) for parts in (say, true, weight))
    found = {"ece": calibration_error(s, t, weights=w)}
    for level, least in (("same", SAME), ("related", RELATED)):
        above = s >= least
        found[f"{level} precision"] = float((w * t)[above].sum() / w[above].sum())
        found[f"{level} recall"] = float((w * t)[above].sum() / (w * t).sum())
    return {name: round(value, 3) for name, value in found.items()}
