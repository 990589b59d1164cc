"""Lines as paragraphs: what was broken at a line's end is joined, and what stands on every page is set aside."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from .lines import Line, LineKind, Source
from .moments import MONTHS
from .wording import is_label_line

Spans = tuple[tuple[int, int], ...]

_PAGE_NUMBER = re.compile(
    r"(?:sid(?:a|an|nr)?\.?\s*)?[-–]?\s*\d{1,3}\s*(?:[(/]\s*\d{1,3}\s*\)?|\s*av\s+\d{1,3})\s*[-–]?"
    r"|[-–]\s*\d{1,3}\s*[-–]|sid(?:a|an)?\s*\d{1,3}",
    re.IGNORECASE,
)
_LETTERHEAD_WORD = re.compile(
    r"^(?:tjänsteställe|sekreterare|handläggare|postadress|besöksadress)\W*$|\bbox \d|@|www\.|\bsida\b|org\.?\s?n"
    r"(?:umme)?r|telefon",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"\bbox \d|@|\bwww\.|\btelefon|\btfn\b|\bsida \d|\d\(\d+\)|org\.?\s?n(?:umme)?r|\b\d{3} \d{2} [A-ZÅÄÖ]",
    re.IGNORECASE,
)
_REST_OF_DAY = re.compile(r"(?:\d{1,2} )?(?:[a-zåäö]+ )?\d{4}$|\d{1,2} [a-zåäö]+$")
_KEEPS_HYPHEN = re.compile(r"(?:och|eller|samt|respektive)\b")


@dataclass(frozen=True)
class Para:
    """A paragraph, a heading, an item of a list, or a table's row with its cells."""

    text: str
    kind: LineKind = "text"
    level: int = 0
    numbers: tuple[int, ...] = ()
    """Of the source's lines it is made of."""
    bold: Spans = ()
    italic: Spans = ()
    underlined: Spans = ()
    struck: Spans = ()
    links: tuple[tuple[int, int, str], ...] = ()
    gap: bool = False
    """Whether an empty line stands before it."""
    page: int = 0
    cells: tuple[tuple["Para", ...], ...] = ()

    def part(self, start: int, end: int | None = None) -> "Para":
        """The paragraph from one place in its text to another, marks and links kept."""
        end = len(self.text) if end is None else end
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        words = words.strip()
        end = start + len(words)

        def moved(spans: Spans) -> Spans:
            return tuple((max(a - start, 0), min(b, end) - start) for a, b in spans if b > start and a < end)

        links = tuple(
            (max(a - start, 0), min(b, end) - start, u) for a, b, u in self.links if b > start and a < end
        )
        return replace(
            self, text=words, bold=moved(self.bold), italic=moved(self.italic), links=links,
            underlined=moved(self.underlined), struck=moved(self.struck),
        )  # fmt: skip

    def marked(self, spans: Spans) -> int:
        """How far from its beginning the spans cover the text without a break."""
        reach = 0
        for start, end in sorted(spans):
            if start > reach + 1:
                break
            reach = max(reach, end)
        return reach

    def is_all(self, spans: Spans) -> bool:
        """Whether the spans cover all of the text but signs at its end."""
        return bool(self.text) and self.marked(spans) >= len(self.text.rstrip(" .:,"))

    @property
    def printed(self) -> str:
        """The text with the marks that say something of attendance, and the sign of a list."""
        words = f"~~{self.text}~~" if self.text and self.is_all(self.struck) else self.text
        return f"- {words}" if self.kind == "bullet" else words


@dataclass
class Pages:
    """What a source says once its lines are paragraphs: the paragraphs, and what stands on every page."""

    paras: list[Para]
    furniture: list[dict[str, object]] = field(default_factory=list)
    furniture_lines: set[int] = field(default_factory=set)
    width: int = 0


def paragraphs_of(source: Source) -> Pages:
    """The paragraphs of a source. In text files lines that were full are joined with the next (M1)."""
    lines, furniture, dropped = _without_furniture(source.lines)
    width = _width(lines) if source.kind in {"txt", "md"} else 0
    pages = Pages([], furniture, dropped, width)
    pages.paras = list(_joined(lines, width, is_text=source.kind in {"txt", "md"}))
    return pages


def _para(line: Line, *, gap: bool = False) -> Para:
    cells = tuple(tuple(_joined(cell.lines, 0)) for cell in line.cells)
    return Para(
        line.text, line.kind, line.level, (line.number, *(n for cell in cells for p in cell for n in p.numbers)),
        line.bold, line.italic, line.underlined, line.struck, line.links, gap, line.page, cells,
    )  # fmt: skip


def _width(lines: Sequence[Line]) -> int:
    """How many signs a full line has, or 0 where the file does not break its lines.

    A line that the next goes on with in a small letter was broken because it was full.
    """
    broken = sorted(
        len(line.text) for line, after in itertools.pairwise(lines)
        if line.kind in {"text", "bullet", "numbered"} and after.kind == "text" and after.text[:1].islower()
        and len(line.text) > 40 and not line.text.endswith((".", "!", "?", ":"))
    )  # fmt: skip
    if len(broken) < 3:
        return 0
    width = broken[int(len(broken) * 0.92)]
    return width if width <= 130 else 0


def _joined(lines: Iterable[Line], width: int, *, is_text: bool = False) -> list[Para]:
    found: list[Para] = []
    gap = False
    last = 0
    for line in lines:
        if line.kind == "blank" or not (line.text or line.cells):
            gap = bool(found)
            continue
        if found and is_text and _goes_on(found[-1], last, line, width, gap):
            found[-1] = _with(found[-1], line)
        else:
            found.append(_para(line, gap=gap))
        last, gap = len(line.text), False
    return found


def _goes_on(above: Para, last: int, line: Line, width: int, gap: bool) -> bool:
    """Whether a line goes on with the sentence above it."""
    if line.kind != "text" or above.kind in {"heading", "row"} or not above.text:
        return False
    if re.match(r"x\s+[A-ZÅÄÖ]", line.text):
        return False
    begins_small = line.text[:1].islower() or line.text[:1] in "(/&•|"
    if not gap and above.text.count("(") > above.text.count(")") and len(above.text) < 160:
        return True
    ended = above.text.endswith((".", "!", "?", ":", ";"))
    if not width:
        is_day = bool(_REST_OF_DAY.match(line.text)) and above.text.endswith((",", *MONTHS))
        return (begins_small or is_day) and not gap and not ended and last > 55
    if gap:
        return begins_small and line.text[:1].islower() and not ended and last > width * 0.6
    if begins_small and not ended:
        return last > width * 0.35 or above.text.endswith((",", "-", " och"))
    word = line.text.split(" ", 1)[0]
    return not above.text.endswith(":") and last + 1 + len(word) > width * (0.98 if ended else 0.94)


def _with(above: Para, line: Line) -> Para:
    text, glue = above.text, " "
    if re.search(r"\w-$", text):
        if re.search(r"\d-$", text) and line.text[:1].isdigit():
            glue = ""
        elif (
            re.search(r"[a-zåäö]-$", text) and line.text[:1].islower() and not _KEEPS_HYPHEN.match(line.text)
        ):
            text, glue = text[:-1], ""
    shift = len(text) + len(glue)

    def moved(spans: Spans) -> Spans:
        return tuple((a + shift, b + shift) for a, b in spans)

    return replace(
        above, text=f"{text}{glue}{line.text}", numbers=(*above.numbers, line.number),
        bold=_merged(above.bold, moved(line.bold)), italic=_merged(above.italic, moved(line.italic)),
        underlined=_merged(above.underlined, moved(line.underlined)), struck=_merged(above.struck, moved(line.struck)),
        links=(*above.links, *((a + shift, b + shift, u) for a, b, u in line.links)),
    )  # fmt: skip


def _merged(first: Spans, second: Spans) -> Spans:
    if first and second and second[0][0] - first[-1][1] <= 1:
        return (*first[:-1], (first[-1][0], second[0][1]), *second[1:])
    return (*first, *second)


def _without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[dict[str, object]], set[int]]:
    """The lines without what is repeated page after page, and the numbers of those. The first letterhead is kept."""
    dropped = {at for at, line in enumerate(lines) if _is_page_number(line)}
    furniture: list[dict[str, object]] = []
    foot = _page_foot(lines)
    dropped |= set(foot)
    furniture += [_furniture("foot of the pages", [lines[at]], times=1, keeps_first=False) for at in foot]
    said = [at for at, line in enumerate(lines) if line.kind != "blank" and line.text and at not in dropped]
    for first, *others in _repeated([lines[at] for at in said]):
        words = [lines[said[place]] for place in first]
        furniture.append(_furniture("repeated on the pages", words, times=len(others), keeps_first=True))
        dropped |= {said[place] for run in others for place in run}
    numbers = {one.number for at in dropped for one in _all_lines(lines[at])}
    return [line for at, line in enumerate(lines) if at not in dropped], furniture, numbers


def _is_page_number(line: Line) -> bool:
    return line.kind in {"text", "bullet"} and bool(_PAGE_NUMBER.fullmatch(line.text.strip()))


def _furniture(what: str, lines: Sequence[Line], *, times: int, keeps_first: bool) -> dict[str, object]:
    pattern = r"\s+".join(re.escape(line.text) for line in lines)
    return {"what": what, "pattern": pattern, "keep_first": keeps_first, "times": times}


def _page_foot(lines: Sequence[Line]) -> list[int]:
    """Where the address at the foot of the first page stands, where those of other pages are already gone."""
    first = [place for place, line in enumerate(lines) if line.page == 1]
    if not first or all(line.page < 2 for line in lines):
        return []
    foot: list[int] = []
    for at in range(first[-1], -1, -1):
        if lines[at].kind == "blank" and foot:
            break
        if lines[at].kind != "blank":
            foot.insert(0, at)
    words = " ".join(lines[at].text for at in foot)
    return foot if len(foot) < 6 and _FOOT.search(words) and len(words) < 300 else []


def _all_lines(line: Line) -> list[Line]:
    return [line, *(inner for cell in line.cells for inner in cell.lines)]


def _repeated(said: Sequence[Line]) -> list[list[range]]:
    """Runs of lines that return, each as all the places where it stands."""
    texts = ["" if line.kind == "row" else line.text for line in said]
    count = Counter(texts)
    found: list[list[range]] = []
    used: set[int] = set()
    for at, text in enumerate(texts):
        if at in used or not text or count[text] < 2:
            continue
        places = [place for place in range(at, len(texts)) if texts[place] == text and place not in used]
        if len(places) < 2:
            continue
        size = 1
        while all(
            place + size < len(texts) and texts[place + size] and texts[place + size] == texts[at + size]
            and place + size not in places
            for place in places
        ):  # fmt: skip
            size += 1
        is_letterhead = size > 1 and any(map(_LETTERHEAD_WORD.search, texts[at : at + size]))
        is_titled = at < 2 and places[1] <= at + 2 * size
        is_said = any(is_label_line(text) for text in texts[at : at + size]) and not is_letterhead
        if (size > 1 and (len(places) > 2 or is_letterhead) and not is_said) or is_titled:
            found.append([range(place, place + size) for place in places])
            used.update(place + n for place in places for n in range(size))
    return found
