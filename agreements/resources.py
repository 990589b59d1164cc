"""Excel and CSV out: the list of agreements, and a version's parties with every column of domain 3.4 (F2)."""

from secretariat.lib.sheets import Column, Kind, Value

from .actions.lists import Listed
from .actions.matrices import PartyLine
from .models import AgreementVersion

PARTIES = (
    Column("part", "Partens korta namn.", width=18),
    Column("kommunkod", "Fyra siffror som text. Tomt för andra än kommuner.", width=11),
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
    Column("adress", "Sidans adress.", width=40),
)


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
