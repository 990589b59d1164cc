"""A round's plan as it is read: weeks with their dates, what is done, what is late, what falls in a lov (H1)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.days import weeks_in_words
from secretariat.registry.models import SchoolBreak
from surveys.models import Milestone, Survey, SurveyRound

Span = tuple[dt.date, dt.date]


def days_in_words(first: dt.date, last: dt.date) -> str:
    """From day to day in running text, nothing said twice.

    >>> days_in_words(dt.date(2026, 1, 26), dt.date(2026, 2, 15))
    '26 januari–15 februari 2026'
    >>> days_in_words(dt.date(2026, 2, 2), dt.date(2026, 2, 15))
    '2–15 februari 2026'
    """
    if first == last:
        return day_in_words(first)
    day, month, year = day_in_words(first).split()
    if first.year != last.year:
        return f"{day} {month} {year}–{day_in_words(last)}"
    return (
        f"{day}–{day_in_words(last)}" if first.month == last.month else f"{day} {month}–{day_in_words(last)}"
    )


def weeks_and_days(first: dt.date, last: dt.date) -> str:
    """v. 5–7, 26 januari–15 februari 2026."""
    return f"{weeks_in_words(first, last)}, {days_in_words(first, last)}"


@dataclass(frozen=True)
class Line:
    """One thing of the plan: its days, the kind of its mark, words, and its milestone where it is one."""

    title: str
    first: dt.date
    last: dt.date
    mark: str
    words: str
    note: str = ""
    breaks: str = ""
    milestone: Milestone | None = None

    @property
    def weeks(self) -> str:
        """v. 5–7."""
        return weeks_in_words(self.first, self.last)

    @property
    def days(self) -> str:
        """In running text."""
        return days_in_words(self.first, self.last)

    @property
    def is_late(self) -> bool:
        """Whether it should have been done."""
        return self.mark == "late"


def lines_of(
    round: SurveyRound, milestones: Iterable[Milestone], *, today: dt.date, breaks: Sequence[SchoolBreak] = ()
) -> list[Line]:
    """Collection, buffer and milestones in the order of their days."""
    found = [_of_milestone(one, round, today, breaks) for one in milestones]
    for title, first, last in (
        ("Svaren samlas in", round.collected_from, round.collected_to),
        ("Buffert", round.buffer_from, round.buffer_to),
    ):
        if first and last:
            mark, words = _when((first, last), today)
            found.append(Line(title, first, last, mark, words, breaks=breaks_in_words((first, last), breaks)))
    return sorted(found, key=lambda one: (one.first, one.last, one.title))


def _of_milestone(one: Milestone, round: SurveyRound, today: dt.date, breaks: Sequence[SchoolBreak]) -> Line:
    span = (one.starts_on, one.ends_on)
    if one.done_on:
        mark, words = "done", f"Klart {day_in_words(one.done_on)}"
    elif is_late(one, round, today=today):
        weeks = (today - one.ends_on).days // 7
        mark, words = "late", "Sen" + (f", {weeks} {'vecka' if weeks == 1 else 'veckor'}" if weeks else "")
    else:
        mark, words = _when(span, today)
        mark, words = ("replaced", "Blev inte av") if mark == "done" else (mark, words)
    return Line(one.title, *span, mark, words, one.note, breaks_in_words(span, breaks), one)


def is_late(one: Milestone, round: SurveyRound, *, today: dt.date) -> bool:
    """Whether it should have been done; nothing is late in a round that is called off."""
    return one.done_on is None and one.ends_on < today and round.state != SurveyRound.State.CANCELLED


def _when(span: Span, today: dt.date) -> tuple[str, str]:
    first, last = span
    if last < today:
        return "done", "Har varit"
    return ("pending", "Pågår") if first <= today else ("planned", "Kommer")


# Lov


def breaks_during(survey: Survey, spans: Iterable[Span]) -> list[SchoolBreak]:
    """The lov that a plan may fall in, for surveys that are made in schools. One query at most."""
    known = list(spans)
    if survey.kind == Survey.Kind.POPULATION or not known:
        return []
    first, last = min(one[0] for one in known), max(one[1] for one in known)
    rows = SchoolBreak.objects.filter(starts_on__lte=last, ends_on__gte=first)
    return list(rows.select_related("organisation").order_by("starts_on", "organisation__sort_key"))


def spans_of(round: SurveyRound, milestones: Iterable[Milestone]) -> list[Span]:
    """All days of a round that are to be held against the lov."""
    own = [(round.collected_from, round.collected_to), (round.buffer_from, round.buffer_to)]
    return [(first, last) for first, last in own if first and last] + [
        (one.starts_on, one.ends_on) for one in milestones
    ]


def breaks_in_words(span: Span, breaks: Iterable[SchoolBreak]) -> str:
    """Which lov the days fall in, and where unless it is everywhere: sportlov v. 8 i Nora och Kumla."""
    where: dict[tuple[str, str], list[str]] = {}
    for one in breaks:
        if one.starts_on <= span[1] and one.ends_on >= span[0]:
            key = (one.name, weeks_in_words(one.starts_on, one.ends_on))
            where.setdefault(key, []).append(one.organisation.short_name if one.organisation else "")
    return "; ".join(
        f"{name} {weeks}" + ("" if "" in kommuner else f" i {_places(kommuner)}")
        for (name, weeks), kommuner in where.items()
    )


def _places(kommuner: list[str]) -> str:
    return and_list(kommuner) if len(kommuner) <= 3 else f"{len(kommuner)} kommuner"
