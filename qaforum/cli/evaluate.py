"""`qaforum evaluate`: how good the search is, measured on data with known answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask

from qaforum.cli.progress import bar
from qaforum.indexing.index import load_encoder

SIMILAR = ("mrr@10", "ndcg@10", "hit@5", "recall@10", "p50_ms", "p95_ms", "queries", "corpus")
PEERS = (
    "mrr",
    "hit@5",
    "ndcg@10",
    "baseline_mrr",
    "baseline_hit@5",
    "baseline_ndcg@10",
    "queries",
)
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
    """Rank a BEIR folder with the ranking of the ask page.

    DIRECTORY has corpus.jsonl.gz, queries.jsonl.gz and qrels/test.tsv. A query's own document is
    left out.
    """
    _require(directory, "corpus.jsonl", "queries.jsonl", "qrels/test.tsv")
    from search.evaluation.similar import evaluate

    encoder = load_encoder(make_app().config["ENCODER"])
    with bar("Documents") as progress:
        result = evaluate(directory, encoder, fields, progress)
    _show(result, SIMILAR, as_json)


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
    with bar("Questions") as progress:
        result = evaluate(directory, encoder, progress=progress)
    _show(result, PEERS, as_json)


def _require(directory: Path, *names: str) -> None:
    """Before the encoder is loaded: what is missing is the caller's mistake, exit code 2."""
    there = {name for name in names for end in ("", ".gz") if (directory / (name + end)).is_file()}
    if missing := [name for name in names if name not in there]:
        raise click.BadParameter(
            f"{directory} has no {' and no '.join(missing)}", param_hint="DIRECTORY"
        )


def _show(result: dict[str, Any], keys: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({key: result[key] for key in keys}))
        return
    for key, value in result.items():
        click.echo(f"{key:>18}  {value:.3f}" if isinstance(value, float) else f"{key:>18}  {value}")
