"""Who is named as a peer to turn to, and the facts that say why."""

from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import update

from qaforum import clock
from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.indexing.documents import QUESTION
from qaforum.models import Answer, Institution, Invitation, Member, Question
from qaforum.services.questions import acceptance, votes
from qaforum.services.search import thanks
from qaforum.services.search.peers import Peer, who_solved
from qaforum.services.search.solutions import newest_answerers
from qaforum.services.search.suggestions import present
from tests.factories import Factory


def matched(*questions: Question, confidence: float = 0.9) -> list[Match]:
    features = {"english_question": 0.6, "multilingual_question": 0.6}
    return [
        Match(Key(QUESTION, row.id), row.content_hash, confidence, "same", "en", features)
        for row in questions
    ]


def named(*questions: Question, viewer: Member | None = None, limit: int = 3) -> list[Peer]:
    matches = matched(*questions)
    return who_solved(matches, present(matches, viewer), viewer, limit)


def facts(*questions: Question, viewer: Member | None = None) -> list[str]:
    return [fact.text for fact in named(*questions, viewer=viewer)[0].facts]


def institution(make: Factory, kind: str) -> Institution:
    row = make.institution()
    row.kind = kind
    db.session.commit()
    return row


def invite(member_id: int, question: Question, at: datetime) -> None:
    db.session.add(Invitation(question_id=question.id, member_id=member_id, created_at=at))
    db.session.commit()


def test_each_fact_leads_to_the_answers_it_rests_on(make: Factory) -> None:
    solver = make.member("Tom")
    first = make.solved("How do you cool the cupboard?", "North side.", by=solver)
    second = make.solved("Where do you keep medicines in summer?", "In the cellar.", by=solver)
    peer = named(first, second)[0]
    assert (peer.member.name, peer.solved) == ("Tom", 2)
    solved = peer.facts[0]
    assert solved.text.startswith("solved 2 similar problems, last in ")
    assert {question.id for question, _ in solved.answers} == {first.id, second.id}
    for question, answer_id in solved.answers:
        assert db.session.get_one(Answer, answer_id).question_id == question.id
    assert peer.reason.startswith(solved.text)


def test_only_what_the_viewer_may_read_is_a_reason(make: Factory) -> None:
    solver = make.member()
    hidden = make.solved("A problem of another circle?", "Solved among us.", by=solver)
    assert who_solved(matched(hidden), {}, make.member()) == []
    shown = make.solved("A problem that all may read?", "Solved for all.", by=solver)
    peer = who_solved(matched(hidden, shown), present(matched(shown)))[0]
    assert peer.solved == 1
    assert {row.id for fact in peer.facts for row, _ in fact.answers} == {shown.id}


def test_nobody_is_sent_to_themselves(make: Factory) -> None:
    solver = make.member()
    assert (
        named(make.solved("Whose problem is it?", "It was mine.", by=solver), viewer=solver) == []
    )


def test_a_well_voted_answer_counts_where_nobody_accepted_one(make: Factory) -> None:
    question, solver = make.question(), make.member()
    answer = make.answer(question, by=solver)
    assert named(question) == []
    for _ in range(2):
        votes.cast(make.member(), answer, 1)
    assert [(peer.member.id, peer.solved) for peer in named(question)] == [(solver.id, 0)]
    assert facts(question)[0].startswith("a well-voted answer to 1 similar problem, in ")


def test_the_kind_of_institution_is_a_reason(make: Factory) -> None:
    home, other, centre = (institution(make, kind) for kind in ("home", "home", "centre"))
    question = make.solved(
        "Whose problem is it?", "It was ours.", by=make.member(institution_id=home.id)
    )
    viewers = {row: make.member(institution_id=row.id) for row in (home, other, centre)}
    assert "works in your institution" in facts(question, viewer=viewers[home])
    assert "same kind of institution as yours" in facts(question, viewer=viewers[other])
    assert not any("institution" in text for text in facts(question, viewer=viewers[centre]))
    assert not any("institution" in text for text in facts(question))


def test_thanks_for_the_very_solution_are_a_reason(make: Factory) -> None:
    solver = make.member()
    question, other = (
        make.solved(f"What about case number {n}?", f"This is way number {n}.", by=solver)
        for n in (1, 2)
    )
    for _ in range(2):
        thanks.give(make.member(), question.id)
    peer = named(question, other)[0]
    spared = next(fact for fact in peer.facts if fact.text == "spared 2 members from asking")
    assert [row.id for row, _ in spared.answers] == [question.id]


def test_who_let_others_wait_is_not_called_quick(make: Factory) -> None:
    question = make.solved("Will somebody answer soon?", "Yes, at once.")
    assert "answered within a day" in facts(question)
    question.created_at = clock.now() - timedelta(days=5)
    db.session.commit()
    assert "answered within a day" not in facts(question)


def test_two_accepted_answers_to_one_question_are_one_problem(make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    for text in ("Shutters.", "A wet sheet."):
        acceptance.accept(asker, make.answer(question, text, by=solver).id)
    assert named(question)[0].solved == 1


def test_three_places_go_to_three_institutions(make: Factory) -> None:
    institutions = [make.institution() for _ in range(3)]
    solvers = [make.member(institution_id=institutions[n // 3].id) for n in range(7)]
    questions = [
        make.solved(f"What about case number {n}?", f"This is way number {n}.", by=s)
        for n, s in enumerate(solvers)
    ]
    assert len({peer.member.institution_id for peer in named(*questions)}) == 3


def test_whoever_does_not_want_to_be_asked_is_not_named(make: Factory) -> None:
    no, silent = make.member(willing=False), make.member(willing=None)
    yes, elsewhere = make.member(), make.member(willing=None)
    elsewhere.email = None
    db.session.commit()
    questions = [
        make.solved(f"What about case number {n}?", f"This is way number {n}.", by=solver)
        for n, solver in enumerate((no, silent, yes, elsewhere))
    ]
    assert {peer.member.id for peer in named(*questions)} == {yes.id, elsewhere.id}


def test_somebody_willing_is_found_behind_many_who_are_not(make: Factory) -> None:
    asker, willing = make.member(), make.member()
    question = make.question(by=asker)
    unwilling = [make.member(willing=False) for _ in range(14)]
    for number, solver in enumerate([*unwilling, willing]):
        given = make.answer(question, f"This is way number {number}.", by=solver)
        acceptance.accept(asker, given.id)
    assert [peer.member.id for peer in named(question, limit=1)] == [willing.id]


def test_who_was_invited_often_lately_makes_room(make: Factory) -> None:
    often, seldom = make.member(), make.member()
    asker = make.member()
    question = make.question(by=asker)
    for text, solver in (("Shutters.", often), ("A wet sheet.", seldom)):
        acceptance.accept(asker, make.answer(question, text, by=solver).id)
    first, second = (peer.member.id for peer in named(question))
    for number in range(3):
        invite(first, make.question(f"Who can help with case {number}?"), clock.now())
    assert [peer.member.id for peer in named(question)] == [second, first]
    db.session.execute(update(Invitation).values(created_at=clock.now() - timedelta(days=40)))
    assert [peer.member.id for peer in named(question)] == [first, second]


def test_answers_to_ones_own_questions_make_nobody_active(make: Factory) -> None:
    asker, helper = make.member(), make.member()
    question = make.question(by=asker)
    own = make.answer(question, "I found it out myself.", by=asker)
    given = make.answer(question, by=helper)
    without_account = make.answer(make.question())
    without_account.author_id = None
    gone = make.answer(question, "A word too much.", by=helper)
    gone.deleted_at = clock.now()
    db.session.commit()
    assert newest_answerers() == [None, given.author_id]
    assert own.author_id not in newest_answerers()


def test_facts_are_told_in_french(make: Factory) -> None:
    solver = make.member()
    questions = [
        make.solved(f"Que faire dans le cas {n} ?", f"Prendre la voie {n}.", by=solver)
        for n in range(2)
    ]
    with force_locale("fr"):
        assert facts(*questions)[0].startswith("a résolu 2 problèmes semblables")
