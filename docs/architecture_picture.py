"""Draws `docs/architecture.svg` and the table of areas: `make picture`.

The floors and the order of the areas are import-linter's contracts, the arrows are the imports,
the sentences are docstrings; so all of it stays true. What follows from other arrows is left out.
"""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs/architecture.svg"
PAGE = ROOT / "docs/architecture.md"
BEGIN, END = "<!-- areas: made by `make picture` -->\n", "<!-- end -->"
WIDTH, HEIGHT, GAP, ROW = 560, 40, 12, 74
INK, LINE, PAPER = "#1d2b30", "#0e5a66", "#fbfaf8"

Levels = list[list[str]]  # of short names, the highest first
Arrows = set[tuple[str, str]]


@dataclass(frozen=True)
class House:
    """A package: its rooms level by level, and who imports whom, without what follows."""

    levels: Levels
    arrows: Arrows


def contract(container: str) -> Levels:
    """The layers that import-linter holds inside `container`."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for found in settings["tool"]["importlinter"]["contracts"]:
        if found.get("containers") == [container]:
            return [sorted(layer.replace(":", "|").replace(" ", "").split("|"))
                    for layer in found["layers"]]  # fmt: skip
    raise LookupError(f"no layers of {container} in pyproject.toml")


def house(graph: grimp.ImportGraph, container: str) -> House:
    levels = contract(container)
    rooms = [room for level in levels for room in level]
    within = {
        room: {f"{container}.{room}", *graph.find_descendants(f"{container}.{room}")}
        for room in rooms
    }
    reached = {
        room: {
            name for own in within[room] for name in graph.find_modules_directly_imported_by(own)
        }
        for room in rooms
    }
    arrows = {(a, b) for a, b in product(rooms, rooms) if a != b and reached[a] & within[b]}
    return House(levels, without_what_follows(arrows))


def without_what_follows(arrows: Arrows) -> Arrows:
    """The arrows of a graph without circles that no path of others replaces."""
    return {
        (a, b)
        for a, b in arrows
        if not any(reaches(c, b, arrows) for start, c in arrows if start == a and c != b)
    }


def reaches(a: str, b: str, arrows: Arrows) -> bool:
    seen, waiting = set(), [a]
    while waiting:
        here = waiting.pop()
        if here == b:
            return True
        if here not in seen:
            seen.add(here)
            waiting += [end for start, end in arrows if start == here]
    return False


def places(levels: Levels, left: int, top: int) -> dict[str, tuple[float, float, float]]:
    """The left edge, the top and the width of each room."""
    found = {}
    for number, level in enumerate(levels):
        width = (WIDTH - GAP * (len(level) - 1)) / len(level)
        for place, room in enumerate(level):
            found[room] = (left + place * (width + GAP), float(top + number * ROW), width)
    return found


def drawn(of: House, left: int, top: int) -> Iterator[str]:
    """The arrows, then the rooms over them."""
    at = places(of.levels, left, top)
    for a, b in sorted(of.arrows):
        (x, y, wide), (to_x, to_y, to_wide) = at[a], at[b]
        begin, end = x + wide / 2, to_x + to_wide / 2
        # Between wide rooms an arrow goes straight down where it can
        if x < end < x + wide:
            begin = end
        elif to_x < begin < to_x + to_wide:
            end = begin
        yield (
            f'<path d="M{begin:.0f} {y + HEIGHT:.0f}C{begin:.0f} {y + HEIGHT + 20:.0f} '
            f'{end:.0f} {to_y - 24:.0f} {end:.0f} {to_y - 3:.0f}" fill="none" stroke="{INK}" '
            'stroke-opacity=".55" stroke-width="1.3" marker-end="url(#a)"/>'
        )
    for room, (x, y, wide) in at.items():
        yield (
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{HEIGHT}" rx="7" '
            f'fill="#fff" stroke="{LINE}" stroke-width="1.5"/>'
            f'<text x="{x + wide / 2:.0f}" y="{y + 25:.0f}" text-anchor="middle" '
            f'font-size="{min(15, wide / len(room) * 1.6):.0f}" fill="{INK}">{escape(room)}</text>'
        )


def picture(floors: House, areas: House) -> str:
    """The floors on the left, the areas inside `services` on the right."""
    height = 60 + ROW * max(len(floors.levels), len(areas.levels))
    wide = 2 * WIDTH + 100
    titles = ((30, "qaforum: the floors"), (WIDTH + 70, "qaforum.services: the areas"))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" '
        'font-family="system-ui, sans-serif" role="img" '
        'aria-label="The floors of the house and the areas of its services; arrows are imports">',
        '<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="{INK}"/></marker></defs>',
        f'<rect width="{wide}" height="{height}" fill="{PAPER}"/>',
        *(f'<text x="{x}" y="28" font-size="15" font-weight="600" fill="{INK}">{title}</text>'
          for x, title in titles),
        *drawn(floors, 30, 44),
        *drawn(areas, WIDTH + 70, 44),
        "</svg>\n",
    ])  # fmt: skip


def table(levels: Levels) -> str:
    """The areas, the highest first, with what each says of itself and the floors that have it."""
    rows = ["| area | what it is for | on the floors |", "|---|---|---|"]
    for area in (area for level in levels for area in level):
        floors = ("web", "services", "models", "templates")
        there = [
            floor
            for floor in floors
            if any((of / floor / area).is_dir() for of in (ROOT, ROOT / "qaforum"))
        ]
        rows.append(f"| {area} | {purpose(area)} | {' '.join(there)} |")
    return "\n".join(rows) + "\n"


def purpose(area: str) -> str:
    """The first paragraph of its docstring, on one line."""
    file = ROOT / "qaforum/services" / area / "__init__.py"
    said = ast.get_docstring(ast.parse(file.read_text())) or ""
    return " ".join(said.split("\n\n")[0].split())


def made() -> tuple[str, str]:
    """(the picture, the page with its table), as they should be."""
    graph = grimp.build_graph("qaforum", "search", cache_dir=None)
    floors, areas = house(graph, "qaforum"), house(graph, "qaforum.services")
    before, rest = PAGE.read_text().split(BEGIN)
    return picture(floors, areas), before + BEGIN + table(areas.levels) + END + rest.split(END, 1)[
        1
    ]


def main() -> None:
    drawing, page = made()
    PICTURE.write_text(drawing)
    PAGE.write_text(page)


if __name__ == "__main__":
    main()
