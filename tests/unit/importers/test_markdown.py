"""HTML → Markdown → HTML says the same again, and nothing it should not."""

import pytest

from qaforum import markup
from qaforum.importers.stackexchange.markdown import from_html


def shown(html: str) -> str:
    return markup.render(from_html(html)).strip()


def read(html: str) -> str:
    """What a reader sees of `html` after the way there and back, on one line."""
    return " ".join(markup.plain(shown(html)).split())


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_name and _private_ and __init__",
        "2 * 3 * 4 and *stars*",
        "a `tick` and \\backslash \\* and C:\\new_folder\\",
        "[not](a-link) and [1]: nothing",
        "~~not struck~~ and ~approximately",
        "see !important and 5 > 3 < 4",
        "costs $5 or 6$ there, a $10 bottle and US$ 3",
        "$HOME/bin and $PATH:/usr",
    ],
)
def test_signs_of_markdown_stay_what_they_were(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert read(f"<p>{escaped}</p>") == text


@pytest.mark.parametrize("start", ["- no list", "1. no list", "2) none", "# no heading", "> no"])
def test_a_line_that_begins_with_a_sign_stays_a_line(start: str) -> None:
    html = start.replace(">", "&gt;")
    assert shown(f"<p>{html}</p>").startswith("<p>")
    assert read(f"<p>First<br>{html}</p>") == f"First {start}"
    assert "<ul>" not in shown(f"<p><em>Then</em><br><sub>{html}</sub></p>")


def test_an_entity_that_was_written_out_stays_written_out() -> None:
    assert "&amp;amp; and &amp;lt;" in shown("<p>Write &amp;amp; and &amp;lt; so.</p>")


@pytest.mark.parametrize(
    "formula",
    [
        "$x_1*y_2$",
        "$n - 1$",
        "$O(n)$",
        "$$\\sum_i x_i$$",
        "\\(a_b^c\\)",
        "\\\\(a_b^c\\\\)",
        "$\\alpha$",
    ],
)
def test_formulas_stay_formulas(formula: str) -> None:
    html = shown(f"<p>Let {formula} be, and <em>then</em> what?</p>")
    assert html.count("<math") == 1
    assert "<em>then</em>" in html


def test_prices_are_no_formulas() -> None:
    assert "<math" not in shown("<p>One is $5 and the other 7$, or $5-$10, or 3$ to 4$.</p>")


def test_code_is_untouched() -> None:
    code = "for a_b in *args:\n    x = '$y$' # **not bold**\n\n\tprint(`x`)\n"
    html = f'<pre class="lang-py prettyprint-override"><code>{code}</code></pre>'
    assert from_html(html) == f"```py\n{code.rstrip()}\n```"
    assert from_html("<p>Use <code>a_b * c`d</code></p>") == "Use `` a_b * c`d ``"


def test_code_with_a_fence_in_it_gets_a_longer_fence() -> None:
    assert from_html("<pre><code>```\nx\n```</code></pre>") == "````\n```\nx\n```\n````"


def test_lists_stay_nested_and_hold_code() -> None:
    html = shown(
        "<ol start='3'><li><p>a</p><pre><code>x\n</code></pre></li>"
        "<li>b<ul><li>c</li></ul></li></ol>"
    )
    assert html.count("<li>") == 3
    assert '<ol start="3">' in html
    assert "<pre><code>x\n</code></pre>" in html


def test_tables_keep_their_cells() -> None:
    html = shown(
        "<table><thead><tr><th>a|b</th><th>c</th></tr></thead>"
        "<tbody><tr><td>one<br>two</td><td><code>x|y</code></td></tr></tbody></table>"
    )
    assert "<th>a|b</th>" in html
    assert "<td>one two</td>" in html
    assert "<code>x|y</code>" in html


def test_raised_and_lowered_letters_stay_small() -> None:
    assert from_html("<p>CO<sub>2</sub>, 10<sup>-3</sup>, 4<sup>th</sup></p>") == "CO₂, 10⁻³, 4ᵗʰ"
    assert "<msup>" in shown("<p>Brand<sup>TM</sup> new</p>")


def test_links_and_images_are_complete() -> None:
    markdown = from_html(
        '<p>wow!<a href="/q/1">this (one)</a> '
        '<img src="//i.stack.imgur.com/a b.png" alt="A [b]"></p>',
        "https://beer.stackexchange.com",
    )
    assert "[this (one)](https://beer.stackexchange.com/q/1)" in markdown
    assert "(https://i.stack.imgur.com/a%20b.png)" in markdown
    html = markup.render(markdown)
    assert html.count("<img") == 1
    assert 'alt="A [b]"' in html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p {display: none}</style>",
        "<iframe src='https://example.org'></iframe>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>alert</a>",
        "<p onclick='alert(1)'>text</p>",
        "<svg><script>alert(1)</script></svg>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_nothing_active_survives(html: str) -> None:
    result = shown(f"<p>Before</p>{html}<p>after</p>")
    assert "Before" in result
    assert "after" in result
    for active in ("<script", "<style", "<iframe", "onerror", "onclick", 'href="javascript'):
        assert active not in result
