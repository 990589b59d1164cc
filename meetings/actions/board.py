"""Anslag: finished minutes put up on a board and taken down again, where a body says that they are (C13).

Off for bodies that cooperate; a nämnd turns it on. How long it sits, how soon it is put up and where the minutes are
kept are the body's own settings and proposals: nothing here is told as law.
"""

import datetime as dt
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from meetings import board_letters
from meetings.documents import Letterhead, from_bytes
from meetings.models import BoardNotice, Body, Meeting, Minutes, MinutesVersion
from secretariat.lib import pdf
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log, mail
from secretariat.registry.models import User

from .locks import locked
from .printing import footer_of, head_height
from .standing import Standing

POST_WITHIN = 2  # days from justeringen to the board, proposed and never demanded


def bodies_that_post(meeting: Meeting) -> list[Body]:
    """Bodies of the whole meeting whose finished minutes are put up."""
    rows = meeting.meeting_bodies_in_order
    return [row.body for row in rows if row.body.posts_on_board and not row.joint_part_only]


def last_day_of(meeting: Meeting, posted_on: dt.date) -> dt.date:
    """How long the notice sits, with the longest time that any of the bodies says; the day itself is not counted."""
    days = max((body.board_days for body in bodies_that_post(meeting)), default=21)
    return posted_on + dt.timedelta(days=days)


def take_down_day(notice: BoardNotice) -> dt.date:
    """The first day it may be taken down: the one after its last."""
    return notice.last_day + dt.timedelta(days=1)


def post_by(minutes: Minutes) -> dt.date | None:
    """The day by which finished minutes ought to be put up."""
    return local_day(minutes.finished_at) + dt.timedelta(days=POST_WITHIN) if minutes.finished_at else None


def obstacles_to_posting(minutes: Minutes, *, posted_on: dt.date, kept_at: str) -> list[str]:
    """Why the minutes cannot be put up as said."""
    if not bodies_that_post(minutes.meeting):
        return ["Gruppens anteckningar anslås inte. Det ställs in i gruppens arbetsordning."]
    if not minutes.is_finished or minutes.finished_at is None:
        return ["Bara färdiga anteckningar kan anslås."]
    if standing_notice(minutes):
        return ["Anteckningarna är redan anslagna."]
    obstacles = [] if kept_at.strip() else ["Skriv var anteckningarna förvaras."]
    if posted_on < local_day(minutes.finished_at):
        obstacles.append("Anslagsdagen kan inte vara före den dag då anteckningarna blev färdiga.")
    return obstacles


def standing_notice(minutes: Minutes) -> BoardNotice | None:
    """The notice of the version that stands."""
    rows = BoardNotice.objects.filter(version=minutes.current_version_id)
    return rows.select_related("posted_by", "taken_down_by").first() if minutes.current_version_id else None


@transaction.atomic
def post(
    minutes: Minutes, *, by: User, posted_on: dt.date, kept_at: str, at: dt.datetime | None = None
) -> BoardNotice:
    """Put finished minutes up: from which day, until when, and where they are kept."""
    minutes = locked(minutes)
    if obstacles := obstacles_to_posting(minutes, posted_on=posted_on, kept_at=kept_at):
        raise NotAllowed(obstacles)
    made = BoardNotice.objects.create(
        minutes=minutes, version=cast(MinutesVersion, minutes.current_version), posted_on=posted_on,
        last_day=last_day_of(minutes.meeting, posted_on), kept_at=kept_at.strip(),
        posted_at=at or timezone.now(), posted_by=by,
    )  # fmt: skip
    log.write(
        "anslog", by=by, about=minutes, posted_on=posted_on.isoformat(), last_day=made.last_day.isoformat(),
        kept_at=made.kept_at,
    )  # fmt: skip
    return made


def obstacles_to_taking_down(
    notice: BoardNotice, *, on: dt.date, signed_by: str, today: dt.date | None = None
) -> list[str]:
    """Why the notice cannot be certified as taken down that day."""
    if notice.taken_down_on:
        return ["Anslaget är redan nedtaget."]
    obstacles = [] if signed_by.strip() else ["Skriv vem som skriver under beviset."]
    if on <= notice.last_day:
        obstacles.append(f"Anslaget ska sitta uppe till och med {day_in_words(notice.last_day)}.")
    elif on > (today or timezone.localdate()):
        obstacles.append("Nedtagningsdagen har inte varit än.")
    return obstacles


@transaction.atomic
def take_down(
    notice: BoardNotice, *, by: User, on: dt.date, signed_by: str, today: dt.date | None = None
) -> None:
    """Note that the notice has been taken down, and who certifies it. From then it stands for good."""
    minutes = locked(notice.minutes)
    notice = BoardNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if obstacles := obstacles_to_taking_down(notice, on=on, signed_by=signed_by, today=today):
        raise NotAllowed(obstacles)
    notice.taken_down_on, notice.taken_down_by, notice.signed_by = on, by, signed_by.strip()
    notice.save()
    log.write(
        "tog ned anslag", by=by, about=minutes, taken_down_on=on.isoformat(), signed_by=notice.signed_by
    )


# Shown


def up_on(day: dt.date) -> QuerySet[BoardNotice]:
    """Notices that sit on the board a day, the latest first: not those of a version that has been unlocked."""
    return (
        BoardNotice.objects.filter(
            posted_on__lte=day, last_day__gte=day, version=F("minutes__current_version")
        )
        .select_related("minutes__meeting", "minutes__word")
        .prefetch_related("minutes__meeting__meeting_bodies__body")
        .order_by("-posted_on", "-pk")
    )


@dataclass(frozen=True)
class Shown:
    """A notice as everybody reads it. It names the bodies and the days, and nothing that the minutes say."""

    notice: BoardNotice
    bodies: tuple[str, ...]
    word: str
    held_on: dt.date | None
    finished_on: dt.date | None
    take_down_on: dt.date
    open_at: int | None


def shown(notices: QuerySet[BoardNotice], open_meetings: set[int]) -> list[Shown]:
    """Notices in words; `open_meetings` are those whose minutes are published and may be read."""
    return [
        Shown(
            notice=one,
            bodies=tuple(
                row.body.name
                for row in one.minutes.meeting.meeting_bodies_in_order
                if not row.joint_part_only
            ),
            word=one.minutes.word.indefinite,
            held_on=one.minutes.meeting.date,
            finished_on=local_day(one.minutes.finished_at) if one.minutes.finished_at else None,
            take_down_on=take_down_day(one),
            open_at=one.minutes.meeting_id if one.minutes.meeting_id in open_meetings else None,
        )
        for one in notices
    ]


def _bodies(meeting: Meeting) -> list[Body]:
    return [row.body for row in meeting.meeting_bodies_in_order if not row.joint_part_only]


def certificate_of(notice: BoardNotice) -> bytes:
    """Bevis om anslag, as PDF. Raises lib.pdf.NotAvailable."""
    minutes = notice.minutes
    document = from_bytes(bytes(notice.version.content))
    head: Letterhead = document.letterhead
    names = [name.text for name in document.bodies] or [head.organisation]
    context = {
        "kicker": "", "title": "Bevis om anslag", "heads": names, "height": head_height(names), "document": document,
        "footer": footer_of(head), "notice": notice, "word": document.word.indefinite, "held_on": document.day,
        "finished_on": local_day(minutes.finished_at) if minutes.finished_at else None,
        "take_down_on": take_down_day(notice), "standing": Standing(is_finished=True),
    }  # fmt: skip
    day = f", {day_in_words(document.day)}" if document.day else ""
    return pdf.render(
        render_to_string("pdf/board_notice.html", context),
        title=f"Bevis om anslag, {names[0]}{day}",
        author=head.organisation,
        made_at=notice.posted_at,
    )


# Owed


def to_post(user_meetings: Q) -> QuerySet[Minutes]:
    """Finished minutes of bodies that post, with no notice of the version that stands."""
    posting = Q(
        meeting__meeting_bodies__body__posts_on_board=True, meeting__meeting_bodies__joint_part_only=False
    )
    rows = Minutes.objects.finished().filter(posting, user_meetings, current_version__board_notice=None)
    return rows.select_related("meeting").order_by("finished_at", "pk").distinct()


def to_take_down(user_meetings: Q, today: dt.date) -> QuerySet[BoardNotice]:
    """Notices whose last day is past and that nobody has certified as taken down."""
    rows = BoardNotice.objects.filter(user_meetings, taken_down_on=None, last_day__lt=today)
    return rows.select_related("minutes__meeting").order_by("last_day", "pk").distinct()


def remind_by_night(*, today: dt.date | None = None) -> int:
    """Write once to the secretary of each notice that is to be taken down. Returns how many letters."""
    today = today or timezone.localdate()
    rows = to_take_down(Q(), today).select_related("minutes__word", "minutes__meeting__secretary__user")
    letters = [letter for one in rows for letter in board_letters.to_take_down(one)]
    return len(mail.write_many(letters))
