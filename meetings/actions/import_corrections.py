"""What a person puts right in what was read of old minutes: facts, points and rows of attendance (M1). Pure."""

import re
from collections.abc import Mapping
from typing import Any

from meetings.models import ItemRole

ROLES = ("ledamot", "ersättare", "deltagare", "adjungerad", "ordförande", "sekreterare", "gäst", "övrig")
STATUSES = (
    ("present", "närvarande"), ("apology", "anmält förhinder"), ("absent", "frånvarande"), ("not_marked", "inte märkt"),
)  # fmt: skip
PLAIN = "plain"
"""Chosen as the kind of a point: none, whatever its title says."""
KINDS = ((PLAIN, ItemRole.NONE.label), *((one.value, one.label) for one in ItemRole if one.value))
_MODES = {"in_person", "digital", "hybrid"}


def with_facts(truth: dict[str, Any], facts: Mapping[str, Any]) -> None:
    """Put the meeting's own facts as the form has them, cleaned; nothing where they are not in order."""
    if not facts:
        return
    truth.setdefault("document", {})["title"] = facts["title"] or None
    day, start, end = facts["date"], facts["start"], facts["end"]
    truth |= {
        "date": day.isoformat() if day else None,
        "start": f"{start:%H:%M}" if start else None,
        "end": f"{end:%H:%M}" if end else None,
        "place": facts["place"] or None,
        "mode": facts["mode"] if facts["mode"] in _MODES else None,
        "chair": facts["chair"] or None,
        "secretary": facts["secretary"] or None,
    }
    if truth["date"]:
        truth.pop("date_inferred", None)
    if facts["bodies"]:
        read_names = [str(name) for name in truth.get("bodies") or []]
        truth["bodies"] = read_names + [one for one in facts["bodies"] if one not in read_names]


def with_items(truth: dict[str, Any], said: Mapping[str, Mapping[str, str]]) -> None:
    """Put number, title, presenters and kind of the points as they were typed. What is not said stays as read."""
    for place, item in enumerate(truth.get("items") or []):
        words = said.get(str(place), {})
        if "number" in words:
            item["number"] = words["number"].strip()[:8] or None
        if "title" in words:
            item["title"] = words["title"].strip() or None
        if "presenters" in words:
            item["presenters"] = [
                one.strip() for one in re.split(r"[,;]", words["presenters"]) if one.strip()
            ]
        if words.get("kind") in dict(KINDS):
            item["role"] = ItemRole.NONE.value if words["kind"] == PLAIN else words["kind"]


def with_rows(truth: dict[str, Any], said: Mapping[str, Mapping[str, str]]) -> None:
    """Put role and state of rows of attendance as they were chosen. A vacant seat stays vacant.

    Each row is told its place in what was read, so that the page's answer finds it again.
    """
    for place, row in enumerate(truth.get("attendance") or []):
        row["place"] = place
        words = said.get(str(place), {})
        if words.get("role") in ROLES:
            row["role"] = words["role"]
        if row.get("name") and words.get("status") in dict(STATUSES):
            row["status"] = words["status"]
