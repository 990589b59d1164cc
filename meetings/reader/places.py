"""Parties at a Swedish table: kommuner, regions, and the general forms their names take."""

import re

from .wordlist import words

KOMMUNER = words(
    """Ale Alingsås Alvesta Aneby Arboga Arjeplog Arvidsjaur Arvika Askersund Avesta Bengtsfors Berg Bjurholm Bjuv
    Boden Bollebygd Bollnäs Borgholm Borlänge Borås Botkyrka Boxholm Bromölla Bräcke Burlöv Båstad Dals-Ed
    Danderyd Degerfors Dorotea Eda Ekerö Eksjö Emmaboda Enköping Eskilstuna Eslöv Essunga Fagersta Falkenberg
    Falköping Falun Filipstad Finspång Flen Forshaga Färgelanda Gagnef Gislaved Gnesta Gnosjö Gotland Grums
    Grästorp Gullspång Gällivare Gävle Göteborg Götene Habo Hagfors Hallsberg Hallstahammar Halmstad Hammarö
    Haninge Haparanda Heby Hedemora Helsingborg Herrljunga Hjo Hofors Huddinge Hudiksvall Hultsfred Hylte Håbo
    Hällefors Härjedalen Härnösand Härryda Hässleholm Höganäs Högsby Hörby Höör Jokkmokk Järfälla Jönköping
    Kalix Kalmar Karlsborg Karlshamn Karlskoga Karlskrona Karlstad Katrineholm Kil Kinda Kiruna Klippan Knivsta
    Kramfors Kristianstad Kristinehamn Krokom Kumla Kungsbacka Kungsör Kungälv Kävlinge Köping Laholm Landskrona
    Laxå Lekeberg Leksand Lerum Lessebo Lidingö Lidköping Lindesberg Linköping Ljungby Ljusdal Ljusnarsberg
    Lomma Ludvika Luleå Lund Lycksele Lysekil Malmö Malung-Sälen Malå Mariestad Mark Markaryd Mellerud Mjölby
    Mora Motala Mullsjö Munkedal Munkfors Mölndal Mönsterås Mörbylånga Nacka Nora Norberg Nordanstig Nordmaling
    Norrköping Norrtälje Norsjö Nybro Nykvarn Nyköping Nynäshamn Nässjö Ockelbo Olofström Orsa Orust Osby
    Oskarshamn Ovanåker Oxelösund Pajala Partille Perstorp Piteå Ragunda Robertsfors Ronneby Rättvik Sala Salem
    Sandviken Sigtuna Simrishamn Sjöbo Skara Skellefteå Skinnskatteberg Skurup Skövde Smedjebacken Sollefteå
    Sollentuna Solna Sorsele Sotenäs Staffanstorp Stenungsund Stockholm Storfors Storuman Strängnäs Strömstad
    Strömsund Sundbyberg Sundsvall Sunne Surahammar Svalöv Svedala Svenljunga Säffle Säter Sävsjö Söderhamn
    Söderköping Södertälje Sölvesborg Tanum Tibro Tidaholm Tierp Timrå Tingsryd Tjörn Tomelilla Torsby Torsås
    Tranemo Tranås Trelleborg Trollhättan Trosa Tyresö Täby Töreboda Uddevalla Ulricehamn Umeå Uppsala
    Uppvidinge Vadstena Vaggeryd Valdemarsvik Vallentuna Vansbro Vara Varberg Vaxholm Vellinge Vetlanda
    Vilhelmina Vimmerby Vindeln Vingåker Vårgårda Vänersborg Vännäs Värmdö Värnamo Västervik Västerås Växjö Ydre
    Ystad Åmål Ånge Åre Årjäng Åsele Åstorp Åtvidaberg Älmhult Älvdalen Älvkarleby Älvsbyn Ängelholm Öckerö
    Ödeshög Örebro Örkelljunga Örnsköldsvik Östersund Österåker Östhammar Överkalix Övertorneå"""
) | {"Lilla Edet", "Upplands Väsby", "Upplands-Bro", "Östra Göinge"}

LANDSDELAR = (
    "Norr",
    "Söder",
    "Öster",
    "Väster",
    "Norra",
    "Södra",
    "Östra",
    "Västra",
    "Mellersta",
    "Centrala",
)

_CAP = r"[A-ZÅÄÖÉ][\w’'-]*"
_KOMMUN_NAMES = "|".join(sorted(map(re.escape, KOMMUNER), key=len, reverse=True))
_ACRONYM = r"[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,3}[A-ZÅÄÖ]{1,3}"

ORGANISATION = (
    rf"(?:(?:{_CAP} ){{1,3}}(?:kommuns?|stad|landsting|län|universitet|högskola|sjukhus|idrottsförbund"
    rf"|bildningsförbund)\b"
    r"|(?:[Kk]ommunförbundet|[Rr]egion(?:en|alförbundet)?|[Ll]änsstyrelsen?|[Ss]amordningsförbundet?|[Pp]olisen"
    r"|[Pp]olismyndigheten"
    r"|[Ff]örsäkringskassan|[Aa]rbetsförmedlingen|[Tt]rafikverket|[Ss]kolverket|[Ss]ocialstyrelsen"
    r"|[Ff]olkhälsomyndigheten|[Kk]riminalvården|[Rr]äddningstjänsten)(?: (?:i )?"
    rf"{_CAP}(?:/{_CAP})*)*(?: län| skåne)?"
    rf"|(?:(?:Västra|Östra|Norra|Södra) )?{_CAP}regionen(?: {_CAP})*"
    r"|RF[-–/ ]SISU(?: [A-ZÅÄÖ]\w+(?: län)?)?"
    rf"|(?:[Hh]ögskolan|[Uu]niversitetet|[Ff]öreningen|[Ss]tiftelsen|[Ss]tudieförbundet)(?: i)? {_CAP}(?: {_CAP})?"
    rf"|{_CAP} (?:folkhögskola|församling|pastorat|bostäder)|Svenska kyrkan|Röda [Kk]orset|[Kk]vinnojouren(?: {_CAP})?"
    r"|[Cc]ivilsamhället|[Ff]olktandvården"
    r"|(?:[Vv]ästra|[Öö]stra|[Nn]orra|[Ss]ödra|[Mm]ellersta) läns?delen"
    rf"|{_ACRONYM}(?:/{_ACRONYM})?(?: (?:{_CAP})(?: län)?)?)"
)
"""An organisation's name as such names are formed in Swedish."""

_WHOLE = re.compile(rf"(?:{ORGANISATION}|{_KOMMUN_NAMES})s?$")
_AT_END = re.compile(rf"(?P<before>.*?\S)\s+(?:på |i |vid |från )?(?P<organisation>{ORGANISATION})$")
_PARTY = (
    rf"(?:{_CAP}(?: {_CAP})? (?:kommun|stad|län|länsdel)"
    rf"|(?:Västra|Östra|Norra|Södra|Mellersta|Centrala) läns?delen"
    rf"|(?:Norr|Söder|Öster|Väster|Norra|Södra|Östra|Västra)\b"
    rf"|Region(?:en)?(?: {_CAP}(?: {_CAP})?(?: län)?)?(?:/[A-Za-zÅÄÖåäö]+)?|Länsstyrelsen(?: i)?(?: {_CAP} län)?"
    rf"|Kommunerna|Polisen"
    rf"|Försäkringskassan|Arbetsförmedlingen|Samordningsförbundet(?: {_CAP})?|Universitetet|Kommunförbundet"
    rf"|(?:(?:Västra|Östra|Norra|Södra) )?{_CAP}regionen"
    rf"|RF[-–/ ]SISU(?: {_CAP} län)?|{_ACRONYM}(?:/{_ACRONYM})?|{_KOMMUN_NAMES})"
)
PARTY = re.compile(_PARTY)
NOT_PARTIES = frozenset(
    [
        "OBS",
        "PPT",
        "PM",
        "OK",
        "WS",
        "TV",
        "IT",
        "EU",
        "ÖK",
        "FH",
        "VP",
        "HP",
        "NB",
        "PS",
        "NÄR",
        "VAR",
        "VEM",
        "VAD",
        "TID",
        "BESLUT",
        "ANSVARIG",
        "POWERPOINT",
    ]
)


def is_organisation(text: str) -> bool:
    """Whether the words are the name of an organisation, a kommun's bare name too."""
    return bool(_WHOLE.fullmatch(text.strip()))


def organisation_at_end(text: str) -> tuple[str, str] | None:
    """What stands before an organisation's name that ends the words, and the name."""
    found = _AT_END.fullmatch(text.strip())
    return (found["before"], found["organisation"]) if found else None


def is_party(text: str) -> bool:
    """Whether the words are what a party at the table is called."""
    text = text.strip()
    return text.upper() not in NOT_PARTIES and bool(PARTY.fullmatch(text))
