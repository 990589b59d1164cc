"""Until when something is to be done, in the words Swedish minutes use."""

import re

from .moments import WEEKDAY

_MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
_DAY = rf"(?:(?:den )?\d{{1,2}}(?:\s?/\s?\d{{1,2}}| {_MONTH})(?: 20\d\d)?|20\d\d-\d\d-\d\d)"
_DUE = re.compile(
    rf"\b(?:senast(?: (?:den )?(?:{_DAY}|vecka \d+|v\.? ?\d+|{_MONTH}|under \w+|i \w+|nästa möte"
    rf"|i samband med "
    rf"[a-zåäö ]+?(?=[,.]|$)))|(?:till|före|innan|inför|vid|på) (?:nästa|kommande|årets) (?:möte"
    rf"|chefsgrupp|råd|träff"
    rf"|sammanträde)\w*(?: i [a-zåäö]+| den {_DAY})?"
    rf"|(?:före|innan|till och med|t\.o\.m\.|till) (?:{_DAY}|\w*(?:terminen|lovet|semestern)|jul|sommaren"
    rf"|årsskiftet"
    rf"|midsommar|påsk|utgången av \w+|den sista \w+|slutet av \w+|halvårsskiftet|{_MONTH})(?: 20\d\d)?"
    rf"|innan (?:slutgiltigt )?(?:utskick|beslut)\b[^,.]*|under (?:våren|hösten|sommaren|vintern|året"
    rf"|kvartal \d"
    rf"|{_MONTH}|början av \w+|v(?:ecka|\.) \d+)(?: 20\d\d)?|i (?:höst|vår|vinter|sommar|{_MONTH}"
    rf"|början av \w+"
    rf"|slutet av \w+|mitten av \w+)(?: 20\d\d)?"
    rf"|(?:till|på|vid|inför|före) mötet (?:i {_MONTH}|den {_DAY})|till {WEEKDAY}|varje (?:vecka|månad"
    rf"|kvartal|år|termin)"
    rf"|tills vidare|(?:snarast(?: möjligt)?|omgående|årligen|löpande)|(?:på|nästa) {WEEKDAY}|(?:vecka"
    rf"|veckorna|v\.) \d{{1,2}}(?: ?[-–] ?\d{{1,2}})?"
    rf"|den {_DAY}|{_DAY})(?!\w)",
    re.IGNORECASE,
)


def due_in(text: str) -> str | None:
    """Until when, in the words of the text."""
    found = _DUE.search(text)
    if not found:
        return None
    words = found[0].strip()
    if re.match(r"senast (?=[\d(d])", words, re.IGNORECASE) and re.search(r"\b[Aa]nmäl", text):
        words = re.sub(r"^senast (?:den )?", "", words, flags=re.IGNORECASE)
    return words
