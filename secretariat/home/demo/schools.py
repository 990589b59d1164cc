"""Schools in Liv & hälsa ung: 79 take part, 70 the time before, seven friskolor in Örebro do not; answers week by week.

How many schools there are is as in the county (H2). Names of schools, contacts and numbers of answers are invented.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Sum

from secretariat.lib.days import DAY
from secretariat.registry.models import Organisation, User
from surveys import list_files, school_letters
from surveys.actions import participation, planning, responses, school_links, school_replies
from surveys.actions.school_replies import ClassSaid, Said
from surveys.models import ClassGroup, Participation, School, Survey, SurveyRound
from surveys.response_lists import HEADINGS

from . import persons
from .letters import dated
from .meetings import Region
from .surveys import LHU

# Kommun: ordinarie and anpassade that take part now, and the time before.
_COUNTS = {
    "Askersund": (3, 1, 2, 1), "Degerfors": (2, 1, 2, 1), "Hallsberg": (4, 1, 3, 1), "Hällefors": (2, 1, 2, 1),
    "Karlskoga": (6, 2, 5, 2), "Kumla": (4, 2, 4, 2), "Laxå": (1, 1, 1, 0), "Lekeberg": (2, 1, 2, 1),
    "Lindesberg": (6, 2, 5, 2), "Ljusnarsberg": (1, 1, 1, 0), "Nora": (3, 1, 3, 1), "Örebro": (23, 8, 20, 8),
}  # fmt: skip
_OUT, _NO = 7, "Vi gör en egen enkät i vår."
_FIRST = (
    "Al", "Björk", "Ek", "Gran", "Hassel", "Lind", "Lönn", "Rönn", "Sälg", "Tall", "Vide", "Ask", "Hägg", "Oxel", "Pil",
    "Kastanj", "Ljung", "Klöver", "Blåklock", "Smultron", "Blåbärs", "Lingon", "Enbärs", "Nypon", "Slån",
)  # fmt: skip
_LAST = ("backa", "lunda", "åker", "dal", "kulle", "hage")
_GIVEN = (
    "Agnes",
    "Bertil",
    "Cecilia",
    "David",
    "Elin",
    "Farid",
    "Greta",
    "Hugo",
    "Iris",
    "Johan",
    "Karin",
    "Love",
)
_FAMILY = (
    "Almby",
    "Björkvik",
    "Dalgren",
    "Ekhammar",
    "Fors",
    "Granlöf",
    "Hedtorp",
    "Kvist",
    "Lundmark",
    "Norling",
)
_PARTS = (24, 58, 83)  # percent that have answered at the end of each week
_HOPED = 75  # percent
_LATE, _NEVER = 9, 40  # every such school begins late; of these, one never does


def make(made: Region) -> None:
    """The latest round and the one before it, as far as the weeks say. Nothing where the survey is not there."""
    rounds = list(SurveyRound.objects.filter(survey__name=LHU).order_by("period").select_related("survey"))
    if len(rounds) == 2 and Survey.objects.filter(name=LHU).exists():
        maker = _Maker(made)
        maker.before(rounds[0])
        maker.now(rounds[1])


class _Maker:
    """What both rounds share."""

    def __init__(self, made: Region) -> None:
        self.made = made
        self.by: User = made.users[persons.SECRETARY]
        self.names = _names()
        self.kommuner = {one.short_name: one for one in Organisation.objects.filter(short_name__in=_COUNTS)}
        self.was: list[School] = []
        self.new: list[School] = []
        for place, counts in _COUNTS.items():
            for form, number, before in (("ordinary", *counts[::2]), ("adapted", *counts[1::2])):
                some = [self._school(self.kommuner[place], form, at) for at in range(number)]
                self.was += some[:before]
                self.new += some[before:]
        self.out = [
            self._school(
                self.kommuner["Örebro"],
                "ordinary",
                at,
                run_by="independent",
                run_by_name="Skolbolaget Sju AB",
            )
            for at in range(_OUT)
        ]

    def _school(self, party: Organisation, form: str, at: int, **more: str) -> School:
        number = School.objects.count()
        name = next(self.names)
        contact = f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number // 3 % len(_FAMILY)]}"
        return School.objects.create(
            name=name, party=party, form=form, stage="upper" if at % 5 == 4 else "compulsory",
            unit_code=f"{90_000_001 + number}", contact=contact, email=f"skola{number + 1}{persons.ADDRESS}",
            phone=f"019-555 {number // 100:02} {number % 100:02}", **more,
        )  # fmt: skip

    def before(self, of: SurveyRound) -> None:
        """Those that took part the time before."""
        participation.add(_opened(of), self.was, by=self.by)
        at = self._moment(of, -50)
        for row in of.participations.all():
            participation.take_step(row, "deltar", by=self.by, by_words="rektorn", at=at)
        _restored(of)

    def now(self, of: SurveyRound) -> None:
        """Asked by letter, most say yes; seven do not; answers come in."""
        state = of.state
        participation.add(_opened(of), [*self.was, *self.new, *self.out], by=self.by)
        asked = self._moment(of, -60)
        with dated(asked):
            school_links.write_letters(of, school_letters.ASK, by=self.by, at=asked)
        rows = {
            row.school_id: row for row in of.participations.select_related("round__survey", "school__party")
        }
        for place, school in enumerate([*self.was, *self.new]):
            self._says_yes(rows[school.pk], place, self._moment(of, -55 + place % 30))
        no, *silent = (rows[school.pk] for school in self.out)
        participation.take_step(
            no, "nej", by=self.by, by_words=no.school.contact, why=_NO, at=self._moment(of, -40)
        )
        for place, row in enumerate(silent):
            self._is_called(of, row, place)
        SurveyRound.objects.filter(pk=of.pk).update(state=SurveyRound.State.COLLECTING)
        self._answers(of, [rows[school.pk] for school in [*self.was, *self.new]])
        self._hope(of)
        SurveyRound.objects.filter(pk=of.pk).update(state=state)

    def _says_yes(self, row: Participation, place: int, at: dt.datetime) -> None:
        school = row.school
        pupils = 14 + place * 7 % 19 if school.form == "adapted" else 52 + place * 13 % 70
        half = pupils // 2
        classes = (
            [ClassSaid("7A", "7", half), ClassSaid("9A", "9", pupils - half)]
            if school.stage == "compulsory"
            else [ClassSaid("År 2", "gymnasiet år 2", pupils)]
        )
        said = Said(True, "", school.contact, school.contact, school.email, school.phone, pupils, classes)
        school_replies.reply(row, said, at=at)

    def _is_called(self, of: SurveyRound, row: Participation, place: int) -> None:
        at = self._moment(of, -20 + place)
        words = "Svarade inte." if place % 2 else "Rektorn ska fråga huvudmannen."
        again = at.date() + DAY * 7 if place < 3 else None
        participation.note(row, by=self.by, text=words, call_on=again, at=at)

    def _answers(self, of: SurveyRound, rows: list[Participation]) -> None:
        """The supplier's file, as far as the weeks have come."""
        if of.collected_from is None:
            return
        lines = ["vecka;skolenhetskod;klass;utskickade;svar"]
        classes: dict[int, list[ClassGroup]] = {}
        for group in ClassGroup.objects.filter(participation__round=of).order_by("pk"):
            classes.setdefault(group.participation_id, []).append(group)
        for week, part in enumerate(_PARTS):
            monday = of.collected_from + DAY * 7 * week
            if monday > self.made.today:
                break
            year, number, _ = monday.isocalendar()
            for place, row in enumerate(rows):
                share = part - place * 11 % 17
                if place % _NEVER == _NEVER - 1 or (place % _LATE == 0 and week == 0):
                    share = 0
                for one in classes[row.pk]:
                    said = one.invited * share // 100
                    lines.append(f"{year} v. {number};{row.school.unit_code};{one.name};{one.invited};{said}")
        if len(lines) > 1:
            told = list_files.read("\n".join(lines).encode(), HEADINGS)
            responses.take_in(of, told, week=None, why="", by=self.by)

    def _hope(self, of: SurveyRound) -> None:
        """In each kommun as many of the pupils asked as answered in most schools."""
        rows = of.participations.filter(state="participates").values_list("school__party")
        pupils = rows.annotate(number=Sum("invited")).order_by("school__party")
        planning.set_targets(
            of, {party: (number, number * _HOPED // 100) for party, number in pupils}, by=self.by
        )

    def _moment(self, of: SurveyRound, days: int) -> dt.datetime:
        first = of.collected_from or self.made.today
        return self.made.moment(min(first + DAY * days, self.made.today), 10)


def _opened(of: SurveyRound) -> SurveyRound:
    """The round as it was when schools were asked; `_restored` puts back how far it has come."""
    SurveyRound.objects.filter(pk=of.pk).update(state=SurveyRound.State.PLANNED)
    return of


def _restored(of: SurveyRound) -> None:
    SurveyRound.objects.filter(pk=of.pk).update(state=of.state)


def _names() -> Iterator[str]:
    """Names of schools nobody has."""
    for last in _LAST:
        for first in _FIRST:
            yield f"{first}{last}skolan"
