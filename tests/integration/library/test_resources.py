"""Resources: collecting, finding, thanking."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Member, Notification, Resource
from qaforum.services.core.transaction import transaction
from qaforum.services.library import resources
from qaforum.services.library.resources import Entry
from tests.factories import Factory, log_in

FORM = {
    "kind": "document",
    "title": "A rota for small houses",
    "url": "https://www.example.org/rota.pdf?utm_source=mail",
    "why": "Saved us two evenings a month.",
    "language": "en",
    "tags": "planning night",
}


@pytest.fixture
def member(make: Factory) -> Member:
    return make.member("Tom Reed")


@pytest.fixture
def rota(member: Member) -> Resource:
    return resources.add(member, Entry(**FORM))


def test_a_member_collects_a_resource(client: FlaskClient, member: Member) -> None:
    log_in(client, member)
    answer = client.post("/resources/new", data=FORM)
    assert answer.status_code == 303
    for address in ("/resources", answer.location):
        page = client.get(address).text
        for part in (FORM["title"], FORM["why"], "Tom Reed", "planning"):
            assert part in page


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " "},
        {"title": "x" * 201},
        {"why": ""},
        {"why": "x" * 301},
        {"url": ""},
        {"url": "javascript:alert(1)"},
        {"url": "data:text/html,x"},
        {"url": "https://"},
        {"url": "https://a b.org"},
        {"url": "https://user:pass@example.org/"},
        {"url": "https://[::1"},
        {"url": "https://example.org:99999/"},
        {"url": "https://example.org/" + "x" * 1_000},
        {"url": "nowhere"},
        {"kind": "person"},
        {"language": "xx"},
        {"tags": "a b c d e f"},
    ],
)
def test_what_cannot_be_taken_comes_back(
    client: FlaskClient, member: Member, fields: dict[str, str]
) -> None:
    log_in(client, member)
    answer = client.post("/resources/new", data={**FORM, **fields})
    assert answer.status_code == 422
    kept = "why" if "title" in fields else "title"
    assert FORM[kept] in answer.text
    assert db.session.scalars(select(Resource)).all() == []


def test_an_address_without_its_beginning_gets_one(member: Member) -> None:
    made = resources.add(member, Entry(**{**FORM, "url": "example.org/rota.pdf"}))
    assert made.url == "https://example.org/rota.pdf"


def test_a_book_needs_no_address(member: Member) -> None:
    for title in ("Being Mortal", "The Selfish Pig’s Guide to Caring"):
        resources.add(member, Entry(**{**FORM, "kind": "book", "url": "", "title": title}))
    assert len(resources.list_resources(kind="book").rows) == 2


@pytest.mark.parametrize(
    "url",
    ["http://example.org/rota.pdf", "https://example.org/rota.pdf/#page=2",
     "https://EXAMPLE.org/rota.pdf?utm_campaign=x", "www.example.org/rota.pdf"],
)  # fmt: skip
def test_the_same_page_is_collected_once(
    client: FlaskClient, member: Member, rota: Resource, url: str
) -> None:
    log_in(client, member)
    answer = client.post("/resources/new", data={**FORM, "url": url, "title": "Another name"})
    assert answer.status_code == 409
    assert f'href="/resources/{rota.id}"' in answer.text
    assert "Another name" in answer.text


def test_two_pages_of_one_site_are_two_resources(member: Member, rota: Resource) -> None:
    for url in ("https://example.org/rota.pdf?page=2", "https://example.org/other.pdf"):
        resources.add(member, Entry(**{**FORM, "url": url}))
    assert len(resources.list_resources().rows) == 3


def test_lists_by_topic_kind_language_and_words(client: FlaskClient, member: Member) -> None:
    for number, fields in enumerate(
        (
            {"title": "Soup", "tags": "meals", "language": "en", "kind": "link"},
            {"title": "Soupe", "tags": "meals", "language": "fr", "kind": "tool"},
            {"title": "Drawer", "tags": "keys", "language": "", "kind": "link"},
        )
    ):
        resources.add(member, Entry(**{**FORM, "url": f"https://example.org/{number}", **fields}))
    for query, found in (
        ("", {"Soup", "Soupe", "Drawer"}),
        ("?tag=meals", {"Soup", "Soupe"}),
        ("?kind=link", {"Soup", "Drawer"}),
        ("?language=fr", {"Soupe", "Drawer"}),
        ("?q=SOUPE", {"Soupe"}),
        ("?q=%25", set()),
        ("?kind=tool&tag=keys", set()),
    ):
        page = client.get(f"/resources{query}").text
        titles = set(re.findall(r'rel="nofollow noopener ugc"\s*(?:lang="\w+")?>(\w+)</a>', page))
        assert titles == found, query
    for wrong in ("?kind=x", "?sort=x", "?tag=nothing"):
        assert client.get(f"/resources{wrong}").status_code == 404
    assert client.get("/resources?after=broken").status_code == 422


def test_every_resource_is_on_one_page(client: FlaskClient, member: Member) -> None:
    for number in range(45):
        resources.add(
            member, Entry(**{**FORM, "url": f"https://e.org/{number}", "title": f"No {number}"})
        )
    for sort in resources.SORTS:
        address, seen = f"/resources?sort={sort}", []
        while address:
            page = client.get(address).text
            seen += re.findall(r'id="resource-(\d+)"', page)
            following = re.search(r'rel="next"\s+href="([^"]+)"', page)
            address = following[1].replace("&amp;", "&") if following else ""
        assert len(seen) == len(set(seen)) == 45


def test_whoever_it_helped_says_so_once(
    client: FlaskClient, make: Factory, member: Member, rota: Resource
) -> None:
    log_in(client, make.member())
    address = f"/resources/{rota.id}/thanks"
    for _again in range(2):
        assert client.post(address, data={"helped": "1"}).status_code == 303
    assert resources.load(rota.id).thanks_count == 1
    assert "helped 1 member" in client.get("/resources").text
    assert db.session.scalars(select(Notification.member_id)).all() == [member.id]
    assert client.post(address, data={"helped": "0"}).status_code == 303
    assert resources.load(rota.id).thanks_count == 0


def test_a_script_gets_the_button_alone(client: FlaskClient, make: Factory, rota: Resource) -> None:
    log_in(client, make.member())
    answer = client.post(
        f"/resources/{rota.id}/thanks", data={"helped": "1"}, headers={"HX-Request": "true"}
    )
    assert 'aria-pressed="true"' in answer.text
    assert "<html" not in answer.text


def test_thanks_come_from_others(client: FlaskClient, member: Member, rota: Resource) -> None:
    log_in(client, member)
    assert client.post(f"/resources/{rota.id}/thanks", data={"helped": "1"}).status_code == 403


def test_its_collector_and_moderators_change_and_delete_it(
    make: Factory, member: Member, rota: Resource
) -> None:
    entry = Entry(**{**FORM, "why": "Better still."})
    with pytest.raises(errors.NotAllowed):
        resources.edit(make.member(), rota.id, 1, entry)
    with pytest.raises(errors.NotAllowed):
        resources.remove(make.member(), rota.id)
    assert resources.edit(member, rota.id, 1, entry).why == "Better still."
    number = rota.id
    resources.remove(make.moderator(), number)
    with pytest.raises(errors.NotFound):
        resources.load(number)


def test_two_edits_at_once_are_compared(
    client: FlaskClient, make: Factory, member: Member, rota: Resource
) -> None:
    resources.edit(make.moderator(), rota.id, 1, Entry(**{**FORM, "why": "First."}))
    log_in(client, member)
    address = f"/resources/{rota.id}/edit"
    answer = client.post(address, data={**FORM, "why": "Second.", "revision": "1"})
    assert answer.status_code == 409
    assert "Second." in answer.text
    again = client.post(address, data={**FORM, "why": "Second.", "revision": "2"})
    assert again.status_code == 303


def test_what_was_collected_outlives_the_account(member: Member, rota: Resource) -> None:
    db.session.delete(member)
    db.session.commit()
    db.session.expire_all()
    assert resources.load(rota.id).member is None


def test_names_and_reasons_are_shown_as_text(client: FlaskClient, member: Member) -> None:
    evil = "<script>alert(1)</script>"
    resources.add(member, Entry(**{**FORM, "title": evil, "why": evil}))
    assert "<script>alert" not in client.get("/resources").text


def test_thanks_taken_back_twice_at_one_moment_are_counted_once(
    make: Factory, rota: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = make.member()
    resources.thank(make.member(), rota.id, helped=True)
    resources.thank(reader, rota.id, helped=True)
    elsewhere, waiting = transaction, [True]

    @contextmanager
    def after_the_other() -> Iterator[None]:
        if waiting and waiting.pop():
            resources.thank(reader, rota.id, helped=False)
        with elsewhere():
            yield

    monkeypatch.setattr(resources, "transaction", after_the_other)
    resources.thank(reader, rota.id, helped=False)
    db.session.expire_all()
    assert rota.thanks_count == 1


def test_thanks_given_twice_at_one_moment_are_counted_once(
    make: Factory, rota: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, elsewhere, waiting = make.member(), transaction, [True]

    @contextmanager
    def after_the_other() -> Iterator[None]:
        if waiting and waiting.pop():
            resources.thank(reader, rota.id, helped=True)
        with elsewhere():
            yield

    monkeypatch.setattr(resources, "transaction", after_the_other)
    resources.thank(reader, rota.id, helped=True)
    db.session.expire_all()
    assert rota.thanks_count == 1
