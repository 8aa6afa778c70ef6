"""Practices say who can help: who wrote one about the problem, and for whose house it worked."""

from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from qaforum import indexing
from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.indexing import peers as ranking
from qaforum.indexing.documents import PRACTICE, QUESTION
from qaforum.models import Invitation, Member, Practice, Question
from qaforum.services.invitations import invitation_reasons
from qaforum.services.practices import adaptations, practices, revalidation
from qaforum.services.practices.practices import Written
from qaforum.services.questions import questions
from qaforum.services.search import similar_documents, suggestions
from qaforum.services.search.peer_choice import chosen
from qaforum.services.search.peers import Peer, topics_of, who_solved
from qaforum.services.search.solutions import newest_answerers, solutions_to
from tests.factories import Factory, log_in
from tests.integration.core.test_queries import counted

PROBLEM = "The medicine cupboard is too hot in summer"


def match(thing: Question | Practice, confidence: float = 0.9) -> Match:
    features = {"english_question": 0.6, "multilingual_question": 0.6}
    key = Key(QUESTION if isinstance(thing, Question) else PRACTICE, thing.id)
    return Match(key, thing.content_hash, confidence, "same", "en", features)


def practices_in(matches: Sequence[Match]) -> dict[Key, Practice]:
    return similar_documents.practices_in(similar_documents.load(matches, None))


def peers(*matches: Match, viewer: Member | None = None, limit: int = 3) -> list[Peer]:
    found = practices_in(matches)
    return who_solved(matches, suggestions.present(matches, viewer), viewer, limit, practices=found)


def named(*matches: Match, viewer: Member | None = None) -> list[str]:
    return [peer.member.name for peer in peers(*matches, viewer=viewer)]


def test_who_wrote_a_practice_about_it_is_named_with_the_practice(make: Factory) -> None:
    practice = make.practice(by=make.member("Eva"))
    (peer,) = peers(match(practice))
    assert (peer.member.name, peer.solved) == ("Eva", 0)
    fact = peer.facts[0]
    assert (fact.text, fact.practices) == ("wrote a practice about this", (practice,))
    assert peer.last_at == practice.created_at


def test_so_is_for_whose_house_it_worked_after_its_author(make: Factory) -> None:
    practice = make.practice(by=make.member("Eva"))
    make.used(practice, by=make.member("Tom", institution_id=make.institution().id))
    author, user = peers(match(practice))
    assert (author.member.name, user.member.name) == ("Eva", "Tom")
    assert user.facts[0].text == "used a practice about this in their house: it worked"
    assert user.facts[0].practices == (practice,)


@pytest.mark.parametrize("outcome", ["partly", "failed"])
def test_a_use_that_did_not_work_is_no_reason(make: Factory, outcome: str) -> None:
    practice = make.practice(by=make.member("Eva"))
    make.used(practice, outcome)
    assert named(match(practice)) == ["Eva"]


def test_nor_is_one_that_was_taken_back(make: Factory) -> None:
    practice = make.practice(by=make.member("Eva"))
    user = make.member(institution_id=make.institution().id)
    adaptations.delete(user, make.used(practice, by=user))
    assert named(match(practice)) == ["Eva"]


def test_the_facts_are_told_in_french(make: Factory) -> None:
    author = make.member("Eva")
    one, other = make.practice(by=author), make.practice("A cooler cupboard", by=author)
    make.used(one, by=make.member("Tom", institution_id=make.institution().id))
    with force_locale("fr"):
        told = [peer.facts[0].text for peer in peers(match(one), match(other))]
    assert told == [
        "a rédigé 2 pratiques à ce sujet",
        "a utilisé une pratique à ce sujet dans son établissement\xa0: cela a marché",
    ]


class TestWhatDoesNotCount:
    def test_what_is_outdated(self, make: Factory) -> None:
        author = make.member()
        practice = make.practice(by=author)
        revalidation.answer(author, practice, "outdated")
        assert named(match(practice)) == []

    def test_what_was_deleted(self, make: Factory) -> None:
        author = make.member()
        practice = make.practice(by=author)
        practices.delete(author, practice.id)
        assert named(match(practice)) == []

    def test_what_says_something_else_by_now(self, make: Factory) -> None:
        author = make.member("Eva")
        practice = make.practice(by=author)
        before = match(practice)
        practices.edit(author, practice.id, 1, Written("Keys at night", "Lost.", "On a hook."))
        assert named(before) == []


class TestConsent:
    def test_whoever_does_not_want_it_is_not_named(self, make: Factory) -> None:
        practice = make.practice(by=make.member(willing=False))
        institution = make.institution()
        make.used(practice, by=make.member(willing=None, institution_id=institution.id))
        assert named(match(practice)) == []

    def test_nobody_is_sent_to_themselves(self, make: Factory) -> None:
        author = make.member("Eva")
        practice = make.practice(by=author)
        assert named(match(practice), viewer=author) == []

    def test_a_practice_gives_nothing_away_of_a_question_among_a_few(self, make: Factory) -> None:
        """Its author has also solved a question that the viewer may not read."""
        author = make.member("Eva")
        hidden = make.solved("A problem of another circle?", "Solved among us.", by=author)
        practice = make.practice(by=author)
        matches = [match(hidden), match(practice)]
        (peer,) = who_solved(matches, {}, practices=practices_in(matches))
        assert peer.solved == 0
        assert [fact.text for fact in peer.facts] == ["wrote a practice about this"]


class TestFairness:
    def test_who_wrote_up_what_they_solved_did_it_once(self, make: Factory) -> None:
        eva, tom = make.member("Eva"), make.member("Tom")
        solved = make.solved(PROBLEM, "Move it.", by=eva)
        other = make.solved("Where is it cool?", "In the cellar.", by=tom)
        written = Written("A cool cupboard", "Hot.", "Move it.")
        practice = practices.write(eva, written, question_id=solved.id)
        weights = {}
        for given in (
            [match(solved), match(other)],
            [match(solved), match(practice), match(other)],
        ):
            found = practices_in(given)
            known = suggestions.present(given)
            weights[len(given)] = [
                (peer.member.name, peer.solved)
                for peer in who_solved(given, known, practices=found)
            ]
        assert weights[2] == weights[3]
        assert peers(match(solved), match(practice))[0].facts[1].practices == (practice,)

    def test_two_of_one_house_make_room_for_another(self, make: Factory) -> None:
        institution, other = make.institution(), make.institution()
        practice = make.practice(by=make.member("Eva", institution_id=institution.id))
        make.used(practice, by=make.member("Tom", institution_id=institution.id))
        make.used(practice, by=make.member("Ada", institution_id=other.id))
        assert named(match(practice)) == ["Eva", "Ada", "Tom"]


def test_its_topics_are_those_of_the_problem(make: Factory) -> None:
    practice = make.practice(tags="heat care")
    found = practices_in([match(practice)])
    assert topics_of([match(practice)], {}, found) == {
        tag.id for tag in found[Key(PRACTICE, practice.id)].tags
    }


class TestQuestionsWithoutPractices:
    def community(self, make: Factory) -> list[Match]:
        solvers = [make.member(f"Solver {n}") for n in range(6)]
        asked = [
            make.solved(f"What about case number {n}?", f"This is way {n}.", by=solvers[n % 4])
            for n in range(9)
        ]
        return [match(row, 0.9 - n / 10) for n, row in enumerate(asked)]

    def test_rank_their_peers_as_before(
        self, make: Factory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """To the learned model goes what went there before practices counted."""
        matches = self.community(make)
        given: list[Sequence[ranking.Experience]] = []

        def note(
            experiences: Sequence[ranking.Experience], newest: Sequence[int | None]
        ) -> dict[int, float]:
            given.append(experiences)
            return ranking.rank_peers(experiences, newest)

        monkeypatch.setattr(indexing, "rank_peers", note)
        before = [(peer.member.id, peer.facts) for peer in peers(*matches, limit=6)]
        as_ever = [one for own in solutions_to(matches, None, ()).values() for one in own]
        assert list(given[0]) == as_ever
        scores = ranking.rank_peers(as_ever, newest_answerers())
        for author in list(scores)[:3]:  # what they write of something else changes nothing
            make.used(make.practice(f"Of other things {author}", by=db.session.get(Member, author)))
        assert [(peer.member.id, peer.facts) for peer in peers(*matches, limit=6)] == before
        assert ranking.rank_peers(list(given[1]), newest_answerers()) == scores

    def test_cost_no_statement_more(self, make: Factory) -> None:
        matches = self.community(make)
        known = suggestions.present(matches)
        with counted() as without:
            who_solved(matches, known)
        matches = [*matches, match(make.practice())]
        known, found = suggestions.present(matches), practices_in(matches)
        with counted() as with_practices:
            who_solved(matches, known, practices=found)
        assert not any("practice" in sql for sql in without)
        assert len(with_practices) <= len(without) + 1


@pytest.mark.usefixtures("index")
class TestInTheForum:
    def test_beside_the_form_for_asking(self, client: FlaskClient, make: Factory) -> None:
        practice = make.practice(PROBLEM, by=make.member("Eva"))
        indexing.start(client.application, indexer=True, wait=True)
        log_in(client, make.member())
        page = client.get("/ask/similar", query_string={"title": PROBLEM}).text
        assert "wrote a practice about this" in page
        assert f"/practices/{practice.id}/" in page

    def test_who_is_invited_reads_why(self, client: FlaskClient, make: Factory) -> None:
        eva, asker = make.member("Eva"), make.member()
        practice = make.practice(PROBLEM, by=eva)
        indexing.start(client.application, indexer=True, wait=True)
        questions.ask(
            asker, f"{PROBLEM}?", "What do you do?", chosen=chosen(asker, ["eva"], PROBLEM)
        )
        invitation = db.session.query(Invitation).one()
        why = invitation_reasons.to_invited(invitation)
        assert why == "You wrote a practice about a similar problem."
        page = log_in(client, eva).get("/invitations").text
        assert f'href="/practices/{practice.id}/"' in page
