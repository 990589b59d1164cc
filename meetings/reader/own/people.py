"""Days, times and rows of people, as our own paper writes them."""

import re
from collections.abc import Sequence
from typing import Any

_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
_DAY = re.compile(r"(\d{1,2}) (\w+) (\d{4})")
_TIME = re.compile(r"kl\. (\d{1,2})(?:\.(\d\d))?(?:–(\d{1,2})(?:\.(\d\d))?)?")
_STATES = {
    "Närvarande": "present", "Anmält förhinder": "apology", "Frånvarande": "absent", "Ej registrerad": "not_marked",
    "Vakant plats": "vacant",
}  # fmt: skip
_MODES = {"digitalt": "digital", "på plats": "in_person"}
_ROLES = {"ordförande", "vice ordförande", "ersättare", "adjungerad", "sekreterare"}


def day_of(text: str) -> str | None:
    """ "fredag 6 mars 2026" as 2026-03-06."""
    found = _DAY.search(text)
    if not found or found[2].lower() not in _MONTHS:
        return None
    return f"{found[3]}-{_MONTHS.index(found[2].lower()) + 1:02}-{int(found[1]):02}"


def time_span_of(text: str) -> tuple[str | None, str | None]:
    """ "kl. 9–12.30" as 09:00 and 12:30."""
    found = _TIME.search(text.replace("\xa0", " "))
    if not found:
        return None, None
    start = f"{int(found[1]):02}:{found[2] or '00'}"
    return start, f"{int(found[3]):02}:{found[4] or '00'}" if found[3] else None


def row_of(cells: Sequence[str], *, body: str | None, heading: str | None) -> dict[str, Any]:
    """A row of an attendance list: name, what the person is there for, and how it was."""
    name, part, state = (*cells, "", "", "")[:3]
    state = state.lstrip("✓×○– \t")
    first, _, rest = state.partition(", ")
    mode = next((value for words, value in _MODES.items() if first.endswith(f" {words}")), None)
    for words in _MODES:
        first = first.removesuffix(f" {words}")
    status = _STATES.get(first, "not_marked")
    if name.startswith("Vakant"):
        name, part, status = "", name.removeprefix("Vakant").removeprefix(", "), "vacant"
    title, organisation, role = _part_of(part, heading)
    scope = re.search(r"(?:^|, )punkt (.*?)(?=, (?:från|till|tjänstgör|ersättare|inte)|$)", rest)
    substitute = re.search(r"ersättare: (.*)$", rest)
    return {
        "name": re.sub(r" \([^)]{1,12}\)$", "", name) or None,
        "title": title,
        "organisation": organisation,
        "body": body,
        "role": role,
        "status": status,
        "mode": mode,
        "items": [one.replace(" ", "") for one in re.split(r", | och ", scope[1])] if scope else None,
        "substitute": substitute[1] if substitute else None,
        "list": heading,
    }


def _part_of(part: str, heading: str | None) -> tuple[str | None, str | None, str]:
    """Title, organisation and role. The last of several is the organisation."""
    parts = [one for one in part.split(", ") if one]
    guest = bool(heading and "gäst" in heading.casefold())
    role = parts.pop() if parts and parts[-1] in _ROLES else "gäst" if guest else "ledamot"
    titles: list[str] = []
    while len(parts) > 1 or (parts and not titles and _is_title(parts[0])):
        titles.append(parts.pop(0))
    return ", ".join(titles) or None, parts[0] if parts else None, role


def _is_title(words: str) -> bool:
    """A title alone begins with a small letter, as Swedish writes it; a länsdel does too."""
    return words[:1].islower() and "länsdel" not in words and not words.startswith("länsstyrelse")
