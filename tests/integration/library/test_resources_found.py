"""Resources are found by what they say, wherever problems are."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum.extensions import db
from qaforum.indexing import Key
from qaforum.indexing.documents import KINDS, key_of, number_of
from qaforum.models import Embedding, Member, Resource
from qaforum.services.library import resources
from qaforum.services.library.resources import Entry
from qaforum.services.search import search, suggestions
from tests.factories import Factory
from tests.integration.search.test_suggestions import eventually

ASKED = "How do you keep children from waking each other at night?"
TITLE = "Why small children wake at night"
WHY = "Explains how to keep children from waking each other at night."


@pytest.fixture
def collector(make: Factory) -> Member:
    return make.member("Eva Lind")


@pytest.fixture
def resource(make: Factory, collector: Member, index: None) -> Resource:
    make.question("Which rota suits a team of twelve?")
    address = "https://example.org/sleep"
    found = resources.add(collector, Entry("document", TITLE, address, WHY, "en", "sleep"))
    assert eventually(lambda: shown(ASKED) == [TITLE])
    return found


def shown(text: str) -> list[str]:
    """The titles of the resources in the panel."""
    found = suggestions.similar(text).documents
    return [each.row.title for each in found if each.key.kind == "resource"]


@pytest.mark.parametrize(("language", "badge"), [("en", "Resource"), ("fr", "Ressource")])
def test_while_somebody_types_a_problem(
    client: FlaskClient, resource: Resource, language: str, badge: str
) -> None:
    panel = client.get(
        "/ask/similar", query_string={"title": ASKED}, headers={"Accept-Language": language}
    ).text
    for words in (TITLE, badge, "waking each other", f"/resources/{resource.id}", "sleep"):
        assert words in panel


def test_on_the_search_page_and_by_tag(
    client: FlaskClient, make: Factory, resource: Resource
) -> None:
    make.question("Where are the keys?", tags="keys")
    page = client.get("/search", query_string={"q": ASKED}).text
    for words in (TITLE, WHY, "Eva Lind", f'href="/resources/{resource.id}"'):
        assert words in page
    assert TITLE in client.get("/search", query_string={"q": ASKED, "tag": "sleep"}).text
    assert TITLE not in client.get("/search", query_string={"q": ASKED, "tag": "keys"}).text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Similar resources"), ("fr", "Ressources semblables")]
)
def test_beside_a_question_and_a_practice_like_it(
    client: FlaskClient, make: Factory, resource: Resource, language: str, words: str
) -> None:
    question, practice = make.question(ASKED), make.practice("Quiet nights", problem=ASKED)
    for address in (f"/questions/{question.id}/related", f"/practices/{practice.id}/related"):
        page = client.get(address, headers={"Accept-Language": language}).text
        assert TITLE in page
        assert words in page


def test_a_query_in_the_other_language_finds_it(resource: Resource) -> None:
    found = search.find("Pourquoi les enfants se réveillent-ils la nuit ?").entries
    assert [each.key for each in found][:1] == [Key("resource", resource.id)]


def test_an_edit_is_found_by_its_new_words_and_a_deletion_at_once_no_more(
    collector: Member, resource: Resource
) -> None:
    typed = "Who waters the plants in summer?"
    entry = Entry("document", "Watering plants in summer", "https://example.org/sleep", "A plan.")
    resources.edit(collector, resource.id, 1, entry)
    assert eventually(lambda: shown(typed) == ["Watering plants in summer"])
    key = resource.id
    resources.remove(collector, key)
    assert shown(typed) == []
    assert eventually(lambda: vectors_of(key) == [b""])


def vectors_of(resource_id: int) -> list[bytes]:
    db.session.rollback()
    mine = Embedding.kind == "resource", Embedding.document_id == resource_id
    return list(db.session.scalars(select(Embedding.vectors).where(*mine)))


def test_it_is_no_reason_to_name_somebody_as_a_peer(resource: Resource) -> None:
    assert suggestions.similar(ASKED).peers == []


def test_machines_get_questions_and_practices_as_before(
    client: FlaskClient, resource: Resource
) -> None:
    found = client.get("/api/v1/similar", query_string={"title": ASKED}).get_json()
    assert TITLE not in str(found)


def test_rows_of_the_same_id_are_documents_of_their_own_each() -> None:
    keys = [Key(kind, id_) for kind in KINDS for id_ in (1, 2, 2**40)]
    numbers = [number_of(key) for key in keys]
    assert len(set(numbers)) == len(keys)
    assert [key_of(number) for number in numbers] == keys
