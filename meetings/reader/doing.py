"""Uppdrag: who is to do what, and until when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .deadlines import due_in
from .names import NAME, is_name
from .paragraphs import Para
from .places import is_party
from .sentences import pieces, sentences
from .verbs import (
    DOES,
    FOLLOWED,
    GIVEN_TASK,
    INFINITIVES,
    LAST_DAY,
    NOUNS_THAT_DO,
    PASSIVE_DO,
    PASSIVE_NOW,
    SHORT_PASSIVE,
    TELLS,
    WILL_BE,
)
from .wording import column_of, is_given

if TYPE_CHECKING:
    from .content import Section

_STARTS = re.compile(rf"(?:Att )?{INFINITIVES}\b")
_ASKED = re.compile(
    r"\b(?:vad|hur|där|som|att|om|när|vilka|vilken|var|varför|risk|inga|inte)\b", re.IGNORECASE
)
_HAPPENS = re.compile(
    r"\b[\wåäö]*(?:dag|dagen|konferens|konferensen|möte|mötet|träff|seminarium|utbildning|workshop)\b",
    re.IGNORECASE,
)
_WITH_MODAL = re.compile(
    r"(?P<who>.{2,60}?) (?:ska|skall|kommer att|behöver|bör|får|har till uppgift att) "
    r"(?!ha\b|vara\b|bli\b|få\b|kunna\b|finnas\b|träda\b|ge\b)[a-zåäö]+a\b"
)
_ACTS = re.compile(
    rf"(?P<who>{NAME}(?:(?:,| och| samt| &) {NAME})*|Sekretariatet|Sekreteraren?|Ordförande(?:n)?|Alla"
    rf"|Samtliga) "
    r"(?P<verb>[a-zåäö]+(?:r|s))\b"
)
_DECIDED_THAT = re.compile(rf"(?:Det )?[Bb]eslut(?:ades|as)? att (?P<who>.{{2,50}}?) (?={DOES})")
_WHO = re.compile(
    rf"(?P<who>{NAME}(?:(?:,| och| samt| &) {NAME})*|[A-ZÅÄÖ][\wåäö/-]*(?: [a-zåäö]+(?:gruppen|rådet"
    rf"|kommun|län"
    rf"|staben))?|De som \w+ \w+|Alla(?: \w+)?|Samtliga(?: \w+)?|Respektive \w+|Varje \w+)$"
)


@dataclass
class Context:
    """What is known around a point: whose minutes, who was there, and which parties speak."""

    body: str = ""
    known: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    is_round: bool = False
    """Whether the point asks each party in turn."""
    labels: dict[str, str] = field(default_factory=dict)
    """Headings that return in several points, and what stands under each."""
    said: dict[tuple[int, ...], str] = field(default_factory=dict)
    """Which party said a paragraph, by the paragraph's place in the source."""

    def said_by(self, para: Para) -> str | None:
        """The party whose words a paragraph is, or nobody."""
        return self.said.get(para.numbers)


def action_tables(paras: Sequence[Para], context: Context) -> tuple[list[dict[str, Any]], list[Para]]:
    """The uppdrag in tables of what, who and when, and the rows they stood in."""
    tasks: list[dict[str, Any]] = []
    told: list[Para] = []
    columns: list[str] = []
    for para in paras:
        if para.kind != "row":
            columns = []
            continue
        cells = [" ".join(inner.text for inner in cell).strip() for cell in para.cells]
        named = [column_of(cell) for cell in cells]
        if "what" in named and {"responsible", "due"} & set(named):
            columns = named
            told.append(para)
        elif columns and len(cells) == len(columns):
            by = dict(zip(columns, cells, strict=True))
            if by["what"]:
                tasks.append(
                    {
                        "text": by["what"],
                        "responsible": by.get("responsible") or None,
                        "due": by.get("due") or None,
                    }
                )
            told.append(para)
    return tasks, told


def tasks_of(parts: Sequence["Section"], context: Context) -> list[dict[str, Any]]:
    """The uppdrag of a point: under labels that name them, and in sentences that give somebody something to do."""
    found: list[dict[str, Any]] = []
    in_views = False
    for part in parts:
        in_views = part.kind in {"", "discussion"} and (in_views or bool(_VIEWS.search(part.label)))
        if part.kind in {"responsible", "due"} and part.paras:
            if found:
                found[-1][part.kind] = found[-1][part.kind] or part.paras[0].text.rstrip(".")
        elif part.kind == "action":
            given = re.search(r"\b(?:till|för) (?P<who>[A-ZÅÄÖ].+)$", part.label)
            for para in part.paras:
                tasks = _under_label(para.text, context)
                found += [
                    task | {"responsible": task["responsible"] or (given["who"] if given else None)}
                    for task in tasks
                ]
        else:
            for para in part.paras:
                tasks = _in_text(para, context) or (_till_next(para.text) if part.kind == "next" else [])
                found += [task for task in tasks if _is_given(task, part, in_views=in_views)]
    return found


_VIEWS = re.compile(r"reflektion|synpunkt|tankar|kommentar", re.IGNORECASE)


def _is_given(task: dict[str, Any], part: "Section", *, in_views: bool) -> bool:
    """Whether a sentence gives a task: among views, and among wishes for next time, only where it says who."""
    if task["responsible"]:
        return True
    if part.kind in {"next", "input"} or (in_views and not task["due"]):
        return False
    is_aim = re.match(r"Göra (?!klart|färdigt|en |ett |de |det )", task["text"])  # as often an aim as a task
    return bool(part.kind or task["due"] or not is_aim)


def _till_next(text: str) -> list[dict[str, Any]]:
    """What a party is to do for the next meeting, whatever the verb: "Säter beskriver sin modell"."""
    found = re.match(r"(?P<who>[A-ZÅÄÖ][\w/-]*(?: [\w/-]+)?) [a-zåäö]+r\b", text)
    if not found or not is_party(found["who"]):
        return []
    return [{"text": text, "responsible": found["who"], "due": due_in(text)}]


_BOX = re.compile(r"(?:\[[ xX✓]?\]|[☐☑□✔])\s*")


def _in_text(para: Para, context: Context) -> list[dict[str, Any]]:
    if box := _BOX.match(para.text):
        return _under_label(para.text[box.end() :], context)
    party = context.said_by(para)
    said = [piece for sentence in sentences(para.text) for piece in pieces(sentence)]
    tasks = [task for piece in said if (task := task_in(_clause(piece, context), context))]
    return [
        task if _EVERYWHERE.search(task["text"]) else task | {"responsible": task["responsible"] or party}
        for task in tasks
    ]


_EVERYWHERE = re.compile(r"\bbåde (?:lokalt|regionalt|nationellt) och (?:lokalt|regionalt|nationellt)\b")
_WITH_TITLE = re.compile(
    r"\w*(?:chef|ledare|strateg|utredare|samordnare|sekreterare|handläggare|planerare|forskare"
    r"|konsult)\b",
    re.I,
)
_NEXT_CLAUSE = re.compile(
    rf"(?:, (?:och |men |så )?| och | men )(?P<rest>(?:{NAME}|[Ss]ekretariatet|[Kk]ommunerna"
    rf"|[Aa]lla) [a-zåäö]+r\b.*)$"
)


def _clause(sentence: str, context: Context) -> str:
    """The last clause of a sentence, where that alone says who does something: "Allt är klart, och Tove mejlar det"."""
    found = _NEXT_CLAUSE.search(sentence)
    if not found or _actor(sentence, context) is not None or not _actor(found["rest"], context):
        return sentence
    return found["rest"]


def _under_label(text: str, context: Context) -> list[dict[str, Any]]:
    text = text.replace("\t", " ").strip()
    if not text or text.endswith(":"):
        return []
    return [
        _task(sentence, context) for sentence in ([text] if len(sentences(text)) == 1 else sentences(text))
    ]


def _task(text: str, context: Context) -> dict[str, Any]:
    text = re.split(r"\s:\s", text)[0]
    who = _responsible(text, context)
    return {"text": text, "responsible": who, "due": due_in(text)}


def task_in(sentence: str, context: Context) -> dict[str, Any] | None:
    """The uppdrag that a sentence gives, or nothing."""
    words = re.sub(r"^[^:]{2,60}:\s+(?=[A-ZÅÄÖ])", "", sentence).lstrip("→➔►➤⇒* ").strip()
    is_others = re.search(r"\bi uppdrag av [A-ZÅÄÖ]", words)
    if is_others or words.endswith(("?", ":", "följande inspel.")) or len(words.split()) < 3:
        return None
    if last := LAST_DAY.search(words):
        text = re.split(r"\s:\s", last[1])[0]
        return {"text": text, "responsible": None, "due": due_in(text)}
    if _bids(words) or _is_to_be_done(words) or _in_brackets(words, context):
        return _task(words, context)
    who = _actor(words, context)
    return (
        {"text": words, "responsible": who or _responsible(words, context), "due": due_in(words)}
        if who is not None
        else None
    )


def _bids(words: str) -> bool:
    """Whether a sentence says what to do, or gives it to somebody: "Ta fram …", "Anna fick i uppdrag …"."""
    unasked = re.sub(r"^(?:Vid|Efter|Inför|I samband med) [\wåäö ]{3,40}, ", "", words)
    unasked = re.sub(
        r"^[Aa]tt (?=återkomma|bjuda|skicka|kalla|ta fram|utse|sammanställa|kontakta)", "", unasked
    )
    if _STARTS.match(unasked[:1].upper() + unasked[1:]) or GIVEN_TASK.search(words):
        return True
    return bool(
        re.match(r"(?:Beslutades|Beslut) att (?:återkomma|ta|skicka|utse|uppdra|bjuda|se över)", words)
    )


def _is_to_be_done(words: str) -> bool:
    """Whether a sentence says that something is to be done, by whom is not said."""
    passive = PASSIVE_DO.search(words)
    before = (passive["before"] or "") if passive else ""
    if passive and not _ASKED.search(before) and not _HAPPENS.search(before):
        return True
    if SHORT_PASSIVE.match(words) and len(words.split()) < 7:
        return True
    due = due_in(words)
    if due and re.search(r"\b(?:lämnas|görs|skickas|mejlas|meddelas|anmäls) .*\bsenast\b", words):
        return True
    if not due or _HAPPENS.search(words.replace(due, "")) or _ASKED.search(words[:40]):
        return bool(FOLLOWED.match(words))
    return bool(PASSIVE_NOW.search(words) or WILL_BE.search(words) or FOLLOWED.match(words))


def _in_brackets(words: str, context: Context) -> bool:
    """Whether a sentence bids something and ends with who is to do it: "Tala med biblioteken (Rune)"."""
    found = re.match(rf"(?P<bid>[A-ZÅÄÖ][a-zåäö]+a) .*\((?P<who>{NAME}(?:(?:,| och) {NAME})*)\)\.?$", words)
    if not found or re.search(r"(?:rna|nna|lla|mma|åda|dra|ssa)$", found["bid"]):
        return False
    return _is_person(found["who"], context)


def _actor(words: str, context: Context) -> str | None:
    """Who does what a sentence tells of, where it is somebody's task; "" where it is so but nobody is named first."""
    modal = _WITH_MODAL.match(words)
    if modal and _is_doer(modal["who"], context):
        return modal["who"]
    acts = _ACTS.match(words)
    if acts and _is_person(acts["who"], context) and not TELLS.match(acts["verb"]):
        is_all = acts["who"] in {"Alla", "Samtliga"} and not re.match(rf"\w+ {DOES}\b", words)
        if not is_all and (acts["verb"].endswith("r") or due_in(words)):
            return acts["who"]
    does = re.search(rf"\b{DOES}\b", words)
    doer = words[: does.start()].strip() if does else ""
    if does and does[0] in {"redovisar", "rapporterar"} and _WITH_TITLE.match(doer) and not due_in(words):
        return None
    if (
        does
        and _is_doer(doer, context)
        and (due_in(words) or not is_party(doer) or doer.startswith(("Region", "Länsstyrelsen")))
    ):
        return ""
    decided = _DECIDED_THAT.match(words)
    if decided and _is_doer(decided["who"], context):
        return decided["who"]
    by = re.match(rf"(?P<who>{NAME}|[A-ZÅÄÖ]\w+) (?!har\b|är\b|var\b|kan\b)[a-zåäö]+(?:r|s)\b", words)
    has_day = due_in(words) and re.search(r"\b(?:före|senast|till|inför) ", words)
    return by["who"] if by and has_day and _is_doer(by["who"], context) else None


def _is_person(text: str, context: Context) -> bool:
    """Whether those who act are persons, or roles that persons have, and no party that only tells how it is."""
    if re.fullmatch(r"Sekretariatet|Sekreteraren?|Ordförande(?:n)?|Alla|Samtliga", text):
        return True
    firsts = [part.split()[0] for part in re.split(r",| och | samt | & ", text) if part.strip()]
    return all(first in context.known or is_given(first) for first in firsts) and not is_party(text)


_DOERS = re.compile(
    r"Vi$|Gruppen$|Alla|Samtliga|De som|Respektive|Varje|Ordförande|Sekreterare|Sekretariatet|Ledamöterna"
    r"|Chefer"
    r"|Kommunerna|Parterna|"
    r"Deltagarna|[\w-]+(?:cheferna|gruppen|grupperna|kommun|ledarna|samordnarna)$|AU\b|Länsstyrelsen"
    r"|Region|Polisen"
    r"|Kommun"
)


def _is_doer(text: str, context: Context) -> bool:
    """Whether the words can be who does something: a person, a role, a group or a party."""
    if not text or len(text) > 60:
        return False
    if NOUNS_THAT_DO.match(text):
        return True
    if not _WHO.fullmatch(text):
        return False
    first = text.split()[0].rstrip(",")
    is_whole = len(text.split()) > 1 and is_name(text)
    return is_whole or is_given(first) or first in context.known or bool(_DOERS.match(text)) or is_party(text)


def _responsible(text: str, context: Context) -> str | None:
    """Who is to do it, by the words before the verb or after "ansvarig"."""
    if found := re.search(r"\b[Aa]nsvarig(?:a)?\s*:?\s+(?:är\s+)?(?P<who>[A-ZÅÄÖ][^.;()]+)", text):
        return found["who"].strip(" ,")
    if found := re.search(r"\buppdr(?:ogs|as|ar|og|a) (?:åt|till) (?P<who>[\wåäöÅÄÖ/ -]+?) att\b", text):
        return found["who"]
    if found := re.match(
        r"Beslut(?:ades|as)? att .*\bmöte i (?P<who>\w+(?:rådet|gruppen|nämnden)|rådet|gruppen)\b", text
    ):
        return found["who"]
    if found := re.search(r"\b(?:ger|gav|ge) (?P<who>[\wåäöÅÄÖ/ -]{2,40}?) i uppdrag\b", text):
        return found["who"]
    verb = (
        GIVEN_TASK.search(text)
        or re.search(rf"\b{DOES}\b", text)
        or re.search(r"\b(?:ska|skall|behöver|kommer)\b", text)
    )
    if verb:
        before = text[: verb.start()].strip()
        if _is_doer(before, context) or (GIVEN_TASK.match(verb[0]) and _WHO.fullmatch(before)):
            return before
        if found := re.search(r"\(([^)]+)\)\.?$", text):
            return found[1] if _is_doer(found[1], context) else None
    if found := re.match(r"(?P<who>[A-ZÅÄÖ][\wåäö -]{1,40}?)\s*[:–]\s+", text):
        return found["who"] if _is_doer(found["who"], context) else None
    if found := re.search(r"\(([^)]+)\)\.?$", text):
        return found[1] if _is_doer(found[1], context) else None
    return None
