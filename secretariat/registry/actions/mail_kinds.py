"""The kinds of letters, as one table: what they are called, and whether a person may choose how to get them (N5)."""

import datetime as dt
from dataclasses import dataclass

LOGIN = "inloggning"
DIGEST = "samlat utskick"
FOLLOWING = "bevakning"


@dataclass(frozen=True)
class Kind:
    """A kind of letter. `tells` says to the reader what it is about; one with `useful_for` is pointless later.

    `is_told` puts one that always comes on the page where the others are chosen. `directly` says what choosing
    direkt means, where the letter is written by night.
    """

    words: str
    tells: str
    may_be_chosen: bool = True
    useful_for: dt.timedelta | None = None
    is_told: bool = True
    directly: str = "direkt"


# The keys stand in OutgoingMail.purpose and in the addresses of lists. A letter of a kind that is not here is refused.
KINDS = {
    "kallelse": Kind("Kallelse", "Kallelser, ändringar av dem och inställda möten.", may_be_chosen=False),
    "justering": Kind("Justering", "Texter att justera, påminnelser och svar.", may_be_chosen=False),
    LOGIN: Kind(
        "Inloggning",
        "Koder och länkar för att logga in.",
        may_be_chosen=False,
        useful_for=dt.timedelta(minutes=15),
    ),
    "konto": Kind(
        "Konto",
        "Att du har fått ett konto, och när något ändras i hur du loggar in.",
        may_be_chosen=False,
        is_told=False,
    ),
    DIGEST: Kind("Samlat utskick", "Dagens samlade brev.", may_be_chosen=False, is_told=False),
    "färdiga anteckningar": Kind("Färdiga anteckningar", "Justerade eller fastställda anteckningar."),
    "beslutssammanfattning": Kind("Beslutssammanfattning", "Beslut och uppdrag direkt efter mötet."),
    "påminnelse om svar": Kind("Påminnelse om svar", "När du inte har svarat på en kallelse."),
    "inlägg före mötet": Kind(
        "Inlägg före mötet", "När din organisation får skriva sitt inlägg till laget runt."
    ),
    "påminnelse om underlag": Kind("Påminnelse om underlag", "När underlag till en punkt saknas."),
    "svar på kallelse": Kind(
        "Svar på kallelse", "Till sekreteraren: någon har förhinder eller har ändrat sig."
    ),
    "begäran om parts beslut": Kind(
        "Begäran om parts beslut",
        "Din organisation ska ta ställning till ett beslut, eller behöver inte göra det längre.",
        may_be_chosen=False,
    ),
    "påminnelse om parts beslut": Kind(
        "Påminnelse om parts beslut", "När din organisation inte har lämnat besked om ett beslut."
    ),
    "besked från part": Kind(
        "Besked från part", "Till sekretariatet: en part har lämnat besked om ett beslut."
    ),
    "fråga om intresse": Kind(
        "Fråga om intresse",
        "Vill din organisation vara med? Och om frågan tas tillbaka.",
        may_be_chosen=False,
    ),
    "påminnelse om intresse": Kind(
        "Påminnelse om intresse", "När din organisation inte har svarat om ni vill vara med."
    ),
    "svar om intresse": Kind(
        "Svar om intresse", "Till sekretariatet: en part har svarat om den vill vara med."
    ),
    "frågor till parten": Kind(
        "Frågor till parten",
        "Din organisation ska svara på frågor, komplettera svaren, eller behöver inte göra det längre.",
        may_be_chosen=False,
    ),
    "påminnelse om frågor": Kind(
        "Påminnelse om frågor", "När din organisation inte har lämnat in svar på frågor."
    ),
    "inlämnade svar": Kind("Inlämnade svar", "Till sekretariatet: en part har lämnat in svar på frågor."),
    "svar på medskick": Kind(
        "Svar på medskick", "Till sekreteraren: en grupp har svarat på det ni skickade med."
    ),
    "beslutsunderlag": Kind(
        "Beslutsunderlag",
        "Din organisation ska besluta om en överenskommelse, eller behöver inte göra det längre.",
        may_be_chosen=False,
    ),
    "påminnelse om beslutsunderlag": Kind(
        "Påminnelse om beslutsunderlag", "När din organisation inte har beslutat om en överenskommelse."
    ),
    "besked om överenskommelse": Kind(
        "Besked om överenskommelse", "Till sekretariatet: en part har lämnat besked om en överenskommelse."
    ),
    "ansökan om medel": Kind(
        "Ansökan om medel",
        "Till den som söker: länken, kvittot, komplettering och beslut.",
        may_be_chosen=False,
        is_told=False,
    ),
    "bedömning av ansökningar": Kind(
        "Bedömning av ansökningar", "Du är utsedd att bedöma ansökningar.", may_be_chosen=False
    ),
    "skolas deltagande": Kind(
        "Skolas deltagande",
        "Till en skola: om den vill vara med i en undersökning, påminnelser och skolans länk.",
        may_be_chosen=False,
        is_told=False,
    ),
    FOLLOWING: Kind(
        "Det du bevakar", "Nytt i det du bevakar, på morgonen.", directly="i ett eget brev på morgonen"
    ),
    "brist i tillgänglighet": Kind(
        "Brist i tillgänglighet",
        "Till sekretariatet: någon har hört av sig om något som är svårt att använda.",
        may_be_chosen=False,
        is_told=False,
    ),
    "publicering": Kind("Publicering", "Till den som publicerade: det publicerade har tagits ned."),
    "anmäld fråga": Kind("Anmäld fråga", "Någon har anmält en fråga, eller din fråga har fått svar."),
    "anmält datum": Kind(
        "Anmält datum", "Någon har anmält ett datum till årshjulet, eller ditt datum har fått svar."
    ),
}
