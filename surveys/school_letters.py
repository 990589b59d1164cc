"""Letters to schools about a round, one function per kind (H2, H3). Schools have no account; the link is theirs."""

from django.conf import settings
from django.urls import reverse

from meetings.notifications import Sender, address_of
from secretariat.lib.dates import weekday_and_day
from secretariat.lib.days import weeks_in_words
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

from .models import Participation, SurveyRound

SCHOOL = "skolas deltagande"
ASK, REMIND, START = "fraga", "paminn", "borja"
KINDS = {ASK: "Fråga om skolan deltar", REMIND: "Påminnelse om svar", START: "Påminnelse om att börja"}


def contact_of(of: SurveyRound) -> Person | None:
    """Whom a school may ask: who is responsible for the round."""
    person = of.responsible
    return None if person is None or person.protected_identity else person


def _sender_of(of: SurveyRound) -> Sender:
    person = contact_of(of)
    if person is None:
        return {"from_name": "", "reply_to": ""}
    return {"from_name": person.name, "reply_to": address_of(person)}


def weeks_of(of: SurveyRound) -> str:
    """When answers are collected, in weeks; empty where it is not known."""
    if of.collected_from is None or of.collected_to is None:
        return ""
    return weeks_in_words(of.collected_from, of.collected_to)


def subject_of(kind: str, of: SurveyRound) -> str:
    """The letter's subject."""
    return {
        ASK: f"Vill er skola vara med i {of}?",
        REMIND: f"Påminnelse: vill er skola vara med i {of}?",
        START: f"Påminnelse: {of} har börjat",
    }[kind]


def lines_of(kind: str, of: SurveyRound, *, school: str) -> list[str]:
    """The letter's paragraphs."""
    weeks = weeks_of(of)
    contact = contact_of(of)
    about = f"{of.survey.name} görs nu igen" + (f", {weeks}." if weeks else ".")
    link = (
        "Länken är skolans egen. Där svarar ni om ni vill vara med, skriver vem vi ska höra av oss till och hur många "
        "elever och klasser det gäller, och ser sedan hur många som har svarat. Ni behöver inget konto."
    )
    opening = {
        ASK: [about, f"Vill {school} vara med? Svara med knappen nedanför."],
        REMIND: [
            about,
            f"Vi har inte fått något svar från {school}. Svara med knappen nedanför, ja eller nej.",
        ],
        START: [
            f"{of} pågår" + (f", {weeks}." if weeks else "."),
            f"Vi har inte sett några svar från {school} än."
            + (f" Sista dagen är {weekday_and_day(of.collected_to)}." if of.collected_to else ""),
        ],
    }[kind]
    question = ""
    if contact:
        question = f"Frågor? Hör av dig till {contact.name}{f', {contact.phone}' if contact.phone else ''}."
    return [one for one in ("Hej!", *opening, link, question) if one]


def letter(row: Participation, kind: str, key: str, *, by: User | None) -> mail.Letter:
    """One school's letter with its own link."""
    lines = lines_of(kind, row.round, school=row.school.name)
    return mail.Letter(
        purpose=SCHOOL,
        subject=subject_of(kind, row.round),
        body="\n\n".join(lines),
        to_email=row.school.email,
        by=by,
        about=row,
        action_url=settings.BASE_URL + reverse("surveys:school-reply", args=[key]),
        action_label="Öppna skolans sida" if kind == START else "Svara",
        **_sender_of(row.round),
    )
