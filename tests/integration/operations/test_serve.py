"""The commands that run until they are stopped, as an administrator starts them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def running(instance: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qaforum", *arguments],
        env={**os.environ, "QAFORUM_INSTANCE": str(instance)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_serve_says_where_answers_at_once_and_ends_when_told_to(instance: Path) -> None:
    port = free_port()
    with running(instance, "serve", "--port", str(port)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"qaforum answers at http://127.0.0.1:{port}\n"
        with urlopen(f"http://127.0.0.1:{port}/questions", timeout=60) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def test_serving_in_several_processes_says_what_to_start_beside_them(instance: Path) -> None:
    with running(instance, "serve", "--port", str(free_port()), "--workers", "2") as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert "start `qaforum worker` beside them" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def test_serve_says_so_when_the_port_is_taken(instance: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "qaforum", "serve", "--port", str(port)],
            env={**os.environ, "QAFORUM_INSTANCE": str(instance)},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"Cannot listen at 127.0.0.1 port {port}" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_when_told_to(instance: Path, number: signal.Signals) -> None:
    with running(instance, "worker") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Indexing")
        time.sleep(0.2)  # in the middle of loading the encoder
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
