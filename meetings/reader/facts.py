"""What minutes tell of money, agreements, plans, surveys, projects and organisation (SCHEMA.md, facts).

A fact is a sentence, or a clause of it, that says that something is there, is new, or has changed. What somebody thinks
of it, asks about it or is to do with it is none.
"""

import datetime as dt
import re
from typing import Any

from .moments import days
from .places import is_party
from .sentences import pieces, sentences

_AMOUNT = re.compile(
    r"(?P<number>\d{1,3}(?:[ .]\d{3})+|\d+(?:,\d+)?)\s*(?P<unit>miljon(?:er)?|mnkr|mkr|tkr|kr(?:onor)?\b"
    r"|miljard\w*)|"
    r"(?P<bare>\d{1,3}(?:\.\d{3})+)(?!\d)",
    re.IGNORECASE,
)
_SCALES = (("miljard", 1e9), ("miljon", 1e6), ("mnkr", 1e6), ("mkr", 1e6), ("tkr", 1e3))
_FROM_OTHERS = re.compile(
    r"\b(?:beviljat|beviljats|beviljade|betalar ut|skjuter till|rekvirer)|\b(?:stats)?bidrag|\bstatlig|\bstimulansmedel"
    r"|\bfrån (?:Länsstyrelsen|Socialstyrelsen|Folkhälsomyndigheten|regeringen|staten|Skolverket|Boverket|EU\b|MUCF"
    r"|Myndigheten)|\bESF|\bVinnova|\bArvsfond|\bprojekt",
    re.IGNORECASE,
)
_AGREEMENT = r"(?:\w*[Öö]verenskommelse(?:n|r|rna)?|ÖK)\b"
_PLAN = r"(?i:\w*strategi(?:n|er|erna)?|\w*plan(?:en|er|erna)?|\w*program(?:met)?|\w*reform(?:en)?)\b"
_SURVEY = r"(?:\w*[Uu]ndersökning\w*|[Ee]nkäten|HLV|EHS|LHU|(?:Liv|L) ?& ?[Hh](?:älsa)?(?: [Uu]ng)?)"
_ORGAN = (
    r"(?i:\w*nämnd(?:en|er|erna)?|\w*råd(?:et|en)?|"
    r"\w*förvaltning(?:en|ar|arna)?|\w*enhet(?:en|er|erna)?|\w*styrgrupp(?:en)?)"
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "grant",
            r"\b(?i:statlig\w*|statens|riktad\w*|extern\w*|särskil\w* riktade)(?: riktade)?(?: medel"
            r"|t? ?stats?bidrag| stimulansmedel)"
            r"|\b[Ss]tatsbidrag(?:en|et)? (?:för|till|om)\b|\b[Ss]timulansmedel|\briktat statsbidrag"
            r"|\b[Ff]inansiering\b[^.]{0,25}\bfrån [A-ZÅÄÖ]"
            r"|\b(?:har beviljat|beviljade\b[^.]{0,20} av|beviljat)\b(?=[^.]{0,40}(?:medel|förlängning"
            r"|projekt|där))"
            r"|^[^.]{3,60}, (?:ESF\+?|Vinnova|Arvsfonden)\.?$",
        ),
        (
            "agreement",
            rf"^Ny {_AGREEMENT}|\b[Nn]y(?:a)? {_AGREEMENT} (?:om|kring|mellan)|^{_AGREEMENT} (?:mellan"
            rf"|kring|för|om|ligger|gäller|följs|har|är|går|löper)"
            rf"|\brevidering(?:en)? av (?:\w+ )*{_AGREEMENT}|\b(?:fattat|taget|antagits) om {_AGREEMENT}"
            rf"|\b\d+ år med (?:\w+ )*{_AGREEMENT}|\bdel av \w+ kring {_AGREEMENT}"
            r"|^(?:[Nn]uvarande |[Nn]ya |[Bb]efintliga )?(?i:\w*avtal(?:et)?)(?: (?:med|om|mellan) [^.,]{3,50}?)?"
            r" (?:går ut|gäller|löper|har (?:förlängts|skrivits|tecknats|sagts upp)|förlängs|upphör|sägs upp"
            r"|är (?:klart|tecknat|uppsagt))",
        ),
        (
            "organisation",
            rf"\b{_ORGAN} (?:är |har |ska )?(?:avslutats?|avslutad|slås ihop|flyttar till|flyttas"
            rf"|byter namn|slagits ihop|läggs ner"
            rf"|lagts ner|setts över|upphör(?:t)?|delas|har delats)\b"
            rf"|\bslås ihop\b.*{_ORGAN}|\b(?:avskaffa|slå ihop|lägga ner|inrätta) [^.]*{_ORGAN}"
            rf"|\w+strukturen (?:setts|ses) över"
            r"|\bär placerad[e]? i |^Ny \w*(?:chef|direktör|ordförande)\b(?: [–-]| är| heter)"
            r"|^(?:Ingen|Inga|Ny|Nytt) (?:nämnd|råd|förvaltning|enhet|organisation)\b"
            r"|\b(?:om|omkring|kring) förändra(?:t|d|de) (?:gränssnitt|ansvar\w*|organisation|uppdrag)",
        ),
        (
            "strategy",
            rf"\b{_PLAN}[^.]{{0,60}}\b(?:är(?: nu)? (?:antag|beslutad|fastställd)\w*|antagits|antogs"
            rf"|tagits av|trädde? i kraft|träda i kraft|(?:som ska )?gäll(?:er|a) (?:t\.o\.m\.|till|20\d\d)"
            rf"|sträcker sig|upphandlad)"
            rf"|\b(?:beslutades|antogs|fastställdes) {_PLAN}|\b[Nn]y strategi kommer"
            rf"|{_PLAN}[^.]*\b20\d\d ?[–-] ?20\d\d"
            r"|^(?:Utgångspunkter|Riktlinjer|Inriktning|Vision|Målbild|Prioriteringar)\b.*\b20\d\d ?[–-] ?20\d\d"
            r"|\b(?:I och med"
            r"|Därmed)\b[^.]*\bplan\w* antagen|(?:uppdatering|revidering)\b[^.]*\b(?:antas|beslut)\b[^.]*\b20\d\d",
        ),
        (
            "survey",
            rf"\b[Öö]vergå(?:r|tt)? till {_SURVEY}|{_SURVEY}[^.]*\b(?:som ersätter|ersätts av|görs (?:igen"
            rf"|nästa|vart|nu|20))"
            rf"|^{_SURVEY}[^.]{{0,40}} (?:skickas ut|går ut|genomförs|besvaras|pågår|stängs|öppnar)\b"
            rf"|\b{_SURVEY}\s*\(undersökning|\bfår enkäten\b|\bbefolkningsundersökning\w* 20\d\d",
        ),
        (
            "project",
            r"^[\wåäö-]*[Pp]rojektet (?:startar|pågår|har pågått|avslutas|går i mål|förlängs|löper|är avslutat)\b"
            r"|\b[Pp]rojekt (?:avseende|inom|om) |\b[Ii] projektet [A-ZÅÄÖ]|\b[Ff]örstudie (?:i|på"
            r"|om) \d+ (?:månad|vecka|veckor|år)"
            r"|\b(?:koordineras|samordnas|leds|drivs|finansieras) av [^.]*,? på uppdrag av",
        ),
        (
            "fund",
            r"\b(?:medel|pengar(?:na)?)\b[^.]{0,20}\b(?:fördelas\b|via [A-ZÅÄÖ]|som blivit över\b)"
            r"|\bblev beviljade medel"
            r"|\b(?:[Mm]er|[Mm]indre) (?:\w+ )?medel\b[^.]*\b(?:än|i år)\b"
            r"|\bfördelning av (?:\w+ )*(?:gemensamma )?medel\b[^.]*20\d\d"
            r"|\b[Pp]engarna fördelas|\bny utlysning\b",
        ),
    )
)  # fmt: skip
_FOLLOWED_UP = re.compile(rf"Uppföljning\w*\b[^,:]*? {_AGREEMENT}")
_NO_FACT = re.compile(
    r"\?$|^(?:Synd|Bra|Viktigt|Önskemål|Arbeta|Göra|Ta|Se|Återkoppling|Besked|Risk)\b|\b(?:ska|bör"
    r"|behöver) tas fram\b"
)
_LABEL = re.compile(r"^[A-ZÅÄÖ][\wåäö/ -]{1,40}:\s+(?=[\wÅÄÖåäö(\"”])")
_TAIL = re.compile(
    r",? (?:då|eftersom|vilket)\b.*$|, (?:vill|hänger|påverkar|stort|som är|från \w+ nivå)\b.*$"
    r"|: (?=Beslut).*$|(?<=\d) med syfte\b.*$|(?<=\w), [A-ZÅÄÖ][a-zåäö]{4,} [a-zåäö]+ \d{4} .*$"
)
_LEAD = re.compile(r"^(?:.*\b(?:fattat|beslutats|taget) om (?=\w)|.*\bförslag till (?=ytterligare|nya))")
_PRESENTS = re.compile(
    r"^[A-ZÅÄÖ][\wåäö-]+(?: [A-ZÅÄÖ][\wåäö-]+)? (?:presenter|redovis|vis|inform|informer|berätt)(?:ar|ade)\b"
)
_CLAUSE = re.compile(r", (?=[A-ZÅÄÖ](?:[a-zåäö]{5,}|y) )")
_GOES_ON = re.compile(r" (?:mellan|till|i samband med|och [a-zåäö]{9,})\b")
_ADDS = re.compile(r"(?:Start|Fördelning)\b[^–.]*?(?:\d+/\d+|(?= –)|\.?$)")
LONG = 18
_ANY_YEAR = dt.date(2000, 1, 1)


def facts_in(text: str, where: str | None, title: str | None = None) -> list[dict[str, Any]]:
    """The facts a text tells, and those its title names; each with its kind and, where told, its sum in kronor."""
    found: list[dict[str, Any]] = []
    if title and re.search(r"\b(?:ett|nytt) projekt (?:inom|om)\b", title):
        found.append(_fact("project", title, where))
    if title and _FOLLOWED_UP.match(title) and days(title, _ANY_YEAR):
        found.append(_fact("agreement", title, where))
    for line in text.split("\n"):
        is_item = line.startswith("- ")
        said = list(sentences(line.removeprefix("- ")))
        before = len(found)
        for place, sentence in enumerate(said):
            if amount := _AMOUNT.search(sentence):
                whole = sentence
                if is_item and place < 3:
                    whole, found = " ".join(said[: place + 1]), found[:before]
                kind = "grant" if _FROM_OTHERS.search(whole) else "fund"
                found.append(_fact(kind, _without_label(whole), where, _sek(amount)))
                continue
            told = [fact for piece in pieces(sentence) if (fact := _told(piece, where))]
            if told and place + 1 < len(said) and (adds := _ADDS.match(said[place + 1])):
                told[-1]["text"] += f" {adds[0].strip()}"
            found += told
    return found


def _fact(kind: str, text: str, where: str | None, amount: int | None = None) -> dict[str, Any]:
    return {"kind": kind, "text": text.strip(" ,"), "amount_sek": amount, "where_item": where}


def _told(piece: str, where: str | None) -> dict[str, Any] | None:
    words = _without_label(piece)
    if _NO_FACT.search(words) or len(words.split()) < 3:
        return None
    for kind, pattern in _KINDS:
        if hit := pattern.search(words):
            return _fact(kind, _cut(words, hit), where)
    return None


def _cut(words: str, hit: re.Match[str]) -> str:
    """The clause in which a fact is told, without what leads to it and what is thought of it."""
    commas = [comma.end() for comma in _CLAUSE.finditer(words) if comma.end() <= hit.start() + 4]
    start = max((comma for comma in commas if not is_party(words[comma:].split()[0])), default=0)
    if _PRESENTS.match(words):
        start = hit.start()
    text = re.sub(r"^(?:om|omkring|kring) ", "", _LEAD.sub("", _TAIL.sub("", words[start:])))
    if len(text.split()) <= LONG:
        return text
    goes_on = next(
        (one for one in _GOES_ON.finditer(text) if len(text[: one.start()].split()) >= LONG // 2 + 1), None
    )
    return text[: goes_on.start()] if goes_on else text


def _without_label(words: str) -> str:
    return _LABEL.sub("", words)


def _sek(amount: re.Match[str]) -> int:
    digits = amount["bare"] or amount["number"]
    number = float(re.sub(r"[ .]", "", digits).replace(",", "."))
    unit = (amount["unit"] or "").casefold()
    return round(number * next((scale for name, scale in _SCALES if unit.startswith(name)), 1))
