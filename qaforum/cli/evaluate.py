"""`qaforum evaluate`: how good the search is, measured on data with known answers."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask

from qaforum.cli.progress import bar
from qaforum.indexing.index import load_encoder

PEERS = (
    "mrr",
    "hit@5",
    "ndcg@10",
    "baseline_mrr",
    "baseline_hit@5",
    "baseline_ndcg@10",
    "queries",
)
BAR_WIDTH = 40  # characters of a bar of 100 %
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and no more.")


@click.group("evaluate")
def group() -> None:
    """Measure the search on test data."""


@group.command()
@click.argument("directory", type=_FOLDER)
@click.option("--fields", type=click.Choice(["title", "title+body"]), default="title")
@_JSON
@click.pass_obj
def similar(make_app: Callable[[], Flask], directory: Path, fields: Any, as_json: bool) -> None:
    """Rank a test set with the ranking of the ask page.

    DIRECTORY has corpus.jsonl.gz, queries.jsonl.gz and qrels/test.tsv (the BEIR layout), perhaps
    unanswered.jsonl.gz, titles that nothing answers (text, kind); or is a Stack Exchange dump: then
    the questions closed as duplicates are asked. A query's own document is left out. A folder of
    such folders is measured one by one, and together.
    """
    from search.evaluation.similar import evaluate

    folders = sets_in(directory)
    encoder = load_encoder(make_app().config["ENCODER"])
    results = {}
    for folder in folders:
        what = "Documents and queries" if folder == directory else folder.name
        with _readable(), bar(what) as progress:
            results[folder.name] = evaluate(folder, encoder, fields, progress)
    if folders != [directory]:
        _print_together(results, as_json)
    elif as_json:
        click.echo(json.dumps(results[directory.name]))
    else:
        _print_one(results[directory.name])


def sets_in(directory: Path) -> list[Path]:
    """The folder itself where it is a test set, else the test sets in it. Raises BadParameter for
    what lacks a file."""
    from search.evaluation.duplicates import is_dump

    def is_set(folder: Path) -> bool:
        return (folder / "qrels").is_dir() or (folder / "PostLinks.xml").is_file()

    inner = [] if is_set(directory) else [one for one in directory.iterdir() if is_set(one)]
    folders = sorted(inner) or [directory]
    for folder in folders:
        if is_dump(folder):
            _require(folder, "PostLinks.xml")
        else:
            _require(folder, "corpus.jsonl", "queries.jsonl", "qrels/test.tsv")
    return folders


def _print_together(results: dict[str, dict[str, Any]], as_json: bool) -> None:
    from search.evaluation.pooled import pooled

    together = pooled([*results.values()])
    if as_json:
        click.echo(json.dumps({"sets": results, "together": together}))
        return
    names = ("mrr@10", "recall@10", "shown", "nearest", "first", "ece", "ece_floor")
    click.echo(f"{'':26}" + "".join(f"{name:>11}" for name in names))
    for name, result in results.items():
        click.echo(f"{name:26}" + "".join(f"{result[key]:11.3f}" for key in names))
    click.echo()
    bins = together.pop("reliability")
    _print(together)
    click.echo("\n" + "\n".join(diagram(bins)))


def _print_one(result: dict[str, Any]) -> None:
    bins = result.pop("reliability")
    heard = [*after(result.pop("after_verdicts"), "judged")]
    heard += after(result.pop("after_volunteered"), "volunteered")
    tables = [result.pop("by_direction"), result.pop("unanswered")]
    _print(result)
    for rows in tables:
        click.echo("".join(f"\n{line}" for line in table(rows)))
    click.echo("".join(f"\n{line}" for line in heard))
    click.echo("\n" + "\n".join(diagram(bins)))


@group.command()
@click.argument("directory", type=_FOLDER)
@_JSON
@click.pass_obj
def peers(make_app: Callable[[], Flask], directory: Path, as_json: bool) -> None:
    """Rank peers for the last 40 % of a Stack Exchange dump's questions.

    DIRECTORY has Posts.xml. Each question sees only what was written before it.
    """
    _require(directory, "Posts.xml")
    from search.evaluation.peers import evaluate

    encoder = load_encoder(make_app().config["ENCODER"])
    with _readable(), bar("Questions") as progress:
        result = evaluate(directory, encoder, progress=progress)
    if as_json:
        click.echo(json.dumps({key: result[key] for key in PEERS}))
    else:
        _print(result)


@contextmanager
def _readable() -> Iterator[None]:
    """What a file says that cannot be measured is the caller's mistake too, not a crash."""
    try:
        yield
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="DIRECTORY") from error


def _require(directory: Path, *names: str) -> None:
    """Before the encoder is loaded: what is missing is the caller's mistake, exit code 2."""
    there = {name for name in names for end in ("", ".gz") if (directory / (name + end)).is_file()}
    if missing := [name for name in names if name not in there]:
        raise click.BadParameter(
            f"{directory} has no {' and no '.join(missing)}", param_hint="DIRECTORY"
        )


def _print(result: dict[str, Any]) -> None:
    for key, value in result.items():
        click.echo(f"{key:>18}  {value:.3f}" if isinstance(value, float) else f"{key:>18}  {value}")


def table(rows: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Named rows of the same figures; nothing where there are no rows."""
    for name, row in rows.items():
        if name == next(iter(rows)):
            yield f"{'':18}" + "".join(f"{key:>9}" for key in row)
        figures = (f"{v:9.3f}" if isinstance(v, float) else f"{v:9}" for v in row.values())
        yield f"{name:>18}{''.join(figures)}"


def after(heard: Mapping[str, Mapping[str, float] | None], kind: str) -> Iterator[str]:
    """What the confidence becomes once so many verdicts of this kind were heard."""
    for many, found in heard.items():
        if found:
            ece, floor, right = found["ece"], found["floor"], found["same_precision"]
            measured = f"ece {ece:.3f} (floor {floor:.3f}), same_precision {right:.3f}"
            yield f"{f'{many} {kind}':>18}  {measured}"


def diagram(bins: Sequence[dict[str, float]]) -> Iterator[str]:
    """Said and true probability of first matches, bin by bin, as bars of text."""
    yield f"{'confidence':>18}  said  true  matches   █ true, │ said"
    for one in bins:
        drawn = list(("█" * round(one["true"] * BAR_WIDTH)).ljust(BAR_WIDTH + 1))
        drawn[round(one["said"] * BAR_WIDTH)] = "│"
        span = f"{one['start']:.1f} to {one['end']:.1f}"
        figures = f"{one['said']:.2f}  {one['true']:.2f}  {one['weight']:7.0f}"
        yield f"{span:>18}  {figures}   {''.join(drawn).rstrip()}"
