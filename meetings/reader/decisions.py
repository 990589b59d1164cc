"""Sentences that record a decision, and whose decision it is."""

import re
from typing import Any

from .sentences import pieces, sentences

_GENERIC = (
    r"(?:[Dd]e båda |[Bb]åda )?(?:[Mm]ötet|[Vv]i|[Ss]amtliga|[Dd]eltagarna|[Ll]edamöterna|AU|[Mm]an"
    r"|[A-ZÅÄÖa-zåäö]*"
    r"(?:[Rr]ådet|[Rr]åden|[Gg]ruppen|[Gg]rupperna|[Nn]ämnden|[Nn]ämnderna|[Bb]eredningarna|[Uu]tskotten|[Nn]ätverken|[Ss]tyrelserna|"
    r"[Uu]tskottet|[Ss]tyrelsen|[Pp]artnerskapet|[Kk]ollegiet|[Pp]residiet|[Tt]eamet|[Dd]irektionen|[Ff]örbundet"
    r"|[Kk]ommittén|[Nn]ätverket|[Ff]orumet|[Bb]eredningen|[Ll]edningen"
    r"|[Dd]elegationen))"
)
_FORMAL = re.compile(
    r"\b(?:godkände|godkändes|godkänner|godkänns|fastställdes|fastställde|fastställer|fastställs|(?:läggs"
    r"|lades|lagda"
    r"|lagts|lägga|lägger)\b[^.]{0,40}\btill handlingarna|"
    r"valdes|väljs|utsågs|utses till|utser\b.{3,60}\bjustera|antogs|antar|antas|bordläggs|bordlades"
    r"|återremitteras|avstyrks|avstyrktes|godkännes|fastslås|fastslogs|antages"
    r"|återremitterades|tillstyrks|avslås|bifölls|bifaller|avslogs|ställde sig bakom|ställer sig bakom"
    r"|noteras"
    r"|överlämnas|avskrivs|(?:ansökan|ansökningarna|bidraget|medlen) bevilja(?:s|des)"
    r"|medlen fördelas (?:lika|enligt|efter)|(?:skrivelsen|remissen|yttrandet|ärendet|frågan|svaret) (?:lämnas|lämnades"
    r"|översänds|översändes) (?:över )?till"
    r"|(?:ärendet|frågan|punkten|beslutet) (?:skjuts|sköts|utgår|utgick|ajourneras)|till att justera\b.{3,40}\b(?:utses"
    r"|utsågs)|till "
    r"justerare utses|utses (?:att|till) juster\w+|enligt (?:utsänt |utskickat )?förslag(?:et)?(?=\.?$))\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    rf"\b(?P<who>{_GENERIC})\s+(?:enhälligt )?(?:beslutar|beslutade|beslöt|enades|enas|kom överens om"
    rf"|kommer överens "
    rf"om|bestämmer|bestämde|uppdrar|uppdrog|ger\b.{{2,40}} i uppdrag|gav\b.{{2,40}} i uppdrag"
    rf"|rekommenderar"
    rf"|tillstyrker|återremitterar|bordlägger|beviljar|avslår|utser|utsåg|överlämnar|inrättar"
    rf"|ställer sig positiv\w*"
    rf"|väljer|valde|antar|antog|avstår|avstyrker|avstyrkte|avsätter|avsatte|anslår|delegerar|förordar|bifaller|biföll"
    rf"|förlänger|begär|beslutat|(?:tar|tog|fattar|fattade) beslut|godtar|ansluter sig till|ger klartecken"
    rf"|noterar informationen|uttalar|säger (?:nej|ja))\b"
)
_BEGINS = re.compile(
    r"(?:Beslut|Beslutades|Beslutas|Beslutar|Beslutade|Beslutat|Beslöts|Det beslutades|Det beslöts|Det bestämdes"
    r"|Mötet beslut\w+)\b(?!s)",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b[Bb]eslut\w*\s+(?:planeras|väntas|tas (?:senare|vid|i|på|under)|fattas\s+(?:senare|vid|i|på|under"
    r"|först|av "
    r".*\b(?:i|på|under|vid|senare) )|beräknas|förväntas|kommer|ska|i frågan (?:tas|fattas|väntas))|"
    r"\b(?:kommer|ska|skall|väntas|planeras|bör|kan)\b[^.]{0,50}\b(?:beslut\b[^.]{0,20}\b(?:fattas|tas)"
    r"|beslutas"
    r"|antas|fastställas|godkännas)|"
    r"\b(?:ska|skall|väntas|kommer att|planerar att) (?:besluta|fatta beslut|ta beslut"
    r"|ta ställning|avgöra)\b|\b(?:avgörs|prövas|behandlas|bereds) (?:i|av) (?=\w*(?:nämnd|råd|styrels"
    r"|fullmäktig|grupp|AU\b))|\btar ställning till|\bväntas ta ställning"
    r"|\bhopp\w+ på beslut|\binnan\b[^.]{0,30}\bbeslut\b"
    r"|\b(?:klart|klar|redo|inför|underlag) (?:för|till)? ?beslut|^(?:januari|februari|mars|april|maj"
    r"|juni|juli"
    r"|augusti|"
    r"september|oktober|november|december|våren|hösten)\s*[–:-]\s*beslut",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:(?:är|har blivit|blev|finns) (?:nu )?(?:antag(?:en|et|na)|beslutad|beslutade|beslutat|fastställd"
    r"|fastställt)|antagits|antogs|har antagit|"
    r"tagits av|(?:har|har det|det har) beslutat?s?|har fattats|är fattat|är taget|[Bb]eslut (?:taget"
    r"|fattat|togs"
    r"|tagits)|beslutades|har godkänt|godkänt en|"
    r"(?:har )?ställt sig bakom|har enats om|stått bakom|beslutade|har beslutat|antog|fattade beslut"
    r"|tog beslut"
    r"|fattades)\b"
)
_ORGAN_ACTED = re.compile(
    r"^(?P<by>(?:(?!Läns|Social|Skol)[A-ZÅÄÖ][\wåäö-]{3,}(?:nämnden|styrelsen|fullmäktige|rådet|gruppen|utskottet|direktionen|kommittén)"
    r"|Regeringen|Riksdagen|(?:Regionala|Specifika|Gemensamma) [a-zåäö]+(?:rådet|nämnden|gruppen)))\s+"
    r"(?:har (?:nu |också |redan )?(?:sagt (?:ja|nej)|utsett|avslagit|beviljat|tillstyrkt|fastställt|inrättat|avsatt"
    r"|gett)|avslog|beviljade|fastställde|utsåg|inrättade|avsatte|sade (?:ja|nej))\b"
)
"""An organ with a name of its own did what only a decision does."""
_BY = re.compile(
    r"\b(?:av|i|via|hos)\s+(?:den |det )?(?P<by>(?:[Cc]hefsgrupp\w*|[Rr]egion\w+|[Rr]egionala \w+"
    r"|[Ss]pecifika \w+"
    r"|[Kk]ommun\w+|[Ss]tyrgrupp\w*|[Nn]ämnd\w*|"
    r"[Rr]iksdag\w*|[Rr]egering\w*|\w+nämnden|\w+styrelsen|\w+fullmäktige|[A-ZÅÄÖ]{2,5})(?: (?:för|i|inom) "
    r"[a-zåäö ]+?)?)(?=\s+(?:i|den|på|vid|under|om|att)\b|[.,;]|$)"
)
_SUBJECT = re.compile(
    r"^(?:[^,.]{0,30},\s+)?(?P<by>(?:[Rr]egional\w* |[Ss]pecifik\w* "
    r"|[Gg]emensam\w* )?(?:[A-ZÅÄÖ][\wåäö-]*)(?: "
    r"[a-zåäö]+(?:nämnd(?:en)?|råd(?:et)?|styrelsen?|grupp(?:en)?))?"
    r"(?: (?:för|i) (?:[A-ZÅÄÖ][\wåäö]+|[a-zåäö]+(?: (?:och )?[a-zåäö]+){0,3}?))?)\s+"
    r"(?:har|beslutade|antog|godkänt|godkände|beslöt|fattade|tog|beviljade)\b"
)
_LATER_BY = re.compile(
    r"^(?:Vid kommande |Vid nästa )(?P<at>[a-zåäö]*(?:chefsgrupp|råd|grupp|nämnd|styrelse)\w*)"
    r"|\bplaneras (?:till|i|av) (?P<to>(?:[A-ZÅÄÖ]\w+ )?[A-ZÅÄÖa-zåäö]*(?:råd|grupp|nämnd|styrelse"
    r"|fullmäktige)\w*)"
    r"|^(?P<who>[A-ZÅÄÖ][\wåäö-]*(?: och [\wåäö-]+)?) (?:väntas|tar ställning|ska besluta"
    r"|kommer att besluta)\b"
)
_FROM = re.compile(r"^Från (?P<by>[^:]{3,60}):\s+")
_ANAPHORIC = re.compile(
    r"(?:I och med|Detta|Därmed|Det(?:\s)|De\s|Den\s|Dessa|Samtidigt|Där(?:efter|för|till)|Även|Alla"
    r"|Vidare|Ansvarig)\b"
)


def split_decision(text: str) -> list[str]:
    """What stands under "Beslut" as decisions: one paragraph is one, unless lines were run together in it."""
    parts = [piece for sentence in sentences(text) for piece in pieces(sentence)]
    whole = list(sentences(text))
    if len(parts) == len(whole):
        return [text.strip()] if text.strip() else []
    found: list[str] = []
    for part in parts:
        if found and _ANAPHORIC.match(part):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def decision_sentences(text: str, body: str) -> list[str]:
    """Sentences of running text that record a decision (SCHEMA.md, decisions)."""
    found = []
    for said in sentences(text.replace("\t", "\n")):
        sentence = said.lstrip("→➔►➤⇒=>*✓☑ ")
        words = (
            re.sub(r"^[^:]{2,70}:\s+(?=[A-ZÅÄÖ])|^[^:]{2,110}:\s+(?=Beslut)", "", sentence)
            if not sentence.startswith("Beslut")
            else sentence
        )
        if is_decision(words, body):
            found.append(words)
    return found


def is_decision(sentence: str, body: str) -> bool:
    """Whether a sentence records a decision, and not one that others took or that is to come."""
    if _LATER.search(sentence) or sentence.endswith("?"):
        return False
    if _BEGINS.match(sentence) and not re.match(
        r"beslut\w*(?:underlag|sammanfattning|fattar|process|ordning|gång)", sentence, re.IGNORECASE
    ):
        return len(sentence.split()) > 2
    if decides := _DECIDES.search(sentence):
        return len(sentence.split()) > 2 and _is_own(decides["who"], body)
    if formal := _FORMAL.search(sentence):
        before = sentence[: formal.start()]
        if (
            re.search(
                r"(?:^|, ?)(?:som|att|när|om|vilket|för att)\b[^,]*$|\b(?:som|vilket|ska|kan|bör|måste"
                r"|att|har"
                r"|hade)\b[^,]*$",
                before,
            )
            and "till handlingarna" not in formal[0]
        ):
            return False
        return (
            not re.search(
                r"\b(?:[Rr]egionstyrelsen|[Rr]egionfullmäktige|[Kk]ommunstyrelsen|[Kk]ommunfullmäktige"
                r"|[Rr]egeringen"
                r"|[Rr]iksdagen)\b",
                before,
            )
            or not body
        )
    return False


def _is_own(who: str, body: str) -> bool:
    who = re.sub(r"^(?:de båda|båda) ", "", who.casefold())
    stem = re.sub(r"(?:erna|arna|en|et|na|t|n)$", "", who)
    return (
        not body
        or who
        in {
            "mötet",
            "vi",
            "man",
            "samtliga",
            "deltagarna",
            "ledamöterna",
            "gruppen",
            "rådet",
            "råden",
            "grupperna",
        }
        or stem[-8:] in body.casefold()
    )


def reported_in(text: str, decisions: list[str], body: str) -> list[dict[str, Any]]:
    """Decisions the text tells of that are not this meeting's own: taken by others, or to come."""
    found: list[dict[str, Any]] = []
    for said in sentences(text.replace("\t", "\n")):
        said = said.removeprefix("- ")
        sentence = (
            re.sub(r"^[^:]{2,70}:\s+(?=[A-ZÅÄÖ])|^[^:]{2,110}:\s+(?=Beslut)", "", said)
            if not said.startswith("Beslut")
            else said
        )
        later = _LATER.search(sentence)
        acted = _ORGAN_ACTED.match(sentence)
        taken = _TAKEN.search(sentence) or acted
        if not later and not taken:
            continue
        held = next((one for one in decisions if sentence in one or one in sentence), None)
        if (
            held
            and not later
            and not re.search(
                r"\b(?:taget|är fattat|har fattats|fattat av|fattats av|fattades av|är taget)\b", sentence
            )
        ):
            continue
        if (
            held
            and (
                mine := re.search(
                    r"\b(?:fattats|fattat|fattas|fattades|taget|tagits) av (?P<who>[\wåäö]+)", sentence
                )
            )
            and _is_own(mine["who"], body)
            and not later
        ):
            continue
        own = _DECIDES.search(sentence)
        if own and _is_own(own["who"], body) and not later:
            continue
        if taken and re.search(
            r"\b(?:inte|ej|aldrig|(?:efter (?:det )?att|när|(?<!eslut )om|innan"
            r"|tills)\b[^,.]*)\s+(?:\w+ ){0,2}$",
            sentence[: taken.start()],
        ):
            continue
        words = sentence if held else _clause(sentence, (later or taken).start())  # type: ignore[union-attr]
        by = _told_by(said, words, later=bool(later)) or (acted["by"] if acted else None)
        if (
            found
            and not by
            and not later
            and found[-1]["status"] == "taken"
            and not found[-1]["in_decisions"]
            and not held
            and text.find(f"{found[-1]['text']} {words}") >= 0
        ):
            found[-1]["text"] += f" {words}"
            continue
        found.append(
            {
                "where_item": None, "text": held or words, "by": by,
                "status": "planned" if later else "taken", "in_decisions": bool(held),
            }
        )  # fmt: skip
    return found


def _told_by(said: str, words: str, *, later: bool) -> str | None:
    """Whose decision it is, in the words of the text."""
    by = _BY.search(words) or _SUBJECT.match(words)
    from_ = _FROM.match(said)
    if by and not (from_ and by["by"] == "Nämnden"):
        return by["by"].strip()
    if later and (found := _LATER_BY.search(words)):
        return next(one for one in found.groups() if one)
    return from_["by"] if from_ else None


def _clause(sentence: str, at: int) -> str:
    """The part of a sentence in which a decision is told, where it stands in a clause of its own."""
    start = 0
    for comma in re.finditer(r", (?=[A-ZÅÄÖ][a-zåäö]{5,}|har (?:det|de)\b|hoppas\b)", sentence):
        if comma.end() <= at:
            start = comma.end()
    end = len(sentence)
    if stop := re.search(r", (?:då|eftersom|vilket|som|ny(?:tt|a)?)\b", sentence[max(at, start) :]):
        end = max(at, start) + stop.start()
    return sentence[start:end].strip()
