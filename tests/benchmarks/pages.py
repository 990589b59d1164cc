"""What is measured: each page, who opens it, and the targets of the requirements."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from .client import Answer, Asking, Browser
from .data import World, sentence

PDF, LONG_PDF = "pdf, 18 punkter", "pdf, 36 punkter"


@dataclass(frozen=True)
class Measured:
    """A page or a step. `asking(n)` makes the question of the n-th client."""

    name: str
    who: str
    asking: Callable[[int], Asking]
    path: str = ""
    times: int = 40
    at_once: int = 10
    target_ms: float | None = None
    target_statements: int | None = None
    after_save: bool = False
    after_restart: bool = False


def get(path: str) -> Callable[[int], Asking]:
    """Ask for the same page every time."""
    return lambda client: lambda browser, number: browser.ask(path)


def saving(world: World) -> Callable[[int], Asking]:
    """Each client writes in a paragraph of its own, each save on the revision that the last one gave."""

    def of(client: int) -> Asking:
        path, key, tab = f"/moten/punkter/{world.draft_items[client]}/text/", str(uuid4()), str(uuid4())
        base = 0

        def ask(browser: Browser, number: int) -> Answer:
            nonlocal base
            block = {
                "id": key,
                "base": base,
                "kind": "paragraph",
                "html": f"{number} {sentence()}",
                "records": [],
            }
            answer = browser.ask(path, data={"tab": tab, "blocks": [block]})
            if answer.status == 200:
                base = revision_in(answer)
            return answer

        return ask

    return of


def revision_in(answer: Answer) -> int:
    """The revision a save answered."""
    return int(json.loads(answer.body)["blocks"][0]["revision"])


def measured(world: World) -> list[Measured]:
    """In the order of the table."""
    finished, draft, sent = (f"/moten/{pk}/" for pk in (world.finished, world.draft, world.sent))

    def page(name: str, who: str, path: str, **more: object) -> Measured:
        return Measured(name, who, get(path), path, **more)  # type: ignore[arg-type]

    return [
        page("tom vy (golv)", "", "/_bench/tom/"),
        page("möte, färdigt", "member", finished, target_ms=12, target_statements=12, after_restart=True),
        page("möte, utkast", "secretary", draft, target_ms=12, target_statements=12, after_save=True),
        page(
            "anteckna",
            "secretary",
            f"{draft}anteckna/",
            target_ms=25,
            target_statements=14,
            after_save=True,
            after_restart=True,
        ),
        Measured("spara en punkt", "secretary", saving(world), target_ms=8, target_statements=6),
        page(
            "möten, 500 av 2 000",
            "secretary",
            f"/moten/?ar={world.list_year}",
            target_ms=8,
            target_statements=8,
        ),
        page("möten, alla, ledamot", "member", "/moten/", target_statements=8),
        page("beslut", "member", "/beslut/", target_ms=8, target_statements=8, after_restart=True),
        page("beslut, sökning", "member", "/beslut/?q=familjecentraler", target_ms=20, target_statements=8),
        page("ett beslut", "member", f"/beslut/{world.decision}/"),
        page("uppdrag", "member", "/uppdrag/", target_ms=8, target_statements=8),
        page("justera", "chair", f"{sent}justera/"),
        page("start", "secretary", "/"),
        page(PDF, "secretary", f"/moten/{world.printed}/anteckningar.pdf", times=6, at_once=2, target_ms=450),
        page(LONG_PDF, "secretary", f"{sent}anteckningar.pdf", times=6, at_once=2),
    ]
