"""Words of one meeting: lines of the stock become blocks with their records, as an editor would save them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from meetings.actions.texts import Change
from meetings.models import Body
from secretariat.lib.dates import day_in_words
from secretariat.lib.text import from_plain

AS_PROPOSED = " enligt förslag"


@dataclass
class Writer:
    """Puts one item's blocks in order. `words` fills the places in braces; `day` is when actions are counted from."""

    words: Mapping[str, str]
    day: dt.date
    phrase: str
    bodies: Mapping[str, Body]
    changes: list[Change] = field(default_factory=list)
    last: UUID | None = None

    def say(
        self, text: str, *, kind: str = "paragraph", records: Sequence[dict[str, Any]] | None = None
    ) -> None:
        """One block after the last."""
        html = from_plain(text.format_map(self.words))
        change = Change(key=uuid4(), kind=kind, html=html, after=self.last, records=records)
        self.changes.append(change)
        self.last = change.key

    def decide(self, text: str, *, kind: str, as_proposed: bool = False) -> None:
        """A whole sentence that is a decision."""
        self.say(text, records=[_record("decision", kind=kind, as_proposed=as_proposed)])

    def contribute(self, label: str, text: str) -> None:
        """What one party says in the round; the label stands alone where nothing has been noted."""
        top = Change(key=uuid4(), kind="contribution", label=label, after=self.last)
        self.changes.append(top)
        self.last = top.key
        if text:
            html = from_plain(text.format_map(self.words))
            self.changes.append(Change(key=uuid4(), html=html, parent=top.key))

    def write(self, lines: Iterable[str]) -> None:
        """Lines of a stage; see stock.py for the signs."""
        for line in lines:
            sign, _, rest = line.partition(" ")
            if sign in self._SIGNS:
                self._SIGNS[sign](self, rest)
            else:
                self.say(line)

    def _decision(self, rest: str) -> None:
        kind, _, text = rest.partition(": ")
        as_proposed = kind.endswith(AS_PROPOSED)
        self.decide(f"{self.phrase} {text}.", kind=kind.removesuffix(AS_PROPOSED), as_proposed=as_proposed)

    def _action(self, rest: str) -> None:
        who, days, text = (part.strip() for part in rest.split("|"))
        who = who.format_map(self.words)
        due = day_in_words(self.day + dt.timedelta(days=int(days))) if days else ""
        self.say(f"{who or 'Någon'} {text}", records=[_record("action", who=who, due=due)])

    def _input(self, rest: str) -> None:
        self.say(rest, records=[_record("input")])

    def _next(self, rest: str) -> None:
        self.say(rest, records=[_record("for_next_meeting", when="next")])

    def _hand_on(self, rest: str) -> None:
        codes, _, text = rest.partition(": ")
        self.say(text, records=[_record("hand_on", to=[str(self.bodies[code].pk) for code in codes.split()])])

    def _bullet(self, rest: str) -> None:
        self.say(rest, kind="bullet")

    def _own_words(self, rest: str) -> None:
        kind, _, sentence = rest.partition(": ")
        self.decide(sentence, kind=kind)

    def _statement(self, rest: str) -> None:
        kind, who, text = (part.strip() for part in rest.split("|"))
        self.say(text, records=[_record("statement", kind=kind, person=who)])

    def _interest(self, rest: str) -> None:
        who, text = (part.strip() for part in rest.split("|"))
        self.say(text, records=[_record("interest_conflict", person=who)])

    _SIGNS = {
        "!": _decision, "!!": _own_words, ">": _action, "?": _input, "+": _next, "^": _hand_on, "-": _bullet,
        "~": _statement, "&": _interest,
    }  # fmt: skip


def _record(type_: str, /, **fields: object) -> dict[str, Any]:
    return {"id": str(uuid4()), "type": type_, "fields": fields}
