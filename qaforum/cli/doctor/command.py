"""`qaforum doctor`: is this forum well?"""

import json
from collections.abc import Callable
from dataclasses import asdict

import click
from flask import Flask

from qaforum.cli import initialised
from qaforum.cli.doctor.checks import examine
from qaforum.cli.doctor.finding import Finding
from qaforum.services.operations import consistency


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and no more.")
@click.option("--repair", is_flag=True, help="First mend counts, scores and content hashes.")
@click.pass_obj
def command(make_app: Callable[[], Flask], as_json: bool, repair: bool) -> None:
    """Look at everything that can be wrong, and say what to do about it.

    Exit code 0 when all is well and 1 when something is not. Changes nothing without --repair.
    """
    app = make_app()
    if repair:
        initialised.require(app)
        with app.app_context():
            consistency.mend_numbers()
            consistency.mend_hashes()
    findings = []
    for finding in examine(app):
        findings.append(finding)
        if not as_json:
            click.echo(_line(finding))
    well = all(finding.ok for finding in findings)
    if as_json:
        click.echo(json.dumps({"ok": well, "checks": [asdict(finding) for finding in findings]}))
    raise SystemExit(0 if well else 1)


def _line(finding: Finding) -> str:
    if finding.ok:
        return f"✓ {finding.check}: {finding.seen}"
    return f"✗ {finding.check}: {finding.seen}\n    {finding.advice}"
