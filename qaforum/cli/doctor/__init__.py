"""`qaforum doctor`: one line a check, and what to do."""

from qaforum.cli.doctor.command import command

__all__ = ["command"]
