"""Names of people as they stand in minutes, and who presents a point."""

import re

from .places import is_organisation
from .wording import ROLES, bare, begins_title, is_given
from .wordlist import words

_UP = "A-ZÀ-ÖØ-ÞŠŽČĆĐŁŚŹŻ"
_LOW = "a-zà-öø-ÿšžčćđłńśźżğışąęě’'"
_PART = rf"[{_UP}][{_LOW}]+(?:[{_UP}][{_LOW}]+)?(?:[-–][{_UP}][{_LOW}]+)*|[{_UP}]\."
NAME = (
    rf"(?:{_PART})(?:\s+(?:(?:von|van|af|de|da|el|al|bin|den|der)\s+)?(?:{_PART}|[{_UP}]))*"
    rf"(?:\s+[-–]\s+[{_UP}][{_LOW}]+(?=\s*(?:[,/)]|$)))?"
)
_NAME = re.compile(NAME)
_GROUP = re.compile(
    r"(?:[Aa]lla(?: parter| deltagare)?|[A-ZÅÄÖ][\w-]*(?:cheferna|chefer|gruppen|grupperna|samordnarna|ledarna"
    r"|strategerna|parterna|teamen|teamet|kommunerna|"
    r"sekretariatet|representanterna)|[Rr]espektive \w+|Sekretariatet|Samtliga)$"
)
_ROLE = re.compile(
    r"(?:(?:vice |mötes)?ordf(?:\.|örande(?:n)?)?|sekr(?:\.|eterare(?:n)?)?|alla|samtliga)", re.IGNORECASE
)
_NO_NAMES = words(
    """Beslut Beslutet Diskussion Information Rapport Inspel Förslag Mötet Rådet Gruppen Chefsgruppen Ordförande
    Sekreterare Region Regionen Kommun Länsstyrelsen Januari Februari Mars April Maj Juni Juli Augusti September
    Oktober November December Måndag Tisdag Onsdag Torsdag Fredag Lördag Söndag Plats Tid Datum Dag Punkt Ärende
    Bilaga Dagordning Delpunkter Övriga Ledamöter Ersättare Deltagare Gäster Närvarande Teams
    Vakant Vakans Specifika Specifikt Regionala Gemensam Gemensamma Sammanträdesdatum Uppföljning Norra Södra
    Västra Östra Norr Söder Väster Öster Den Det Detta En Ett Vi De Alla Inga Ingen Så Om När Hur Vad Vem Var"""
)
_MONTHS_AND_NAMES = frozenset({"Maj", "April", "Augusti"})


def is_name(text: str, *, whole: bool = True) -> bool:
    """Whether the words can be a person's name. `whole`: given and family name, not a first name alone."""
    text = text.strip()
    if not _NAME.fullmatch(text) or is_organisation(text):
        return False
    words = [word for word in re.split(r"\s+", text) if word not in {"-", "–"}]
    after = words[1:] if len(words) > 1 and words[0] in _MONTHS_AND_NAMES else words
    if len(words) > 5 or any(word in _NO_NAMES for word in after):
        return False
    if len(words) == 1:
        return not whole and not begins_title(words[0])
    return not (begins_title(words[0]) and not is_given(words[0]))


def is_presenter(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether the words say who presents: a name, a first name, a role, a group."""
    text = text.strip(" ,;")
    if _ROLE.fullmatch(text) or _GROUP.match(text):
        return True
    if role := re.match(r"(?:vice |mötes)?ordförande\s+(.*)", text, re.IGNORECASE):
        return is_name(role[1])
    if text in known or is_given(text):
        return True
    if with_initial := re.fullmatch(r"(\w+)\s+[A-ZÅÄÖ]\.?", text):
        return is_given(with_initial[1]) or with_initial[1] in known
    if is_name(text):
        return True
    return bool(re.fullmatch(r"(.+?),?\s*\([^)]+\)", text)) and is_name(re.sub(r",?\s*\([^)]*\)$", "", text))


def presenters_in(text: str, known: frozenset[str] = frozenset()) -> list[str] | None:
    """The presenters of a list such as "Anna Ek, Bo Alm och ordf.", or nothing where some part names nobody."""
    text = re.sub(
        r"^(?:föredragande|föredrar|föredras av|presenteras av|av)\s*:?\s+",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    )
    parts = [
        part.strip(" ,;")
        for part in re.split(r"\s*(?:,|/|;|&|\boch\b|\bsamt\b|\n)\s*", text.strip(" ,;:"))
        if part.strip(" ,;")
    ]
    if not parts:
        return None
    joined: list[str] = []
    for part in parts:
        if joined and not is_presenter(part, known) and re.fullmatch(r"[-–]\s*\w+", part):
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined if all(is_presenter(part, known) for part in joined) else None


def leading_presenters(text: str, known: frozenset[str]) -> tuple[list[str], str] | None:
    """Who stands before a point's title, as in "Ingrid, Bo Rapport från gruppen", and the title."""
    words = text.split(" ")
    best: tuple[int, list[str], str] | None = None
    for count in range(1, min(len(words), 9)):
        head, rest = " ".join(words[:count]).strip(), " ".join(words[count:]).strip()
        if (
            head.endswith((",", "/", "&"))
            or head.split()[-1] in {"och", "samt", "/"}
            or not rest[:1].isupper()
        ):
            continue
        found = presenters_in(head.rstrip(":–- "), known)
        if not found:
            continue
        score = _trust(found, known) + (3 if begins_title(rest.split()[0]) else 0)
        first = rest.split()[0].strip(",.:")
        if is_given(first) or first in known:
            score -= 3
        if best is None or score > best[0]:
            best = (score, found, rest)
    return (best[1], best[2]) if best and best[0] > 0 else None


def _trust(found: list[str], known: frozenset[str]) -> int:
    points = 0
    for name in found:
        if _ROLE.fullmatch(name) or _GROUP.match(name):
            points += 4
        elif name in known or name.split()[0] in known:
            points += 3
        elif is_given(name.split()[0]):
            points += 2 if len(name.split()) == 1 else 3
        else:
            points += 1 if len(name.split()) > 1 else 0
    return points


def role_of(text: str) -> str:
    """The role that words are, or nothing."""
    return ROLES.get(bare(text), "")
