"""Reading a dump's files row by row, broken ones too."""

from pathlib import Path

import pytest

from qaforum.importers.stackexchange.xml import Problem, Reader


def read(path: Path, text: str | bytes) -> tuple[list[tuple[int, str]], list[Problem]]:
    """(line, Id) of each row, and the problems."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    problems: list[Problem] = []
    rows = list(Reader(path, problems.append, lambda size: None).rows())
    return [(row.line, row.attributes["Id"]) for row in rows], problems


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return tmp_path / "Posts.xml"


HEAD = '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<posts>\n'


def test_every_row_is_read_with_its_line(posts: Path) -> None:
    rows, problems = read(posts, f'{HEAD}  <row Id="1" />\n  <row Id="2" />\n</posts>')
    assert rows == [(3, "1"), (4, "2")]
    assert problems == []


def test_rows_may_share_a_line_or_take_several(posts: Path) -> None:
    rows, problems = read(posts, f'{HEAD}<row Id="1"/><row Id="2"/>\n<row\n  Id="3"\n/></posts>')
    assert [number for _, number in rows] == ["1", "2", "3"]
    assert problems == []


def test_a_row_that_is_not_xml_is_left_out_and_the_rest_goes_on(posts: Path) -> None:
    broken = '  <row Id="2" Body="a < b" />\n'
    rows, problems = read(posts, f'{HEAD}  <row Id="1" />\n{broken}  <row Id="3" />\n</posts>\n')
    assert rows == [(3, "1"), (5, "3")]
    assert [(problem.file, problem.line) for problem in problems] == [("Posts.xml", 4)]


def test_a_row_that_does_not_end_costs_only_itself(posts: Path) -> None:
    unclosed = '  <row Id="2" Body="no quote at the end />\n'
    rows, problems = read(posts, f'{HEAD}{unclosed}  <row Id="3" />\n  <row Id="4" />\n</posts>')
    assert rows == [(4, "3"), (5, "4")]
    assert [problem.line for problem in problems] == [3]


def test_bytes_that_are_no_text_cost_only_their_row(posts: Path) -> None:
    head = HEAD.encode()
    rows, problems = read(posts, head + b'<row Id="1" Body="\xff\xfe" />\n<row Id="2" />\n</posts>')
    assert rows == [(4, "2")]
    assert [problem.line for problem in problems] == [3]


def test_a_file_that_was_cut_off_gives_what_it_has(posts: Path) -> None:
    rows, problems = read(posts, f'{HEAD}  <row Id="1" />\n  <row Id="2" Bo')
    assert rows == [(3, "1")]
    assert len(problems) == 1


def test_a_file_of_something_else_gives_nothing_and_one_problem(posts: Path) -> None:
    rows, problems = read(posts, "PK\x03\x04 not an XML file at all\nmore of it\n")
    assert rows == []
    assert len(problems) == 1


def test_no_entity_is_expanded(posts: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    evil = (
        f'<?xml version="1.0"?>\n<!DOCTYPE posts [<!ENTITY e SYSTEM "{tmp_path / "secret"}">]>\n'
        '<posts>\n<row Id="&e;" />\n<row Id="2" />\n</posts>'
    )
    rows, problems = read(posts, evil)
    assert rows == [(5, "2")]
    assert [problem.line for problem in problems] == [2, 4]


def test_a_bomb_of_entities_does_not_go_off(posts: Path) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 50}">' for n in range(1, 20))
    bomb = f'<!DOCTYPE posts [<!ENTITY l0 "ha">{levels}]>\n<posts><row Id="&l19;" /></posts>'
    rows, problems = read(posts, bomb)
    assert rows == []
    assert problems


def test_a_row_longer_than_a_piece_is_whole(posts: Path) -> None:
    path = posts
    path.write_text(f'{HEAD}<row Id="1" Body="{"é" * 200_000}" />\n</posts>')
    (row,) = Reader(path, lambda problem: None, lambda size: None).rows()
    assert len(row.attributes["Body"]) == 200_000


def test_the_bytes_that_are_told_are_the_bytes_of_the_file(posts: Path) -> None:
    posts.write_text(f'{HEAD}<row Id="1" />\n<row Id=2 />\n<row Id="3" />\n</posts>')
    told: list[int] = []
    list(Reader(posts, lambda problem: None, told.append).rows())
    assert sum(told) == posts.stat().st_size
