"""The yearly follow-up of folkhälsoöverenskommelserna: one year's round is ended, the next is under way (F5).

All answers are invented.
"""

import datetime as dt
from decimal import Decimal

from agreements.actions import followups
from agreements.models import Agreement
from secretariat.inquiries.actions import forms, inquiries, rounds, sheets
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.inquiries.values import read
from secretariat.registry.models import User

from .agreements import OF_PUBLIC_HEALTH
from .letters import dated
from .meetings import Region
from .plan import DAY, working_day

_DONE = (
    "Föräldrastöd i grupp på två familjecentraler, och en gemensam utbildningsdag för elevhälsan.",
    "Hälsosamtal i årskurs fyra, uppsökande arbete bland seniorer och en ny mötesplats i biblioteket.",
    "Vi har provat rörelse på recept tillsammans med vårdcentralen. Fler deltog än vi hade räknat med.",
    "Mest planering. Samordnaren slutade i april och tjänsten stod tom till oktober.",
)
_GOALS = ("4", "3", "5", "2")
_HINDERS = ("tid", "bemanning|tid", "inget", "bemanning|pengar")
_TOGETHER = ("bra", "bra", "delvis", "delvis")
_NEXT = (
    "Starta en föräldragrupp till och utbilda två ledare.",
    "Fortsätta hälsosamtalen, nu även i årskurs sju.",
    "Låta rörelse på recept bli en del av det vanliga arbetet.",
    "Anställa en samordnare och ta igen det som blev liggande.",
)
_ACTIVITIES = (
    ("Utbildningsdag", "48", "36000"),
    ("Föräldragrupper", "61", "22500"),
    ("Hälsodag på torget", "240", "18400"),
)
# What each kommun weighs, in hundreds of thousand kronor of the region's part.
_SIZES = {"Örebro": 12, "Karlskoga": 4, "Kumla": 3, "Lindesberg": 3, "Hallsberg": 2}
_NOT_BEGUN, _BEGUN, _HANDED_IN, _RETURNED = (
    ("Ljusnarsberg", "Laxå"),
    ("Askersund", "Hällefors"),
    ("Kumla", "Lindesberg"),
    "Degerfors",
)
_WHY = "Saldot är större än regionens del. Kontrollera lönekostnaderna, eller förklara varför."


def make(made: Region) -> None:
    """Two years of it: one that is ended, and one under way."""
    by = made.keeper("SRF")
    year = made.today.year
    first = _sent(made, by, working_day(made.today - DAY * 400), year=year - 2, open_days=45)
    for place, row in enumerate(_rows(first)):
        _answer(made, row, place, made.today - DAY * (380 - place), sooner=True)
        _submit(made, row, made.today - DAY * (370 - place))
        _approve(made, row, by, made.today - DAY * 350)
    inquiries.close(first, by=by, at=made.moment(made.today - DAY * 340, 15))
    second = _sent(made, by, working_day(made.today - DAY * 24), year=year - 1, open_days=34)
    for place, row in enumerate(_rows(second)):
        _under_way(made, row, place, by)
    moment = made.moment(made.today - DAY * 5, 8)
    with dated(moment):
        rounds.remind(second, by=None, at=moment)


def _rows(inquiry: Inquiry) -> list[Recipient]:
    return list(inquiry.recipients.select_related("organisation", "handler", "inquiry").order_by("position"))


def _sent(made: Region, by: User, day: dt.date, *, year: int, open_days: int) -> Inquiry:
    agreement = Agreement.objects.get(short_name=OF_PUBLIC_HEALTH)
    due_on = working_day(day + DAY * open_days)
    round_ = followups.start(agreement, year=year, due_on=due_on, by=by, today=day).inquiry
    moment = made.moment(day, 9)
    with dated(moment):
        rounds.send(round_, by=by, at=moment)
    return round_


def _under_way(made: Region, row: Recipient, place: int, by: User) -> None:
    name, day = row.organisation.short_name, made.today - DAY * (20 - place)
    if name in _NOT_BEGUN:
        return
    _answer(made, row, place, day, half=name in _BEGUN)
    if name in _BEGUN:
        return
    _submit(made, row, day + DAY)
    if name == _RETURNED:
        moment = made.moment(day + DAY * 3, 10)
        with dated(moment):
            sheets.return_(row, why=_WHY, by=by, at=moment)
    elif name not in _HANDED_IN:
        _approve(made, row, by, day + DAY * 2)


def _answer(
    made: Region, row: Recipient, place: int, day: dt.date, *, sooner: bool = False, half: bool = False
) -> None:
    """Invented answers that hang together: the same kommun is alike from year to year, and nobody quite the same."""
    questionnaire = forms.questionnaire_of(followups.common_form(by=None))
    turn = place + sooner
    grant = _SIZES.get(row.organisation.short_name, 1) * 100_000
    wages = grant * (150 + place % 4 * 9 - 6 * sooner) // 100
    typed = {
        "q-insatser": _DONE[turn % len(_DONE)],
        "q-maluppfyllelse": _GOALS[turn % len(_GOALS)],
        "q-hinder": _HINDERS[turn % len(_HINDERS)],
        "q-samverkan": _TOGETHER[turn % len(_TOGETHER)],
    }
    for number, cells in enumerate(_ACTIVITIES[: place % 3 + 1]):
        for column, words in zip(("vad", "deltagare", "kostnad"), cells, strict=True):
            typed[f"q-aktiviteter-{number}-{column}"] = words
    if not half:
        typed |= {
            "q-nasta-steg": _NEXT[turn % len(_NEXT)],
            "q-intakter-regionen": str(grant),
            "q-intakter-kommunen": str(grant * 8 // 10),
            "q-lonekostnader": str(wages),
            "q-ovriga-kostnader": str(grant * (18 + place % 3) // 100 + 1_350 * place),
            "q-arsarbetare": str(Decimal(wages) / 620_000)[:3].replace(".", ","),
        }
    changes = []
    for name, words in typed.items():
        field = questionnaire.field_named(name)
        if field:
            changes.append(sheets.Change(field, read(field, words.split("|")).value))
    moment = made.moment(day, 14)
    with dated(moment):
        sheets.save(row, changes, who=_who(row), how=sheets.LINK, at=moment)


def _who(row: Recipient) -> str:
    return row.handler.name if row.handler else ""


def _submit(made: Region, row: Recipient, day: dt.date) -> None:
    moment = made.moment(day, 15)
    with dated(moment):
        sheets.submit(row, who=_who(row), how=sheets.LINK, at=moment)


def _approve(made: Region, row: Recipient, by: User, day: dt.date) -> None:
    moment = made.moment(day, 11)
    with dated(moment):
        sheets.approve(row, by=by, at=moment)
