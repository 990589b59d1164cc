"""Until when something is to be done, in the words Swedish minutes use."""

import re

from .moments import WEEKDAY

_MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
_YEAR = r"(?: 20\d\d| nästa år| samma år| i år)?"
_DAY = rf"(?:(?:den )?\d{{1,2}}(?:\s?/\s?\d{{1,2}}| {_MONTH})(?: 20\d\d)?|20\d\d-\d\d-\d\d)"
_SEASON = (
    r"(?:\w*(?:terminen|lovet|semestern)|jul(?:en)?|påsk(?:en)?|midsommar|pingst|nyår|valborg|sommaren|hösten|våren|vintern"
    r"|årsskiftet|halvårsskiftet|månadsskiftet|skolstart(?:en)?|terminsstart(?:en)?)"
)
_MEETING = r"(?:möte|chefsgrupp|råd|träff|sammanträde|gång|tillfälle|avstämning|nämnd)"
_NUMBER = r"(?:\d{1,2}|en|ett|två|tre|fyra|fem|sex|åtta|tio)"
_WEEK = r"(?:vecka|veckorna|v\.?) ?\d{1,2}(?: ?[-–] ?\d{1,2})?"
_FORMS = (
    rf"senast (?:(?:på |nu på )?{WEEKDAY}(?: (?:den )?{_DAY})?|(?:den )?{_DAY}|vecka \d+|v\.? ?\d+|{_MONTH}|under \w+"
    rf"|(?:i|till|vid) \w+|nästa (?:möte|vecka|månad)|i samband med [a-zåäö ]+?(?=[,.]|$))",
    rf"(?:till|före|innan|inför|vid|på) (?:nästa|kommande|årets) {_MEETING}\w*(?: i [a-zåäö]+| den {_DAY})?",
    rf"(?:till|på|vid|inför|före|innan) (?:möte|sammanträde|träff|samling|avstämning)(?:e?t|en) "
    rf"(?:i {_MONTH}|den {_DAY})",
    rf"(?:före|innan|till och med|t\.o\.m\.|till|efter) (?:(?:den )?{_DAY}|{_WEEK}|{_SEASON}|utgången av \w+"
    rf"|den sista \w+|(?:slutet|början|mitten) av \w+|\w+ månads (?:slut|utgång)|årets slut"
    rf"|{_MONTH}(?: är slut)?){_YEAR}",
    r"innan (?:\w+ är slut|(?:slutgiltigt )?(?:utskick|beslut)\b[^,.]*)",
    rf"under (?:våren|hösten|sommaren|vintern|året|kvartal \d|{_MONTH}|(?:början|slutet|mitten) av \w+"
    rf"|v(?:ecka|\.) \d+){_YEAR}",
    rf"i (?:höst|vår|vinter|sommar|{_MONTH}|(?:början|slutet|mitten) av \w+){_YEAR}",
    rf"(?:till|på|nästa) {WEEKDAY}",
    rf"inom {_NUMBER} (?:dag(?:ar)?|veck(?:a|or)|månad(?:er)?|år)",
    r"varje (?:vecka|månad|kvartal|år|termin)",
    r"(?:nästa|denna) (?:vecka|månad)",
    r"tills vidare|snarast(?: möjligt)?|omgående|årligen|löpande",
    _WEEK,
    rf"(?:den )?{_DAY}",
)
_DUE = re.compile(rf"\b(?:{'|'.join(_FORMS)})(?!\w)", re.IGNORECASE)


def due_in(text: str) -> str | None:
    """Until when, in the words of the text.

    >>> due_in("Bo skickar listan till mötet i maj.")
    'till mötet i maj'
    """
    found = _DUE.search(text)
    if not found:
        return None
    words = found[0].strip()
    if re.match(r"senast (?=[\d(d])", words, re.IGNORECASE) and re.search(r"\b[Aa]nmäl", text):
        words = re.sub(r"^senast (?:den )?", "", words, flags=re.IGNORECASE)
    return words
