"""Which site a dump is of."""

from pathlib import Path

from qaforum.importers.stackexchange import site


def test_a_folder_as_published_names_its_site() -> None:
    found = site.site_of(Path("/dumps/beer.meta.stackexchange.com"), None, None)
    assert found.question(5) == "https://beer.meta.stackexchange.com/q/5"
    assert found.name == "beer.meta.stackexchange.com"


def test_nothing_is_guessed_from_another_folder_name() -> None:
    assert site.site_of(Path("/dumps/beer2015"), None, None) == site.Site("beer2015")
    assert site.site_of(Path("/dumps/beer2015"), None, None).question(5) is None


def test_what_is_said_goes_before_what_is_found() -> None:
    found = site.site_of(
        Path("/dumps/x"), "https://forum.example.org/some/page", "beer.stackexchange.com"
    )
    assert found == site.Site("forum.example.org", "https://forum.example.org")
    assert found.answer(3) == "https://forum.example.org/a/3"


def test_addresses_that_name_the_dumps_own_questions_tell_its_site() -> None:
    html = (
        '<a href="http://meta.beer.stackexchange.com/questions/9/is-cider-on-topic">a</a>'
        '<a href="https://evil.example/questions/9/is-cider-on-topic">b</a>'
        '<a href="https://cooking.stackexchange.com/questions/9/how-to-boil-an-egg">c</a>'
    )
    titles = {9: "Is cider on topic?"}
    found = [(host, slug, titles[number]) for host, number, slug in site.mentions(html)]
    assert site.recognise(found) == "beer.meta.stackexchange.com"


def test_other_sites_with_questions_of_the_same_number_do_not() -> None:
    assert (
        site.recognise([("cooking.stackexchange.com", "how-to-boil", "Is cider on topic?")]) is None
    )
