"""One row of a list of people: who, from where, as what, and whether there."""

import re
from typing import Any

from .names import is_name, role_of
from .paragraphs import Para
from .places import is_organisation, organisation_at_end
from .wording import is_given

_TICK = re.compile(r"^\s*(?:[✓✔☑√]|\[[xX✓]\]|[xX](?=\s+[A-ZÅÄÖ]))\s*")
_NO_TICK = re.compile(r"^\s*(?:[☐□✗✘]|\[\s*\]|[-–])\s*(?=[A-ZÅÄÖ])")
_TICK_AT_END = re.compile(r"\s*[✓✔☑√]\s*$")
_VACANT = re.compile(r"\bvaka(?:nt|ns)(?:\s+plats)?\b", re.IGNORECASE)
_SUBSTITUTE = re.compile(
    r"[,;(]?\s*(?:[Tt]jänstgörande )?[Ee]rsätt(?:are|s av)\s*:?\s*(?P<name>[A-ZÅÄÖ][^,()]+)\)?|[,(]?\s*(?:ersatt av"
    r"|i stället kom)\s+(?P<other>[A-ZÅÄÖ][^,()]+)\)?"
)
_FOR = re.compile(
    r"[,(]?\s*(?:ersätter|för|i stället för|istället för|tjänstgörande för|tjg\.? för)\s+[A-ZÅÄÖ][^,()]*\)?"
)
_ITEMS = re.compile(
    r"[,(–-]?\s*(?:(?:under|vid|på|till|för|endast|del av|från|t\.?o\.?m\.?)\s+)*(?:punkt(?:en|er|erna)?|p\.|§+"
    r"|ärende)\s*(?P<items>\d+(?:\s*(?:,|och|-|–|&|samt)\s*\d+)*)\)?",
    re.IGNORECASE,
)
_DIGITAL = re.compile(
    r"[,(–-]?\s*\b(?:digital[t]?|via (?:Teams|länk|distans)|på (?:Teams|distans|länk)|\bTeams\b)\s*\)?",
    re.IGNORECASE,
)
_IN_PERSON = re.compile(r"[,(–-]?\s*\b(?:på plats|fysiskt)\s*\)?", re.IGNORECASE)
_APOLOGY = re.compile(
    r"[,(–-]?\s*\b(?:(?:meddelat |anmält )?förhinder|frånvarande med förhinder|återbud|förhindrad)\b\)?",
    re.IGNORECASE,
)
_ABSENT = re.compile(r"[,(–-]?\s*\b(?:ej närvarande|frånvarande|inte närvarande|ej närv\.)\)?", re.IGNORECASE)
_PRESENT = re.compile(r"[,(–-]?\s*\b(?:närvarande|deltog)\)?$", re.IGNORECASE)
_ROLE_LAST = re.compile(
    r"[ ,(–-]+(?P<role>(?:vice |mötes)?ordf(?:\.|örande)?|sekr(?:\.|eterare)?|adj(?:\.|ungerad)?|sammankallande"
    r"|mötesledare|antecknare|(?:för|vid) anteckningarna|antecknar|vid pennan|ersättare)\)?\s*$",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"[,(–-]?\s*(?:till|från|fr\.?o\.?m\.?|t\.?o\.?m\.?|kl\.?|ankom|lämnade)\s+(?:kl\.?\s*)?\d[\d.:]*"
    r"(?:\s*[-–]\s*\d[\d.:]*)?\)?",
    re.IGNORECASE,
)


def row_of(para: Para, *, role: str, status: str, heading: str, body: str | None) -> dict[str, Any] | None:
    """A row as SCHEMA.md has it, or nothing where the line names nobody. `status` is what the heading says."""
    text = para.text.strip()
    ticked = bool(_TICK.match(text) or _TICK_AT_END.search(text))
    unticked = bool(_NO_TICK.match(text))
    words = _TICK_AT_END.sub("", _TICK.sub("", text))
    words = _NO_TICK.sub("", words).replace("~~", "").strip(" .;")
    row: dict[str, Any] = {
        "name": None,
        "title": None,
        "organisation": None,
        "body": body,
        "role": role or "deltagare",
        "status": status or "present",
        "mode": None,
        "items": None,
        "substitute": None,
        "list": heading,
        "line": para.printed if para.kind != "bullet" else para.printed[2:],
    }
    if _VACANT.search(words):
        row["status"] = "vacant"
        rest = _VACANT.sub("", words).strip(" ,()–-:")
        row["organisation"] = rest or None
        return row
    words = _said_of(row, words)
    if (
        first := re.match(
            r"(?P<role>(?:[Mm]ötes|[Vv]ice )?[Oo]rdförande|[Ss]ekreterare|[Oo]rdf\.?|[Ss]ekr\.?)\s*:?\s+(?=[A-ZÅÄÖ])",
            words,
        )
    ) and is_name(" ".join(re.split(r"[ ,(]+", words[first.end() :])[:2])):
        row["role"], words = role_of(first["role"]) or row["role"], words[first.end() :]
    if (para.struck and para.is_all(para.struck)) or text.startswith("~~"):
        row["status"] = "apology"
    if ticked:
        row["status"] = "ticked"
    elif unticked:
        row["status"] = "unticked"
    return row if _named(row, words) else None


def _said_of(row: dict[str, Any], words: str) -> str:
    """Take out of the words what is said of the row, and leave who it is."""
    if found := _SUBSTITUTE.search(words):
        row["substitute"] = (found["name"] or found["other"]).strip(" ,.)")
        words = _cut(words, found)
    if found := _ITEMS.search(words):
        row["items"] = _items(found["items"])
        words = _cut(words, found)
    for pattern, key, value in (
        (_DIGITAL, "mode", "digital"),
        (_IN_PERSON, "mode", "in_person"),
        (_ABSENT, "status", "absent"),
        (_APOLOGY, "status", "apology"),
        (_PRESENT, "status", "present"),
        (_TIMES, "", ""),
        (_FOR, "", ""),
    ):
        if found := pattern.search(words):
            if key:
                row[key] = value
            words = _cut(words, found)
    if found := _ROLE_LAST.search(words):
        row["role"] = role_of(found["role"]) or row["role"]
        words = words[: found.start()]
        words += ")" if words.count("(") > words.count(")") else ""
    return words.strip(" ,;–-")


def _cut(words: str, found: re.Match[str]) -> str:
    return f"{words[: found.start()].rstrip(' ,(–-')} {words[found.end() :].lstrip()}".strip(" ,")


def _items(text: str) -> list[str]:
    found: list[str] = []
    for part in re.split(r"\s*(?:,|och|&|samt)\s*", text):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        found += [str(n) for n in range(ends[0], ends[-1] + 1)] if ends and ends[-1] - ends[0] < 60 else []
    return found


def _named(row: dict[str, Any], words: str) -> bool:
    parts = [
        part.strip()
        for part in re.split(r"\s*[,;]\s*|\s+[–—|]\s+|\s+-\s+|\t", _brackets_out(words))
        if part.strip()
    ]
    if not parts:
        return False
    if len(parts) == 1 and ":" in parts[0]:
        parts = [part.strip() for part in parts[0].split(":", 1) if part.strip()][::-1] or parts
    if not is_name(parts[0]) and len(parts) > 1:
        place = next((n for n, part in enumerate(parts) if is_name(part)), None)
        if (
            place is None
            and is_name(f"{parts[1]} {parts[0]}")
            and len(parts[0].split()) == 1
            and len(parts[1].split()) == 1
        ):
            parts[:2] = [f"{parts[0]}, {parts[1]}"]
        elif place is not None:
            parts.insert(0, parts.pop(place))
    name, extra = _name_and_more(parts[0])
    if not name:
        return False
    row["name"] = given_first(name)
    for part in [*([extra] if extra else []), *parts[1:]]:
        _put(row, part)
    return True


_FAMILY = re.compile(
    r"(?:son|sen|man|mann|ström|berg|borg|qvist|kvist|quist|lund|gren|strand|dahl|dal|lind|blad|ius|ell|én|in|sköld"
    r"|hjelm|vall|wall|mark|stedt|stad|fors|feldt|hult|holm|"
    r"löf|löv|rot|roth|skog|stein|sjö|ås|å|ö|nen|ic|ić|ski|ska|i|fält|ek|hök|grahn|ker|er)$",
    re.IGNORECASE,
)


def given_first(name: str) -> str:
    """The name with the given name first: "Ek Anna" and "Ek, Anna" are Anna Ek."""
    if "," in name:
        family, _, given = name.partition(",")
        return f"{given.strip()} {family.strip()}"
    words = name.split(" ")
    if len(words) == 2 and is_given(words[1]) and not is_given(words[0]) and _FAMILY.search(words[0]):
        return f"{words[1]} {words[0]}"
    return name


def _brackets_out(words: str) -> str:
    return re.sub(r"\s*\(([^()]*)\)", r", \1", words)


def _name_and_more(part: str) -> tuple[str, str]:
    """The name that begins the words, and what follows it without a comma."""
    part = re.sub(r"^(?:\d+[.)]\s+)", "", part)
    if is_name(part) or re.fullmatch(r"[A-ZÅÄÖ][\w-]+, [A-ZÅÄÖ][\w-]+", part):
        return part, ""
    words = part.split(" ")
    if (split := organisation_at_end(part)) and is_name(split[0]):
        return split
    for count in range(min(len(words) - 1, 4), 1, -1):
        head, rest = " ".join(words[:count]), " ".join(words[count:])
        if is_name(head) and (rest[:1].islower() or is_organisation(rest)):
            return head, rest
    return (part, "") if is_given(part) else ("", "")


_POLITICAL = re.compile(r"[SMCLV]|MP|KD|SD|FP|Lib|FI|NYD|-")


def _put(row: dict[str, Any], part: str) -> None:
    """Put what stands beside the name where it belongs."""
    if role := role_of(part):
        row["role"] = role
    elif _POLITICAL.fullmatch(part):  # the line keeps it; it is neither a title nor whom the person sits for
        row["role"] = "ledamot" if row["role"] == "deltagare" else row["role"]
    elif is_organisation(part) and not row["organisation"]:
        row["organisation"] = part
    elif (split := organisation_at_end(part)) and not row["organisation"]:
        row["organisation"] = split[1]
        _put(row, split[0])
    elif (
        part[:1].isupper()
        and not row["organisation"]
        and not row["title"]
        and len(part.split()) <= 4
        and is_org_like(part)
    ):
        row["organisation"] = part
    else:
        row["title"] = f"{row['title']}, {part}" if row["title"] else part
        if re.fullmatch(
            r"(?:nämnd|råds|mötes|utskotts|kommitté|styrelse|förbunds)\w*sekreterare", part, re.IGNORECASE
        ):
            row["role"] = "sekreterare"


def is_org_like(part: str) -> bool:
    """Whether words beside a name are an organisation of no known form rather than a title."""
    return not re.match(
        r"\w*(?:chef|ledare|strateg|samordnare|handläggare|sekreterare|direktör|utredare|planerare|konsult|forskare"
        r"|lärare|skötare|läkare|"
        r"kommunikatör|utvecklare|råd|ordförande|rektor|ekonom|jurist|controller|koordinator|assistent|administratör"
        r"|professor|doktorand)\b",
        part.split()[0] if len(part.split()) == 1 else part,
        re.IGNORECASE,
    )
