"""The yearly follow-up put to the kommuner as typed questions: one round is ended, the next is under way (F4).

All answers are invented.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from secretariat.inquiries.actions import forms, inquiries, rounds, sheets
from secretariat.inquiries.actions.forms import Asked
from secretariat.inquiries.actions.inquiries import Asked as Party
from secretariat.inquiries.models import Form, Inquiry, Recipient
from secretariat.inquiries.values import read
from secretariat.registry.models import Organisation, User

from . import region
from .letters import dated
from .meetings import Region
from .plan import DAY, working_day

NAME = "Uppföljning av överenskommelsen"
_SOCIALCHEF = 4
_KR: dict[str, Any] = {"kind": "money", "section": "Ekonomi", "is_required": True}
_WORK: dict[str, Any] = {"section": "Verksamhet"}

QUESTIONS = (
    Asked(key="insatser", text="Vilka insatser har ni genomfört?", kind="text", is_required=True, **_WORK),
    Asked(
        key="maluppfyllelse",
        text="Hur väl är målen uppfyllda?",
        kind="scale",
        is_required=True,
        smallest=Decimal(1),
        largest=Decimal(5),
        lowest_label="inte alls",
        highest_label="helt",
        **_WORK,
    ),
    Asked(
        key="hinder",
        text="Vad har hindrat er?",
        kind="choices",
        help="Välj det som stämmer.",
        options=[
            ("tid", "Tid"),
            ("bemanning", "Bemanning"),
            ("pengar", "Pengar"),
            ("lokaler", "Lokaler"),
            ("inget", "Inget särskilt"),
        ],
        **_WORK,
    ),
    Asked(
        key="samverkan",
        text="Hur har samverkan fungerat?",
        kind="choice",
        options=[("bra", "Bra"), ("delvis", "Delvis"), ("daligt", "Dåligt")],
        **_WORK,
    ),
    Asked(
        key="aktiviteter",
        text="Gemensamma aktiviteter",
        kind="table",
        help="De största räcker.",
        columns=[
            ("vad", "Aktivitet", "text"),
            ("deltagare", "Deltagare", "number"),
            ("kostnad", "Kostnad", "money"),
        ],
        **_WORK,
    ),
    Asked(key="intakter-regionen", text="Intäkter, regionens del", **_KR),
    Asked(key="intakter-kommunen", text="Intäkter, kommunens del", **_KR),
    Asked(key="lonekostnader", text="Lönekostnader", **_KR),
    Asked(key="ovriga-kostnader", text="Övriga kostnader", **_KR),
    Asked(
        key="saldo",
        text="Saldo",
        kind="sum",
        section="Ekonomi",
        plus=["intakter-regionen", "intakter-kommunen"],
        minus=["lonekostnader", "ovriga-kostnader"],
    ),
    Asked(
        key="arsarbetare",
        text="Antal årsarbetare",
        kind="number",
        section="Ekonomi",
        unit="årsarbetare",
        decimals=1,
        smallest=Decimal(0),
    ),
    Asked(key="bilaga", text="Bilaga, om ni vill visa något mer", kind="file", section="Ekonomi"),
)

_DONE = (
    "Föräldrastöd i grupp på två familjecentraler, och en gemensam utbildningsdag för elevhälsan.",
    "Hälsosamtal i årskurs fyra, uppsökande arbete bland seniorer och en ny mötesplats i biblioteket.",
    "Vi har provat rörelse på recept tillsammans med vårdcentralen. Fler deltog än vi hade räknat med.",
    "Mest planering. Samordnaren slutade i april och tjänsten stod tom till oktober.",
)
_GOALS = ("4", "3", "5", "2")
_HINDERS = ("tid", "bemanning|tid", "inget", "bemanning|pengar")
_TOGETHER = ("bra", "bra", "delvis", "delvis")
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
    """One form, and two rounds of it."""
    by = made.keeper("SRF")
    form = forms.create(
        name=NAME,
        by=by,
        text="Svara för hela året. Det ni lämnar in läggs samman och visas på uppföljningskonferensen.",
    )
    for one in QUESTIONS:
        forms.add_question(forms.latest(form), one, by=by)
    year = made.today.year
    first = _sent(made, form, by, working_day(made.today - DAY * 400), period=str(year - 2), open_days=45)
    for place, row in enumerate(_rows(first)):
        _answer(made, row, place, made.today - DAY * (380 - place), sooner=True)
        _submit(made, row, made.today - DAY * (370 - place))
        _approve(made, row, by, made.today - DAY * 350)
    inquiries.close(first, by=by, at=made.moment(made.today - DAY * 340, 15))
    second = _sent(made, form, by, working_day(made.today - DAY * 24), period=str(year - 1), open_days=34)
    for place, row in enumerate(_rows(second)):
        _under_way(made, row, place, by)
    moment = made.moment(made.today - DAY * 5, 8)
    with dated(moment):
        rounds.remind(second, by=None, at=moment)


def _rows(inquiry: Inquiry) -> list[Recipient]:
    return list(inquiry.recipients.select_related("organisation", "handler", "inquiry").order_by("position"))


def _sent(made: Region, form: Form, by: User, day: dt.date, *, period: str, open_days: int) -> Inquiry:
    parties = Organisation.objects.filter(short_name__in=[row[0] for row in region.MUNICIPALITIES])
    asked = [
        Party(organisation=one, handler=made.people[made.people.of(one.short_name, _SOCIALCHEF)])
        for one in parties.order_by("sort_key")
    ]
    due_on = working_day(day + DAY * open_days)
    round_ = rounds.create_round(
        forms.latest(form), about=form, parties=asked, due_on=due_on, by=by, period=period, today=day
    )
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
    questionnaire = forms.questionnaire_of(forms.latest(Form.objects.get(name=NAME)))
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
