"""Letters about calls, one function per message (G8): to applicants, who have no account, and to assessors."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse

from meetings.notifications import Sender, address_of
from secretariat.lib.dates import and_list, weekday_and_day
from secretariat.lib.money import kronor
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

from .models import Application, Assessor, Call

APPLYING = "ansökan om medel"
ASSESSING = "bedömning av ansökningar"
LAST_MOMENT = "kl. 23.59"


def _sender_of(call: Call) -> Sender:
    person = contact_of(call)
    return (
        {"from_name": person.name, "reply_to": address_of(person)}
        if person
        else {"from_name": "", "reply_to": ""}
    )


def contact_of(call: Call) -> Person | None:
    """Whom applicants may ask: who is responsible for the fund."""
    person = call.pot.grant.fund.responsible
    return None if person is None or person.protected_identity else person


def _whom_to_call(call: Call) -> str:
    person = contact_of(call)
    if person is None:
        return ""
    return f"Frågor? Hör av dig till {person.name}{f', {person.phone}' if person.phone else ''}."


def _to_applicant(
    application: Application,
    subject: str,
    lines: Iterable[str],
    *,
    key: str = "",
    label: str = "",
    by: User | None = None,
) -> mail.Letter:
    call = application.call
    return mail.Letter(
        purpose=APPLYING,
        subject=subject,
        body="\n\n".join(line for line in [*lines, _whom_to_call(call)] if line),
        to_email=application.email,
        by=by,
        about=application,
        action_url=settings.BASE_URL + reverse("funding:application-write", args=[key]) if key else "",
        action_label=label,
        **_sender_of(call),
    )


def begun(application: Application, key: str) -> mail.Letter:
    """The link by which an application is written."""
    call = application.call
    lines = [
        "Hej!",
        f"Här är länken till din ansökan i utlysningen {call.title}.",
        f"Sista dag att lämna in är {weekday_and_day(call.closes_on)}, {LAST_MOMENT}.",
        "Det du skriver sparas medan du skriver. Du kan stänga sidan och fortsätta senare med samma länk, "
        "och flera kan skriva i samma ansökan. Den som har länken kan läsa och ändra, så skicka den bara till dem som "
        "ska vara med.",
        "Var det inte du som bad om länken? Då behöver du inte göra något.",
    ]
    return _to_applicant(
        application, f"Länk till din ansökan: {call.title}", lines, key=key, label="Skriv ansökan"
    )


def received(application: Application, copy: Sequence[tuple[str, str]]) -> mail.Letter:
    """A receipt with what was handed in."""
    call = application.call
    lines = [
        "Hej!",
        f"Vi har tagit emot ansökan {application.number} i utlysningen {call.title}.",
        f"Besluten fattas {weekday_and_day(call.decides_on)}." if call.decides_on else "",
        "Du får brev om något behöver kompletteras, och när beslutet är fattat. Länken du har fått fungerar "
        "som förut: där kan du läsa ansökan, eller ta tillbaka den.",
        "Det här lämnade ni in:",
        *(f"{label}:\n{words}" for label, words in copy),
    ]
    return _to_applicant(application, f"Ansökan {application.number} är inlämnad: {call.title}", lines)


def withdrawn(application: Application) -> mail.Letter:
    """The applicant has taken it back."""
    lines = [
        "Hej!",
        f"Ansökan {application} i utlysningen {application.call.title} är återtagen. Den prövas inte.",
    ]
    return _to_applicant(application, f"Ansökan är återtagen: {application.call.title}", lines)


def sent_back(application: Application, key: str, *, by: User) -> mail.Letter:
    """It must be complemented: what, and by when."""
    day = application.complement_by
    lines = [
        "Hej!",
        f"Ansökan {application.number}, {application}, behöver kompletteras:",
        application.returned_why,
        f"Lämna in den på nytt senast {weekday_and_day(day)}, {LAST_MOMENT}. Annars prövas den som den är."
        if day
        else "",
    ]
    subject = f"Ansökan {application.number} behöver kompletteras: {application.call.title}"
    return _to_applicant(application, subject, lines, key=key, label="Komplettera ansökan", by=by)


def decided(application: Application, *, payouts: Sequence[str], by: User) -> mail.Letter:
    """The decision with its reasons, how it is paid, and how it can be appealed."""
    call = application.call
    is_granted = application.state == Application.State.GRANTED
    amount = kronor(application.granted_amount or 0)
    lines = [
        "Hej!",
        f"Beslut om ansökan {application.number}, {application}, i utlysningen {call.title}:",
        f"Ansökan är beviljad med {amount}." if is_granted else "Ansökan är avslagen.",
        f"Skäl: {application.reasons}" if application.reasons else "",
        f"Beslutet är fattat genom {call.decision.number or 'beslut utan nummer'}." if call.decision else "",
        "Pengarna betalas ut så här: " + "; ".join(payouts) + "." if is_granted and payouts else "",
        f"Projektet redovisas senast {weekday_and_day(call.final_report_by)}."
        if is_granted and call.final_report_by
        else "",
        call.appeal,
    ]
    words = "beviljad" if is_granted else "avslagen"
    subject = f"Beslut: ansökan {application.number} är {words}, {call.title}"
    return _to_applicant(application, subject, lines, by=by)


def cancelled(application: Application, *, why: str, by: User) -> mail.Letter:
    """The call is off."""
    call = application.call
    lines = [
        "Hej!",
        f"Utlysningen {call.title} är inställd. Ansökan {application} prövas inte.",
        f"Skälet är: {why}",
    ]
    return _to_applicant(application, f"Inställd: {call.title}", lines, by=by)


def named(assessor: Assessor, *, by: User) -> mail.Letter:
    """You are to judge the applications of a call."""
    call, person = assessor.call, assessor.user.person
    criteria = and_list([one.name.lower() for one in call.criteria.all()])
    lines = [
        f"Hej {person.given_name}!" if person else "Hej!",
        f"Du är utsedd att bedöma ansökningarna i utlysningen {call.title}.",
        f"Den stänger {weekday_and_day(call.closes_on)}.",
        f"Besluten fattas {weekday_and_day(call.decides_on)}." if call.decides_on else "",
        f"Det som bedöms är {criteria}." if criteria else "",
        "Är du jävig i någon ansökan anmäler du det på ansökans sida. Då tar du inte del av den.",
    ]
    return mail.Letter(
        purpose=ASSESSING,
        subject=f"Du är bedömare: {call.title}",
        body="\n\n".join(line for line in lines if line),
        to_email=assessor.user.email,
        person=person,
        by=by,
        about=call,
        action_url=settings.BASE_URL + reverse("funding:assessment-list", args=[call.slug]),
        action_label="Se ansökningarna",
        **_sender_of(call),
    )
