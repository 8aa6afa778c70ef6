"""The houses of the community."""

import pytest
from flask.testing import FlaskClient

from qaforum.services.questions import questions
from tests.factories import Factory


def test_an_institution_shows_its_people_and_their_questions(
    client: FlaskClient, make: Factory
) -> None:
    institution = make.institution("Les <i>Tilleuls</i>")
    member = make.member("Anne Martin", institution_id=institution.id)
    make.question("Who has the key to room 5?", by=member)
    make.question("This one is from elsewhere")
    page = client.get(f"/institutions/{institution.slug}").text
    for part in ("Les &lt;i&gt;Tilleuls", "Anne Martin", "Who has the key to room 5?"):
        assert part in page
    assert "This one is from elsewhere" not in page


def test_the_list_begins_with_who_solved_most(client: FlaskClient, make: Factory) -> None:
    make.institution("Nobody House")
    institution = make.institution("Zebra House")
    make.solved("Who has the key?", "Tom has.", by=make.member(institution_id=institution.id))
    page = client.get("/institutions").text
    assert page.index("Zebra House") < page.index("Nobody House")


def test_a_deleted_question_is_not_shown_and_not_counted(
    client: FlaskClient, make: Factory
) -> None:
    institution = make.institution()
    question = make.question("Nobody needs this one", by=make.member(institution_id=institution.id))
    with_it = client.get(f"/institutions/{institution.slug}").text
    questions.delete(make.moderator(), question.id)
    without = client.get(f"/institutions/{institution.slug}").text
    assert "Nobody needs this one" in with_it
    assert "Nobody needs this one" not in without


@pytest.mark.parametrize("slug", ["nosuchhouse", "%00", "x" * 5000, "%ff"])
def test_an_unknown_institution_is_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/institutions/{slug}").status_code == 404
