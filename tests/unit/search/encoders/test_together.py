"""Texts of several threads, encoded in one call."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest
from numpy.typing import NDArray

from search.encoders.together import Together
from tests.unit.search.conftest import WordEncoder


class Gate(WordEncoder):
    """Stays in a call until it is opened; remembers the texts of each call."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.entered = threading.Semaphore(0)
        self.open = threading.Event()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        self.entered.release()
        assert self.open.wait(30)
        if "broken" in texts:
            raise ValueError("broken")
        return super().encode(texts)


@contextmanager
def busy(
    together: Together, gate: Gate, *waiting: Sequence[str]
) -> Iterator[list[Future[NDArray[np.float32]]]]:
    """One call is under way and these wait, each in a thread of its own, in this order."""
    with ThreadPoolExecutor(1 + len(waiting)) as threads:
        calls = [threads.submit(together.encode, ["first"])]
        assert gate.entered.acquire(timeout=30)
        for place, texts in enumerate(waiting, start=1):
            calls.append(threads.submit(together.encode, texts))
            while together.waiting < place:
                time.sleep(0.001)
        gate.open.set()
        yield calls


def test_what_waits_is_encoded_in_one_call_and_each_gets_its_own() -> None:
    gate = Gate()
    together = Together(gate, most=4, at_once=1)
    with busy(together, gate, ["a b"], ["c", "d"], ["e"]) as calls:
        found = [call.result() for call in calls]

    assert gate.calls == [["first"], ["a b", "c", "d", "e"]]
    for vectors, texts in zip(found, (["first"], ["a b"], ["c", "d"], ["e"]), strict=True):
        np.testing.assert_array_equal(vectors, WordEncoder().encode(texts))


def test_a_call_joins_no_more_than_it_may_and_the_order_stays() -> None:
    gate = Gate()
    together = Together(gate, most=2, at_once=1)
    with busy(together, gate, ["a"], ["b"], ["c", "d", "e"], ["f"]) as calls:
        assert [len(call.result()) for call in calls] == [1, 1, 1, 3, 1]

    assert gate.calls == [["first"], ["a", "b"], ["c", "d", "e"], ["f"]]


def test_nobody_waits_while_another_call_may_be_under_way() -> None:
    gate = Gate()
    together = Together(gate, at_once=2)
    with ThreadPoolExecutor(2) as threads:
        calls = [threads.submit(together.encode, [text]) for text in ("a", "b")]
        assert all(gate.entered.acquire(timeout=30) for _ in calls)
        gate.open.set()

    assert sorted(gate.calls) == [["a"], ["b"]]


def test_what_a_call_raises_reaches_all_who_were_in_it_and_nobody_else() -> None:
    gate = Gate()
    together = Together(gate, most=2, at_once=1)
    with busy(together, gate, ["broken"], ["a"], ["b"]) as calls:
        for call in calls[1:3]:
            with pytest.raises(ValueError, match="broken"):
                call.result()
        assert len(calls[0].result()) == len(calls[3].result()) == 1


def test_many_threads_get_what_one_would() -> None:
    together = Together(WordEncoder(), most=4, at_once=2)
    texts = [f"word{n} word{n % 7}" for n in range(200)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: together.encode([text])[0], texts))

    np.testing.assert_array_equal(found, WordEncoder().encode(texts))
