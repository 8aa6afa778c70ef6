"""Similar problems while a member types, with the real encoder."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum import indexing
from qaforum.extensions import db
from qaforum.models import Embedding, Question
from qaforum.services.questions import acceptance, answers, questions
from qaforum.services.search import related, suggestions
from qaforum.web.core.panels import HEADER
from tests.factories import Factory, log_in

TITLE = "How do you keep medicines cool in a heat wave?"
SOLUTION = "We moved the medicine cupboard to the north side. It stays below 25 degrees there."


def eventually(there: Callable[[], bool]) -> bool:
    """Whether it comes true while the indexer, a thread of its own, catches up."""
    for _ in range(600):
        if there():
            return True
        time.sleep(0.05)
    return False


def found(title: str) -> list[int]:
    return [problem.question.id for problem in suggestions.similar(title).problems]


def test_too_little_gives_advice_and_no_search(client: FlaskClient) -> None:
    for title in ("", "Help", " " * 50, "\x00"):
        answer = client.get("/ask/similar", query_string={"title": title})
        assert answer.status_code == 200
        assert 'data-state="short"' in answer.text


def test_while_the_encoder_loads_the_panel_says_so(client: FlaskClient) -> None:
    answer = client.get("/ask/similar", query_string={"title": TITLE})
    assert answer.status_code == 200
    assert 'data-state="warming"' in answer.text


def test_asking_works_while_the_encoder_loads(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    for button in ("check", "submit"):
        data = {"title": TITLE, "body": "28 degrees.", button: "1"}
        assert client.post("/ask", data=data).status_code in (200, 303)
    assert db.session.scalar(select(func.count(Question.id))) == 1


def test_a_request_that_a_newer_one_of_its_panel_overtook_is_left(client: FlaskClient) -> None:
    def asked(panel: str) -> int:
        query = {"title": TITLE}
        return client.get("/ask/similar", query_string=query, headers={HEADER: panel}).status_code

    assert asked("one-panel:2") == 200
    assert asked("one-panel:1") == 204
    assert asked("one-panel:2") == 200  # sent again
    assert asked("another-panel:1") == 200
    assert asked("no name") == asked("") == 200


@pytest.mark.usefixtures("index")
class TestWithTheIndex:
    def test_a_solved_problem_and_who_solved_it_appear(
        self, client: FlaskClient, make: Factory
    ) -> None:
        institution = make.institution("Les Tilleuls")
        solver = make.member("Tom Reed", institution_id=institution.id)
        question = make.solved(TITLE, SOLUTION, by=solver)
        typed = {"title": "The medicines get too hot in summer, how to keep them cool?"}
        assert eventually(lambda: found(typed["title"]) == [question.id])
        panel = client.get("/ask/similar", query_string=typed).text
        for part in (TITLE, "Tom Reed", "Les Tilleuls", "north side", 'data-state="ready"'):
            assert part in panel
        assert "<html" not in panel

    def test_who_solved_the_very_problem_stands_before_what_is_only_related(
        self, client: FlaskClient, make: Factory
    ) -> None:
        other = "Who keeps the medicines for the weekend?"
        question, related_one = make.solved(TITLE, SOLUTION), make.solved(other, "The nurse does.")
        assert eventually(lambda: found(TITLE) == [question.id, related_one.id])
        panel = client.get("/ask/similar", query_string={"title": TITLE}).text
        places = [panel.index(part) for part in (TITLE, "Who solved this", other)]
        assert places == sorted(places)

    def test_what_is_overtaken_while_it_is_searched_is_left_before_passages(self) -> None:
        later = iter([False, True])
        found = suggestions.similar(TITLE, overtaken=lambda: next(later))
        assert found.state == "overtaken"

    def test_without_scripts_the_check_shows_the_same(
        self, client: FlaskClient, make: Factory
    ) -> None:
        question = make.solved(TITLE, SOLUTION)
        assert eventually(lambda: found(TITLE) == [question.id])
        log_in(client, make.member())
        data = {"title": TITLE, "body": "It is 28 degrees.", "check": "1"}
        page = client.post("/ask", data=data).text
        assert f'name="different_reason_{question.id}"' in page
        assert "It is 28 degrees." in page

    def test_who_has_an_unsolved_problem_too_may_be_told_when_it_is_solved(
        self, app: Flask, client: FlaskClient, make: Factory
    ) -> None:
        asker = make.member()
        question = make.question(TITLE, by=asker)
        assert eventually(lambda: found(TITLE) == [question.id])
        theirs = log_in(app.test_client(), asker)
        other = log_in(app.test_client(), make.member())

        def offered(browser: FlaskClient) -> bool:
            panel = browser.get("/ask/similar", query_string={"title": TITLE}).text
            return f'data-follow="/questions/{question.id}/follow"' in panel

        assert [offered(browser) for browser in (client, theirs, other)] == [False, False, True]
        acceptance.accept(asker, make.answer(question, SOLUTION).id)
        assert eventually(lambda: not offered(other))

    def test_another_language_finds_it_too(self, make: Factory) -> None:
        question = make.solved(TITLE, SOLUTION)
        french = "Comment garder les médicaments au frais pendant la canicule ?"
        assert eventually(lambda: question.id in found(french))

    def test_what_one_asked_oneself_says_so_and_how_it_begins(
        self, client: FlaskClient, make: Factory
    ) -> None:
        asker = make.member()
        question = make.question(TITLE, "It is 28 degrees in the cupboard.", by=asker)
        assert eventually(lambda: found(TITLE) == [question.id])
        guest = client.get("/ask/similar", query_string={"title": TITLE}).text
        assert "28 degrees" in guest
        assert "Your question" not in guest
        own = log_in(client, asker).get("/ask/similar", query_string={"title": TITLE}).text
        assert "Your question" in own

    def test_nothing_alike_says_so(self, client: FlaskClient, make: Factory) -> None:
        question = make.solved(TITLE, SOLUTION)
        assert eventually(lambda: found(TITLE) == [question.id])
        panel = client.get("/ask/similar?title=Who+plays+chess+on+Thursday+evenings%3F").text
        assert "Nothing similar yet" in panel

    def test_the_nearest_stays_in_reach_and_names_nobody(
        self, client: FlaskClient, make: Factory
    ) -> None:
        rows = [
            make.solved(title, "Like this.", by=make.member("Tom Reed"))
            for title in (TITLE, "Which bank lends to small houses?", "A lorry took our gate away",
                          "Who repairs an old piano?")
        ]  # fmt: skip
        typed = "Who plays chess on Thursday evenings?"
        assert eventually(lambda: len(suggestions.similar(typed).nearest) == 3)
        assert found(typed) == []
        panel = client.get("/ask/similar", query_string={"title": typed}).text
        folded = panel.partition('<details class="nearest">')[2].partition("</details>")[0]
        assert sum(row.title in folded for row in rows) == folded.count("<a ") == 3
        assert "Tom Reed" not in panel
        (body,) = [client.get("/api/v1/similar", query_string={"title": typed}).json]
        assert body
        assert (body["questions"], body["peers"], len(body["nearest"])) == ([], [], 3)
        assert all(line["solved"] and "#answer-" in line["solution"] for line in body["nearest"])

    def test_peers_stand_under_the_problem_that_they_solved(
        self, client: FlaskClient, make: Factory
    ) -> None:
        other = "Who keeps the medicines for the weekend?"
        nadia, tom = make.member("Nadia Benali"), make.member("Tom Reed")
        first, second = (
            make.solved(TITLE, SOLUTION, by=nadia),
            make.solved(other, "The nurse does.", by=tom),
        )
        assert eventually(lambda: found(TITLE) == [first.id, second.id])
        panel = client.get("/ask/similar", query_string={"title": TITLE}).text
        cards = panel.split("data-id=")[1:]
        for card, title, heading, name in zip(
            cards, (TITLE, other), ("Who solved this", "Who solved something similar"),
            ("Nadia Benali", "Tom Reed"), strict=True,
        ):  # fmt: skip
            assert heading in card
            assert name in card
            assert card.count(title) >= 3  # its name, its heading, "solved: …"

    def test_whoever_solved_nothing_that_is_shown_is_not_named(self, make: Factory) -> None:
        for number in range(7):
            make.solved(f"{TITLE} Case {number}", SOLUTION, by=make.member())
        assert eventually(lambda: len(found(TITLE)) == 5 and indexing.state() == "ready")
        shown = suggestions.similar(TITLE)
        assert shown.peers
        assert sorted(peer.member.id for peer in shown.peers) == sorted(
            peer.member.id for peers in shown.peers_under.values() for peer in peers
        )

    def test_of_two_about_as_likely_the_solved_one_comes_first(self, make: Factory) -> None:
        open_one = make.question(TITLE)
        solved = make.solved(TITLE, SOLUTION)
        assert eventually(lambda: found(TITLE) == [solved.id, open_one.id])

    def test_ten_thousand_characters_and_odd_ones_are_answered(
        self, client: FlaskClient, make: Factory
    ) -> None:
        question = make.solved(TITLE, SOLUTION)
        assert eventually(lambda: found(TITLE) == [question.id])
        for title in (
            "medicine cool " * 700,
            "x" * 10_000,
            "🚰" * 40,
            "\x00" * 40,
            "\u202emedicines cool in a heat wave",
            "<script>alert(1)</script> medicine",
            '"AND" OR NOT ( * : ^ ~ NEAR/3 medicine',
            "مرحبا كيف نحافظ على الأدوية باردة",
            "' OR 1=1; DROP TABLE question; --",
        ):
            for body in ("", "b" * 10_000):
                query = {"title": title, "body": body}
                answer = client.get("/ask/similar", query_string=query)
                assert answer.status_code == 200
                assert "<script>alert" not in answer.text

    def test_invalid_utf8_is_answered(self, client: FlaskClient) -> None:
        answer = client.get("/ask/similar?title=%ff%fe%00medicines+in+the+heat&body=%c3%28")
        assert answer.status_code == 200

    def test_scripts_in_posts_are_shown_and_never_run(
        self, client: FlaskClient, make: Factory
    ) -> None:
        evil = "<script>alert(1)</script>"
        asker = make.member()
        question = make.question(f"How do I cool {evil} medicine?", f"Hot {evil}", by=asker)
        answer = make.answer(question, f"Cool {evil} medicine on the north side.")
        acceptance.accept(asker, answer.id, f"{evil} houses")
        title = "How do I cool medicine?"
        assert eventually(
            lambda: (
                found(title) == [question.id]
                and bool(suggestions.similar(title).problems[0].passage)
            )
        )
        for page in ("/ask/similar?title=", "/search?q="):
            assert "<script>alert" not in client.get(page + title).text

    def test_a_deleted_question_is_gone_at_once_and_back_when_restored(self, make: Factory) -> None:
        question, moderator = make.solved(TITLE, SOLUTION), make.moderator()
        assert eventually(lambda: found(TITLE) == [question.id])
        questions.delete(moderator, question.id)
        assert found(TITLE) == []
        questions.restore(moderator, question.id)
        assert eventually(lambda: found(TITLE) == [question.id])

    def test_an_edited_question_is_never_found_by_its_old_text(self, make: Factory) -> None:
        asker = make.member()
        question = make.question(TITLE, "The cupboard is hot.", by=asker)
        assert eventually(lambda: found(TITLE) == [question.id])
        new = "Who has a recipe for thirty pancakes?"
        questions.edit(asker, question.id, 1, new, "For the summer party.")
        assert found(TITLE) == []
        assert eventually(lambda: found(new) == [question.id])
        assert found(TITLE) == []

    def test_an_edited_or_withdrawn_solution_is_not_shown_any_more(self, make: Factory) -> None:
        asker, solver = make.member(), make.member()
        question = make.question(TITLE, by=asker)
        answer = make.answer(question, SOLUTION, by=solver)
        acceptance.accept(asker, answer.id)

        def shown() -> list[str]:
            problems = suggestions.similar(TITLE).problems
            return [problem.passage.text for problem in problems if problem.passage]

        assert eventually(lambda: "north side" in str(shown()))
        answers.edit(solver, answer.id, 1, "Put the medicines into the cellar, it is cool there.")
        assert "north side" not in str(shown())
        assert eventually(lambda: "cellar" in str(shown()))
        acceptance.withdraw(asker, answer.id)
        assert shown() == []
        assert eventually(lambda: found(TITLE) == [question.id])
        assert suggestions.similar(TITLE).peers == []

    def test_a_question_does_not_relate_to_itself(self, client: FlaskClient, make: Factory) -> None:
        first = make.question(TITLE)
        second = make.question("How do we keep the medicines cool in the hot summer weeks?")
        assert eventually(lambda: [row.id for row in related.to(first)] == [second.id])
        page = client.get(f"/questions/{first.id}/related").text
        assert "hot summer weeks" in page
        assert TITLE not in page

    def test_every_question_gets_one_embedding_of_its_present_text(
        self, app: Flask, make: Factory
    ) -> None:
        asker = make.member()
        question = make.question(TITLE, by=asker)
        questions.edit(asker, question.id, 1, TITLE, "A longer story.")

        def hashes() -> list[str]:
            db.session.expire_all()
            return list(db.session.scalars(select(Embedding.content_hash)))

        assert eventually(lambda: hashes() == [question.content_hash])
        assert indexing.state() == "ready"


@pytest.mark.usefixtures("index")
def test_who_solved_the_likeliest_problem_is_named_before_who_is_most_active(
    make: Factory,
) -> None:
    specialist, busy = make.member("Nadia"), make.member("Tom")
    make.solved(
        "Legionella in the hot water of our showers", "Flush and heat to 60.", by=specialist
    )
    make.solved("The hot water of our showers runs out at nine", "A second tank.", by=busy)
    for number in range(6):
        make.answer(make.question(), f"Another answer, number {number}.", by=busy)
    typed = "Our showers: water temperature against legionella"
    assert eventually(lambda: len(found(typed)) == 2)
    assert suggestions.similar(typed).peers[0].member.name == "Nadia"
