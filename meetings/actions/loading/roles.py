"""What titles, sentences and deadlines say by their wording. Careful guesses: what is not plain stays unsaid."""

import datetime as dt
import re

from meetings.models import Decision, ItemRole
from secretariat.lib.dates import parse_day

_ROLES = (
    (r"^(mötet öppnas|inledning|öppnande)", ItemRole.OPENING),
    (r"val av .*justerare|^justerare", ItemRole.APPROVER_ELECTION),
    (r"föregående (möte|minnesanteckning|mötesanteckning|protokoll|anteckning)", ItemRole.PREVIOUS_MINUTES),
    (r"dagordning|föredragningslista", ItemRole.AGENDA),
    (r"^(årshjul|årsplan)", ItemRole.YEAR_WHEEL),
    (r"^(laget runt|lokala nedslag)", ItemRole.ROUND_TABLE),
    (r"^rapport(er)?\b", ItemRole.REPORT),
    (r"^(medskick|till andra grupper|(till )?länsdelsgrupperna)", ItemRole.HAND_ON),
    (r"^övriga (frågor|ärenden)", ItemRole.OTHER_MATTERS),
    (r"^(nästa möte|sammanträdesdat|mötesdat|mötestider)", ItemRole.NEXT_MEETING),
    (r"^(mötet avslut|avslutning|avslutande)", ItemRole.CLOSING),
)
_OF_SUB_ITEMS = {ItemRole.ROUND_TABLE, ItemRole.REPORT}
_BEFORE, _AFTER = dt.timedelta(days=90), dt.timedelta(days=275)


def role_of(title: str, *, is_child: bool = False) -> str:
    """The role an item plays by its title; most play none (evidence 5)."""
    words = title.casefold()
    role = next((role for pattern, role in _ROLES if re.search(pattern, words)), ItemRole.NONE)
    return ItemRole.NONE if is_child and role not in _OF_SUB_ITEMS else role


def decision_kind(words: str, item_role: str) -> str:
    """Election and filing are plain from the words; every other kind is for a person to say."""
    if re.search(r"till handlingarna", words, re.IGNORECASE):
        return Decision.Kind.FILED
    if item_role == ItemRole.APPROVER_ELECTION or re.search(r"\b(valdes|utsågs) till\b", words):
        return Decision.Kind.ELECTION
    return ""


def due_on(words: str, meeting_day: dt.date | None) -> dt.date | None:
    """The day a deadline names, without a year the one near the meeting: "senast 31 januari", "20 mars"."""
    if meeting_day is None:
        return None
    bare = re.sub(
        r"^(senast|före|till|till och med|t\.o\.m\.)\s+(den\s+)?", "", words.strip(), flags=re.IGNORECASE
    )
    day = parse_day(bare, today=dt.date(meeting_day.year, 1, 1))
    if day is None:
        return None
    years = (
        [day]
        if re.search(r"\d{4}", bare)
        else [_in_year(day, meeting_day.year + step) for step in (-1, 0, 1)]
    )
    near = [one for one in years if one and meeting_day - _BEFORE <= one <= meeting_day + _AFTER]
    return near[0] if near else None


def _in_year(day: dt.date, year: int) -> dt.date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


_IN_BRACKETS = re.compile(r"\([^()]*\d[^()]*\)")


def date_words_of_title(title: str) -> str:
    """The words about a date in a title: what stands in brackets with a figure in it, else the whole title.

    >>> date_words_of_title("Inför rådet (21/3, digitalt)"), date_words_of_title("Uppföljningsdag 14/3")
    ('(21/3, digitalt)', 'Uppföljningsdag 14/3')
    """
    found = _IN_BRACKETS.search(title)
    return found[0] if found else title
