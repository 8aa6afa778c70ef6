"""Markdown as members write it becomes HTML that is safe to show, and text to search."""

import pytest
from markupsafe import Markup

from qaforum.markup import clean, excerpt, mentions, plain, render
from qaforum.web.core.typography import typeset

BIDI = "\u202e\u2066\u2069\u202d"


def test_ordinary_markdown_is_rendered() -> None:
    html = render("# Fridge\n\n*cold* and **colder**\n\n- one\n- two\n\n> said")
    for part in ("<h1>Fridge</h1>", "<em>cold</em>", "<strong>colder</strong>", "<li>one</li>"):
        assert part in html
    assert "<blockquote>" in html


def test_tables_and_strikethrough_are_rendered() -> None:
    html = render("| a | b |\n|---|---|\n| 1 | 2 |\n\n~~old~~")
    assert "<td>1</td>" in html
    assert "<s>old</s>" in html


def test_raw_html_is_shown_as_text() -> None:
    html = render('<script>alert(1)</script><img src=x onerror="alert(1)">')
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    "source",
    [
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](&#106;avascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>",
        "[click](vbscript:msgbox)",
        "[click](file:///etc/passwd)",
    ],
)
def test_a_link_that_would_run_something_has_no_address(source: str) -> None:
    html = render(source)
    for address in ("javascript:", "data:", "vbscript:", "file:"):
        assert f'href="{address}' not in html.lower()
        assert f'src="{address}' not in html.lower()


def test_links_carry_no_rank_and_no_opener() -> None:
    assert 'rel="nofollow noopener ugc"' in render("[a](https://example.org)")


def test_code_is_coloured_and_keeps_its_text() -> None:
    html = render("```python\nprint('<b>')\n```")
    assert '<code class="language-python">' in html
    assert "<span class=" in html
    assert plain(html) == "print('<b>')"


def test_code_in_an_unknown_language_is_shown_plain() -> None:
    assert "x &lt; y" in render("```nosuchlanguage\nx < y\n```")


@pytest.mark.parametrize("language", ["autoit", "rst", "gherkin"])
def test_code_that_would_take_minutes_to_colour_is_shown_plain(language: str) -> None:
    assert "<span" not in render(f"```{language}\nIf a::b\n```")


@pytest.mark.parametrize("language", ["C++", "c#", "sh", "sql", "r", "toml", "ts"])
def test_code_that_members_write_is_coloured(language: str) -> None:
    assert "<span" in render(f'```{language}\nx = 1 -- "a" # b\n```')


def test_very_much_code_is_shown_plain() -> None:
    assert "<span" in render("```python\n" + "if x:\n" * 500 + "```")
    assert "<span" not in render("```python\n" + "if x:\n" * 1_000 + "```")


def test_the_name_of_a_language_cannot_smuggle_classes() -> None:
    assert "evil" not in render('```x" onload="evil\ncode\n```')


def test_formulas_become_mathml() -> None:
    html = render("We need $x^2$ and $$\\frac{a}{b}$$")
    assert html.count("<math") == 2
    assert "<mfrac>" in html


@pytest.mark.parametrize("formula", [r"\frac{", r"\left(", "{" * 5000, r"\begin{matrix}", r"x^^2"])
def test_a_broken_formula_does_not_break_the_text(formula: str) -> None:
    html = render(f"before ${formula}$ after")
    assert "before" in html
    assert "after" in html


def test_a_formula_cannot_smuggle_html() -> None:
    html = render(r"$\text{<img src=x onerror=alert(1)>}$ $<script>$")
    assert "<img" not in html
    assert "<script" not in html


def test_prices_are_not_formulas() -> None:
    assert "<math" not in render("It costs 5$ today and 10$ tomorrow, or $5 and $10.")


def test_control_characters_and_bidi_overrides_are_taken_out() -> None:
    assert clean(f"a\x00b\x1b{BIDI}c\r\nd\re") == "abc\nd\ne"


def test_other_writing_is_kept() -> None:
    text = "שלום עולם – مرحبا – Œuvre – 日本語 – 👩🏽‍⚕️"
    assert clean(text) == text
    assert plain(render(text)) == text


def test_plain_text_has_one_line_a_block() -> None:
    html = render("# Title\n\none *two*\nthree\n\n- a\n- b\n\n`x < y & z`")
    assert plain(html).split("\n") == ["Title", "one two three", "a", "b", "x < y & z"]


def test_plain_text_keeps_what_a_formula_was_typed_as() -> None:
    assert plain(render("before $x^2 < y$ after")) == "before x^2 < y after"


@pytest.mark.parametrize(
    "text",
    [
        "5 $ le midi et 6 $ le soir",
        "Set $HOME and $PATH first",
        "US$ 20 for one, US$ 30 for two",
        "between $5 and 10$",
        "a$b$c and $x$y",
    ],
)
def test_a_dollar_sign_is_mostly_a_dollar_sign(text: str) -> None:
    assert "<math" not in render(text)
    assert plain(render(text)) == text


def test_a_formula_may_stand_in_lines_of_its_own() -> None:
    html = render("So:\n\n$$\n\\frac{a}{b}\n$$\n\nand on")
    assert html.count("<math") == 1
    assert plain(html) == "So:\n\\frac{a}{b}\nand on"


def test_formulas_without_end_do_not_make_a_page_of_megabytes() -> None:
    assert len(render("$a$ " * 7_500)) < 100_000


@pytest.mark.parametrize("text", ["La nuit.Il faut", "Mme.La directrice", "README.md", "ASP.NET"])
def test_the_end_of_a_sentence_is_no_address(text: str) -> None:
    assert "<a " not in render(text)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("see https://example.org/a_b_c.", "https://example.org/a_b_c"),
        ("(see http://example.org/x_(y))", "http://example.org/x_(y)"),
        ("on www.example.org, today", "http://www.example.org"),
        ("write to anne.martin@example.org.", "mailto:anne.martin@example.org"),
    ],
)
def test_an_address_becomes_a_link(text: str, href: str) -> None:
    html = render(text)
    assert f'href="{href}"' in html
    assert plain(html) == text


def test_an_address_in_a_link_or_in_code_stays_what_it_is() -> None:
    assert render("[www.example.org](https://example.com)").count("<a ") == 1
    assert "<a " not in render("`www.example.org`")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@nadia.benali@example.org", set()),
        ("@nadia.benali_", set()),
        ("@nadia-é", {"nadia-e"}),
        ("@gérard.roux says", {"gerard.roux"}),
        ("Thank you, @Nadia.Benali.", {"nadia.benali"}),
    ],
)
def test_a_mention_is_the_whole_run_of_characters(text: str, meant: set[str]) -> None:
    assert mentions(text) == meant


def test_a_line_ends_where_its_writer_ended_it() -> None:
    assert "<br" in render("one\ntwo", line_breaks=True)
    assert "<br" not in render("one\ntwo")


def test_keys_and_things_to_tick_off_are_shown() -> None:
    html = render("Press <kbd>Ctrl</kbd>\n\n- [x] done\n- [ ] to do")
    assert "<kbd>Ctrl</kbd>" in html
    assert plain(html) == "Press Ctrl\n☑ done\n☐ to do"


def test_what_nobody_can_see_is_taken_out() -> None:
    assert clean("a\u200bb\u3164c\ufeff") == "abc"


@pytest.mark.parametrize(
    "piece",
    [
        "x ", " ", "http://a-", "$a ", "$$\n", "$$a", "@a", "a@", "a.", "www.", "(", ")", "<kbd>",
        "- [ ] ", "a@a.", "http://(", "[a](", "<math ", "&lt;", "« ", "1 ", "1 h ",
    ],
)  # fmt: skip
def test_a_text_of_its_worst_kind_takes_as_long_as_it_is(piece: str) -> None:
    """One step that looks back or ahead through the whole text would take minutes here."""
    text = "a" + piece * (100_000 // len(piece)) + "!"
    html = render(text)
    assert typeset(Markup(html), "fr")
    assert typeset(text, "fr")
    assert excerpt(html)
    assert isinstance(mentions(text), set)


def test_an_excerpt_is_short_and_ends_at_a_word() -> None:
    text = excerpt(render("word " * 200), 50)
    assert len(text) <= 50
    assert text.endswith("word…")


def test_an_excerpt_without_spaces_is_not_cut_to_its_first_word() -> None:
    text = excerpt(render("C++ " + "洗衣机" * 100), 50)
    assert len(text) == 50
    assert text.startswith("C++ 洗衣机洗衣机")


def test_an_excerpt_of_one_endless_word_is_cut() -> None:
    assert len(excerpt(render("x" * 5000), 50)) <= 50


def test_a_short_text_is_its_own_excerpt() -> None:
    assert excerpt(render("one\n\ntwo")) == "one two"


@pytest.mark.parametrize(
    "source", ["", "\x00", "[" * 3000, "*" * 3000, "> " * 1000, "`" * 3001, "|" * 3000, "![" * 1500]
)
def test_senseless_markdown_is_rendered_without_complaint(source: str) -> None:
    assert "<script" not in render(source)


def test_the_cells_of_a_table_stay_apart_in_plain_text() -> None:
    html = render("| Measure | Cost |\n|---|---|\n| Shutters | 0 € |")
    assert plain(html) == "Measure · Cost\nShutters · 0 €"
