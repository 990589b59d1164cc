"""Surveys through their rounds: LHU with weeks of its own, HLV which takes over after Liv & hälsa, EHS by läsår (H1).

Weeks, samples and owners are as in the county; milestones' words, papers and answers are made up.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Body
from secretariat.inquiries.actions import forms, sheets
from secretariat.inquiries.actions import rounds as inquiry_rounds
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.values import read
from secretariat.lib.days import DAY, monday_of
from secretariat.registry.models import Organisation, Theme, User
from surveys import periods, states
from surveys.actions import planning, questionnaires, rounds
from surveys.models import Survey, SurveyRound

from . import persons
from .letters import dated
from .meetings import Region
from .plan import working_day

# What, first and last week; a negative week is of the year before. One with a star is left undone.
Milestones = Sequence[tuple[str, int, int]]
LHU, HLV, EHS, BEFORE = "Liv & hälsa ung", "Hälsa på lika villkor", "Elevhälsostatistik", "Liv & hälsa"
_OF_LHU: Milestones = (
    ("Fråga skolorna om de är med", -45, -50),
    ("Informationsbrev till rektorer och vårdnadshavare", 2, 3),
    ("Länkar till skolornas kontaktpersoner", 4, 4),
    ("Påminn skolor som inte har börjat", 6, 6),
    ("Leverantören lämnar datafilen", 17, 17),
    ("Rapporter till kommuner och skolor", 22, 23),
)
_OF_HLV: Milestones = (
    ("Formuläret och tilläggsfrågorna bestäms", -49, -50),
    ("Berätta om enkäten: press, webb och kommunernas kanaler", 3, 6),
    ("Första utskicket", 6, 6),
    ("Påminnelse med nytt formulär", 14, 14),
    ("Sista påminnelsen", 17, 17),
    ("Data från leverantören", 38, 39),
    ("Granska tabellerna för varje kommun *", 45, 46),
    ("Kommunerna får sina rapporter", 49, 49),
)
_OF_EHS: Milestones = (
    ("Genomgång med elevhälsans samordnare", 35, 36),
    ("Stäm av antalet samtal per kommun", 50, 50),
    ("Kommunerna rättar och kompletterar", 24, 25),
    ("Rapporten publiceras", 40, 41),
)
_TEXTS = {
    LHU: "Hur unga i länet mår och har det. Görs vart tredje år i skolan, under lektionstid.",
    HLV: "Den nationella folkhälsoenkäten till vuxna. Ett tilläggsurval ger varje kommun egna siffror.",
    EHS: "Det elever svarar i elevhälsosamtalen, sammanställt för varje läsår utan namn.",
    BEFORE: "Länets egen enkät till vuxna, som gjordes tillsammans med fyra andra län.",
}
_ANSWERS = (
    ("ja", "Vi har satt mål för skolnärvaron efter siffrorna.", "kortare|lokalt"),
    ("delvis", "Elevhälsan har använt dem i sin plan.", "muntligt"),
    ("ja", "De var underlag när vi beslutade om fritidsgården.", "jamfort"),
    ("nej", "", "kortare|muntligt|lokalt"),
)


def make(made: Region) -> None:
    """Four surveys; those that are made now have a round under way or just ended, and one before it."""
    maker = _Maker(made)
    year = made.today.year
    old = maker.survey(BEFORE, BEFORE, "population", body="CF", owner="Fem län tillsammans")
    maker.round(old, "2017", (11, 20), (), kommuner=1500)
    hlv = maker.survey(HLV, "HLV", "population", body="CF", owner="Folkhälsomyndigheten", replaces=old)
    rounds.add_break(hlv, period=str(year), by=maker.by,
                     text="Ersätter Liv & hälsa. Frågor och urval är andra, så jämför inte med åren före.")  # fmt: skip
    adults: dict[str, Any] = {"supplier": "SCB", "population": "Invånare 16 år och äldre"}
    maker.round(hlv, str(year - 2), (6, 20), (), kommuner=2000, **adults)
    maker.round(hlv, str(year), (6, 20), _OF_HLV, kommuner=2000, **adults)
    lhu = maker.survey(LHU, "LHU", "school", body="CF", owner="Regionen", about="barn-och-unga")
    pupils: dict[str, Any] = {
        "supplier": "Enkätbyrån Mälaren", "population": "Elever i årskurs 7 och 9 och i gymnasiet år 2",
        "buffer": (9, 10),
    }  # fmt: skip
    maker.round(lhu, str(year - 3), (5, 7), _OF_LHU, **pupils)
    latest = maker.round(lhu, str(year), (5, 7), _OF_LHU, **pupils)
    maker.inform(latest)
    maker.ask(latest)
    ehs = maker.survey(EHS, "EHS", "records", body="BU", owner="Regionen", period_type="school_year")
    for begins in (year - 3, year - 2):
        period = periods.of_year(begins, "school_year")
        maker.round(ehs, period, (36, 24), _OF_EHS, population="Elever som har haft hälsosamtal")


class _Maker:
    """What the surveys share."""

    def __init__(self, made: Region) -> None:
        self.made = made
        self.by: User = made.users[persons.SECRETARY]
        rows = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY)
        self.kommuner = list(rows.order_by("municipality_code"))

    def survey(self, name: str, short: str, kind: str, *, body: str, about: str = "", **facts: Any) -> Survey:
        """Laid up, with the body that follows it."""
        themes = list(Theme.objects.filter(slug=about)) if about else []
        return rounds.create_survey(
            by=self.by, name=name, short_name=short, kind=kind, text=_TEXTS[name], themes=themes,
            body=Body.objects.get(code=body), **facts,
        )  # fmt: skip

    def round(
        self, survey: Survey, period: str, weeks: tuple[int, int], milestones: Milestones, *, kommuner: int = 0,
        buffer: tuple[int, int] | None = None, **facts: Any,
    ) -> SurveyRound:  # fmt: skip
        """A round with its weeks, as far as it has come today."""
        first, last = self._span(period, *weeks)
        if buffer:
            facts["buffer_from"], facts["buffer_to"] = self._span(period, *buffer)
        made = rounds.create_round(
            survey, by=self.by, period=period, collected_from=first, collected_to=last, instrument="fixed",
            responsible=self.by.person, **facts,
        )  # fmt: skip
        for title, begins, ends in milestones:
            span = self._span(period, begins, ends)
            done = span[1] < self.made.today and not title.endswith("*")
            planning.add_milestone(
                made, by=self.by, title=title.rstrip(" *"), starts_on=span[0], ends_on=span[1],
                done_on=span[1] - DAY * 2 if done else None,
            )  # fmt: skip
        if kommuner:
            expected = kommuner * 2 // 5
            planning.set_targets(made, {one.pk: (kommuner, expected) for one in self.kommuner}, by=self.by)
        return self._moved(made, last)

    def _span(self, period: str, first: int, last: int) -> tuple[dt.date, dt.date]:
        return self._monday(period, first), self._monday(period, last) + DAY * 6

    @staticmethod
    def _monday(period: str, week: int) -> dt.date:
        """Of a week of the period: of the year before where it is negative, of a läsår's second year in spring."""
        if week < 0:
            return monday_of(periods.year_of(period) - 1, -week)
        found = periods.week_typed(f"v. {week}", period)
        return monday_of(*found) if found else monday_of(periods.year_of(period), week)

    def _moved(self, made: SurveyRound, last: dt.date) -> SurveyRound:
        """As far as its weeks say: the last milestone, or half a year, ends the work with the answers."""
        ends = (
            made.milestones.order_by("-ends_on").values_list("ends_on", flat=True).first() or last + DAY * 180
        )
        today = self.made.today
        for key, since in (
            ("samla-in", made.collected_from),
            ("bearbeta", last + DAY),
            ("rapportera", ends + DAY),
        ):
            if since and since <= today:
                made = rounds.take_step(made, states.BY_KEY[key], by=self.by, today=today)
        return made

    def inform(self, made: SurveyRound) -> None:
        """What has gone out, and a paper."""
        for week, to, what in (
            (2, "rektorer och skolchefer", "Informationsbrev"),
            (3, "vårdnadshavare", "Informationsbrev på sju språk"),
            (4, "skolornas kontaktpersoner", "Länkar och handledning"),
        ):
            day = self._monday(made.period, week) + DAY
            if day <= self.made.today:
                planning.add_notice(made, sent_on=day, to=to, what=what, by=self.by)
        words = f"{made}\n\nEnkäten besvaras i skolan. Den är frivillig och tar en lektion.\n"
        paper = SimpleUploadedFile("informationsbrev.txt", words.encode())
        planning.add_file(made, paper, title="Informationsbrev till rektorer", by=self.by)

    def ask(self, made: SurveyRound) -> None:
        """A short questionnaire to the kommuner, which some have answered."""
        handlers = inquiry_rounds.known_handlers(self.kommuner)
        asked = [
            Asked(organisation=one, handler=handlers[one.pk]) for one in self.kommuner if one.pk in handlers
        ]
        if not asked:
            return
        day = working_day(self.made.today - DAY * 16)
        moment, due_on = self.made.moment(day, 9), working_day(self.made.today + DAY * 12)
        inquiry = questionnaires.start(made, parties=asked, due_on=due_on, by=self.by, today=day)
        with dated(moment):
            inquiry_rounds.send(inquiry, by=self.by, at=moment)
        form = forms.questionnaire_of(questionnaires.common_form(by=self.by))
        rows = list(
            inquiry.recipients.select_related("organisation", "handler", "inquiry").order_by("position")
        )
        for place, row in enumerate(rows[:5]):
            used, what, needs = _ANSWERS[place % len(_ANSWERS)]
            typed = {"q-anvander": used, "q-vad": what, "q-behov": needs}
            found = [(form.field_named(name), words) for name, words in typed.items() if words]
            changes = [
                sheets.Change(field, read(field, words.split("|")).value) for field, words in found if field
            ]
            at = self.made.moment(day + DAY * (2 + place), 14)
            who = row.handler.name if row.handler else ""
            with dated(at):
                sheets.save(row, changes, who=who, how=sheets.LINK, at=at)
                sheets.submit(row, who=who, how=sheets.LINK, at=at)
            if place:
                with dated(at + DAY):
                    sheets.approve(row, by=self.by, at=at + DAY)
