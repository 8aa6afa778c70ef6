"""What a command says while it is at work, where nobody watches a bar."""

from io import StringIO

from rich.console import Console

from qaforum.cli.progress import bar


class Log:
    """The lines of a bar for a thousand questions, at a time that the test sets."""

    def __init__(self, size: bool = False) -> None:
        self.now = 0.0
        self._file = StringIO()
        self.bar = bar("Questions", console=Console(file=self._file), size=size, now=self.time)

    def time(self) -> float:
        return self.now

    @property
    def lines(self) -> list[str]:
        return self._file.getvalue().splitlines()


def test_every_tenth_is_told_once() -> None:
    log = Log()
    with log.bar as move:
        for done in range(0, 1001, 20):
            move(done, 1000)
    assert [line.split(",")[0] for line in log.lines] == [
        f"Questions: {tenth * 100} of 1000" for tenth in range(11)
    ]


def test_the_rest_is_estimated_from_the_rate_of_the_last_minute() -> None:
    log = Log()
    with log.bar as move:
        for second in range(60):
            log.now += 1
            move(5 * second, 1000)  # 295 in the first minute, all of them short
        for second in range(1, 110):
            log.now += 1
            move(295 + second, 1000)
    assert log.lines[2] == "Questions: 200 of 1000, 5.0 a second, 3 min left"
    assert log.lines[-1] == "Questions: 400 of 1000, 1.0 a second, 10 min left"


def test_what_was_done_before_an_interruption_makes_nothing_look_quick() -> None:
    log = Log()
    with log.bar as move:
        move(900, 100_000)
        for batch in range(1, 1001):
            log.now += 8
            move(900 + 16 * batch, 100_000)
    assert log.lines[0] == "Questions: 900 of 100000"
    assert log.lines[1] == "Questions: 10004 of 100000, 2.0 a second, 12 h 30 min left"


def test_a_finished_run_names_no_time() -> None:
    log = Log()
    with log.bar as move:
        for done in (0, 500, 1000):
            log.now += 10
            move(done, 1000)
    assert log.lines[-1] == "Questions: 1000 of 1000"


def test_bytes_are_read_as_bytes() -> None:
    log = Log(size=True)
    with log.bar as move:
        move(0, 2_000_000)
        move(2_000_000, 2_000_000)
    assert log.lines[-1] == "Questions: 2.0 MB of 2.0 MB"
