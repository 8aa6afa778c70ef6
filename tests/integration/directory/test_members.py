"""Finding members, a member's page, one's own profile."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Answer, Availability, Member
from qaforum.services.directory import contributions, helped_members
from qaforum.services.questions import acceptance, questions
from tests.factories import Factory, log_in
from tests.integration.search.test_suggestions import eventually

PROFILE = {"name": "Anne Martin", "function": "Directrice", "about": "", "institution": "0",
           "locale": ""}  # fmt: skip


def test_a_new_name_is_found_and_the_old_one_is_not(client: FlaskClient, make: Factory) -> None:
    member = make.member("Helene Roy")
    log_in(client, member)
    client.post("/account/profile", data={**PROFILE, "name": "Hélène Petit"})
    assert "Hélène Petit" in client.get("/members?q=helene").text
    assert "Hélène Petit" not in client.get("/members?q=roy").text.split("</form>")[-1]


def test_the_filters_are_in_the_address(client: FlaskClient, make: Factory) -> None:
    institution = make.institution("Elm House")
    make.member("Tom Reed", institution_id=institution.id, locale="en")
    make.member("Anne Martin", institution_id=institution.id, locale="fr")
    writes_french = make.member("Carlo Weber")
    make.answer(make.question(), "On ferme les volets avant neuf heures, tous les jours.",
                by=writes_french)  # fmt: skip

    def names(query: str) -> set[str]:
        page = client.get(f"/members?{query}").text
        return {name for name in ("Tom Reed", "Anne Martin", "Carlo Weber") if name in page}

    assert names(f"institution={institution.slug}") == {"Tom Reed", "Anne Martin"}
    assert names("language=fr") == {"Anne Martin", "Carlo Weber"}
    assert names(f"institution={institution.slug}&language=fr") == {"Anne Martin"}
    assert names("q=weber&language=en") == set()
    assert names("language=xx") == {"Tom Reed", "Anne Martin", "Carlo Weber"}
    assert client.get("/members?institution=nowhere").status_code == 404


def test_the_list_goes_on_with_its_filters(client: FlaskClient, make: Factory) -> None:
    institution = make.institution()
    for number in range(35):
        make.member(f"Person{number} X", institution_id=institution.id)
    seen: set[str] = set()
    address = f"/members?institution={institution.slug}"
    while address:
        page = client.get(address).text
        found = set(re.findall(r"Person\d+ X", page))
        assert not seen & found
        seen |= found
        more = re.search(r'rel="next"\s+href="([^"]+)"', page)
        address = unescape(more[1]) if more else ""
    assert len(seen) == 35


@pytest.mark.usefixtures("index")
def test_people_are_found_by_the_problems_they_solved(client: FlaskClient, make: Factory) -> None:
    institution = make.institution("Elm House")
    make.solved("How do you cool the medicine cupboard in August?", "North side.",
                by=make.member("Tom Reed", institution_id=institution.id))  # fmt: skip
    make.solved("How is the medicine cupboard cooled?", "With a fan.",
                by=make.member("Max Keller", willing=False))  # fmt: skip
    make.solved("Who repairs wheelchairs on Sundays?", "The bicycle shop.", by=make.member("Ann"))

    def shown(query: str) -> str:
        return client.get(f"/members?q=medicines+too+warm{query}").text

    assert eventually(lambda: "Tom Reed" in shown(""))
    page = shown("")
    assert "solved 1 similar problem" in page
    assert "/questions/" in page
    assert page.index("Tom Reed") < page.find("Ann</a>") or "Ann</a>" not in page
    assert "Tom Reed" in shown(f"&institution={institution.slug}")
    assert "Tom Reed" not in shown(f"&institution={make.institution().slug}")
    # To be found by a problem is to be suggested, and he said no; his name is no secret
    assert "Max Keller" not in shown("")
    assert "Max Keller" in client.get("/members?q=keller").text


def test_a_members_page_shows_what_they_did(client: FlaskClient, make: Factory) -> None:
    institution = make.institution("Les Tilleuls")
    solver = make.member("Tom Reed", institution_id=institution.id, function="Caretaker")
    make.solved("How do you cool the cupboard?", "North side.", by=solver, tags="heat")
    make.answer(make.question("Who has the key to room 5?"), by=solver)
    make.question("Where can one buy strong tape?", by=solver)
    page = client.get(f"/members/{solver.username}").text
    for part in (
        "Tom Reed", "Caretaker", "Les Tilleuls", "How do you cool the cupboard?",
        "Who has the key to room 5?", "Where can one buy strong tape?", "heat",
    ):  # fmt: skip
        assert part in page


def test_what_was_deleted_is_not_on_a_members_page(client: FlaskClient, make: Factory) -> None:
    solver = make.member()
    question = make.solved("How do you cool the cupboard?", "North side.", by=solver, tags="heat")
    questions.delete(make.moderator(), question.id)
    page = client.get(f"/members/{solver.username}").text
    assert "How do you cool the cupboard?" not in page
    assert "?tag=heat" not in page


@pytest.mark.parametrize("name", ["nobody", "%00", "..%2f..%2fetc", "a" * 5000, "%ff", "<b>"])
def test_nobody_has_an_unknown_name(client: FlaskClient, name: str) -> None:
    assert client.get(f"/members/{name}").status_code == 404


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("reed", {"Tom Reed"}),
        ("TILLEULS", {"Élodie Œuvrard"}),
        ("élodie", {"Élodie Œuvrard"}),
        ("ÉLODIE", {"Élodie Œuvrard"}),
        ("caretaker", {"Tom Reed"}),
        ("%", set()),
        ("_", set()),
        ("'; DROP TABLE member; --", set()),
        ("ŒUV", {"Élodie Œuvrard"}),
        ("elodie oeuvrard", {"Élodie Œuvrard"}),
        ("Oeuvrard Élodie", {"Élodie Œuvrard"}),
        ("elodie reed", set()),
        ("evian", {"Élodie Œuvrard"}),
        ("tom\x00 reed", {"Tom Reed"}),
        ("x" * 100_000, set()),
        ("", {"Tom Reed", "Élodie Œuvrard"}),
    ],
)
def test_members_are_found_by_name_function_and_institution(
    client: FlaskClient, make: Factory, text: str, found: set[str]
) -> None:
    institution = make.institution("Les Tilleuls")
    institution.city = "Évian"
    make.member("Élodie Œuvrard", institution_id=institution.id)
    make.member("Tom Reed", function="Caretaker")
    answer = client.get("/members", query_string={"q": text})
    assert answer.status_code == 200
    assert {name for name in ("Tom Reed", "Élodie Œuvrard") if name in answer.text} == found


def test_every_member_is_on_one_page(client: FlaskClient, make: Factory) -> None:
    for number in range(65):
        db.session.add(Member(username=f"m{number}", name=f"M {number}", solved_count=number % 3))
    db.session.commit()
    address, seen = "/members", []
    while address:
        page = client.get(address).text
        seen += re.findall(r'href="/members/(m\d+)"', page)
        following = re.search(r'rel="next"\s+href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
        assert len(seen) <= 65
    assert sorted(seen) == sorted(f"m{number}" for number in range(65))
    assert client.get("/members?after=broken").status_code == 422


def test_a_member_says_who_they_are(client: FlaskClient, make: Factory) -> None:
    member, institution = make.member(), make.institution("Les Tilleuls")
    log_in(client, member)
    data = {**PROFILE, "about": "<b>30 years</b> of nights", "institution": str(institution.id)}
    answer = client.post("/account/profile", data=data)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    for part in ("Anne Martin", "Directrice", "Les Tilleuls", "&lt;b&gt;30 years"):
        assert part in page


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": " \x00\u202e "},
        {"name": "x" * 121},
        {"name": "x" * 1_000_000},
        {"function": "x" * 121},
        {"about": "x" * 2_001},
        {"institution": "77"},
        {"institution": "x"},
        {"institution": "9" * 30},
        {"locale": "xx"},
        {"locale": "../../etc"},
    ],
)
def test_a_profile_that_cannot_be_taken_comes_back(
    client: FlaskClient, make: Factory, fields: dict[str, str]
) -> None:
    member = make.member("Tom Reed")
    log_in(client, member)
    assert client.post("/account/profile", data={**PROFILE, **fields}).status_code == 422
    assert (member.name, member.institution_id) == ("Tom Reed", None)


def test_nobody_promotes_themselves(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    log_in(client, member)
    data = {**PROFILE, "roles": "moderator", "solved_count": "99", "username": "root"}
    client.post("/account/profile", data=data)
    assert not member.is_moderator
    assert (member.solved_count, member.username) != (99, "root")


def test_names_are_shown_as_text_everywhere(client: FlaskClient, make: Factory) -> None:
    member = make.member("<script>alert(1)</script>", function="<b>x</b>")
    make.question(by=member)
    make.solved("How do you cool the cupboard?", "North side.", by=member)
    for page in ("/", "/questions", "/members", f"/members/{member.username}"):
        assert "<script>alert" not in client.get(page).text
        assert "<b>x</b>" not in client.get(page).text


def test_topics_count_problems_not_answers(make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker, tags="heat care")
    for text in ("Shutters down at nine.", "Or a wet sheet at the window."):
        acceptance.accept(asker, make.answer(question, text, by=solver).id)
    topics = [(tag.name, count) for tag, count in contributions.topics_of(solver)]
    assert topics == [("care", 1), ("heat", 1)]


def test_what_was_taken_back_is_not_counted_as_solved(make: Factory) -> None:
    asker, solver = make.member(), make.member()
    answer: Answer = make.answer(make.question(by=asker), by=solver)
    acceptance.accept(asker, answer.id)
    assert [row.id for row in contributions.solved_by(solver).rows] == [answer.id]
    acceptance.withdraw(asker, answer.id)
    assert contributions.solved_by(solver).rows == []
    assert [row.id for row in contributions.answered_by(solver)] == [answer.id]


def test_the_page_says_whom_a_member_helped_and_where(client: FlaskClient, make: Factory) -> None:
    institution, solver = make.institution("Elm House"), make.member("Tom Reed")
    asker = make.member("Anne Martin", institution_id=institution.id)
    for number in range(2):
        question = make.question(f"What about case number {number}?", by=asker)
        acceptance.accept(asker, make.answer(question, by=solver).id)
    own = make.question("Who else has this at home?", by=solver)
    acceptance.accept(solver, make.answer(own, by=solver).id)
    assert [(one.institution, one.problems) for one in helped_members.helped_by(solver)] == [
        (institution, 2)
    ]
    page = client.get(f"/members/{solver.username}").text
    section = page[page.index("<h2>Helped</h2>") :]
    for part in ("Elm House", "2 problems solved", "Anne Martin"):
        assert part in section


def test_what_is_asked_to_a_few_first_helps_nobody_elsewhere(make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    acceptance.accept(asker, make.answer(question, by=solver).id)
    question.opens_at = clock.now() + timedelta(days=1)
    db.session.commit()
    assert helped_members.helped_by(solver, make.member()) == []
    assert contributions.solved_by(solver, make.member()).rows == []
    assert len(helped_members.helped_by(solver, asker)) == 1


def test_solved_problems_are_shown_by_topic(client: FlaskClient, make: Factory) -> None:
    solver = make.member()
    make.solved("How do you cool the cupboard?", "North side.", by=solver, tags="heat")
    make.solved("Who has the key to room 5?", "The night nurse.", by=solver, tags="keys")
    page = client.get(f"/members/{solver.username}?topic=heat").text
    assert "How do you cool the cupboard?" in page
    assert "Who has the key to room 5?" not in page
    assert client.get(f"/members/{solver.username}?topic=%00%ff{'x' * 999}").status_code == 200
    assert client.get(f"/members/{solver.username}?after=x").status_code == 422


@pytest.mark.parametrize(
    ("willing", "said"),
    [
        (True, "Likes to be asked by peers"),
        (False, "Takes no questions from peers at present"),
        (None, None),
    ],
)
def test_the_page_says_whether_a_member_likes_to_be_asked(
    client: FlaskClient, make: Factory, willing: bool | None, said: str | None
) -> None:
    member = make.member(willing=willing)
    page = client.get(f"/members/{member.username}").text
    assert (said in page) if said else ("to be asked by peers" not in page)
    assert (f"/ask?peer={member.username}" in page) is (willing is True)
    assert ">50<" not in page, "how many invitations they want is their own business"
    assert (member.name in client.get("/members?available=1").text) is (willing is True)


def test_a_pause_is_respected_and_ends(client: FlaskClient, make: Factory) -> None:
    member, today = make.member(), clock.now().date()
    said = db.session.get_one(Availability, member.id)
    for until, open_again in ((today + timedelta(days=1), False), (today, True)):
        said.paused_until = until
        db.session.commit()
        page = client.get(f"/members/{member.username}").text
        assert (f"/ask?peer={member.username}" in page) is open_again
        assert (member.name in client.get("/members?available=1").text) is open_again


def test_the_languages_of_a_member_are_those_they_named_or_else_answered_in(
    client: FlaskClient, make: Factory
) -> None:
    member = make.member()
    make.answer(make.question(), "On ferme les volets avant neuf heures.", by=member)
    assert 'lang="fr">Français' in client.get(f"/members/{member.username}").text
    db.session.get_one(Availability, member.id).languages = "en"
    db.session.commit()
    page = client.get(f"/members/{member.username}").text
    assert 'lang="en">English' in page
    assert 'lang="fr">Français</span>' not in page
    assert member.name in client.get("/members?language=en").text
