"""Meetings whose minutes are finished, and the file that is fetched of them, opened by another program."""

import datetime as dt
import io
import zipfile
from typing import Any

from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from meetings.actions import minutes as minutes_actions
from meetings.models import Body, Meeting, Minutes
from secretariat.registry.models import User
from tests import make

EXPORT, MAKE = reverse("meetings:attendance-export"), reverse("meetings:attendance-export-make")
DAY = dt.date(2025, 3, 18)
SPRING = {"fran": "2025-01-01", "till": "2025-06-30"}


def a_body(**fields: Any) -> Body:
    """A group without justering, so that the secretary finishes its notes."""
    return make.body(**{"approval_policy": "none", **fields})


def held(bodies: list[Body], *, date: dt.date = DAY, **fields: Any) -> Meeting:
    """A meeting from nine to twelve."""
    return make.meeting(
        bodies=bodies, date=date, **{"start_time": dt.time(9), "end_time": dt.time(12), **fields}
    )


def finish(meeting: Meeting, *, by: User) -> None:
    """Fastställ the notes."""
    if not meeting.items.exists():
        make.item(of=meeting, text="Gruppen gick igenom läget.")
    minutes_actions.finalise(Minutes.objects.get(meeting=meeting), by=by)


def fetched(client: Client, kind: str = "xlsx", **asked: Any) -> bytes:
    """The bytes of a file that is fetched at once."""
    response = client.post(MAKE, {**SPRING, "format": kind, **asked})
    assert isinstance(response, StreamingHttpResponse), response.content.decode()
    return b"".join(response)


def sheets(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Every sheet as rows by heading."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    told = {}
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python()
        told[name] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return told


def people(client: Client, **asked: Any) -> list[dict[str, Any]]:
    """The rows of the sheet Närvaro."""
    return sheets(fetched(client, **asked))["Närvaro"]


def packed(content: bytes) -> dict[str, bytes]:
    """Files in a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
