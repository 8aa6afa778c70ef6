"""`qaforum serve` in a process of its own, and a browser of the simplest kind."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

from benchmarks.fill import EMAIL, PASSWORD
from benchmarks.memory import peak_mb

_TICK = os.sysconf("SC_CLK_TCK")
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class Server:
    """A served forum; leaving the `with` block stops it."""

    def __init__(self, instance: Path, port: int = 0, **settings: object) -> None:
        self.port = port or free_port()
        self._environment = {
            **os.environ,
            "QAFORUM_INSTANCE": str(instance),
            "QAFORUM_RATELIMIT_ENABLED": "false",
            **{f"QAFORUM_{name}": str(value) for name, value in settings.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when pages are answered."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "qaforum", "serve", "--port", str(self.port)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_for("/healthz")

    def wait_for_search(self) -> None:
        self._wait_for("/readyz")

    def kill(self) -> None:
        """What a power cut does to processes."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=30)

    def processor_seconds(self) -> float:
        """What the server and its workers have used so far."""
        return sum(_used(pid) for pid in self._pids())

    def peak_mb(self) -> float:
        """The most memory that the server or a worker of it has held."""
        return max(peak_mb(pid) for pid in self._pids())

    def _pids(self) -> list[int]:
        assert self._process is not None
        return [self._process.pid, *_children(self._process.pid)]

    def _wait_for(self, path: str, seconds: float = 300) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if Browser(self.port).get(path)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise TimeoutError(f"{path} did not answer")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


class Browser:
    """Keeps its connection and its cookies; one thread may use it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        return self._request("GET", path)[:2]

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """Send the form at `path`; gives the status and where it leads."""
        token = _TOKEN.search(self.get(path)[1])
        if token is None:
            raise RuntimeError(f"{path} has no form to send")
        body = urlencode({**fields, "csrf_token": token[1]})
        status, _, location = self._request("POST", path, body)
        return status, location

    def log_in(self) -> None:
        status, _ = self.post("/account/login", {"email": EMAIL, "password": PASSWORD})
        if status != 302:
            raise RuntimeError(f"logging in was answered with {status}")

    def _request(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except BaseException:
            self._connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.update({name: m.value for name, m in SimpleCookie(line).items()})
        return answer.status, text, answer.headers.get("Location", "")
