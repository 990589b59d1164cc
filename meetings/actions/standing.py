"""Where minutes are in their life, in the words that are printed: status, approvals, corrections, Kontrollkod."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.models import Correction, Minutes, Reply
from secretariat.lib.dates import and_list, day_in_words, local_day, moment_in_words

from .immediate_words import sentences_of
from .sharing import drawn_up

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class PrintedApproval:
    """A row of the table Justering. `mark` stands before the words and says nothing they do not."""

    name: str
    capacity: str
    when_text: str
    mark: str = "✓"


@dataclass(frozen=True)
class PrintedCorrection:
    """A rättelse as printed: what, when, by whom (C7)."""

    when_text: str
    by: str
    about: str
    old_text: str
    new_text: str
    reason: str
    item: int | None = None


@dataclass(frozen=True)
class Standing:
    """Where minutes are in their life, in the words that are printed. Not part of the tree: it is *of* it."""

    is_finished: bool = False
    term: str = "Status"
    text: str = "Utkast – ej justerat"
    approvals: tuple[PrintedApproval, ...] = ()
    corrections: tuple[PrintedCorrection, ...] = ()
    version: int = 0
    sha256: str = ""
    made_at: dt.datetime | None = None
    masked: str = ""
    at_once: tuple[str, ...] = ()
    drawn_up: str = ""

    @property
    def code(self) -> str:
        """The Kontrollkod, or nothing while there is no frozen version."""
        return check_code(self.sha256) if self.sha256 else ""


def check_code(sha256: str) -> str:
    """The first forty bits of a checksum, short enough to read aloud.

    >>> check_code("ffffffffff" + "0" * 54)
    'ZZZZ-ZZZZ'
    """
    number = int(sha256[:10], 16)
    signs = "".join(_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{signs[:4]}-{signs[4:]}"


def standing_of(minutes: Minutes) -> Standing:
    """What is printed of approvals, corrections, versions and points approved at once. Five queries.

    Of what is not finished also when it became upprättat, where it was shared before: one query more.
    """
    version = minutes.current_version
    rows = [
        row
        for row in minutes.approvers.select_related("person").prefetch_related("replies")
        if row.removed_at is None and not row.is_reserve
    ]
    approvals = tuple(
        printed_approval(row.person.name, row.get_capacity_display(), _reply(row.replies.all(), version))
        for row in rows
    )
    corrections = tuple(printed_correction(row) for row in minutes.corrections_that_hold)
    term, text = _status(minutes, approvals)
    return Standing(
        is_finished=minutes.is_finished,
        term=term,
        text=text,
        approvals=approvals,
        corrections=corrections,
        version=version.number if version else 0,
        sha256=version.sha256 if version else "",
        made_at=minutes.finished_at or (version.frozen_at if version else None),
        at_once=sentences_of(minutes.meeting_id),
        drawn_up=_drawn_up(minutes),
    )


def _drawn_up(minutes: Minutes) -> str:
    """When, by whom and why an unfinished text became upprättad (domain 1.3)."""
    moment = None if minutes.is_finished else drawn_up(minutes)
    return moment.told if moment else ""


def printed_correction(row: Correction) -> PrintedCorrection:
    """A rättelse in the words that are printed."""
    return PrintedCorrection(
        moment_in_words(row.corrected_at),
        row.corrected_name,
        row.item_label,
        row.old_text,
        row.new_text,
        row.reason,
        row.item_id,
    )


def _reply(replies: Iterable[Reply], version: object) -> Reply | None:
    return next(
        (
            one
            for one in reversed(list(replies))
            if one.version_id == getattr(version, "pk", None) and one.answer != Reply.Answer.CHANGES
        ),
        None,
    )


def printed_approval(name: str, capacity: str, reply: Reply | None) -> PrintedApproval:
    """A row of the table Justering: as what, and when and how it was answered."""
    capacity = f"{capacity[:1].upper()}{capacity[1:]}"
    if reply is None:
        return PrintedApproval(name, capacity, "Inte justerat än", "○")
    when = moment_in_words(reply.answered_at)
    if reply.answer == Reply.Answer.ABSTAINED:
        return PrintedApproval(name, capacity, f"Avstod {when}", "–")
    return PrintedApproval(name, capacity, f"{when}, {reply.method}" if reply.method else when)


def _status(minutes: Minutes, approvals: tuple[PrintedApproval, ...]) -> tuple[str, str]:
    done = and_list([one.name for one in approvals if one.mark == "✓"])
    finished = local_day(minutes.finished_at) if minutes.finished_at else None
    if finished and minutes.state == Minutes.State.APPROVED:
        return "Justerat av", f"{done}, {day_in_words(finished)}" if done else day_in_words(finished)
    if finished:
        return "Fastställt", day_in_words(finished)
    if minutes.state == Minutes.State.PARTLY_APPROVED:
        return "Status", f"Ej justerat av alla. Hittills justerat av {done}."
    if minutes.state == Minutes.State.SENT:
        sent = (
            f", skickat för justering {day_in_words(local_day(minutes.sent_at))}" if minutes.sent_at else ""
        )
        return "Status", f"Ej justerat{sent}"
    rows = minutes.meeting.meeting_bodies.filter(joint_part_only=False).select_related("body")
    has_approval = any(row.body.has_approval for row in rows)
    return "Status", "Utkast – ej justerat" if has_approval else "Utkast – ej fastställt"
