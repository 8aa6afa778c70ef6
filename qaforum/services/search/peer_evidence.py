"""What members did about similar problems: answers to questions, practices written and used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from qaforum.indexing import Experience, Key, Match, Practised, Solution
from qaforum.indexing.documents import QUESTION
from qaforum.models import Member, Practice, Question
from qaforum.services.search.practice_uses import practised
from qaforum.services.search.solutions import solutions_to


@dataclass(frozen=True, slots=True)
class Known:
    """By member; `questions` by their keys, `practices` by their ids."""

    questions: Mapping[Key, Question]
    practices: Mapping[int, Practice]
    solutions: Mapping[int, list[Solution]]
    practised: Mapping[int, list[Practised]]

    @property
    def members(self) -> list[int]:
        return list(dict.fromkeys([*self.solutions, *self.practised]))

    def of(self, member_id: int) -> list[Experience]:
        """One a problem, the likelier: whoever wrote up what they had solved did it once."""
        found: dict[Key, Experience] = {}
        for solution in self.solutions.get(member_id, ()):
            found[solution.match.key] = solution
        for one in self.practised.get(member_id, ()):
            made_of = Key(QUESTION, self.practices[one.practice_id].question_id or 0)
            key = made_of if made_of in found else one.match.key
            before = found.setdefault(key, one)
            if one.match.confidence > before.match.confidence:
                found[key] = one
        return list(found.values())

    def practices_of(self, member_id: int, *, wrote: bool = False) -> tuple[Practice, ...]:
        own = self.practised.get(member_id, ())
        return tuple(self.practices[one.practice_id] for one in own if one.wrote == wrote)


def known_of(
    matches: Sequence[Match],
    questions: Mapping[Key, Question],
    practices: Mapping[Key, Practice],
    asker: Member | None,
    among: Sequence[ColumnElement[bool]],
) -> Known:
    """Of the problems matched those in `questions` and `practices` (by their keys), without what
    `asker` did. One statement for each of the two kinds, where there are any.
    """
    asked = [match for match in matches if match.key in questions]
    return Known(
        questions=questions,
        practices={practice.id: practice for practice in practices.values()},
        solutions=solutions_to(asked, asker, among) if asked else {},
        practised=practised(matches, practices, asker, among),
    )
