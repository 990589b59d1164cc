"""Changes minutes at random, text and truth alike: persons, kommuner, days, years, hours, counts, lines, columns (M1).

A reader that knows the three real sets by heart fails on them. Every change is a function of the text alone, so that
the truth's extracts follow: words are replaced in one pass, days and hours move by as much in both.
"""

import datetime as dt
import random
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from tests.minutes.canonical import Truth, canonical
from tests.minutes.words import words_of


def _each(words: str) -> list[str]:
    return words.split()


FIRST = _each(
    "Alma Bengt Carin Dagny Edvin Filippa Gunnar Hedda Isak Jytte Kasper Lovis Moa Nils-Erik Olga Petter "
    "Quentin Rebecka Sixten Tuva Ulrik Valborg Wilhelm Ylva Åke Ärla Örjan Ann-Kristin Britt-Marie "
    "Karl-Oskar Per-Ola Fatima Mehmet Layla Dragan Agnieszka Timo Aino Solveig Torbjörn Maj-Britt Hampus "
    "Elvira Gösta Märit Noomi Signe Ragnar Disa Embla Frode"
)
LAST = _each(
    "Abrahamsson Bergqvist Cederholm Dahlström Ekvall Forslund Granath Hedin Isaksson Jernberg Kihlgren "
    "Lundeborg Malmros Nyqvist Oskarsson Palmcrantz Rudbeck Sandström Tornberg Uggla Wennerström "
    "Zetterqvist Åhlander Ärlig Östlund Hassan Yilmaz Kowalska Virtala Söderblom-Lind Wik Ry Hult Sjögren "
    "Trägårdh Lindqvist Ahonen Petrovic Nguyen Haile Backlund Stigsdotter Rönn Fjell Törnqvist Hjelm "
    "Brink Olander Kvist Rydbeck"
)
KOMMUNER = _each(
    "Askersund Degerfors Hallsberg Hällefors Karlskoga Kumla Laxå Lekeberg Lindesberg Ljusnarsberg Nora "
    "Örebro Arvika Kristinehamn Sunne Hagfors Falköping Skara Götene Essunga Lidköping Vara Gävle "
    "Söderhamn Bollnäs Ovanåker Ockelbo Olofström Karlshamn Sölvesborg Norrtälje Nacka Umeå Vännäs "
    "Norrköping Finspång Söderköping Valdemarsvik Lund Kävlinge Kramfors Kalmar Borgholm Mörbylånga "
    "Emmaboda Piteå Gällivare Jokkmokk Överkalix Boden Kiruna Älvsbyn Varberg Falkenberg Hylte Kungsbacka "
    "Sala Köping Fagersta Arboga Uppsala Tierp Heby Älvkarleby Avesta Tidaholm Mjölby Vimmerby Osby "
    "Hultsfred Säter Strömstad Munkedal Salem Timrå Robertsfors Mönsterås Tomelilla Gnesta Ragunda Eda "
    "Härryda Tjörn Ludvika Oxelösund Hofors Alvesta Perstorp Svalöv"
)
COUNTY = ("Örebro", "Kalmar", "Uppsala")
MONTHS = _each("januari februari mars april maj juni juli augusti september oktober november december")
WEEKDAYS = _each("måndag tisdag onsdag torsdag fredag lördag söndag")
_MONTH = "|".join(MONTHS)
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_NAMED = re.compile(
    rf"(?:\b({'|'.join(WEEKDAYS)})(en)?( den)? )?(?<![\d/.:])(\d{{1,2}})( ?[-–] ?\d{{1,2}})? ({_MONTH})\b( 20\d\d)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?![\d/])")
_YEAR = re.compile(r"(?<![\d.])(20[2-4]\d)(?!\d)")
_HOURS = re.compile(
    r"(kl\.? ?|klockan )?(?<![\d.,])(\d{1,2})([.:]\d\d)?(?:(\s*[-–]\s*)(\d{1,2})([.:]\d\d)?)?(?![\d/.:]*\d)"
)
_COUNT = re.compile(
    rf"(?<![\w/.,:–-])([1-9]\d{{1,2}})(?= (?!{_MONTH}|miljon|kr\b|procent|kronor|000)[a-zåäö]{{4,}})"
)
_LAST_DAY = 24
_FULL_LINE = 68


def changed(text: str, truth: Truth, seed: int) -> tuple[str, Truth]:
    """A text and its truth changed in the same way; the same seed gives the same change."""
    luck = random.Random(f"{truth.get('source')}{seed}")  # noqa: S311 - not a secret
    replace = _words(text, truth, luck)
    days, years, hours, more = (
        luck.randint(1, 3),
        luck.randint(1, 4),
        luck.choice((-1, 1)),
        luck.randint(1, 9),
    )
    year = int((truth.get("date") or truth.get("date_inferred") or "2025")[:4])

    def said(value: str) -> str:
        return _counts(_times(_dates(replace(value), days, years, year), hours), more)

    def fact(key: str, value: str) -> str:
        if key in ("start", "end") and re.fullmatch(r"\d\d:\d\d", value):
            return f"{int(value[:2]) + hours:02d}{value[2:]}"
        if re.fullmatch(r"20\d\d-\d\d", value):
            return f"{int(value[:4]) + years}{value[4:]}"
        return said(value)

    known = _walked(truth, fact)
    lines = _columns(said(text).split("\n"), luck)
    return "\n".join(_wrapped(lines, luck.randint(72, 98), _together(known))), known


def _walked(value: Any, fact: Callable[[str, str], str], key: str = "") -> Any:
    kept = ("source", "role", "status", "mode", "kind", "what", "pattern", "number", "where_item", "links")
    has_year = key in ("number", "where_item") and isinstance(value, str) and bool(_YEAR.search(value))
    if key in kept and key not in ("what", "links") and not has_year:
        return value
    if isinstance(value, str):
        return fact(key, value)
    if isinstance(value, list):
        return [_walked(one, fact, key) for one in value]
    if isinstance(value, dict):
        return {name: _walked(one, fact, name) for name, one in value.items()}
    return value


# --- names and places ---------------------------------------------------------------------------------------------


def _people(truth: Truth) -> Iterator[str]:
    yield from (truth.get(key) or "" for key in ("chair", "secretary"))
    yield from (truth.get("approval") or {}).get("approvers") or []
    for row in truth.get("attendance") or []:
        yield from (row.get("name") or "", row.get("substitute") or "")
    yield from (one.get("name") or "" for one in truth.get("contacts") or [])
    for item in truth["items"]:
        for part in (item, *item["children"]):
            yield from (name for name in (*part["presenters"], part["chair_change"] or "") if " " in name)


def _words(text: str, truth: Truth, luck: random.Random) -> Callable[[str], str]:
    """One function that replaces persons' names and kommuner, word by word, in one pass."""
    other: dict[str, str] = {}
    first, last = luck.sample(FIRST, len(FIRST)), luck.sample(LAST, len(LAST))
    places = [one for one in KOMMUNER if re.search(rf"\b{one}s?\b", text)]
    for name in dict.fromkeys(_people(truth)):
        for number, word in enumerate(re.findall(r"[^\W\d_][\w-]*", name)):
            pool = last if number else first
            if len(word) > 2 and word[0].isupper() and word not in (*other, *KOMMUNER) and pool:
                other[word] = pool.pop()
    free = luck.sample([one for one in KOMMUNER if one not in places and one not in COUNTY], len(places))
    for place in places:
        new = luck.choice(COUNTY[1:]) if place in COUNTY else free.pop()
        other[place] = new
        if not place.endswith("s"):
            other[f"{place}s"] = new if new.endswith(("s", "x", "z")) else f"{new}s"
    if not other:
        return lambda value: value
    pattern = re.compile(
        r"(?<![\w-])(" + "|".join(map(re.escape, sorted(other, key=len, reverse=True))) + r")(?![\w-])"
    )
    return lambda value: pattern.sub(lambda hit: other[hit[1]], value)


# --- days, hours, counts ------------------------------------------------------------------------------------------


def _day(day: int, days: int) -> int:
    return day + days if day <= _LAST_DAY else day


def _dates(text: str, days: int, years: int, meeting: int) -> str:
    """Days of dates moved, years moved, weekdays set right."""

    def named(hit: re.Match[str]) -> str:
        weekday, ending, den, day, until, month, year = hit.groups(default="")
        new = _day(int(day), days)
        if until:
            until = re.sub(r"\d+", lambda one: str(_day(int(one[0]), days)), until)
        if weekday:
            date = dt.date(int(year or meeting) + years, MONTHS.index(month.lower()) + 1, new)
            right = WEEKDAYS[date.weekday()]
            weekday = f"{right.capitalize() if weekday[0].isupper() else right}{ending}{den} "
        return f"{weekday}{new}{until} {month}{year}"

    def iso(hit: re.Match[str]) -> str:
        return f"{hit[1]}-{hit[2]}-{_day(int(hit[3]), days):02d}"

    def slashed(hit: re.Match[str]) -> str:
        month = int(hit[2])
        return f"{_day(int(hit[1]), days)}/{hit[2]}" if 1 <= month <= 12 and int(hit[1]) <= 31 else hit[0]

    text = _SLASHED.sub(slashed, _NAMED.sub(named, _ISO.sub(iso, text)))
    return _YEAR.sub(lambda hit: str(int(hit[1]) + years), text)


def _times(text: str, hours: int) -> str:
    """Hours moved where they are told as hours: after kl, or as two times with minutes."""

    def moved(hit: re.Match[str]) -> str:
        before, start, minutes, sign, end, more = hit.groups(default="")
        if not before and not (minutes and more):
            return hit[0]
        new = f"{int(start) + hours:0{len(start) if start.startswith('0') else 1}d}"
        then = f"{sign}{int(end) + hours}{more}" if end else ""
        return f"{before}{new}{minutes}{then}"

    return _HOURS.sub(moved, text)


def _counts(text: str, more: int) -> str:
    return _COUNT.sub(lambda hit: str(int(hit[1]) + more), text)


# --- lines and columns --------------------------------------------------------------------------------------------


def _columns(lines: list[str], luck: random.Random) -> list[str]:
    """Two columns (parted by a tab, or cells of HTML) change places in every other seed."""
    points = [
        number
        for number, line in enumerate(lines)
        if line.count("\t") == 1 and re.match(r"(<p>)?(<b>)?\d+\. ?\w", line)
    ]
    if luck.random() < 0.5:
        return lines
    if points:
        rows = range(
            max(points[0] - 1, 0), points[-1] + 1
        )  # the head of the table stands before the first point
        return [
            "\t".join(reversed(line.split("\t"))) if number in rows and line.count("\t") == 1 else line
            for number, line in enumerate(lines)
        ]
    text = "\n".join(lines)
    rows_of_html = re.findall(r"<tr>.*?</tr>", text, re.DOTALL)
    if rows_of_html and all(len(re.findall(r"<t[dh]>", row)) == 2 for row in rows_of_html):
        cells = re.compile(r"(<t([dh])>.*?</t\2>)(\s*)(<t([dh])>.*?</t\5>)(?=\s*</tr>)", re.DOTALL)
        text = cells.sub(lambda hit: f"{hit[4]}{hit[3]}{hit[1]}", text)
    return text.split("\n")


def _together(truth: Truth) -> Callable[[str, str], bool]:
    """Whether two lines belong to one paragraph: the truth has the words on both sides of the break side by side."""
    paragraphs = [" ".join(words_of(line)) for text in canonical(truth) for line in text.split("\n")]

    def together(line: str, following: str) -> bool:
        around = " ".join([*words_of(line)[-3:], *words_of(following)[:3]])
        return any(around in paragraph for paragraph in paragraphs)

    return together


def _wrapped(lines: list[str], width: int, together: Callable[[str, str], bool]) -> list[str]:
    """Paragraphs of full lines, and long lines of Markdown, broken at another width."""
    said: list[str] = []
    run: list[str] = []
    for line in [*lines, ""]:
        text = line.strip()
        prose = (
            bool(text) and "\t" not in line and not re.match(r"[-#<|*>•✓§]|\d+\.", text) and "</" not in line
        )
        if run and (not prose or len(run[-1].rstrip()) < _FULL_LINE or not together(run[-1], line)):
            said += _broken(run, width)
            run = []
        if prose:
            run.append(line)
        else:
            said.append(line)
    return said[:-1]


def _broken(run: list[str], width: int) -> list[str]:
    if len(run) == 1 and len(run[0].rstrip()) <= width:
        return run
    joined = " ".join(re.sub(r"\s+", " ", line).strip() for line in run)
    indent = " " * (len(run[0]) - len(run[0].lstrip()))
    joined = re.sub(r"(?<=[a-zåäö])- (?=[a-zåäö])(?!och |eller |samt )", "", joined)
    lines = textwrap.wrap(joined, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False,
                          break_long_words=False)  # fmt: skip
    lines[-1] += re.search(r"\s*$", run[-1])[0]  # type: ignore[index]  # two spaces break a line in Markdown
    return lines
