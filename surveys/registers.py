"""Schools, and which of them take part in a round, in and out as files (M3, H2)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from meetings.access import is_office
from secretariat.lib.access import Permission
from secretariat.lib.cell_widgets import Choice, Day, Number, Reference
from secretariat.lib.register_rows import Column
from secretariat.lib.registers import Register, id_column
from secretariat.lib.rules import NotAllowed
from secretariat.registry.registers import organisation, whole
from surveys import access
from surveys.actions import participation, schools
from surveys.models import Participation, School, SurveyRound
from surveys.participation_states import STEPS, obstacles_in_round

_ON_PAGE = "Det ändras på skolans sida i omgången."
_MOVED = "Lägg till en ny rad i stället."


class Schools(Register):
    """The register of schools."""

    key = "skolor"
    name = "Skolor"
    about = "Skolenheter med kommun, skolform, huvudman och kontakt."
    model = School
    reading = Permission.SURVEY_READ
    writing = Permission.SURVEY_EDIT
    lookup = "name"
    instead = ("En lista utan id läses in bland skolorna", "surveys:school-import", Permission.SURVEY_EDIT)

    pk = id_column()
    name_ = Column("name", "skola", "", required=True, key=True, width=34)
    party = Column("party", "kommun", "", organisation(), required=True, key=True, width=24)
    form = Column("form", "skolform", "", Choice(School.Form.choices), required=True, key=True, width=12)
    stage = Column("stage", "stadium", "", Choice(School.Stage.choices), required=True, key=True, width=16)
    run_by = Column("run_by", "huvudman", "", Choice(School.Principal.choices), required=True, width=14)
    run_by_name = Column("run_by_name", "huvudmannens namn", "", width=26)
    unit_code = Column("unit_code", "skolenhetskod", "Åtta siffror.", unique=True, width=14)
    contact = Column("contact", "kontaktperson", "", width=24)
    email = Column("email", "e-post", "Dit brev om undersökningar går.", width=30)
    phone = Column("phone", "telefon", "", width=16)
    ends_on = Column("ends_on", "upphörde", "Tomt så länge skolan finns.", Day(), width=12)

    def rows(self) -> models.QuerySet[Any]:
        return School.objects.select_related("party").order_by("party__sort_key", "sort_key", "pk")

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        found = []
        if not is_office(self.user):
            found.append(("", "Bara sekretariatet ändrar skolor genom en fil."))
        code = values.get("unit_code", "")
        if code and not (len(code) == 8 and code.isascii() and code.isdecimal()):
            found.append(("skolenhetskod", "ska vara åtta siffror."))
        if "party" in values and values["party"].kind != values["party"].Kind.MUNICIPALITY:
            found.append(("kommun", "ska vara en kommun."))
        return found

    def add(self, values: dict[str, Any]) -> School:
        return self._save(School(), values, made=True)

    def change(self, instance: School, values: dict[str, Any]) -> None:
        self._save(instance, values, made=False)

    def _save(self, school: School, values: dict[str, Any], *, made: bool) -> School:
        for name, value in values.items():
            setattr(school, name, value)
        whole(school)
        school.save()
        schools.note_change(school, sorted(values), by=self.user, made=made)
        return school


def _rounds() -> Iterable[tuple[SurveyRound, list[str]]]:
    for one in SurveyRound.objects.select_related("survey").order_by("survey__name", "-period", "pk"):
        yield one, [f"{one.survey.name} {one.period}"]


def _schools() -> Iterable[tuple[School, list[str]]]:
    for one in School.objects.select_related("party"):
        yield one, [f"{one.name}, {one.party.short_name}", one.unit_code]


class Participations(Register):
    """One school in one round: asked, taking part, saying no."""

    key = "deltagande"
    name = "Skolors deltagande"
    about = "Vilka skolor som är med i varje omgång av en undersökning, och vad de har svarat."
    model = Participation
    reading = Permission.SURVEY_READ
    writing = Permission.SURVEY_EDIT
    lookup = "round"

    pk = id_column()
    round = Column(
        "round", "omgång", "Undersökningens namn och år.", Reference("ingen omgång", _rounds), required=True, key=True,
        fixed=_MOVED, width=36,
    )  # fmt: skip
    school = Column(
        "school", "skola", "Skolans namn och kommun, eller skolenhetskod.", Reference("ingen skola", _schools),
        required=True, key=True, fixed=_MOVED, width=36,
    )  # fmt: skip
    state = Column("state", "läge", "", Choice(Participation.State.choices), required=True, width=16)
    why = Column("why", "skäl", "Läses in tillsammans med ett nytt läge.", width=36)
    answered_by = Column("answered_by", "svarade genom", "", closed=_ON_PAGE, width=22)
    invited = Column("invited", "elever som bjuds in", "", Number(most=99_999), closed=_ON_PAGE, width=10)
    reminders = Column("reminders", "antal påminnelser", "", Number(), closed=_ON_PAGE, width=10)

    def rows(self) -> models.QuerySet[Any]:
        told = Participation.objects.select_related("round__survey", "school__party")
        return told.order_by(
            "round__survey__name",
            "-round__period",
            "round_id",
            "school__party__sort_key",
            "school__sort_key",
            "pk",
        )

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        of = values["round"] if is_new else instance.round
        if not access.may_edit(self.user, of.survey):
            return [("", "Du får inte ändra i undersökningen.")]
        return [("", reason) for reason in obstacles_in_round(of)]

    def add(self, values: dict[str, Any]) -> Participation:
        of, school = values.pop("round"), values.pop("school")
        participation.add(of, [school], by=self.user)
        made = Participation.objects.select_related("round__survey", "school__party").get(
            round=of, school=school
        )
        if values.get("state") != Participation.State.NOT_ASKED:
            self.change(made, values)
        return made

    def change(self, instance: Participation, values: dict[str, Any]) -> None:
        """By the step that leads from where the school is to where the file says it is."""
        if "state" not in values:
            raise NotAllowed(
                "Skälet läses in tillsammans med ett nytt läge. Ändra det annars på skolans sida i omgången."
            )
        fits = (
            one for one in STEPS.values() if one.target == values["state"] and instance.state in one.sources
        )
        if (step := next(fits, None)) is None:
            wanted = Participation.State(values["state"]).label
            raise NotAllowed(
                f"Läget kan inte bli ”{wanted}” från ”{instance.get_state_display()}” i ett steg."
            )
        why = values.get("why", instance.why)
        participation.take_step(instance, step.key, by=self.user, why=why)
