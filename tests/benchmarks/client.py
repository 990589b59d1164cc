"""Asking the server as a browser does, many times, and what came of it."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"
TOKEN = "b" * 32  # the cookie and the header must agree, no more
PER_CONNECTION = 10  # then a new one, so that both processes are asked
IDLE_SECONDS = 1.0  # the server closes a connection that has rested for two


@dataclass
class Answer:
    """One answer and what it took: seconds for the client, the meter's figures inside the application."""

    status: int
    body: bytes
    headers: dict[str, str]
    seconds: float
    inside: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The page in words; nothing here asks for compressed content."""
        return self.body.decode()

    @property
    def statements(self) -> int:
        return int(self.inside[0]) if self.inside else 0

    @property
    def server_ms(self) -> float:
        """Milliseconds inside the application."""
        return self.inside[2] if self.inside else 0.0

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor inside the application."""
        return self.inside[3] if self.inside else 0.0


class Browser:
    """One person's browser: its cookies and its open connection."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
        self.asked = 0
        self.answered = 0.0
        self.connection: http.client.HTTPConnection | None = None

    def ask(
        self,
        path: str,
        *,
        data: Any = None,
        form: str = "",
        raw: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """GET; or POST of JSON, of a form's fields, coded, or of bytes as they are, with the header that names them.

        Compressed content comes as it was sent.
        """
        has_rested = time.monotonic() - self.answered > IDLE_SECONDS
        if self.connection is None or has_rested or self.asked % PER_CONNECTION == 0:
            self.close()
            self.connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
            self.connection.connect()
        self.asked += 1
        sent = {"Cookie": self.cookies, "Accept": "text/html,*/*", **(headers or {})}
        body = None
        if data is not None:
            body = json.dumps(data).encode()
            sent |= {"Content-Type": "application/json", "X-CSRFToken": TOKEN}
        elif form:
            body = form.encode()
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
        elif raw:
            body = raw
            sent |= {"X-CSRFToken": TOKEN}
        began = time.perf_counter()
        self.connection.request("POST" if body else "GET", path, body, sent)
        got = self.connection.getresponse()
        content = got.read()
        took = time.perf_counter() - began
        self.answered = time.monotonic()
        told = {name.lower(): value for name, value in got.getheaders()}
        return Answer(
            got.status, content, told, took, [float(one) for one in told.get("x-bench", "").split()]
        )

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


Asking = Callable[[Browser, int], Answer]


def ask_many(browser: Browser, asking: Asking, times: int) -> list[Answer]:
    """One after the other."""
    return [asking(browser, number) for number in range(times)]


def ask_at_once(browsers: list[Browser], askings: list[Asking], times: int) -> list[Answer]:
    """Each browser in a thread of its own, all at the same time."""
    found: list[list[Answer]] = [[] for _ in browsers]

    def run(place: int) -> None:
        found[place] = ask_many(browsers[place], askings[place], times)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for answers in found for answer in answers]


def percentile(values: list[float], share: int) -> float:
    """The value that `share` per cent are not above."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
