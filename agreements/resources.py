"""Excel and CSV out: the list of agreements, and a version's parties with every column of domain 3.4 (F2)."""

from decimal import Decimal

from secretariat.lib.dates import local_day
from secretariat.lib.sheets import Column, Kind, Value
from secretariat.registry.columns import ADDRESS, PARTY

from .actions.conference import Row
from .actions.lists import Listed
from .actions.matrices import PartyLine
from .models import AgreementDocument, AgreementVersion

PARTIES = (
    *PARTY,
    Column("länsdel", "Kommunens länsdel, eller övriga parter.", width=14),
    Column("roll", "Part, eller samverkar utan eget beslut.", width=14),
    Column("läge", "Hur långt parten har kommit.", width=24),
    Column("handläggare", "Den som svarar för parten.", width=20),
    Column("handläggarens funktion", "Titeln i personregistret.", width=22),
    Column("handläggarens e-post", "Dit breven går.", width=28),
    Column("skickat datum", "Dagen beslutsunderlaget skickades.", Kind.DAY, 14),
    Column("dnr hos part", "Diarienummer hos parten.", width=16),
    Column("beslutande organ", "Det organ hos parten som beslutar.", width=22),
    Column("planerat beslutsdatum", "När ärendet ska upp.", Kind.DAY, 14),
    Column("beslutsdatum", "När parten beslutade.", Kind.DAY, 14),
    Column("paragraf", "Beslutets paragraf i partens protokoll.", width=10),
    Column("utfall", "Bifall, bifall med tillägg, återremiss, avslag eller avstår.", width=20),
    Column("avvikelse", "Avvikelsen eller tillägget, ordagrant.", width=40),
    Column("avvikelsen hanterad", "När och hur avvikelsen godtogs.", width=40),
    Column("protokollsutdrag", "Filens namn. Tomt där det inte har kommit.", width=24),
    Column("undertecknare", "Vem som har undertecknat för parten.", width=20),
    Column("undertecknat datum", "Dagen det skedde.", Kind.DAY, 14),
    Column("i kraft från datum", "Från vilken dag versionen binder parten.", Kind.DAY, 14),
    Column("senaste uppföljning datum", "När parten senast svarade på en uppföljning.", Kind.DAY, 14),
    Column("kommentar", "Sekretariatets anteckning.", width=30),
)
AGREEMENTS = (
    Column("överenskommelse", "Rubriken.", width=44),
    Column("slag", "Överenskommelse, avtal eller slag av plan.", width=20),
    Column("tema", "Teman, med komma emellan.", width=24),
    Column("version", "Den version raden gäller.", Kind.NUMBER, 8),
    Column("läge", "Versionens läge.", width=26),
    Column("gäller från datum", "Periodens första dag.", Kind.DAY, 14),
    Column("gäller till datum", "Periodens sista dag. Tomt där den gäller tills vidare.", Kind.DAY, 14),
    Column("parternas beslut senast datum", "Sista dag för parternas beslut.", Kind.DAY, 14),
    Column("parternas beslut", "Hur många som har beslutat, och vilka som är kvar.", width=50),
    Column("grupp", "Den grupp som förvaltar den.", width=26),
    Column("ansvarig", "Den som ansvarar.", width=22),
    ADDRESS,
)

DOCUMENTS = (
    Column("dokument", "Titeln, eller filens namn.", width=40),
    Column("fil", "Filens namn.", width=28),
    Column("överenskommelse", "Rubriken.", width=44),
    Column("version", "Den version dokumentet hör till.", Kind.NUMBER, 8),
    Column("slag", "Vad dokumentet är i versionen.", width=18),
    Column("handlingstyp", "Enligt dokumenthanteringsplanen.", width=20),
    Column("status", "Utkast, upprättad, inkommen eller expedierad.", width=12),
    Column("diarienummer", "Eget eller annan myndighets.", width=16),
    Column("ansvarig organisation", "Vem som ansvarar för handlingen.", width=24),
    Column("sekretess", "Lagrum. Tomt där ingen sekretess är markerad.", width=24),
    Column("bevaras eller gallras", "Vad arkivet gör med den.", width=12),
    Column("gallras datum", "Dagen den gallras.", Kind.DAY, 14),
    Column("uppladdad datum", "Dagen den lades hit.", Kind.DAY, 14),
)

CONFERENCE = (
    Column("år", "Året som uppföljningen avser.", Kind.NUMBER, 8),
    Column("överenskommelse", "Rubriken.", width=40),
    Column("tema", "Överenskommelsens första tema.", width=20),
    Column("länsdel", "Kommunens länsdel, eller övriga parter.", width=14),
    Column("part", "Partens korta namn.", width=16),
    Column("läge", "Hur långt partens svar har kommit.", width=16),
    Column("mål", "Hur väl målen är uppfyllda, enligt parten.", width=16),
    Column("intäkter, regionens del", "Kronor.", Kind.NUMBER, 14),
    Column("intäkter, kommunens del", "Kronor.", Kind.NUMBER, 14),
    Column("lönekostnader", "Kronor.", Kind.NUMBER, 14),
    Column("övriga kostnader", "Kronor.", Kind.NUMBER, 14),
    Column("saldo", "Intäkter minus kostnader, kronor.", Kind.NUMBER, 14),
    Column("årsarbetare", "Antal.", Kind.NUMBER, 12),
    Column("avvikelser", "Hinder, samverkan som inte har fungerat, underskott.", width=40),
    Column("nästa steg", "Vad parten gör härnäst.", width=40),
)
_CONFERENCE_FIGURES = (
    "intakter-regionen", "intakter-kommunen", "lonekostnader", "ovriga-kostnader", "saldo", "arsarbetare",
)  # fmt: skip


def conference_row(one: Row, year: int) -> list[Value]:
    """One party's follow-up, in the columns' order. Figures are numbers, empty where nothing is answered."""
    figures: list[Value] = [_number(one.values.get(key)) for key in _CONFERENCE_FIGURES]
    return [
        year, one.agreement.title, one.theme, one.district, one.party, one.state, one.goal, *figures,
        " ".join(one.deviations), one.next_step,
    ]  # fmt: skip


def _number(value: object) -> Value:
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, int) else None


def document_row(one: AgreementDocument) -> list[Value]:
    """One document's values, in the columns' order."""
    stored = one.stored
    return [
        str(stored), stored.name, one.version.agreement.title, one.version.number, one.get_kind_display(),
        stored.record_kind, stored.get_record_status_display() if stored.record_status else "", stored.case_number,
        stored.owner.name if stored.owner else "", stored.secrecy,
        stored.get_keeping_display() if stored.keeping else "", stored.destroy_on, local_day(stored.uploaded_at),
    ]  # fmt: skip


def party_row(line: PartyLine) -> list[Value]:
    """One party's values, in the columns' order."""
    return [
        line.party.short_name, line.party.municipality_code, line.district,
        "part" if line.is_party else "samverkar utan eget beslut", line.state_words, line.handler,
        line.handler_title, line.email, line.sent_on, line.case_number, line.organ, line.planned_on,
        line.decided_on, line.paragraph, line.words if line.outcome else "", line.deviation, line.handled,
        line.extract.name if line.extract else "", line.signer, line.signed_on, line.in_force_on,
        line.followed_up_on, line.comment,
    ]  # fmt: skip


def agreement_row(one: Listed, base: str) -> list[Value]:
    """One agreement's values, in the columns' order."""
    version: AgreementVersion = one.version
    return [
        one.agreement.title, one.agreement.get_kind_display(), ", ".join(one.themes), version.number,
        version.get_state_display(), version.starts_on, version.ends_on, version.decide_by, one.sentence,
        one.agreement.body.list_name if one.agreement.body else "", one.responsible,
        f"{base}{one.agreement.get_absolute_url()}",
    ]  # fmt: skip
