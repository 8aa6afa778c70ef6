"""A solved question as the beginning of a practice."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from qaforum import errors, policies
from qaforum.models import Answer, Member, Question
from qaforum.services.questions import question_lists, questions


@dataclass(frozen=True, slots=True)
class Source:
    """A question with the answers that solved it."""

    question: Question
    solutions: Sequence[Answer]


def source(member: Member, question_id: int) -> Source:
    """Raises NotFound: no such question. NotAllowed: it is not solved."""
    question = questions.load(question_id, member)
    if not policies.can_make_practice(member, question):
        raise errors.NotAllowed(_("Only a question that is solved can become a practice."))
    answers = question_lists.answers_of(question)
    return Source(question, [answer for answer in answers if answer.accepted])


def draft_of(source: Source) -> dict[str, str]:
    """The fields of a practice made of it, to be read over before they are posted."""
    solutions = source.solutions
    contexts = [answer.accepted_context for answer in solutions if answer.accepted_context]
    return {
        "title": source.question.title,
        "body": source.question.body,
        "method": "\n\n".join(
            _way(answer) if len(solutions) > 1 else answer.body for answer in solutions
        ),
        "context": "\n".join(f"- {line}" for line in contexts)
        if contexts[1:]
        else "".join(contexts),
        "tags": " ".join(tag.name for tag in source.question.tags),
    }


def _way(answer: Answer) -> str:
    """One of several ways, under a heading that says where it fits or whose it is."""
    name = answer.author.name if answer.author else answer.author_name
    heading = answer.accepted_context or name or _("Another way")
    return f"## {heading}\n\n{answer.body}"
