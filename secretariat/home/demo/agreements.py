"""Agreements: one that holds, one decided by all but Nora, two under revision, and a plan with activities (F1–F6)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.actions import parties, periods, plans, rounds, versions
from agreements.models import Agreement, AgreementParty, AgreementVersion
from meetings.actions.confirmation_answers import LINK, OFFICE, Said
from meetings.models import Body, Decision, Matter
from secretariat.registry.actions import files
from secretariat.registry.models import Organisation, Person, StoredFile, Theme, User

from . import papers, region, remiss
from .letters import dated
from .meetings import Region
from .plan import DAY, working_day

KOMMUNER = tuple(row[0] for row in region.MUNICIPALITIES)
OF_PUBLIC_HEALTH = "ÖK folkhälsa"
_LEFT, _ADDS, _WITHOUT_EXTRACT = "Nora", "Lekeberg", "Kumla"
_ADDITION = "Uppföljningen ska redovisas även per länsdel."
_SOCIALCHEF, _CHAIR = 4, 0
_OTHERS = {
    "Regionen": ("Dag Öhrnell", "Regionstyrelsen", "Aron Silfverhjelm", "regionstyrelsens ordförande"),
    "RF-SISU": ("Rikard Stenvall", "Distriktsstyrelsen", "Rikard Stenvall", "distriktschef"),
    "ÖLBF": ("Sofie Lindehag", "Styrelsen", "Ture Kristoffers", "förbundsordförande"),
    "Länsstyrelsen": ("Ulrika Vallentin", "", "", ""),
}
_BEFORE = "Beslutades innan systemet togs i bruk."


@dataclass
class _Maker:
    """What the demo's agreements share. Whoever writes and signs is invented; kommuner and other parties are real."""

    made: Region
    by: User
    organisations: dict[str, Organisation] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)

    def begin(self, title: str, names: Sequence[str], **facts: Any) -> AgreementVersion:
        """An agreement with its parties and their handläggare."""
        agreement = versions.create(
            by=self.by,
            title=title,
            parties=[self.organisations[name] for name in sorted(names)],
            themes=[self.themes[slug] for slug in facts.pop("about", ()) if slug in self.themes],
            body=Body.objects.get(code=facts.pop("code")),
            responsible=self.by.person,
            **facts,
        )
        version = agreement.versions.get()
        for party in version.parties.select_related("organisation"):
            name = party.organisation.short_name
            AgreementParty.objects.filter(pk=party.pk).update(
                handler=self.handler(name), organ=self.organ(name)
            )
        return version

    def handler(self, name: str) -> Person:
        if name in _OTHERS:
            return self.made.people[_OTHERS[name][0]]
        return self.made.people[self.made.people.of(name, _SOCIALCHEF)]

    def organ(self, name: str) -> str:
        if name in _OTHERS:
            return _OTHERS[name][1]
        return "Kommunfullmäktige" if name in ("Lekeberg", "Örebro") else "Kommunstyrelsen"

    def signer(self, name: str) -> tuple[str, str]:
        if name in _OTHERS:
            return _OTHERS[name][2], _OTHERS[name][3]
        return self.made.people.of(name, _CHAIR), "kommunstyrelsens ordförande"

    def send(self, version: AgreementVersion, day: dt.date) -> None:
        moment = self.made.moment(day, 9)
        with dated(moment):
            versions.send(version, by=self.by, at=moment)

    def decide(
        self, version: AgreementVersion, days: dict[str, dt.date], *, extract: bool = True, **said: Any
    ) -> None:
        """Each of the named decides on its day."""
        content = (papers.FOLDER / papers.EXAMPLE[0]).read_bytes()
        rows = {row.organisation.short_name: row for row in version.parties.select_related("organisation")}
        for place, (name, day) in enumerate(days.items()):
            told: dict[str, Any] = {
                "outcome": "assent",
                "paragraph": str(31 + place * 7),
                "planned_on": day,
            } | said
            upload = SimpleUploadedFile(f"protokollsutdrag-{name.lower()}.pdf", content) if extract else None
            parties.answer(
                rows[name],
                Said(organ=self.organ(name), decided_on=day, case_number=f"{name[:2].upper()} {day:%y}/{place + 120}",
                     **told),
                how=OFFICE, who=self.by.name, by=self.by, upload=upload,
                at=self.made.moment(day + DAY * 6, 15),
            )  # fmt: skip

    def sign(self, version: AgreementVersion, day: dt.date) -> None:
        for row in version.parties.select_related("organisation").filter(role="party"):
            signer, title = self.signer(row.organisation.short_name)
            parties.sign(
                row, signer=signer, title=title, signed_on=day, by=self.by, at=self.made.moment(day + DAY, 10)
            )

    def document(self, version: AgreementVersion, title: str) -> None:
        content = (papers.FOLDER / papers.EXAMPLE[0]).read_bytes()
        stored: StoredFile = files.store(
            SimpleUploadedFile("overenskommelse.pdf", content), by=self.by, title=title
        )
        versions.add_document(version, stored, kind="text", by=self.by)

    def held(self, version: AgreementVersion, *, decided: dt.date, starts_on: dt.date, **facts: Any) -> None:
        """One that was decided and signed by all long since."""
        AgreementVersion.objects.filter(pk=version.pk).update(starts_on=starts_on, **facts)
        moment = self.made.moment(decided - DAY * 90, 9)
        versions.override(version, "recommended", reason=_BEFORE, by=self.by, at=moment)
        self.send(version, decided - DAY * 80)
        names = version.parties.filter(role="party").values_list("organisation__short_name", flat=True)
        days = {name: working_day(decided - DAY * (3 * place)) for place, name in enumerate(names)}
        self.decide(version, days, extract=False)
        self.sign(version, decided + DAY * 5)
        version.refresh_from_db()
        if version.state == "signing":
            moment = self.made.moment(max(starts_on, decided + DAY * 6), 3)
            periods.bring_into_force(version, by=None, at=moment)


def make(made: Region) -> None:
    """All of them. The matters must be there."""
    maker = _Maker(
        made,
        made.keeper("SRF"),
        {one.short_name: one for one in Organisation.objects.all()},
        {one.slug: one for one in Theme.objects.all()},
    )
    _public_health(maker)
    _family_centres(maker)
    _comorbidity(maker)
    _hand_rehabilitation(maker)
    _plan(maker)


def _public_health(maker: _Maker) -> None:
    """Fifteen parties, and Länsstyrelsen that cooperates without a decision of its own."""
    first = maker.made.today.year - 2
    version = maker.begin(
        f"Folkhälsoöverenskommelserna {first}–{first + 5}",
        [*KOMMUNER, "Regionen", "RF-SISU", "ÖLBF"],
        code="SRF",
        about=["folkhalsa"],
        short_name=OF_PUBLIC_HEALTH,
        basis=Agreement.Basis.COOPERATION,
        purpose="Gemensamt arbete för en god, jämlik och jämställd hälsa i länets fyra länsdelar, med "
        "verksamhetsplaner och uppföljning varje år.",
        host=maker.organisations["Lekeberg"],
        matter=Matter.objects.filter(title__startswith="Samverkansplan").first(),
    )
    county = maker.organisations["Länsstyrelsen"]
    party = versions.add_party(version, county, by=maker.by, role="cooperating")
    AgreementParty.objects.filter(pk=party.pk).update(handler=maker.handler("Länsstyrelsen"))
    maker.document(version, "Överenskommelse om folkhälsa, underskriven lydelse")
    maker.held(version, decided=dt.date(first - 1, 11, 27), starts_on=dt.date(first, 1, 1),
               ends_on=dt.date(first + 5, 12, 31), notice_months=12)  # fmt: skip


def _decision(code: str) -> Decision | None:
    """The latest own decision of a group."""
    rows = Decision.objects.own().filter(series_body__code=code).exclude(number="")
    return rows.order_by("-year", "-running").first()


def _family_centres(maker: _Maker) -> None:
    """Decided by all kommuner but one; one with an addition that nobody has handled, one without handläggare."""
    today = maker.made.today
    version = maker.begin(
        "Familjecentraler och familjecentralsliknande verksamhet", [*KOMMUNER, "Regionen"],
        code="CF", about=["foraldraskapsstod"], short_name="ÖK familjecentraler", basis=Agreement.Basis.HEALTH_CARE,
        statute="16 kap. HSL", purpose="Vilka som driver familjecentraler tillsammans, hur lokal, personal och "
        "kostnader delas, och vad varje familj ska kunna räkna med.",
    )  # fmt: skip
    sent, due = working_day(today - DAY * 70), working_day(today + DAY * 9)
    AgreementVersion.objects.filter(pk=version.pk).update(
        starts_on=dt.date(today.year + 1, 1, 1), ends_on=dt.date(today.year + 4, 12, 31), notice_months=6,
        decide_by=due, changes="Kostnaderna delas lika mellan kommun och region. Öppen förskola ingår alltid.",
    )  # fmt: skip
    maker.document(version, "Överenskommelse om familjecentraler, förslag till beslut")
    versions.prepare(version, by=maker.by, at=maker.made.moment(sent - DAY * 40, 9))
    versions.recommend(version, _decision("SRF"), by=maker.by, at=maker.made.moment(sent - DAY * 3, 9))
    maker.send(version, sent)
    decided = [name for name in KOMMUNER if name not in (_LEFT, _ADDS, _WITHOUT_EXTRACT)]
    maker.decide(version, {name: working_day(today - DAY * (50 - 3 * n)) for n, name in enumerate(decided)})
    maker.decide(version, {_WITHOUT_EXTRACT: working_day(today - DAY * 8)}, extract=False)
    maker.decide(version, {"Regionen": working_day(today - DAY * 30)})
    maker.decide(
        version, {_ADDS: working_day(today - DAY * 20)}, outcome="assent_changed", deviation=_ADDITION
    )
    nora = version.parties.get(organisation__short_name=_LEFT)
    for days_ago, planned in ((45, today - DAY * 12), (14, today + DAY * 15)):
        said = Said(organ="Kommunstyrelsen", planned_on=working_day(planned), case_number="NO 26/131")
        moment = maker.made.moment(today - DAY * days_ago, 14)
        with dated(moment):
            parties.answer(nora, said, how=LINK, who=maker.handler(_LEFT).name, at=moment)
    moment = maker.made.moment(today - DAY * 5, 8)
    with dated(moment):
        rounds.remind(version, by=maker.by, at=moment)


def _comorbidity(maker: _Maker) -> None:
    """Holds, and is revised for a reform that is to come."""
    today = maker.made.today
    version = maker.begin(
        "Samsjuklighet: skadligt bruk, beroende och psykisk ohälsa", [*KOMMUNER, "Regionen"],
        code="SRV", about=["psykisk-halsa"], short_name="ÖK samsjuklighet", basis=Agreement.Basis.REQUIRED,
        purpose="Hur kommunerna och regionen delar ansvaret för personer som behöver vård och stöd från båda.",
    )  # fmt: skip
    maker.held(version, decided=dt.date(today.year - 5, 5, 25), starts_on=dt.date(today.year - 5, 7, 1),
               renewal="yearly", notice_months=12)  # fmt: skip
    new = periods.revise(
        version, changes="Anpassas till den reform av samsjuklighetsvården som väntas träda i kraft.",
        by=maker.by, at=maker.made.moment(today - DAY * 60, 9),
    )  # fmt: skip
    versions.prepare(new, by=maker.by, at=maker.made.moment(today - DAY * 58, 9))


def _hand_rehabilitation(maker: _Maker) -> None:
    """Under översyn: the next wording is on remiss, and the period is soon over."""
    today = maker.made.today
    names = ("Regionen", "Örebro", "Kumla", "Hallsberg", "Lindesberg", "Karlskoga")
    version = maker.begin(
        "Handrehabilitering i primärvård och kommunal hälso- och sjukvård", names,
        code="CS", about=["nara-vard"], short_name="ÖK handrehabilitering", basis=Agreement.Basis.HEALTH_CARE,
        purpose="Vem som gör vad efter handskador, från ortopeden till hemmet.",
    )  # fmt: skip
    maker.held(version, decided=dt.date(today.year - 3, 10, 4), starts_on=dt.date(today.year - 2, 1, 1),
               ends_on=dt.date(today.year + 1, 6, 30))  # fmt: skip
    new = periods.revise(version, changes="Översyn av gränsen mellan primärvård och kommun.", by=maker.by,
                         at=maker.made.moment(today - DAY * 90, 9))  # fmt: skip
    versions.prepare(new, by=maker.by, at=maker.made.moment(today - DAY * 80, 9))
    remiss.send(maker.made, new, by=maker.by, sent=today - DAY * 20, due_on=today + DAY * 10)


_ACTIVITIES = (
    ("Kunskap", "Utbildning i första hjälpen till psykisk hälsa", "Regionen", 240, "Stimulansmedel", "done"),
    ("Kunskap", "Temadag för skolornas elevhälsa", "Örebro", 120, "", "running"),
    ("Tidiga insatser", "Gemensam rutin efter suicidförsök", "Regionen", 60, "", "delayed"),
    ("Tidiga insatser", "Stöd till efterlevande i hela länet", "Karlskoga", 300, "Länsgemensamma medel", "running"),
    ("Miljöer", "Genomgång av järnvägsnära platser", "Hallsberg", 400, "", "planned"),
)  # fmt: skip


def _plan(maker: _Maker) -> None:
    """Adopted by its own group, with two avstämningar."""
    made, today = maker.made, maker.made.today
    version = maker.begin(
        f"Handlingsplan för suicidprevention {today.year}–{today.year + 2}", [], code="SP",
        about=["psykisk-halsa"], short_name="Handlingsplan suicidprevention", kind=Agreement.Kind.ACTION_PLAN,
        purpose="Länets gemensamma åtgärder, med ansvarig part för var och en.",
        matter=Matter.objects.filter(title__contains="suicidprevention").first(),
    )  # fmt: skip
    AgreementVersion.objects.filter(pk=version.pk).update(
        starts_on=dt.date(today.year, 1, 1), ends_on=dt.date(today.year + 2, 12, 31)
    )
    version.refresh_from_db()
    rows = [
        plans.add(version, by=maker.by, heading=heading, title=title, party=maker.organisations[party], money=money,
                  starts_on=dt.date(today.year, 1, 15), ends_on=dt.date(today.year, 1, 15) + DAY * days)
        for heading, title, party, days, money, _ in _ACTIVITIES
    ]  # fmt: skip
    if decision := _decision("SP"):
        periods.adopt(version, decision, by=maker.by, at=made.moment(today - DAY * 200, 9))
    for row in rows:
        plans.note(row, status="running" if row != rows[-1] else "planned", text="Kommit i gång.", by=maker.by,
                   at=made.moment(today - DAY * 120, 14))  # fmt: skip
    for row, (*_, status) in zip(rows, _ACTIVITIES, strict=True):
        words = {"done": "Alla kommuner har egna instruktörer.", "delayed": "Väntar på regionens nya rutin."}
        plans.note(row, status=status, text=words.get(status, "Kommit i gång."), by=maker.by,
                   at=made.moment(today - DAY * 15, 14))  # fmt: skip
