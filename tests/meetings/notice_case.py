"""A meeting that is ready to be called: a body with members, a substitute, an agenda, time and place."""

import datetime as dt
from typing import Any

from meetings.models import AgendaItem, Body, ItemAttachment, ItemPresenter, Meeting
from tests import make

SENT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 3, 9, 9, 0, tzinfo=dt.UTC)
DAY = make.DAY


def body(*, members: int = 2, **fields: Any) -> Body:
    """A body whose members have addresses, and one ersättare."""
    made = make.body(**{"name": "Chefsgrupp prov", "code": f"K{make.number()}", **fields})
    for place in range(members):
        row = make.member(of=made, kind="chair" if place == 0 else "member")
        row.person.email = f"ledamot{make.number()}@exempel.se"
        row.person.save()
    return made


def ready(*, bodies: list[Body] | None = None, **fields: Any) -> Meeting:
    """A meeting of 18 March with three points, one of them with everything."""
    made = make.meeting(
        bodies=bodies or [body()],
        **{"start_time": dt.time(13), "end_time": dt.time(16), "place": "Regionhuset", "form": "hybrid",
           "link": "https://teams.exempel.se/m/1", **fields},
    )  # fmt: skip
    make.item(of=made, title="Mötet öppnas", planned_start=dt.time(13), planned_minutes=5)
    point = make.item(
        of=made, title="Budget\nRamar för nästa år", purpose="decision", planned_start=dt.time(13, 5),
        planned_minutes=30, proposal="Gruppen antar budgeten.",
    )  # fmt: skip
    ItemPresenter.objects.create(meeting=made, item=point, text="Asta Ceder")
    ItemAttachment.objects.create(
        meeting=made, item=point, kind="link", title="Film om budgeten", url="https://film.exempel.se/1"
    )
    make.item(of=made, title="Mötet avslutas")
    return made


def point(of: Meeting, title: str) -> AgendaItem:
    """The item with a title."""
    return of.items.get(title__startswith=title)
