"""A small community, and every page of its forum."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from qaforum.models import Answer, Member, Question
from qaforum.services.charter import charters, proposals, reviews
from qaforum.services.invitations import invitations
from qaforum.services.library import path_steps, paths, resources
from qaforum.services.library.resources import Entry
from qaforum.services.onboarding import mentorships, welcomes
from qaforum.services.onboarding.welcomes import Saying
from qaforum.services.practices import practices
from qaforum.services.practices.practices import Written
from qaforum.services.questions import acceptance, answers, comments, questions, votes
from qaforum.services.search import thanks
from tests.factories import Factory


@dataclass(frozen=True)
class Village:
    asker: Member
    solver: Member
    moderator: Member
    question: Question
    answer: Answer
    pages: dict[str, str]  # every page that a guest, a member and a moderator get, by its endpoint
    members_pages: dict[str, str]  # those that need a member
    moderators_pages: dict[str, str]  # and those that need a moderator


@pytest.fixture
def village(make: Factory) -> Village:
    """A question with answers, comments, votes, tags, a history and a duplicate; 30 others."""
    institution, other_house = make.institution("Les Tilleuls"), make.institution("Elm House")
    asker = make.member("Anne Martin", institution_id=institution.id, function="Directrice")
    solver = make.member("Tom Reed", institution_id=other_house.id)
    moderator = make.moderator("Mona Keller")
    for number in range(30):
        make.question(f"Who has the key to room {number}?", by=asker, tags="keys night")
    first = questions.ask(asker, "Where do you keep the keys at night?", "By the door?", "keys")
    question = questions.ask(
        solver, "How do you cool the medicine cupboard?", "28 degrees.", "heat",
        different_from={first.id: "Ours is on the ground floor."},
    )  # fmt: skip
    questions.edit(solver, question.id, 1, "How to cool the medicine cupboard?", "29!", "heat care")
    rows = [answers.post(asker, question.id, f"Way number {number}.") for number in range(8)]
    for row in rows:
        comments.post(moderator, row, "That helped us.")
        votes.cast(moderator, row, 1)
    acceptance.accept(solver, rows[0].id, "a small house")
    acceptance.accept(moderator, rows[1].id, "a large house")
    answers.edit(asker, rows[0].id, 1, "Way number zero.")
    comments.post(asker, question, "Which floor?")
    thanks.give(moderator, question.id)
    questions.delete(moderator, make.question("Who deletes what nobody needs?", by=asker).id)
    charters.adopt(moderator, 0, "We help each other.", "")
    charters.adopt(moderator, 1, "We help each other, kindly.", "Kindness")
    for member in (asker, solver):
        charters.accept(member, 2)
    proposal = proposals.make(asker, 2, "We help each other, always.", "Kindness is not enough.")
    review = reviews.open_one(moderator, "Is this still us?", date.today() + timedelta(days=9))
    reviews.comment(asker, review.id, "It is.")
    entry = Entry("tool", "A rota for small houses", "https://example.org/rota", "It helped.")
    resource = resources.add(solver, entry)
    path = paths.make(asker, "Your first hundred days", "Calm.")
    path_steps.add(asker, path.id, 1, "question", question.id)
    path_steps.add(asker, path.id, 2, "resource", resource.id)
    invitations.invite(asker, first.id, [invitations.Chosen(solver)])
    practice = make.practice(by=asker, tags="heat care", results="24 degrees.")
    practices.edit(asker, practice.id, 1, Written("A cupboard that stays cool", "28!", "Move it."))
    for thing in (practice, rows[0], rows[1]):
        for outcome in ("worked", "failed"):
            make.used(thing, outcome)
    make.used(practice, "partly", by=solver)
    practices.delete(moderator, make.practice(by=asker).id)
    for member in (asker, moderator):
        mentorships.offer(member, willing=True)
    for member in (solver, moderator):
        welcomes.say(member, Saying("Directrice", institution.id, "keys", "heat", "Hello.", True))
    q, a = question.id, rows[0].id
    return Village(
        asker=asker,
        solver=solver,
        moderator=moderator,
        question=question,
        answer=rows[0],
        pages={
            "questions.home": "/",
            "questions.index": "/questions",
            "questions.show": f"/questions/{q}/{question.slug}",
            "questions.related_to": f"/questions/{q}/related",
            "questions.history": f"/questions/{q}/history",
            "answers.history": f"/answers/{a}/history",
            "ask.new": "/ask?title=The+cupboard+is+too+hot",
            "suggestions.similar": "/ask/similar?title=The+cupboard+is+too+hot",
            "search.index": "/search?q=cupboard",
            "practices.index": "/practices",
            "practices.show": f"/practices/{practice.id}/a-cupboard-that-stays-cool",
            "practices.history": f"/practices/{practice.id}/history",
            "practices.related_to": f"/practices/{practice.id}/related",
            "api-questions.Questions": "/api/v1/questions",
            "api-questions.QuestionById": f"/api/v1/questions/{q}",
            "tags.index": "/tags",
            "tags.complete": "/tags/complete?q=ke",
            "members.index": "/members",
            "members.show": f"/members/{asker.username}",
            "institutions.index": "/institutions",
            "charters.index": "/community",
            "resources.index": "/resources?kind=tool&language=en",
            "resources.show": f"/resources/{resource.id}",
            "paths.index": "/paths",
            "welcome.index": "/welcome",
            "welcome.index to change": "/welcome?change=1",
            "paths.show": f"/paths/{path.id}/{path.slug}",
            "charters.history": "/community/charter",
            "charters.version": "/community/charter/2",
            "charters.proposal": f"/community/charter/proposals/{proposal.id}",
            "reviews.show": f"/community/reviews/{review.id}",
            "institutions.show": f"/institutions/{institution.slug}",
            "impact.index": "/impact",
            "knowledge_map.index": "/map",
            "knowledge_map.points": "/map/points.json",
            "knowledge_map.titles": f"/map/titles.json?ids={question.id}",
            "impact.show": "/impact/solved?period=all",
            "impact.report": "/impact/report",
            "impact.table": "/impact.csv",
        },
        members_pages={
            "questions.edit": f"/questions/{q}/edit",
            "flags.new": f"/flags/answer/{a}",
            "practices.new": f"/practices/new?question={q}",
            "members.profile": "/account/profile",
            "availability.edit": "/account/availability",
            "invitations.index": "/invitations",
            "invitations.waiting": "/waiting",
            "invitations.complete": "/invitations/complete?q=to",
            "charters.changes": "/community/charter/changes",
            "charters.propose": "/community/charter/propose",
            "resources.new": "/resources/new",
            "mentorships.index": "/mentors",
            "resources.edit": f"/resources/{resource.id}/edit",
            "notifications.index": "/notifications",
            "mails.choose": "/account/notifications",
            "mentions.complete": "/mentions/complete?q=an",
            "follows.index": "/account/following",
            "leaving.index": "/account/leave",
            "security.verify": "/account/verify",
            "security.change_password": "/account/change",
        },
        moderators_pages={
            "institutions.edit": f"/institutions/{institution.slug}/edit",
            "answers.edit": f"/answers/{a}/edit",
            "practices.edit": f"/practices/{practice.id}/edit",
            "charters.edit": "/community/charter/edit",
            "moderation.index": "/moderation",
            "duplicates.index": "/moderation/duplicates",
            "judgements.index": "/moderation/judgements",
            "reviews.new": "/community/reviews/new",
            "paths.edit": f"/paths/{path.id}/edit?find=keys",
            "paths.new": "/paths/new",
            "invitations.invite": f"/questions/{first.id}/invitations",
            "invitations.further": f"/questions/{first.id}/peers",
        },
    )
