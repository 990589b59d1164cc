"""What the rest of a point says of a day told in it: the event's whole name, its place, that it may be moved."""

import datetime as dt
import re
from typing import Any

from .moments import days
from .sentences import sentences

_EVENT = r"[\wåäöÅÄÖ-]*(?:dag|konferens|möte|träff|seminarium|workshop|mingel)"
_BARE = re.compile(rf"{_EVENT}(?P<definite>en|et|t)?", re.IGNORECASE)
_PROPER = re.compile(r"[A-ZÅÄÖ][\w-]*(?: [A-ZÅÄÖ][\w-]*){0,3}")
_NAMED = r"(?P<name>[A-ZÅÄÖ][\w-]{2,}(?: [a-zåäö]+){0,4})(?= [|•]|[,.\n]|$)"
_WISHED = re.compile(
    rf"\b(?:en|ett) (?P<what>(?:gemensam|extra|särskil|regional|nationell|ny)\w* {_EVENT})\b", re.IGNORECASE
)
_MAY_BE = re.compile(r"\b(?:ev\b|ev\.|eventuellt|kanske)", re.IGNORECASE)
_MOVES = re.compile(r"\b(?:ersätt|flytt|utgå|ställas? in|slås? ihop|byt)", re.IGNORECASE)
_HOUSE = re.compile(
    r"(?:[A-ZÅÄÖ][\w-]* ){0,2}[A-ZÅÄÖ]?[\w-]*(?:kyrkan|huset|gården|salen|skolan|biblioteket|teatern|hallen|slottet"
    r"|museet|mässan|centrum|arena|residenset|hotellet)"
)


def complete(
    rows: list[dict[str, Any]], titled: int, title: str | None, text: str, near: dt.date | None
) -> None:
    """Complete the days of one point or sub-point; the first `titled` of them stand in its title."""
    for place, row in enumerate(rows):
        row["what"] = _whole_event(row["what"], title, text)
        if row["tentative"] and not re.search(r"[a-zåäö]{4}", row["text"]):
            row["what"] = _told_again(row["date"], text, near) or row["what"]
        if place < titled and not row["place_or_mode"]:
            row["place_or_mode"] = _house_alone(text)
    moved = _may_move(text, near)
    for row in rows:
        row["tentative"] = row["tentative"] or row["date"] in moved


def _whole_event(what: str, title: str | None, text: str) -> str:
    """ "Konferens" is the one named in the same text; "Årskonferensen" that of whom the heading names."""
    event = _BARE.fullmatch(what)
    if not event:
        return what
    if not event["definite"]:
        named = re.search(rf"\b{re.escape(what)} {_NAMED}", text)
        return f"{what} {named['name']}" if named else what
    if title and _PROPER.fullmatch(title) and " " in title:
        return f"{title} {what.removesuffix(event['definite']).lower()}"
    return what


def _told_again(date: str, text: str, near: dt.date | None) -> str | None:
    """The event of a bare day, where a later paragraph wishes for one and tells of the same day."""
    for paragraph in text.split("\n")[1:]:
        wished = _WISHED.search(paragraph)
        if wished and any(day.date == date for day in days(paragraph, near)):
            return wished["what"]
    return None


def _house_alone(text: str) -> str | None:
    return next((one.strip(" .") for one in sentences(text) if _HOUSE.fullmatch(one.strip(" ."))), None)


def _may_move(text: str, near: dt.date | None) -> set[str]:
    """The days that a sentence says may be replaced, moved or called off."""
    return {
        day.date
        for sentence in sentences(text)
        if _MAY_BE.search(sentence) and _MOVES.search(sentence)
        for day in days(sentence, near)
    }
