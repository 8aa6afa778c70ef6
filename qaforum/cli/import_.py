"""`qaforum import`: bringing in a community from elsewhere."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from flask_babel import gettext as _
from rich.console import Console

from qaforum import errors
from qaforum.cli import initialised
from qaforum.cli.progress import Move, bar
from qaforum.importers.stackexchange import Dump, NotADump, Problem
from qaforum.services.operations import imports

_SHOWN = 100  # problems; beyond, only their number is of use on a screen
_KINDS = ("questions", "answers", "accepted", "comments", "votes", "members", "links")


@click.group("import")
def group() -> None:
    """Bring in a community from elsewhere; a second run adds only what is new."""


@group.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--url",
    help="The site's address, such as https://beer.stackexchange.com, for the links to each source."
    " By default what the folder's name or the texts themselves say.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.pass_obj
def stackexchange(
    make_app: Callable[[], Flask], folder: Path, url: str | None, as_json: bool
) -> None:
    """Import the Stack Exchange dump in FOLDER.

    Posts.xml is needed; Users.xml, Comments.xml, Votes.xml and PostLinks.xml are taken where they
    are. Rows that cannot be read are named on standard error and left out. An import that was
    interrupted goes on where it stood when it is run again.
    """
    errors_out = Console(stderr=True, highlight=False, soft_wrap=True)
    problems = _Problems(errors_out)
    app = make_app()
    initialised.require(app)
    with app.app_context():
        try:
            source, tally = _import(folder, url, problems, errors_out)
        except NotADump as error:
            raise click.ClickException(str(error)) from error
        except errors.ForumError as error:
            raise click.ClickException(error.message) from error
        summary = {kind: tally[kind] for kind in _KINDS}
        if as_json:
            here = {"questions_here_before": tally["here"], "left_out": problems.count}
            click.echo(json.dumps({"source": source, **summary, **here}))
            return
        problems.close()
        _print(source, summary, tally["here"], problems.count)


class _Problems:
    """Says the first problems as they come, and counts all."""

    def __init__(self, console: Console) -> None:
        self.count = 0
        self._console = console

    def __call__(self, problem: Problem) -> None:
        self.count += 1
        if self.count <= _SHOWN:
            self._console.print(_("Left out: %(what)s", what=str(problem)), markup=False)

    def close(self) -> None:
        if self.count > _SHOWN:
            more = self.count - _SHOWN
            self._console.print(_("... and %(count)d more.", count=more), markup=False)


def _import(
    folder: Path, url: str | None, problems: _Problems, console: Console
) -> tuple[str, Counter[str]]:
    with Dump(folder, problems, url) as dump:
        with bar(_("Reading"), console=console, size=True) as move:
            count = dump.read(_counted(move, dump.size))
        source = dump.site.name
        before = imports.questions_of(source)  # the first of the dump, where a run was interrupted
        with bar(_("Questions"), console=console) as move:
            told = _counted(move, count, before)
            tally = imports.save_questions(source, dump.questions(), told)
        return source, tally + imports.save_links(source, dump.links())


def _counted(move: Move, total: int, before: int = 0) -> Callable[[int], None]:
    """Takes how many more are done; what was done `before` is passed over too quickly to tell how
    long the rest takes, and the bar begins behind it."""
    done = 0
    move(min(before, total), total)

    def told(count: int) -> None:
        nonlocal done
        done += count
        move(min(max(done, before), total), total)

    return told


def _print(source: str, summary: dict[str, int], here: int, left_out: int) -> None:
    names = {
        "questions": _("questions"),
        "answers": _("answers"),
        "accepted": _("accepted answers"),
        "comments": _("comments"),
        "votes": _("votes"),
        "members": _("members"),
        "links": _("links"),
    }
    click.echo(_("New from %(source)s:", source=source))
    for kind, count in summary.items():
        click.echo(f"{count:>9,}  {names[kind]}")
    click.echo(
        _(
            "Here before: %(count)s questions. Left out: %(left)s rows.",
            count=f"{here:,}",
            left=f"{left_out:,}",
        )
    )
