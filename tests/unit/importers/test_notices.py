"""The notice at the top of a closed duplicate."""

from bs4 import BeautifulSoup

from qaforum.importers.stackexchange import notices

LINK = '<a href="https://beer.stackexchange.com/questions/12/why-is-it-flat">Why is it flat?</a>'


def take(html: str) -> tuple[list[int], str]:
    soup = BeautifulSoup(html, "html.parser")
    numbers = [number for _address, number in notices.take(soup)]
    return numbers, soup.get_text().strip()


def test_the_notice_is_taken_and_names_the_original() -> None:
    html = (
        f"<blockquote><p><strong>Possible Duplicate:</strong><br>{LINK}</p></blockquote><p>Mine</p>"
    )
    assert notices.may_have(html)
    assert take(html) == ([12], "Mine")


def test_a_text_about_duplicates_stays() -> None:
    html = f"<p>When is something a possible duplicate of {LINK}?</p>"
    assert take(html) == ([], "When is something a possible duplicate of Why is it flat??")


def test_a_quotation_further_down_stays() -> None:
    html = f"<p>It said:</p><blockquote><p>Possible duplicate: {LINK}</p></blockquote>"
    numbers, text = take(html)
    assert numbers == []
    assert "Possible duplicate" in text
