"""What the writing of a query changes: capitals, accents, spaces, politeness, a wrong letter.

    python -m benchmarks.robustness SETS [--only NAME] [--queries N] [--documents N] [--keep FILE]
                                    [--show KIND] [--json]

Each query of the sets in SETS is asked as it is and in every other writing
(`search.evaluation.writings`). For each kind: the share of those it touches whose first suggestion
is another document then, whatever its confidence (*ranked*), and as it is shown, "nothing" being an
answer too (*shown*). Of large sets a sample is asked, among a part of the documents.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.robustness import Asked, asked, figures, sampled
from search.encoders import load_encoder
from search.evaluation import sets
from search.training.kept import kept

QUERIES = 100  # of a set
DOCUMENTS = 1000  # of a set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directory", type=Path, help="holds BEIR folders or dumps")
    parser.add_argument("--only", default="", help="sets whose name starts like this")
    parser.add_argument("--queries", type=int, default=QUERIES, help="at most, of each set")
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="at most, of each set")
    parser.add_argument("--keep", type=Path, help="a file to keep documents' vectors in")
    parser.add_argument("--show", help="print the queries that a variation of this kind changes")
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    options = parser.parse_args()
    encoder = load_encoder()
    if options.keep:
        encoder = kept(encoder, options.keep)
    found: dict[str, list[Asked]] = {}
    for folder in sorted(options.directory.iterdir()):
        if folder.is_dir() and folder.name.startswith(options.only):
            print(folder.name, file=sys.stderr)
            test = sampled(sets.read(folder), options.queries, options.documents)
            found[test.name] = list(asked(test, encoder))
    if options.json:
        print(json.dumps(figures(found)))
        return
    for name, some in found.items():
        for one in some:
            if one.kind == options.show and one.before.id != one.after.id:
                print(f"{name}: {one.typed!r} | {one.varied!r}")
    print(*lines(figures(found)), sep="\n")


def lines(figures: dict[str, Any]) -> Iterator[str]:
    yield f"{'':>20}{'asked':>8}{'ranked':>9}{'shown':>9}{'aim':>7}   most, in"
    for kind, one in figures.items():
        worst = max(one["sets"], key=lambda name: one["sets"][name]["ranked"])
        yield (
            f"{kind:>20}{one['asked']:>8}{one['ranked']:>9.1%}{one['shown']:>9.1%}"
            f"{one['aim']:>7.0%}   {one['sets'][worst]['ranked']:.1%} {worst}"
        )


if __name__ == "__main__":
    main()
