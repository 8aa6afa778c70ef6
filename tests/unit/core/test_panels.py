"""Which request of an ask panel is its newest."""

from concurrent.futures import ThreadPoolExecutor

from qaforum.web.core.panels import Panels


def test_a_newer_request_overtakes_the_older_ones_of_its_panel() -> None:
    panels = Panels()
    first, other = panels.arrived("my-panel:1"), panels.arrived("your-panel:1")

    assert not first()
    second = panels.arrived("my-panel:2")
    assert first()
    assert not second()
    assert not other()


def test_of_requests_that_arrive_in_any_order_the_newest_is_left() -> None:
    panels = Panels()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(panels.arrived, [f"my-panel:{n}" for n in range(1, 101)]))

    assert [overtaken() for overtaken in found] == [True] * 99 + [False]


def test_a_panel_is_forgotten_after_a_while_and_when_there_are_many() -> None:
    clock = [0.0]
    panels = Panels(most=2, seconds=60, now=lambda: clock[0])
    panels.arrived("my-panel:5")
    assert panels.arrived("my-panel:4")()
    clock[0] = 61.0
    assert not panels.arrived("my-panel:4")()
    for name in ("second-panel:1", "third-panel:1"):
        panels.arrived(name)
    assert not panels.arrived("my-panel:1")()


def test_what_is_no_name_is_never_overtaken() -> None:
    panels = Panels()
    for header in (
        "",
        "my-panel",
        "my-panel:",
        "my-panel:-1",
        "x:1",
        "my-panel:1:2",
        "é" * 9 + ":1",
    ):
        overtaken = panels.arrived(header)
        panels.arrived("my-panel:9")
        assert not overtaken()
