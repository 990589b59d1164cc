"""Read a file of minutes: JSON to plain dataclasses. Everything wrong is told in one Swedish sentence."""

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meetings.models import ItemRole
from secretariat.lib.text import unwrap_link, without_control_characters

from .shapes import Handed, JointPart, LetterheadSource, Point, Reported, Row, Said, SaidDate, Source, Task

MOST_BYTES = 5_000_000
STATUSES = ("present", "apology", "absent", "not_marked", "vacant")
ROLES = (
    "ordförande", "vice ordförande", "ledamot", "ersättare", "deltagare", "adjungerad", "sekreterare", "gäst", "övrig",
)  # fmt: skip
MEETING_MODES = ("in_person", "digital", "hybrid")
ROW_MODES = ("in_person", "digital")


class LoadError(Exception):
    """The file cannot be loaded. The message is one Swedish sentence."""


def read_file(path: Path) -> tuple[Source, str]:
    """The minutes in a file and the SHA-256 of their canonical JSON. Raises LoadError, in Swedish."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise LoadError(f"{path.name} är ingen fil; ange en JSON-fil med ett mötes anteckningar.")
        if size > MOST_BYTES:
            raise LoadError(
                f"Filen är för stor ({size // 1_000_000} MB); anteckningar får vara högst {MOST_BYTES // 1_000_000} MB."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise LoadError(f"Filen {path.name} finns inte eller går inte att öppna.") from error
    return read_bytes(raw, path.name)


def read_bytes(raw: bytes, name: str) -> tuple[Source, str]:
    """As `read_file`, of bytes already at hand. `name` is used where the content names no source."""
    if b"\x00" in raw:
        raise LoadError("Filen innehåller tecknet NUL och går inte att läsa; spara om den som text i UTF-8.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadError("Filen är inte skriven i UTF-8; spara om den med den teckenkodningen.") from error
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LoadError(
            f"Filen är inte giltig JSON{_where(error)}; kontrollera att hela filen kom med."
        ) from error
    if not isinstance(content, dict):
        raise LoadError("Filen har fel form: den ska vara ett JSON-objekt med ett mötes anteckningar.")
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    if _cannot_be_saved(content):
        raise LoadError(
            "Filen innehåller tecken som inte går att spara (NUL eller halva tecken); rätta dem först."
        )
    return _source(_At(content, ""), name), hashlib.sha256(canonical.encode()).hexdigest()


def _where(error: Exception) -> str:
    return f" (rad {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""


def _cannot_be_saved(content: Any) -> bool:
    if isinstance(content, dict):
        return any(_cannot_be_saved(one) for pair in content.items() for one in pair)
    if isinstance(content, list):
        return any(map(_cannot_be_saved, content))
    return isinstance(content, str) and any(
        sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in content
    )


_SAFE_LINK = re.compile(r"https?://[\w.-]*safelinks\.protection\.outlook\.com/\S*[^\s.,;:)\]»”]")


def _tidy(text: str) -> str:
    """The text without invisible signs, and with Outlook's Safe Links unwrapped (K14)."""
    return _SAFE_LINK.sub(lambda link: unwrap_link(link[0]), without_control_characters(text)).strip()


@dataclass(frozen=True)
class _At:
    """A JSON object and where in the file it stands, so that errors can say so."""

    content: dict[str, Any]
    path: str

    def wrong(self, key: str, wanted: str) -> LoadError:
        return LoadError(f"Filen har fel form: {self.path}{key} ska vara {wanted}.")

    def text(self, key: str, most: int = 0) -> str:
        value = self.content.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.wrong(key, "text")
        value = _tidy(value)
        if most and len(value) > most:
            raise LoadError(f"Filen har fel form: {self.path}{key} är längre än {most} tecken.")
        return value

    def yes(self, key: str) -> bool:
        value = self.content.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "sant eller falskt")
        return bool(value)

    def choice(self, key: str, allowed: tuple[str, ...], *, needed: bool = True) -> str:
        value = self.text(key)
        if value in allowed or (not value and not needed):
            return value
        raise LoadError(f"Filen har fel form: {self.path}{key} är ”{value}” men ska vara {_or(allowed)}.")

    def day(self, key: str) -> dt.date | None:
        value = self.text(key)
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError as error:
            raise self.wrong(key, "ett datum som 2026-03-18") from error

    def time(self, key: str) -> dt.time | None:
        value = self.text(key)
        try:
            return dt.datetime.strptime(value, "%H:%M").time() if value else None  # noqa: DTZ007
        except ValueError as error:
            raise self.wrong(key, "ett klockslag som 13:30") from error

    def texts(self, key: str, most: int = 0) -> tuple[str, ...]:
        value = self.content.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, "en lista med texter")
        found = tuple(map(_tidy, value))
        if most and any(len(one) > most for one in found):
            raise LoadError(
                f"Filen har fel form: {self.path}{key} har en text som är längre än {most} tecken."
            )
        return tuple(one for one in found if one)

    def part(self, key: str) -> "_At | None":
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, "ett objekt")
        return _At(value, f"{self.path}{key}.")

    def parts(self, key: str, *, needed: bool = False) -> list["_At"]:
        value = self.content.get(key)
        if value is None and not needed:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, "en lista med objekt")
        return [_At(one, f"{self.path}{key}[{number}].") for number, one in enumerate(value)]


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} eller {words[-1]}"


def _source(at: _At, name: str) -> Source:
    document, layout = at.part("document"), at.part("layout")
    approval = at.part("approval")
    start, end = at.time("start"), at.time("end")
    if start and end and end <= start:
        raise LoadError("Filen har fel form: mötet slutar innan det börjar (start och end).")
    guesses = {key: at.text(key) for key in ("date_inferred", "chair_inferred", "secretary_inferred")}
    return Source(
        name=at.text("source", 200) or name[:200],
        title=document.text("title", 300) if document else "",
        letterhead=_letterhead(document.part("letterhead")) if document else None,
        bodies=at.texts("bodies", 200),
        bodies_inferred=at.yes("bodies_inferred"),
        date=at.day("date"),
        start=start,
        end=end,
        place=at.text("place", 200),
        mode=at.choice("mode", MEETING_MODES, needed=False),
        joint=_joint(at.part("joint_part")),
        chair=at.text("chair", 160),
        secretary=at.text("secretary", 160),
        approvers=approval.texts("approvers", 160) if approval else (),
        approved_on=approval.day("date") if approval else None,
        attendance=tuple(_row(one) for one in at.parts("attendance")),
        items=tuple(_point(one) for one in at.parts("items", needed=True)),
        handed_on=tuple(
            Handed(one.text("to", 300), one.texts("points"), one.text("where_item"))
            for one in at.parts("handed_on")
        ),
        topics=at.texts("future_topics"),
        dates=tuple(_date(one) for one in at.parts("dates")),
        reported=tuple(
            Reported(one.text("where_item"), one.text("text"), one.text("by", 200), one.yes("in_decisions"))
            for one in at.parts("reported_decisions")
        ),
        header_lines=layout.texts("header_lines") if layout else (),
        labels=layout.texts("labels") if layout else (),
        after_items=layout.texts("after_items") if layout else (),
        guesses={key: value for key, value in guesses.items() if value},
        facts=len(at.parts("facts")),
        contacts=len(at.parts("contacts")),
    )


def _letterhead(at: _At | None) -> LetterheadSource | None:
    if at is None:
        return None
    foot = at.part("footer")
    footer = {key: foot.text(key, most) for key, most in FOOTER.items()} if foot else {}
    return LetterheadSource(
        at.text("body_line", 300), at.text("office", 120), at.text("secretary", 160), footer
    )


FOOTER = {
    "postal_address": 200, "visiting_address": 200, "phone": 40, "fax": 40, "org_nr": 20, "plusgiro": 20,
    "email": 254, "web": 120,
}  # fmt: skip


def _joint(at: _At | None) -> JointPart | None:
    if at is None:
        return None
    return JointPart(at.time("start"), at.time("end"), at.texts("with", 200))


def _row(at: _At) -> Row:
    status = at.choice("status", STATUSES)
    name = at.text("name", 160)
    if bool(name) == (status == "vacant"):
        raise LoadError(
            f"Filen har fel form: {at.path}name ska stå på alla rader utom de vakanta (status vacant)."
        )
    return Row(
        name=name,
        title=at.text("title", 160),
        organisation=at.text("organisation", 200),
        body=at.text("body", 200),
        role=at.choice("role", ROLES),
        status=status,
        mode=at.choice("mode", ROW_MODES, needed=False),
        items=at.texts("items"),
        substitute=at.text("substitute", 160),
        heading=at.text("list", 80),
    )


def _point(at: _At, *, is_child: bool = False) -> Point:
    children = at.parts("children")
    if is_child and children:
        raise LoadError(f"Filen har fel form: {at.path}children har delpunkter i en delpunkt.")
    return Point(
        number=at.text("number", 8),
        title=at.text("title"),
        presenters=at.texts("presenters", 200),
        text=at.text("text"),
        contributions=tuple(
            Said(one.text("party", 160), one.text("text")) for one in at.parts("contributions")
        ),
        decisions=at.texts("decisions"),
        actions=tuple(
            Task(one.text("text"), one.text("responsible", 200), one.text("due", 120))
            for one in at.parts("actions")
        ),
        inputs=at.texts("inputs"),
        attachments=at.texts("attachments", 300),
        links=at.texts("links", 1000),
        link_texts=at.texts("link_texts", 300),
        chair_change=at.text("chair_change", 160),
        children=tuple(_point(one, is_child=True) for one in children),
        role=_role(at),
    )


def _role(at: _At) -> str | None:
    """The kind of point a person has said; a file that says none, or one nobody knows, leaves it to the title."""
    said = at.text("role", 40)
    return said if "role" in at.content and said in ItemRole.values else None


def _date(at: _At) -> SaidDate:
    return SaidDate(
        text=at.text("text"),
        what=at.text("what", 300),
        date=_day_or_month(at, "date"),
        end_date=_day_or_month(at, "end_date"),
        start=at.time("start"),
        end=at.time("end"),
        place=at.text("place_or_mode", 200),
        tentative=at.yes("tentative"),
        item=at.text("where_item"),
        heading=at.text("heading", 200),
    )


def _day_or_month(at: _At, key: str) -> str:
    value = at.text(key)
    try:
        if value:
            dt.date.fromisoformat(value if len(value) != 7 else f"{value}-01")
    except ValueError as error:
        raise at.wrong(key, "ett datum som 2026-03-18 eller en månad som 2026-03") from error
    return value
