"""What members did about similar problems: answers to questions, practices written and used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement

from qaforum.indexing import Experience, Practised, Solution
from qaforum.models import Member, Practice, Question
from qaforum.services.search.practice_uses import practised
from qaforum.services.search.solutions import solutions_to

if TYPE_CHECKING:
    from qaforum.indexing import Match


@dataclass(frozen=True, slots=True)
class Known:
    """By member; `questions` and `practices` by their ids."""

    questions: Mapping[int, Question]
    practices: Mapping[int, Practice]
    solutions: Mapping[int, list[Solution]]
    practised: Mapping[int, list[Practised]]

    @property
    def members(self) -> list[int]:
        return list(dict.fromkeys([*self.solutions, *self.practised]))

    def of(self, member_id: int) -> list[Experience]:
        """One a problem, the likelier: whoever wrote up what they had solved did it once."""
        found: dict[int | None, Experience] = {}
        for solution in self.solutions.get(member_id, ()):
            found[solution.match.id] = solution
        for one in self.practised.get(member_id, ()):
            made_of = self.practices[one.practice_id].question_id
            key = made_of if made_of in found else one.match.id
            before = found.setdefault(key, one)
            if one.match.confidence > before.match.confidence:
                found[key] = one
        return list(found.values())

    def practices_of(self, member_id: int, *, wrote: bool = False) -> tuple[Practice, ...]:
        own = self.practised.get(member_id, ())
        return tuple(self.practices[one.practice_id] for one in own if one.wrote == wrote)


def known_of(
    matches: Sequence["Match"],
    questions: Mapping[int, Question],
    practices: Mapping[int, Practice],
    asker: Member | None,
    among: Sequence[ColumnElement[bool]],
) -> Known:
    """Of the problems matched those in `questions` (by id) and `practices` (by the id of the
    match), without what `asker` did. One statement for each of the two kinds, where there are any.
    """
    asked = [match for match in matches if match.id in questions]
    return Known(
        questions=questions,
        practices={practice.id: practice for practice in practices.values()},
        solutions=solutions_to(asked, asker, among) if asked else {},
        practised=practised(matches, practices, asker, among),
    )
