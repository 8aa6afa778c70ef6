"""What similar problems cost in a large forum: milliseconds, memory, and how many are missed.

    python -m benchmarks.scale --from INSTANCE [--sizes 1k,10k,100k,1M] [--keep DIR]

INSTANCE is a forum whose questions are embedded (`benchmarks.suggestions --instance` leaves one);
they are repeated with variations, see `grown.py`. Each size is measured in a process of its own
that loads a snapshot, as a serving process does. `--keep` holds the snapshots between runs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.grown import grown, real

AIMS = {100_000: (40, 1200), 1_000_000: (120, 2500)}  # p95 in ms, memory in MB
_FACTORS = {"k": 1_000, "m": 1_000_000}


def number(text: str) -> int:
    """10k is 10000."""
    factor = _FACTORS.get(text[-1].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="INSTANCE")
    parser.add_argument("--sizes", default="1k,10k,100k,1M")
    parser.add_argument("--keep", type=Path, help="a folder for the snapshots")
    parser.add_argument("--build-only", action="store_true")
    parser.add_argument("--others", type=number, default=100_000, help="up to which size")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        for size in map(number, options.sizes.split(",")):
            snapshot = folder / f"size-{size}"
            if not snapshot.exists():
                build(options.source, size, snapshot)
            if options.build_only:
                continue
            found = in_a_process("benchmarks.scale_measured", snapshot)
            if size <= options.others:
                found["others"] = in_a_process("benchmarks.scale_others", snapshot)
            print(json.dumps({"size": size, **found}) if options.json else table(size, found))


def build(source: Path, size: int, snapshot: Path) -> None:
    """Save an engine of so many documents."""
    from search import Engine, load_encoder
    from search import snapshot as snapshots
    from search.encoders import parts
    from search.lexical import index as lexical

    # Bodies and solutions are repeated, so that their words need be looked at only once
    vars(lexical)["terms"] = lru_cache(100_000)(vars(lexical)["terms"])
    encoder = load_encoder()
    known = real(source, parts(encoder), encoder.name)
    began = time.monotonic()
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    asked_file(snapshot).write_text(json.dumps(known.asked), encoding="utf-8")
    with tempfile.TemporaryDirectory(dir=snapshot.parent) as own:
        engine = Engine(encoder, folder=Path(own))
        for batch, matrices in grown(known, size):
            engine.put(batch, matrices)
            engine.settle()
        built = time.monotonic() - began
        snapshots.save(engine, snapshot)
    seconds = time.monotonic() - began
    print(f"{size} documents: built in {built:.0f} s, saved in {seconds - built:.0f} s",
          file=sys.stderr)  # fmt: skip


def asked_file(snapshot: Path) -> Path:
    """Where the titles are that are asked of a snapshot."""
    return snapshot.parent / "asked.json"


def in_a_process(module: str, *arguments: object) -> dict[str, Any]:
    """What a module of these benchmarks prints, run by itself."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def timed(run: Callable[[str], object], asked: Sequence[str]) -> dict[str, float]:
    """p50 and p95 in milliseconds of one call for each title."""
    import numpy as np

    times = []
    for title in asked:
        began = time.perf_counter()
        run(title)
        times.append(1000 * (time.perf_counter() - began))
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}


def table(size: int, found: dict[str, Any]) -> str:
    """The figures of one size for a person."""
    lines = [f"\n{size} questions, {found['rows']} rows, start {found['start_s']} s"]
    lines += [f"  {name:34} p50 {ms['p50']:8.2f} ms   p95 {ms['p95']:8.2f} ms"
              for name, ms in found["ms"].items()]  # fmt: skip
    lines += [f"  {name:34} {value}" for name, value in found["facts"].items()]
    if size in AIMS:
        ms, memory = AIMS[size]
        lines.append(f"  aim: p95 of the whole {ms} ms, memory {memory} MB")
    for name, one in found.get("others", {}).items():
        lines.append(f"  {name:34} " + ", ".join(f"{what} {value}" for what, value in one.items()))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
