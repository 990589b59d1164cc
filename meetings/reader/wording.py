"""Words by which Swedish minutes tell what a line is: headings of lists, labels, verbs of decision and of doing."""

import re

from .given import GIVEN
from .places import is_party
from .wordlist import words

BODY_WORD = re.compile(
    r"(?:samverkans)?råd(?:et)?\b|\w*grupp(?:en|erna)?\b|\w*nämnd(?:en)?\b|\w*utskott(?:et)?\b|\w*styrelsen?\b|"
    r"\w*kommitté(?:n)?\b|\bAU\b|\w*forum\b|\w*beredning(?:en)?\b|\w*nätverk(?:et)?\b|\w*presidi(?:um|et)\b|\w*samråd"
    r"(?:et)?\b|\w*partnerskap(?:et)?\b|\w*kollegi(?:um|et)\b|\w*ledning(?:en)?\b|\w*samverkan\b|\w*fullmäktige\b"
    r"|\w*delegation(?:en)?\b",
    re.IGNORECASE,
)
KIND_OF_MINUTES = re.compile(
    r"(?:minnes|mötes|tjänste)?anteckning(?:ar|en|arna)?\b|(?:sammanträdes|mötes)?protokoll(?:et)?\b"
    r"|\bprotokollsutdrag\b|mötesnotering(?:ar)?",
    re.IGNORECASE,
)

PEOPLE = {
    "ledamöter": ("ledamot", ""), "ordinarie ledamöter": ("ledamot", ""), "ledamot": ("ledamot", ""),
    "ordinarie": ("ledamot", ""), "upprop": ("deltagare", ""), "med": ("deltagare", ""),
    "beslutande": ("ledamot", ""), "beslutande ledamöter": ("ledamot", ""),
    "tjänstgörande ledamöter": ("ledamot", ""),
    "ersättare": ("ersättare", ""), "icke tjänstgörande ersättare": ("ersättare", ""),
    "ej tjänstgörande ersättare": ("ersättare", ""),
    "tjänstgörande ersättare": ("ersättare", ""), "närvarande ersättare": ("ersättare", ""),
    "suppleanter": ("ersättare", ""), "övriga": ("övrig", ""), "övriga närvarande": ("övrig", ""),
    "övriga deltagare": ("övrig", ""),
    "övriga deltagande": ("övrig", ""), "tjänstepersoner": ("övrig", ""), "tjänstemän": ("övrig", ""),
    "närvarande tjänstepersoner": ("övrig", ""), "deltagare": ("deltagare", ""), "närvarande": ("deltagare", ""),
    "deltagande": ("deltagare", ""), "deltog": ("deltagare", ""), "på plats": ("deltagare", ""),
    "deltagarlista": ("deltagare", ""), "närvarolista": ("deltagare", ""), "närvaro": ("deltagare", ""),
    "deltagarförteckning": ("deltagare", ""),
    "närvarande ledamöter": ("ledamot", ""), "närvaroförteckning": ("deltagare", ""), "medverkande": ("gäst", ""),
    "gäster": ("gäst", ""), "gäst": ("gäst", ""), "inbjudna": ("gäst", ""), "inbjudna gäster": ("gäst", ""),
    "föredragande": ("gäst", ""),
    "adjungerade": ("adjungerad", ""), "adjungerad": ("adjungerad", ""),
    "förhinder": ("", "apology"), "anmält förhinder": ("", "apology"), "meddelat förhinder": ("", "apology"),
    "anmälda förhinder": ("", "apology"), "förhindrade": ("", "apology"), "återbud": ("", "apology"),
    "lämnat återbud": ("", "apology"),
    "frånvarande": ("", "absent"), "ej närvarande": ("", "absent"), "inte närvarande": ("", "absent"),
    "frånvaro": ("", "absent"),
    "ordförande": ("ordförande", ""), "vice ordförande": ("vice ordförande", ""), "sekreterare": ("sekreterare", ""),
}  # fmt: skip
"""Headings over lists of people: which role, and which status where the heading tells one."""

_PEOPLE_FORMS = (
    (r"(?:\w+ )?(?:anmält |meddelat |lämnat )?(?:förhinder|återbud)(?: \w+)?|ej deltagande"
     r"|(?:anmält|anmäld|meddelat|meddelad) frånvaro(?: \w+)?", ("", "apology")),
    (r"(?:ej|inte|icke)[ -]närvarande(?: .+)?|frånvarande(?: .+)?", ("", "absent")),
    (r"(?:\w+ )?ersättare(?: (?:från|för|i|som) .+)?|(?:\w+ )?suppleanter", ("ersättare", "")),
    (r"(?:\w+ )?(?:ledamöter|förtroendevalda|politiker)(?: (?:från|för|i|som) .+)?", ("ledamot", "")),
    (r"(?:\w+ )?(?:tjänstepersoner|tjänstemän)(?: .+)?|övriga (?:närvarande|deltagande|deltagare|inbjudna|på mötet)"
     r"(?: .+)?|(?:även |också |dessutom )närvarande", ("övrig", "")),
    (r"(?:\w+ )?(?:gäster|inbjudna)(?: .+)?|externa deltagare|föredragningar", ("gäst", "")),
    (r"adjungerade?(?: .+)?", ("adjungerad", "")),
    (r"(?:närvarande|deltagare|deltagande|deltog|medverkade|närvaro|mötesdeltagare|representanter|närvarolista"
     r"|deltagarlista)(?: (?:från|för|i|på|vid|och|den|digitalt|fysiskt|under) ?.*)?|"
     r"(?:digitala|fysiska|externa|ordinarie|samtliga|mötets|följande|på plats) (?:deltagare|närvarande|ledamöter)"
     r"|gruppens (?:medlemmar|ledamöter)|medlemmar|mötesdeltagare", ("deltagare", "")),
)  # fmt: skip

FRAME = {
    "tid": "when", "när": "when", "datum": "when", "dag": "when", "tidpunkt": "when", "datum och tid": "when",
    "tid och plats": "both",
    "mötesdatum": "when", "sammanträdesdatum": "when", "sammanträdestid": "when", "mötestid": "when",
    "dag och tid": "when", "klockslag": "when",
    "datum/tid": "when", "mötesdag": "when",
    "tid/plats": "both", "tid & plats": "both", "plats och tid": "both", "plats": "where", "var": "where",
    "lokal": "where",
    "mötesplats": "where", "plats/form": "where", "sammanträdesplats": "where", "plats/lokal": "where",
    "ordförande": "chair", "mötesordförande": "chair", "ordf": "chair", "ordf.": "chair",
    "sekreterare": "secretary", "sekr": "secretary",
    "sekr.": "secretary", "antecknare": "secretary", "vid anteckningarna": "secretary", "vid pennan": "secretary",
    "protokollförare": "secretary", "mötessekreterare": "secretary", "anteckningar av": "secretary",
    "anteckningar": "secretary",
    "antecknat av": "secretary", "vid protokollet": "secretary",
    "justerat av": "approval", "justerare": "approval", "justeras av": "approval", "justerat": "approval",
    "justeringspersoner": "approval",
    "justerad av": "approval", "justeras": "approval", "utsedd justerare": "approval", "godkänt av": "approval",
    "justerade av": "approval",
    "mötesledare": "chair", "ordförande för mötet": "chair", "sammankallande": "chair", "möteslokal": "where",
    "adress": "where", "plats eller länk": "where",
    "anteckningar förda av": "secretary", "för anteckningarna": "secretary", "vid tangenterna": "secretary",
    "anteckningsansvarig": "secretary", "skrivet av": "secretary",
    "anteckningarna justerade av": "approval", "justering": "approval", "justeringsperson": "approval",
    "utsedda justerare": "approval", "utses att justera": "approval",
    "mötesform": "mode", "form": "mode",
}  # fmt: skip
"""Labels before the points: what stands after them."""

LABELS = {
    "beslut": "decision", "beslutas": "decision", "beslutet": "decision", "mötets beslut": "decision",
    "rådets beslut": "decision",
    "gruppens beslut": "decision", "beslutades": "decision", "rådet beslutar": "decision",
    "gruppen beslutar": "decision",
    "mötet beslutar": "decision", "nämndens beslut": "decision", "styrgruppens beslut": "decision",
    "mötet beslutade": "decision",
    "rådet beslutade": "decision", "gruppen beslutade": "decision", "ställningstagande": "decision",
    "inspel": "input", "förslag": "input", "andra synpunkter": "input", "synpunkter": "input",
    "inspel från mötet": "input",
    "åtgärd": "action", "åtgärder": "action", "att göra": "action", "uppdrag": "action", "uppföljning": "text",
    "aktivitet": "action", "aktiviteter": "text", "ansvarig": "responsible", "ansvariga": "responsible",
    "ansvar": "responsible",
    "till nästa möte": "next", "inför nästa möte": "next", "nästa möte": "date",
    "intresse": "parties", "diskussion": "discussion", "samtal": "discussion", "dialog": "discussion",
    "reflektioner": "discussion",
    "gruppens reflektioner": "discussion", "frågor": "discussion", "kommentar": "discussion",
    "kommentarer": "discussion",
    "bakgrund": "text", "information": "text", "sammanfattning": "text", "slutsats": "text", "syfte": "text",
    "notering": "text",
    "underlag": "attachment", "bilaga": "attachment", "bilagor": "attachment", "bifogas": "attachment",
    "handlingar": "attachment",
    "bilagt": "attachment", "föredragande": "presenter", "föredrar": "presenter", "föredras av": "presenter",
    "presenteras av": "presenter",
    "föredragning": "discussion", "överläggning": "discussion", "yttranden": "discussion",
    "synpunkter och frågor": "discussion", "samtalet": "discussion", "frågor och synpunkter": "discussion",
    "ärendebeskrivning": "text", "sammanfattning av ärendet": "text", "beslutsunderlag": "text",
    "beslutsgång": "text", "yrkande": "text", "yrkanden": "text",
    "förslag till beslut": "text", "expedieras till": "text", "skickas till": "text",
    "beslutet skickas till": "text", "nuläge": "text", "läget": "text", "nästa steg": "action",
    "fortsatt arbete": "action", "protokollsanteckning": "text", "anteckning": "text", "anteckningar": "text",
    "redovisning": "text", "presentation": "text", "resultat": "text",
    "vad händer nu": "action", "vidare arbete": "action", "att göra till nästa möte": "action",
    "beslut och åtgärder": "decision", "beslutspunkt": "decision",
    "vi beslutade": "decision", "vi bestämde": "decision", "samverkansrådet beslutar": "decision",
    "samverkansrådets beslut": "decision", "utfall": "text",
    "medskick": "input", "att tänka på framöver": "text", "se länk": "text", "länk": "text", "obs": "text",
    "vem": "responsible", "vem gör": "responsible", "ansvarig person": "responsible",
    "när": "due", "klart senast": "due", "klar": "due", "deadline": "due", "senast": "due",
    "datum": "text", "klart": "due",
    "att ta med": "hand", "tema": "text",
}  # fmt: skip
"""Labels within a point: what follows them is."""

AFTER_HEADING = re.compile(
    r"(?:till |teman? till |ämnen till |frågor till |punkter till )?(?:kommande|nästa) möten?\b|teman? (?:framåt"
    r"|framöver|för|till)\b|(?:att )?(?:ta upp|tas upp) (?:framöver|senare|på kommande|nästa)|(?:förslag på|önskade"
    r"|kommande|framtida) (?:teman?|ämnen|punkter|frågor)|ämnen (?:framåt|framöver|för)|"
    r"kommande (?:möten|teman|mötestider|datum|mötesdatum)|mötestider\b|mötesdatum\b|\d{4} mötesdatum|sammanträdes"
    r"(?:tider|datum)\b|"
    r"\w*möten? \d{4}|gemensamma \w+(?:grupper|möten|dagar)\b|\w+dag(?:ar)? \d{4}|samverkansmöten|datum (?:för|att)\b"
    r"|närvarolista|justerat av|"
    r"justeras|vid (?:protokollet|anteckningarna|pennan)|underskrifter?|[✓✔☑X]\w*\s*=|bilagor|postadress"
    r"|kontaktpersoner|viktiga datum|"
    r"åtgärdslista|uppdragslista|att göra(?:-lista)?|aktivitetslista|uppföljningslista|sammanställning av"
    r"|deltagarlista",
    re.IGNORECASE,
)
"""How headings after the last point begin."""

COLUMNS = (
    ("number", r"(?:n(?:umme)?r|§§?|punkt(?:\s*nr)?|p\.|ärende\s*nr|#)\.?"),
    ("presenter", r"(?:föredragande|inledare|informatör|dragare|ansvarig för punkten|presenterar|föredrar|ansvarig "
                  r"föredragande|vem föredrar|presenteras av|föredr\.?|ansvarig/föredragande)"),
    ("numberpresenter", r"(?:n(?:umme)?r|punkt|§)\.?\s*[/,]?\s*(?:och )?\s*föredragande"),
    ("decision", r"(?:beslut|mötets beslut|beslut/åtgärd|beslut och åtgärd|beslut/uppdrag|beslut/ansvarig|beslut och "
                 r"ansvarig|beslut/\s*vem)"),
    (
        "task",
        r"(?:vem och när|vem/\s?när|vem, när|vem gör vad(?: och när)?\??|ansvarig(?: och|/|,) ?(?:tid|datum|klart"
        r"|när)|åtgärd(?:er)?(?:,| och|/) ?(?:ansvarig|vem).*"
        r"|uppdrag(?:,| och|/) ?(?:ansvarig|vem).*|nästa steg|att göra(?:/vem| och vem))",
    ),
    ("responsible", r"(?:ansvarig|ansvariga|vem|vem\?|ansvar|ansvarig part|vem ansvarar\??|ansvarig person)"),
    ("due", r"(?:när|när\?|klart|klart senast|senast|datum|slutdatum|klar|klart när\??|tid|tidplan|deadline"
            r"|klardatum)"),
    ("what", r"(?:vad|vad\?|åtgärd|åtgärder|aktivitet|uppdrag|uppgift|att göra|vad ska göras\??|vad görs\??)"),
    ("title", r"(?:dagordning(?:spunkt)?|ärenden?|rubrik|agenda|punkt|dagordningens punkter|ämne|fråga|mötespunkt)"),
    (
        "text",
        r"(?:delpunkter|anteckning(?:ar)?|minnesanteckning(?:ar)?|innehåll|kommentar(?:er)?|diskussion(?: och \w+)?"
        r"|information|noteringar?|"
        r"beskrivning|sammanfattning|referat|protokoll|vad som sades|redogörelse)",
    ),
    ("name", r"(?:namn|deltagare|ledamot|ledamöter|person|förnamn och efternamn)"),
    ("organisation", r"(?:organisation|kommun(?:/region)?|part|huvudman|verksamhet|kommun/organisation|företräder"
                     r"|representerar|arbetsplats|kommun eller part|kommer från|från"
                     r"|hemvist|arbetsgivare|tillhör|uppdragsgivare)"),
    ("role", r"(?:roll|funktion|uppdrag i rådet|befattning|titel|roll/titel)"),
    ("body", r"(?:råd|organ|nämnd|grupp|samverkansråd|instans)"),
    ("presence", r"(?:närvar(?:o|ande)|när\.?|deltog|status|✓|närvarade)"),
)  # fmt: skip

ROLES = {
    "ordf": "ordförande", "ordförande": "ordförande", "mötesordförande": "ordförande",
    "vice ordförande": "vice ordförande",
    "v. ordförande": "vice ordförande", "v ordf": "vice ordförande", "vice ordf": "vice ordförande",
    "sekreterare": "sekreterare",
    "sekr": "sekreterare", "mötessekreterare": "sekreterare", "antecknare": "sekreterare",
    "protokollförare": "sekreterare", "adjungerad": "adjungerad",
    "ersättare": "ersättare", "tjänstgörande ersättare": "ersättare", "ledamot": "ledamot", "gäst": "gäst",
    "föredragande": "gäst",
    "sammankallande": "ordförande", "mötesledare": "ordförande", "ledde mötet": "ordförande",
    "leder mötet": "ordförande", "ordföranden": "ordförande",
    "antecknar": "sekreterare", "anteckningar": "sekreterare", "för anteckningarna": "sekreterare",
    "för anteckningar": "sekreterare", "vid pennan": "sekreterare",
    "skriver": "sekreterare", "vid anteckningarna": "sekreterare", "sekreteraren": "sekreterare",
    "antecknade": "sekreterare", "mötesanteckningar": "sekreterare",
    "justerare": "ledamot", "suppleant": "ersättare", "adj": "adjungerad",
    "deltagare": "deltagare", "1:e vice ordförande": "vice ordförande", "2:e vice ordförande": "vice ordförande",
}  # fmt: skip

_TITLE_STARTS = words(
    """aktuell aktuella aktuellt allmän allmänt anmälan anmälningar ansökan arbete arbetet avslut avslutning
    avstämning beredning beslut besök budget dagordning datum diskussion dialog ekonomi ekonomisk ett en
    fastställande fastställelse folkhälsa fortsatt fråga frågor fördelning föregående förslag genomgång
    godkännande hur information infopunkt inledning införande inför justering kallelse kommande kort kunskap
    lokala laget länsgemensam läget lägesrapport medel mötet mötets nationella nytt ny nya nära nästa nominering
    nulägesrapport närvaro någon några organisation planering plan presentation presentationer projekt psykisk
    rapport rapporter rapportering redovisning remiss revidering rådets sammanträdesdatum sammanträdestider
    samverkan samverkansplan statistik status stående summering svar teman tema tider tidplan uppdatering
    uppföljning uppdrag upprop uppstart utvärdering utveckling vad val verksamhet verksamhetsplan välkomna
    välkommen välkomnande vård äldre ändring överenskommelse överenskommelser öppnande övrig övriga övrigt årets
    årshjul årshjulet årsplan åtgärder återkoppling återrapport återrapportering socialtjänst stöd strategi
    satsning hälsa barn barns unga ungas trygghet delaktighet digital gemensam gemensamma ärenden resultat
    resursfördelning handlingsplan kompetens prioriteringar"""
)

_VERB = re.compile(
    r"\b(?:är|var|har|hade|får|fick|läggs|lades|lagts|finns|fanns|öppnar|öppnade|öppnades|hälsar|hälsade|tackar"
    r"|tackade|avslutar|avslutade|"
    r"avslutades|förklarar|förklarade|valdes|väljs|utsågs|utses|utser|informerar|informerade|presenterar|presenterade"
    r"|berättar|berättade|redovisar|"
    r"redovisade|beslutar|beslutade|beslutas|godkänner|godkände|godkänns|godkändes|fastställer|fastställs"
    r"|fastställdes|går|gick|gicks|kommer|ska|skall|"
    r"vill|kan|bör|måste|behöver|ger|gav|tar|tog|noterar|noterades|föreslår|föreslås|gör|gjorde|inga|inleder|inledde"
    r"|lyfter|lyfte|ställer|"
    r"skickas|skickar|ses|träffas|håller|hölls|anmälde|anmäldes|justeras|lägger|önskar|önskade|konstaterar"
    r"|konstaterade|framför|framförde|"
    r"\w+ades|\w+erades|\w{3,}(?<!lan)des)\b",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """A label or heading to look up: small letters, without signs around it."""
    return re.sub(r"\s+", " ", text.strip(" \t.:;–—*_-")).casefold()


def has_verb(text: str) -> bool:
    """Whether a finite verb usual in minutes stands in the words."""
    return bool(_VERB.search(text))


def begins_title(word: str) -> bool:
    """Whether the word is one that headings of points begin with, and no name."""
    return word.casefold().strip(".,:") in _TITLE_STARTS


def is_given(word: str) -> bool:
    """Whether the word is a usual given name."""
    return word in GIVEN or (("-" in word) and all(part in GIVEN for part in word.split("-")))


def column_of(text: str) -> str:
    """What a table's column of this heading holds, or nothing."""
    words = bare(text)
    return next((name for name, pattern in COLUMNS if re.fullmatch(pattern, words)), "")


def people_heading(text: str) -> tuple[str, str] | None:
    """The role and status of those under a heading, or nothing."""
    words = re.sub(r"\s*\(.*?\)$", "", bare(text))
    if words in PEOPLE:
        return PEOPLE[words]
    if len(words.split()) > 6 or re.search(r"[.,;\d]", words) or has_verb(words):
        return None
    return next((said for pattern, said in _PEOPLE_FORMS if re.fullmatch(pattern, words)), None)


def label_of(text: str) -> tuple[str, str, int] | None:
    """A label that begins a paragraph: what follows it is, the label as printed, and where the rest begins."""
    found = re.match(r"\s*([A-ZÅÄÖ][^:.!?\n]{1,48}?)\s*(?::(?=\s|$)|\s[–-](?=\s[A-ZÅÄÖ]))\s*", text)
    if found and (kind := is_label_line(found[1])):
        return kind, found[1], found.end()
    return None


_LABEL_FORMS = (
    (
        "decision",
        r"(?:[\wåäö]+ ){0,2}beslut(?:et|en|ar|ade|ades|at|as)?(?: (?:nr )?\d+)?|beslöts|bestämdes|bestämt|överenskoms"
        r"|vi (?:beslutade|bestämde|beslutar)|detta (?:beslutades"
        r"|bestämdes)|(?:[\wåäö]+ ){0,2}ställningstagande",
    ),
    (
        "action",
        r"(?:[\wåäö]+ )?(?:åtgärd(?:er)?|uppdrag|att göra)(?: .{2,25})?|vem gör vad.{0,12}|nästa steg",
    ),
    ("input", r"(?:[\wåäö]+ )?inspel(?: (?:från|på|till) .{2,25})?"),
    (
        "discussion",
        r"(?:[\wåäö]+ ){0,2}(?:diskussion(?:en)?|samtal(?:et)?|dialog(?:en)?|reflektion(?:er)?|synpunkter"
        r"|kommentarer)(?: .{2,20})?",
    ),
    (
        "next",
        r"(?:(?:att )?(?:ta upp|tas upp) )?(?:till|inför|på|vid) nästa (?:möte|gång|träff|sammanträde|tillfälle)|"
        r"(?:ämnen|teman?|frågor|punkter) (?:till|för|inför) (?:nästa|kommande) \w+",
    ),
)


def is_label_line(text: str) -> str:
    """What follows a heading of its own line is, where it is a label; else nothing."""
    if len(text) > 50:
        return ""
    return LABELS.get(bare(text)) or next(
        (kind for kind, form in _LABEL_FORMS if re.fullmatch(form, bare(text))), ""
    )


def kind_of_label(text: str) -> str:
    """What stands under a heading that returns in point after point."""
    words = bare(text)
    for kind, pattern in (
        ("decision", "beslut|bestäm"),
        ("action", "åtgärd|uppdrag|göra|ansvar"),
        ("input", "inspel|medskick"),
        ("next", "nästa möte"),
    ):
        if re.search(pattern, words):
            return kind
    return is_label_line(text) or "text"


def looks_party(text: str) -> bool:
    """Whether a label names a party at the table."""
    return is_party(text.strip(" :–-"))
