"""What the community gives back: figures that anybody can check, each with its definition."""

from qaforum.services.impact.figures import FIGURES, Figure
from qaforum.services.impact.happenings import Happening
from qaforum.services.impact.lines import Line, Lines, counted_lines, named
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
    "FEWEST", "FIGURES", "PRESETS", "Figure", "Happening", "Impact", "Line", "Lines", "Measure",
    "Measured", "Period", "Topic", "chosen", "counted", "counted_lines", "impact", "named",
    "on_one_person", "preset", "quarter_before", "quarter_from",
    "unsolved",
]  # fmt: skip
