"""Readers and writers that go on until they are told to stop, and remember every answer."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from uuid import uuid4

from django.urls import reverse

from meetings.models import AgendaItem, ItemBlock, Revision
from secretariat.registry.models import User
from tests.benchmarks.client import Answer, Browser
from tests.faults.office import Office

JSON = {"Accept": "application/json"}


@dataclass
class Asker:
    """One person at a browser. `answers` are in order; `hung_up` counts the times the connection broke off."""

    office: Office
    user: User
    answers: list[Answer] = field(default_factory=list)
    hung_up: int = 0
    pause: float = 0.0  # seconds between two requests
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.office.browser(self.user)

    def once(self) -> None:
        """One request, remembered."""
        try:
            self.answers.append(self.ask())
        except (OSError, http.client.HTTPException):
            self.hung_up += 1
            self.browser.close()

    def ask(self) -> Answer:
        raise NotImplementedError

    @property
    def statuses(self) -> set[int]:
        """What was answered."""
        return {answer.status for answer in self.answers}

    @property
    def good(self) -> int:
        """How many were answered as asked."""
        return sum(answer.status == 200 for answer in self.answers)


@dataclass
class Reader(Asker):
    """Opens a page again and again."""

    path: str = "/"

    def ask(self) -> Answer:
        return self.office.get(self.browser, self.path)


@dataclass
class Writer(Asker):
    """Writes in a paragraph of its own as the drafting page does: sends again what nobody acknowledged."""

    item: AgendaItem | None = None
    acknowledged: list[str] = field(default_factory=list)
    block: str = field(default_factory=lambda: str(uuid4()))
    tab: str = field(default_factory=lambda: str(uuid4()))
    base: int = 0

    def ask(self) -> Answer:
        assert self.item
        text = f"Version {len(self.acknowledged) + 1} av {self.block}."
        told = {"id": self.block, "base": self.base, "kind": "paragraph", "html": text, "records": []}
        answer = self.office.get(
            self.browser,
            reverse("meetings:item-save", args=[self.item.pk]),
            data={"tab": self.tab, "blocks": [told]},
            headers=JSON,
        )
        if answer.status == 200:
            self.base = int(json.loads(answer.body)["blocks"][0]["revision"])
            self.acknowledged.append(text)
        return answer

    def lost(self) -> list[str]:
        """What was acknowledged and is not there, or is there half: every save has its version, the last one stands."""
        versions = list(
            Revision.objects.filter(block=self.block).order_by("number").values_list("html", flat=True)
        )
        once_each = list(dict.fromkeys(versions))
        standing = ItemBlock.objects.get(pk=self.block)
        lost = [text for text in self.acknowledged if text not in versions]
        if once_each[: len(self.acknowledged)] != self.acknowledged:
            lost.append(f"i en annan ordning: {once_each}")
        if standing.html != versions[-1] or standing.html not in (self.acknowledged[-1], once_each[-1]):
            lost.append(f"stycket är {standing.html!r}, sparat är {versions[-1]!r}")
        if standing.revision != Revision.objects.filter(block=self.block).latest("number").number:
            lost.append("stycket har en annan version än historiken")
        return lost


class Crowd:
    """All of them at once, each in a thread of its own."""

    def __init__(self, askers: list[Asker]) -> None:
        self.askers = askers
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._go_on, args=(one,)) for one in askers]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, asker: Asker) -> None:
        while not self._stop.is_set():
            asker.once()
            self._stop.wait(asker.pause)

    def each_has(self, number: int) -> bool:
        """Whether every one of them has got so many good answers."""
        return all(asker.good >= number for asker in self.askers)


def several_times(asker: Asker, times: int, *, until: float = 300.0) -> None:
    """So many requests one after the other, for a thread."""
    give_up = time.monotonic() + until
    for _ in range(times):
        if time.monotonic() < give_up:
            asker.once()
