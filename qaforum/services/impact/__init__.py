"""What the community gives back: figures that anybody can check, each with its definition."""

from qaforum.services.impact.drilldown import Drilldown, DrilldownRow, drilldown, figure_named
from qaforum.services.impact.event_reader import EventRow
from qaforum.services.impact.figures import FIGURES, Figure
from qaforum.services.impact.measures import FEWEST, Impact, Measure, Measured, counted, impact
from qaforum.services.impact.periods import (
    PRESETS,
    Period,
    chosen,
    preset,
    quarter_before,
    quarter_from,
)
from qaforum.services.impact.topics import Topic, on_one_person, unsolved

__all__ = [
    "FEWEST",
    "FIGURES",
    "PRESETS",
    "Drilldown",
    "DrilldownRow",
    "EventRow",
    "Figure",
    "Impact",
    "Measure",
    "Measured",
    "Period",
    "Topic",
    "chosen",
    "counted",
    "drilldown",
    "figure_named",
    "impact",
    "on_one_person",
    "preset",
    "quarter_before",
    "quarter_from",
    "unsolved",
]  # fmt: skip
