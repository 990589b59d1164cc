"""What changed between two kallelser: facts of the meeting, and items, followed by what they are and not by number.

An item is followed by its key, so one that is moved is told as moved and not as taken off and added (A8, A10).
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from secretariat.lib.dates import and_list, clock, day_in_words, time_span, weekday_and_day

from .documents import Attachment
from .models import ItemPurpose, Meeting
from .notice_documents import Change, NoticeDocument, NoticeItem, every_item

_PURPOSES = dict(ItemPurpose.choices)
_FORMS = dict(Meeting.Form.choices)
_MANY_TIMES = 3


def changes(old: NoticeDocument, new: NoticeDocument) -> tuple[Change, ...]:
    """What a reader of the old one must know: facts first, then items in the order of the new, then what is gone."""
    before = {item.key: item for item in every_item(old)}
    after = {item.key: item for item in every_item(new)}
    moved = _moved(old, new)
    found: list[Change] = []
    timed: list[Change] = []
    for item in after.values():
        if item.key not in before:
            found.append(Change("added", label(new, item), _new_words(item), item.key))
            continue
        words = tuple(_differences(before[item.key], item))
        times = _time_differs(before[item.key], item)
        if item.key in moved:
            found.append(Change("moved", label(new, item), (*moved[item.key], *words, *times), item.key))
        elif words:
            found.append(Change("changed", label(new, item), (*words, *times), item.key))
        elif times:
            timed.append(Change("changed", label(new, item), times, item.key))
    found += timed
    order = {key: place for place, key in enumerate(after)}
    found.sort(key=lambda change: order[change.item])
    gone = [Change("removed", label(old, item), (), key) for key, item in before.items() if key not in after]
    return (*_facts(old, new), *_gathered(found, timed), *gone)


def label(document: NoticeDocument, item: NoticeItem) -> str:
    """How an item is named: "Punkt 8 Budget", "Punkt 8 a Räntan"."""
    above = next((one for one in document.items if item.key in [child.key for child in one.children]), None)
    number = f"{above.number} {item.number}".strip() if above and item.number else item.number
    return " ".join(part for part in ("Punkt", number, item.title or "utan rubrik") if part)


def _gathered(found: list[Change], timed: list[Change]) -> Iterator[Change]:
    """Many points that only begin at another time are told in one sentence."""
    if len(timed) < _MANY_TIMES:
        yield from found
        return
    keys = {one.item for one in timed}
    yield Change("fact", "Tiderna på dagordningen", (f"{len(keys)} punkter har fått nya tider.",))
    yield from (one for one in found if one.item not in keys)


# Facts


def _facts(old: NoticeDocument, new: NoticeDocument) -> Iterator[Change]:
    pairs = (
        ("Dag", _day(old.date), _day(new.date)),
        ("Tid", _span(old.start, old.end), _span(new.start, new.end)),
        ("Gemensam del", _span(old.joint_start, old.joint_end), _span(new.joint_start, new.joint_end)),
        ("Plats", old.place, new.place),
        ("Mötesform", _FORMS.get(old.form, "") if old.form else "", _FORMS.get(new.form, "") if new.form else ""),
        ("Möteslänk", old.link, new.link),
        ("Grupper", _bodies(old), _bodies(new)),
        ("Ordförande", old.chair.text if old.chair else "", new.chair.text if new.chair else ""),
    )  # fmt: skip
    for name, before, after in pairs:
        if before != after:
            yield Change("fact", name, (_from_to(before, after),))


def _from_to(before: str, after: str) -> str:
    if not after:
        return f"Gäller inte längre. Var {before}."
    now = after if after.startswith("http") else f"{after[:1].upper()}{after[1:]}"
    return f"{now}. Var {before}." if before else f"{now}."


def _day(text: str) -> str:
    return weekday_and_day(dt.date.fromisoformat(text)) if text else ""


def _time(text: str) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


def _span(start: str, end: str) -> str:
    return time_span(_time(start), _time(end))


def _bodies(document: NoticeDocument) -> str:
    return and_list(
        [f"{one.name.text}{' (gemensam del)' if one.joint_part_only else ''}" for one in document.bodies]
    )


# Items


def _new_words(item: NoticeItem) -> tuple[str, ...]:
    presenters = and_list([name.text for name in item.presenters])
    return (f"Föredragande: {presenters}.",) if presenters else ()


def _differences(old: NoticeItem, new: NoticeItem) -> Iterator[str]:
    if old.number != new.number:
        yield f"Har fått nummer {new.number}." if new.number else "Står utan nummer."
    if old.title != new.title:
        yield f"Rubriken var ”{old.title}”."
    if old.subtitle != new.subtitle:
        yield "Underrubriken är ändrad."
    if [one.text for one in old.presenters] != [one.text for one in new.presenters]:
        yield f"Föredragande: {_names(new)}. Var {_names(old)}."
    if old.purpose != new.purpose:
        yield f"Syfte: {_purpose(new)}. Var {_purpose(old)}."
    if old.proposal != new.proposal:
        yield _proposal_words(old.proposal, new.proposal)
    yield from _material(old.attachments, new.attachments)
    if new.material_due and old.material_due != new.material_due and not new.attachments:
        yield f"Underlag kommer senast {day_in_words(dt.date.fromisoformat(new.material_due))}."


def _names(item: NoticeItem) -> str:
    return and_list([one.text for one in item.presenters]) or "ingen"


def _purpose(item: NoticeItem) -> str:
    return str(_PURPOSES.get(item.purpose, item.purpose))


def _proposal_words(before: str, after: str) -> str:
    if not before:
        return "Har fått ett förslag till beslut."
    return "Förslaget till beslut är ändrat." if after else "Förslaget till beslut är borttaget."


def _material(old: Sequence[Attachment], new: Sequence[Attachment]) -> Iterator[str]:
    """Files and links by what they are, not by their place: what is new, what is another, what is gone."""
    before, after = _by_name(old), _by_name(new)
    if added := [one.title for name, one in after.items() if name not in before]:
        yield f"Nytt underlag: {and_list(added)}."
    if other := [
        one.title
        for name, one in after.items()
        if name in before and (one.sha256, one.url) != (before[name].sha256, before[name].url)
    ]:
        yield f"Ny version av underlaget: {and_list(other)}."
    if gone := [one.title for name, one in before.items() if name not in after]:
        yield f"Borttaget underlag: {and_list(gone)}."


def _by_name(attachments: Iterable[Attachment]) -> dict[tuple[str, str], Attachment]:
    return {(one.kind, one.title): one for one in attachments}


def _time_differs(old: NoticeItem, new: NoticeItem) -> tuple[str, ...]:
    if (old.start, old.minutes) == (new.start, new.minutes):
        return ()
    return (f"Tid: {_when(new)}. Var {_when(old)}.",)


def _when(item: NoticeItem) -> str:
    start = _time(item.start)
    words = [f"kl. {clock(start)}" if start else "", f"{item.minutes} minuter" if item.minutes else ""]
    return ", ".join(word for word in words if word) or "inte satt"


# Order


def _moved(old: NoticeDocument, new: NoticeDocument) -> dict[int, tuple[str, ...]]:
    """Items that stand in another order among those that were there, or under another point.

    As few as explain the new order: an item that only gives way to another is not moved.
    """
    was, now = _places(old), _places(new)
    found: dict[int, tuple[str, ...]] = {}
    siblings: dict[int, list[int]] = {}
    for key, (above, _) in now.items():
        if key not in was:
            continue
        if was[key][0] != above:
            found[key] = (_place_words(new, key),)
        else:
            siblings.setdefault(above, []).append(key)
    for keys in siblings.values():
        stay = _longest_rising([was[key][1] for key in keys])
        found |= {key: (_place_words(new, key),) for place, key in enumerate(keys) if place not in stay}
    return found


def _places(document: NoticeDocument) -> dict[int, tuple[int, int]]:
    """By key: the point an item stands under (0 for none), and its place in the whole."""
    under = {child.key: top.key for top in document.items for child in top.children}
    return {item.key: (under.get(item.key, 0), place) for place, item in enumerate(every_item(document))}


def _place_words(document: NoticeDocument, key: int) -> str:
    tops = list(document.items)
    for top in tops:
        if key in [child.key for child in top.children]:
            above = label(document, top)
            return f"Flyttad, står nu under {above[:1].lower()}{above[1:]}."
    at = [top.key for top in tops].index(key)
    if not at:
        return "Flyttad, står nu först."
    above = label(document, tops[at - 1])
    return f"Flyttad, står nu efter {above[:1].lower()}{above[1:]}."


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Places of a longest rising row among numbers.

    >>> _longest_rising([1, 5, 2, 3])
    {0, 2, 3}
    """
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
        last[at : at + 1] = [place]
        before.append(last[at - 1] if at else -1)
    found: set[int] = set()
    place = last[-1] if last else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found
