"""The command `qaforum`, one noun a file. Commands get the application from `ctx.obj()`."""

import importlib
from typing import Any

import click

from qaforum.settings_check import WrongSetting

# name → module; a module is imported when its command is asked for, so that `--help` is quick
COMMANDS = {
    "init": "init",
    "serve": "serve",
    "worker": "worker",
    "demo": "demo",
    "import": "import_",
    "reindex": "reindex",
    "evaluate": "evaluate",
    "measure": "measure",
    "map": "map",
    "user": "user",
    "mail": "mail",
    "backup": "backup",
    "restore": "restore",
    "copy-database": "copy_database",
    "doctor": "doctor",
}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"qaforum.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, "group", None) or module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WrongSetting as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="qaforum", prog_name="qaforum")
def main() -> None:
    """qaforum: similar problems, the peers who solved them, before anything is posted.

    The forum's own data (database, secrets) is in the folder QAFORUM_INSTANCE, by default
    instance/. Start with `qaforum init`, then `qaforum serve`.
    """
