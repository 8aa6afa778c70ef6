"""How good the search is, beside each of its parts alone.

    python -m benchmarks.quality SETS [--fields title|title+body] [--keep FILE] [--typos] [--json]

SETS holds BEIR folders, or Stack Exchange dumps, whose duplicates are asked. For each, and for the
queries of all together where nothing was learned from any: BM25, either encoder and their fusion
alone, the ranking as it is shipped, and as it is learned without this family of sets, with the 95 %
interval of ours minus each. `--typos` measures instead what a wrong letter in one word costs.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.encoders import load_encoder
from search.evaluation import beir, sets
from search.evaluation.metrics import interval
from search.evaluation.systems import MEASURES, Systems, Values, compare, recalls
from search.ranking import Ranking
from search.training.kept import kept
from search.training.tasks import family

SetValues = dict[str, dict[str, Values]]  # by system and measure, one value a query
LEFT_OUT = Path(__file__).with_name("left_out.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directory", type=Path, help="holds BEIR folders or dumps")
    parser.add_argument("--fields", choices=["title", "title+body"], help="by default both")
    parser.add_argument("--only", default="", help="sets whose name starts like this")
    parser.add_argument("--keep", type=Path, help="a file to keep vectors in for the next run")
    parser.add_argument("--typos", action="store_true", help="what one wrong letter costs")
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    options = parser.parse_args()
    encoder = load_encoder()
    if options.keep:
        encoder = kept(encoder, options.keep)
    found: dict[str, Any] = {}
    all_values: dict[str, list[SetValues]] = {}
    for folder in sorted(options.directory.iterdir()):
        if not folder.is_dir() or not folder.name.startswith(options.only):
            continue
        print(folder.name, file=sys.stderr)
        try:
            test = sets.read(folder)
        except ValueError as error:  # a dump without duplicates measures nothing
            print(error, file=sys.stderr)
            continue
        systems = Systems(test, encoder, left_out(test.name))
        if options.typos:
            found[test.name] = typos(test, systems)
            lines = typo_lines(test.name, found[test.name])
        else:
            values = dict(measured(test, systems, options.fields))
            for fields, some in values.items():
                all_values.setdefault(fields, []).append(some)
            figures = {f"{test.name}, {fields}": summary(some) for fields, some in values.items()}
            found.update(figures)
            lines = (line for name, table in figures.items() for line in table_lines(name, table))
        if not options.json:
            print(*lines, sep="\n", flush=True)
    for fields, each in all_values.items():
        if len(each) > 1 and not any("left out" in values for values in each):
            name = f"all {len(each)} together, {fields}"
            found[name] = summary(together(each))
            if not options.json:
                print(*table_lines(name, found[name]), sep="\n")
    if options.json:
        print(json.dumps(found))


def left_out(name: str) -> Ranking | None:
    """The ranking learned without the family of this set; none if the shipped one never saw it."""
    rankings = json.loads(LEFT_OUT.read_text()) if LEFT_OUT.exists() else {}
    return Ranking.from_dict(rankings[family(name)]) if family(name) in rankings else None


def measured(
    test: beir.TestSet, systems: Systems, fields: str | None
) -> Iterator[tuple[str, SetValues]]:
    """What each system reaches for each query, by the fields that are asked."""
    for with_bodies in (False, True):
        chosen = "title+body" if with_bodies else "title"
        if fields not in (None, chosen) or (with_bodies and not any(q.body for q in test.queries)):
            continue
        yield chosen, compare(test, systems, with_bodies)


def together(each: Sequence[SetValues]) -> SetValues:
    """The queries of several sets as those of one."""
    return {
        system: {
            measure: np.concatenate([values[system][measure] for values in each])
            for measure in MEASURES
        }
        for system in each[0]
    }


def summary(values: SetValues) -> dict[str, Any]:
    """For each system its means, and the interval of ours minus it."""
    ours = values["ours"]
    return {
        "queries": len(ours["mrr@10"]),
        "systems": {
            name: {
                measure: {
                    "mean": float(some[measure].mean()),
                    "ours_minus": interval(ours[measure] - some[measure]),
                }
                for measure in MEASURES
            }
            for name, some in values.items()
        },
    }


def table_lines(name: str, table: dict[str, Any]) -> Iterator[str]:
    yield f"\n{name}, {table['queries']} queries"
    yield f"{'':>10}" + "".join(f"{measure:>10}  {'ours minus it':<17}" for measure in MEASURES)
    for system, measures in table["systems"].items():
        cells = []
        for figure in measures.values():
            low, high = figure["ours_minus"]
            between = "" if system == "ours" else f"{low:+.3f} to {high:+.3f}"
            cells.append(f"{figure['mean']:>10.3f}  {between:<17}")
        yield f"{system:>10}" + "".join(cells).rstrip()


def typos(test: beir.TestSet, systems: Systems) -> dict[str, Any]:
    """Recall@10 of ours as asked, and with one wrong letter in each title."""
    before = recalls(test, systems.engine, typos=False)
    after = recalls(test, systems.engine, typos=True)
    return {
        "queries": len(before),
        "recall@10": float(before.mean()),
        "with a typo": float(after.mean()),
        "lost": float(np.mean((before > 0) & (after == 0))),
        "interval": interval(after - before),
    }


def typo_lines(name: str, found: dict[str, Any]) -> Iterator[str]:
    low, high = found["interval"]
    yield (
        f"{name:>22}  {found['queries']:>3} queries  recall@10 {found['recall@10']:.3f}"
        f"  with a typo {found['with a typo']:.3f} ({low:+.3f} to {high:+.3f})"
        f"  lost {found['lost']:.1%}"
    )


if __name__ == "__main__":
    main()
