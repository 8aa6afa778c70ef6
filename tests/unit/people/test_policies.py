"""Who may do what, for every kind of person."""

from datetime import UTC, datetime

import pytest

from qaforum import policies
from qaforum.models import Answer, Comment, Member, Question, Role

NOW = datetime(2026, 5, 4, tzinfo=UTC)
ASKER = Member(id=1, roles=[Role(name="member")])
SOLVER = Member(id=2, roles=[Role(name="member")])
OTHER = Member(id=3, roles=[Role(name="member")])
MODERATOR = Member(id=4, roles=[Role(name="member"), Role(name="moderator")])
ADMINISTRATOR = Member(id=5, roles=[Role(name="administrator")])
EVERYBODY = (None, ASKER, SOLVER, OTHER, MODERATOR, ADMINISTRATOR)


def question(*, answers: int = 0, deleted: bool = False) -> Question:
    return Question(id=1, author_id=1, answer_count=answers, deleted_at=NOW if deleted else None)


def answer(*, accepted: bool = False, deleted: bool = False) -> Answer:
    return Answer(
        id=1,
        author_id=2,
        accepted_at=NOW if accepted else None,
        deleted_at=NOW if deleted else None,
    )


def who(may: object) -> set[Member | None]:
    assert callable(may)
    return {member for member in EVERYBODY if may(member)}


MEMBERS = {ASKER, SOLVER, OTHER, MODERATOR, ADMINISTRATOR}
MODERATORS = {MODERATOR, ADMINISTRATOR}


def test_members_ask_guests_do_not() -> None:
    assert who(policies.can_ask) == MEMBERS


def test_members_answer_also_their_own_question() -> None:
    assert who(lambda member: policies.can_answer(member, question())) == MEMBERS


def test_members_comment() -> None:
    assert who(lambda member: policies.can_comment(member, answer())) == MEMBERS


def test_nobody_votes_on_their_own_post() -> None:
    assert who(lambda member: policies.can_vote(member, question())) == MEMBERS - {ASKER}
    assert who(lambda member: policies.can_vote(member, answer())) == MEMBERS - {SOLVER}


def test_authors_and_moderators_edit() -> None:
    assert who(lambda member: policies.can_edit(member, question())) == {ASKER, *MODERATORS}
    assert who(lambda member: policies.can_edit(member, answer())) == {SOLVER, *MODERATORS}


def test_the_asker_or_a_moderator_accepts() -> None:
    assert who(lambda member: policies.can_accept(member, question())) == {ASKER, *MODERATORS}


def test_an_asker_deletes_a_question_only_while_nobody_answered() -> None:
    assert who(lambda member: policies.can_delete(member, question())) == {ASKER, *MODERATORS}
    assert who(lambda member: policies.can_delete(member, question(answers=1))) == MODERATORS


def test_an_author_deletes_an_answer_only_while_it_is_not_accepted() -> None:
    assert who(lambda member: policies.can_delete(member, answer())) == {SOLVER, *MODERATORS}
    assert who(lambda member: policies.can_delete(member, answer(accepted=True))) == MODERATORS


def test_authors_and_moderators_delete_comments() -> None:
    comment = Comment(id=1, author_id=3)
    assert who(lambda member: policies.can_delete_comment(member, comment)) == {OTHER, *MODERATORS}


@pytest.mark.parametrize("act", ["edit", "delete", "vote", "comment", "answer", "accept"])
def test_nobody_does_anything_with_what_was_deleted(act: str) -> None:
    policy = getattr(policies, f"can_{act}")
    assert who(lambda member: policy(member, question(deleted=True))) == set()


def test_what_has_no_author_any_more_belongs_to_no_guest() -> None:
    orphan = Question(id=1, author_id=None, answer_count=0, deleted_at=None)
    assert who(lambda member: policies.can_edit(member, orphan)) == MODERATORS
    assert who(lambda member: policies.can_accept(member, orphan)) == MODERATORS


def test_an_administrator_moderates_and_a_moderator_does_not_administer() -> None:
    assert who(policies.can_moderate) == MODERATORS
    assert who(policies.can_administer) == {ADMINISTRATOR}


def test_moderators_shut_out_members_and_administrators_also_those_who_moderate() -> None:
    def out(other: Member) -> set[Member | None]:
        return who(lambda member: policies.can_deactivate(member, other))

    here = {"active": True, "closed_at": None}
    member = Member(id=7, roles=[Role(name="member")], **here)
    moderator = Member(id=8, roles=[Role(name="moderator")], **here)
    assert out(member) == MODERATORS
    assert out(moderator) == {ADMINISTRATOR}
    ADMINISTRATOR.active = True
    assert out(ADMINISTRATOR) == set()
    member.active = False
    assert out(member) == set()
    assert who(lambda one: policies.can_reactivate(one, member)) == MODERATORS
    member.closed_at = NOW
    assert who(lambda one: policies.can_reactivate(one, member)) == set()
