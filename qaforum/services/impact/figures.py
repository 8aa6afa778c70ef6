"""What is counted, each with its name and its definition."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from qaforum import clock
from qaforum.models.activity import event
from qaforum.services.activity import attempts
from qaforum.services.impact.event_reader import EventRow
from qaforum.services.impact.periods import Period

Side = Literal["member", "other"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number about a period. `side`: whose institution it belongs to, that of who did it
    ("member") or of whom it was done for ("other"). `counts` picks among events of `kinds`.

    `median`: the middle of how long they took, in seconds, instead of how many there are.
    `scope`: shown for the whole community, for one institution, or for both.
    """

    key: str
    label: LazyString
    definition: LazyString
    kinds: frozenset[str]
    side: Side
    counts: Callable[[EventRow, Period], bool] = lambda event_row, period: True
    median: bool = False
    less_is_better: bool = False
    scope: Literal["both", "community", "institution"] = "both"


HELP = frozenset({event.HELPED, event.SPARED})
REUSE = frozenset({event.SPARED, event.ADAPTED})


def _within(event_row: EventRow, period: Period) -> bool:
    institution = event_row.institution_id
    return (
        _worked(event_row)
        and institution is not None
        and institution == event_row.other_institution_id
    )


def _across(event_row: EventRow, period: Period) -> bool:
    institutions = event_row.institution_id, event_row.other_institution_id
    return _worked(event_row) and None not in institutions and institutions[0] != institutions[1]


def _worked(event_row: EventRow) -> bool:
    return event_row.outcome != event.FAILED


def _is_open(event_row: EventRow, period: Period) -> bool:
    return event_row.solved_at is None or event_row.solved_at >= period.end


def _came_to_nothing(event_row: EventRow, period: Period) -> bool:
    return event_row.outcome is None and event_row.at < clock.now() - attempts.ONE


FIGURES = (
    Figure(
        "solved", _l("Problems solved"),
        _l("Questions of which a first answer was accepted as a solution in this period."),
        frozenset({event.SOLVED}), "other",
    ),
    Figure(
        "first_answer", _l("Time to a first answer"),
        _l(
            "The median, over questions that got their first answer from somebody else in this "
            "period, of the time since they were asked."
        ),
        frozenset({event.FIRST_ANSWERED}), "other", median=True, less_is_better=True,
    ),
    Figure(
        "time_to_solution", _l("Time to a solution"),
        _l(
            "The median, over questions solved in this period, of the time from the question to "
            "its first accepted answer."
        ),
        frozenset({event.SOLVED}), "other", median=True, less_is_better=True,
    ),
    Figure(
        "spared", _l("Questions that needed no asking"),
        _l(
            "How often a member clicked “This solves my problem” on a solution found while "
            "typing. Never guessed from silence."
        ),
        frozenset({event.SPARED}), "other",
    ),
    Figure(
        "reused_within", _l("Reused in the same institution"),
        _l(
            "Solutions and practices that solved the problem of a colleague, or that a colleague "
            "used and that worked at least partly."
        ),
        REUSE, "member", _within,
    ),
    Figure(
        "reused_across", _l("Reused in another institution"),
        _l(
            "Solutions and practices that solved the problem of somebody in another institution, "
            "or that were used there and worked at least partly."
        ),
        REUSE, "member", _across,
    ),
    Figure(
        "practices", _l("Practices shared"),
        _l("Practices written up in this period."),
        frozenset({event.SHARED}), "member",
    ),
    Figure(
        "help", _l("Help given among members"),
        _l(
            "Answers to somebody else's question that were accepted, and solutions that solved "
            "somebody's problem without asking."
        ),
        HELP, "member", scope="community",
    ),
    Figure(
        "help_given", _l("Help given"),
        _l(
            "Answers by members of this institution that were accepted, and their solutions that "
            "solved somebody's problem without asking."
        ),
        HELP, "member", scope="institution",
    ),
    Figure(
        "help_received", _l("Help received"),
        _l(
            "Answers that solved a question of members of this institution, and solutions that "
            "solved their problem without asking."
        ),
        HELP, "other", scope="institution",
    ),
    Figure(
        "newcomers_solved", _l("Newcomers with a first problem solved"),
        _l("Members for whom this community solved a problem for the first time."),
        frozenset({event.SOLVED, event.SPARED}), "other",
        lambda event_row, period: event_row.first_received,
    ),
    Figure(
        "newcomers_helped", _l("Newcomers who helped"),
        _l("Members who helped somebody for the first time: see “Help given”."),
        HELP, "member", lambda event_row, period: event_row.first_given,
    ),
    Figure(
        "unsolved", _l("Problems still open"),
        _l("Questions asked in this period that had no accepted answer when it ended."),
        frozenset({event.ASKED}), "member", _is_open,
        less_is_better=True,
    ),
    Figure(
        "abandoned", _l("Asks abandoned"),
        _l(
            "How often a member began to write a problem, and within a day nothing was posted and "
            "no solution was confirmed. What was typed is not kept."
        ),
        frozenset({event.BEGUN}), "member", _came_to_nothing,
        less_is_better=True,
    ),
)  # fmt: skip


def shown(for_institution: bool) -> list[Figure]:
    """The figures of one institution, or of the community."""
    left_out = "community" if for_institution else "institution"
    return [figure for figure in FIGURES if figure.scope != left_out]
