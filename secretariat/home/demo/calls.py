"""Two calls: one decided, with nineteen applications and five granted, and one that is open (G8).

Applicants, projects and assessors' words are invented.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from funding.actions import applications, assessments, call_decisions, calls, checks, proposals
from funding.actions.applications import Change
from funding.actions.call_decisions import Part
from funding.actions.proposals import Proposed
from funding.applying import BY_KEY, cell
from funding.models import Application, Assessor, Call, Fund, GrantDecision, Pot
from meetings.models import Body
from secretariat.registry.models import User

from . import persons
from .letters import dated
from .meetings import Region
from .plan import DAY, working_day

_YEAR = 365
_MANY = 240_000
_FRAME, _MOST, _OPEN_FRAME = 1_200_000, 300_000, 2_000_000
_APPEAL = "Beslutet kan inte överklagas. Frågor om beslutet besvaras av sekretariatet."
_TEXT = (
    "Vi vill att fler barn och unga rör sig, trivs och har någonstans att gå efter skolan. Föreningar, kommuner, "
    "skolor och andra organisationer i länet kan söka.\n\nProjektet ska göras tillsammans med unga, och något av det "
    "ska finnas kvar när pengarna är slut."
)
_OPEN_TEXT = (
    "Pengar till mötesplatser där människor i olika åldrar gör något tillsammans. Ingen egen finansiering behövs.\n\n"
    "Sök gärna två eller flera tillsammans. En av er är sökande och tar emot pengarna."
)
_CRITERIA = (
    ("Nytta för barn och unga", "Hur många nås, och vad blir annorlunda?", 3),
    ("Unga är med", "Har unga tagit fram projektet, och leder de det?", 2),
    ("Genomförande", "Är planen och budgeten rimliga?", 1),
    ("Det som finns kvar", "Hur fortsätter det efter projektet?", 2),
)
_CHECKLIST = ["Sökanden är en organisation i länet", "Behörig firmatecknare står bakom"]
_FULL = "Ett bra projekt, men ramen räcker inte till alla. Det bedömdes lägre än de som beviljas."


@dataclass(frozen=True)
class _Wish:
    """An application: who, what, kronor asked, and points from each of three assessors (of five, on every ground)."""

    applicant: str
    title: str
    summary: str
    amount: int
    points: int = 3
    granted: int = 0


_WISHES = (
    _Wish("IF Granlunden", "Hallen är öppen", "Fri idrott i hallen två kvällar i veckan.", 300_000, 5, 300_000),
    _Wish("Bygdegårdsföreningen Solviken", "Replokal på landet", "Ungdomar bygger och sköter en replokal.", 180_000),
    _Wish("Föreningen Lekfullt", "Lekotek på hjul", "En bil med leksaker åker till fem orter.", 260_000, 4, 260_000),
    _Wish("Ridklubben Hovslaget", "Stallet för fler", "Prova på för barn som inte har råd.", 210_000),
    _Wish("Skogsmulleföreningen Barret", "Ut varje vecka", "Friluft efter skolan i årskurs ett till tre.", 90_000, 2),
    _Wish("Studiefrämjandet Åsbyn", "Kodkväll", "Unga lär yngre att programmera spel.", 120_000),
    _Wish("Simsällskapet Bojen", "Alla simmar", "Simskola på sommaren för barn i årskurs fem.", 240_000, 5, 240_000),
    _Wish("Hembygdsföreningen Kvarnbacken", "Sommarjobb i kvarnen", "Tio ungdomar visar kvarnen.", 150_000, 2),
    _Wish("Musikskolans vänner", "Orkester utan krav", "Alla får vara med, också utan instrument.", 280_000),
    _Wish("Fritidsföreningen Gläntan", "Mat och läxor", "Läxhjälp och något att äta.", 210_000, 4, 210_000),
    _Wish("Cykelklubben Kedjan", "Laga din cykel", "Unga lagar cyklar och lånar ut dem.", 160_000),
    _Wish("Dansgruppen Stegvis", "Dans för hälsan", "Dans varje vecka för unga som mår dåligt.", 190_000, 4, 190_000),
    _Wish("Fiskeklubben Flötet", "Fiskeskola", "En vecka vid sjön för barn som är hemma på lovet.", 60_000, 2),
    _Wish("Teaterföreningen Ridån", "Pjäs om skärmtid", "Unga skriver och spelar för årskurs sju.", 230_000),
    _Wish("Scoutkåren Lägerelden", "Fler ledare", "Utbildning av unga ledare i fyra kommuner.", 200_000),
    _Wish("Bordtennisklubben Smash", "Pingis på rasten", "Bord och ledare på tolv skolor.", 140_000),
    _Wish("Odlarföreningen Groddar", "Skolans trädgård", "Barn odlar det som serveras.", 110_000),
    _Wish("E-sportföreningen Lobbyn", "Spela tillsammans", "Spelkvällar där rörelse är en del.", 250_000, 2),
    _Wish("Kulturföreningen Taklampan", "Filmläger", "En vecka med film för unga på landsbygden.", 170_000),
)  # fmt: skip
_OPEN_WISHES = (
    _Wish("Mötesplatsen Torget", "Kaffe och kort", "Unga och gamla spelar kort på biblioteket.", 180_000),
    _Wish("Seniorföreningen Höstlöv", "Lagningskväll", "Laga kläder och saker ihop.", 95_000),
    _Wish("Byalaget Norrgården", "Gemensam trädgård", "Odlingslotter mitt i byn.", 320_000),
)


def make(made: Region) -> None:
    """Both calls, with their funds."""
    by = made.users[persons.SECRETARY]
    _decided(made, by)
    _open(made, by)


def _pot(made: Region, by: User, *, slug: str, name: str, amount: int, day: dt.date) -> Pot:
    """The fund of a call, with a decision and one pot."""
    facts = {
        "name": name, "kind": Fund.Kind.CALL, "body": Body.objects.get(code="SRF"), "responsible": by.person,
        "purpose": "Pengar som utlyses till projekt i länet.", "created_by": by,
    }  # fmt: skip
    fund, _ = Fund.objects.get_or_create(slug=slug, defaults=facts)
    grant = GrantDecision.objects.create(
        fund=fund, year=day.year, title="Utlysning", amount=amount, decided_by="Regionala tillväxtnämnden",
        decided_on=day, case_number=f"{day:%y}RS{day.timetuple().tm_yday + 2100}", uses_from=day,
        uses_to=dt.date(day.year + 3, 12, 31), created_by=by,
    )  # fmt: skip
    return Pot.objects.create(grant=grant, name="Projekt", amount=amount)


def _begin(by: User, pot: Pot, **facts: Any) -> Call:
    call = calls.create(by=by, pot=pot, appeal=_APPEAL, checklist=_CHECKLIST, **facts)
    for name, text, weight in _CRITERIA:
        calls.add_criterion(call, by=by, name=name, text=text, weight=weight, max_points=5)
    return calls.publish(call, by=by, today=facts["opens_on"])


def _decided(made: Region, by: User) -> None:
    """Closed half a year ago: judged by three, one of them jävig in one, and decided."""
    decided = working_day(made.today - DAY * 95)
    closed = decided - DAY * 60
    opened = closed - DAY * 45
    pot = _pot(made, by, slug="kraftsamling-barn-och-unga", name="Kraftsamling barn och unga", amount=_FRAME,
               day=working_day(opened - DAY * 30))  # fmt: skip
    call = _begin(
        by, pot, title="Kraftsamling barn och unga", text=_TEXT, opens_on=opened, closes_on=closed, decides_on=decided,
        max_amount=_MOST, max_years=3, own_percent=50, final_report_by=dt.date(decided.year + 3, 3, 31),
    )  # fmt: skip
    who = [persons.GROUP_SECRETARY, persons.CHAIR, persons.MEMBER]
    with dated(made.moment(opened, 10)):
        assessors = [calls.name_assessor(call, made.users[name], by=by) for name in who]
    rows = [
        _hand_in(made, call, wish, place, day=closed - DAY * (len(_WISHES) - place))
        for place, wish in enumerate(_WISHES)
    ]
    call = calls.close(call, by=by, today=closed + DAY)
    for row in rows:
        row.call = call
        _check(row, by, made.moment(closed + DAY * 3, 10))
    _judge(made, rows, assessors, closed + DAY * 20)
    _decide(made, call, rows, by, decided)


def _hand_in(
    made: Region, call: Call, wish: _Wish, place: int, *, day: dt.date, submit: bool = True
) -> Application:
    """Written by the link in the letter, and handed in."""
    at = made.moment(day, 14, place)
    email = f"kansliet.{call.pk}.{place}@exempel.se"
    with dated(at):
        applications.begin(call, email, at=at)
        application = Application.objects.get(call=call, email=email)
        application.call = call
        own = wish.amount if call.own_percent else 0
        values: dict[str, Any] = _facts(wish, call, place, day) | ({"own_cash": own} if own else {})
        changes = [Change(BY_KEY[name], value) for name, value in values.items()]
        costs = ((0, "Ledare", wish.amount + own - 20_000), (1, "Material och lokal", 20_000))
        changes += [Change(cell(row, "text"), text) for row, text, _ in costs]
        changes += [Change(cell(row, "amount"), kronor) for row, _, kronor in costs]
        applications.save(application, changes if submit else changes[:6], at=at)
        return applications.submit(application, at=at) if submit else application


def _facts(wish: _Wish, call: Call, place: int, day: dt.date) -> dict[str, Any]:
    starts = dt.date(day.year + 1, 1, 1)
    years = 2 if wish.amount > _MANY and call.max_years > 1 else 1
    return {
        "applicant": wish.applicant, "org_number": _org_number(call.pk * 40 + place), "contact": "Ordföranden",
        "title": wish.title, "summary": wish.summary,
        "goals": "Barn och unga mellan tio och arton år. Hälften ska vara sådana som inte är med i en förening i dag.",
        "plan": "Vi börjar med att fråga dem det gäller. Sedan håller vi på varje vecka under terminerna.",
        "effect": "Det blir en vana, och fler ledare som kan fortsätta.", "starts_on": starts,
        "ends_on": dt.date(starts.year + years - 1, 12, 31), "amount": wish.amount,
    }  # fmt: skip


def _org_number(number: int) -> str:
    """An invented number of nine digits, and the check digit that fits."""
    digits = f"8029{number % 100_000:05}"
    doubled = [int(one) * (2 - place % 2) for place, one in enumerate(digits)]
    check = -sum(one // 10 + one % 10 for one in doubled) % 10
    return f"{digits[:6]}-{digits[6:]}{check}"


def _check(application: Application, by: User, at: dt.datetime) -> None:
    checks.tick(application, _CHECKLIST, by=by)
    checks.complete(application, by=by, at=at)


def _judge(made: Region, rows: Sequence[Application], assessors: Sequence[Assessor], day: dt.date) -> None:
    """Points about what the wish is worth; the member is jävig in one."""
    criteria = list(rows[0].call.criteria.all())
    for place, (row, wish) in enumerate(zip(rows, _WISHES, strict=True)):
        for turn, one in enumerate(assessors):
            if turn == len(assessors) - 1 and place == 3:
                assessments.declare(row, one, why="Min dotter rider i klubben.", by=one.user)
                continue
            given = {
                ground.pk: min(5, max(1, wish.points + (place + turn + number) % 3 - 1))
                for number, ground in enumerate(criteria)
            }
            words = "Tydligt och väl förankrat." if wish.points > 3 else "Oklart vad som finns kvar efteråt."
            assessments.save(row, one, points=dict(given), comment=words, by=one.user, hand_in=True,
                             at=made.moment(day, 9 + turn, place))  # fmt: skip


def _decide(made: Region, call: Call, rows: Sequence[Application], by: User, day: dt.date) -> None:
    said = {
        row.pk: Proposed(wish.granted, "" if wish.granted else _FULL)
        for row, wish in zip(rows, _WISHES, strict=True)
    }
    proposals.propose_amounts(call, said, by=by)
    for row, wish in zip(rows, _WISHES, strict=True):
        if wish.granted:
            checks.register(row, kind="civil_society", by=by)
    call = proposals.propose(call, item=None, by=by)
    first = day + DAY * 30
    parts = (Part(first, 60), Part(first + DAY * _YEAR, 40, "godkänd delredovisning"))
    moment = made.moment(day, 15)
    with dated(moment):
        call = call_decisions.decide(
            call, decision=None, case_number=f"{day:%y}RS2731", on=day, parts=parts, by=by, at=moment
        )
    call_decisions.publish_granted(call, by=by, at=moment)


def _open(made: Region, by: User) -> None:
    """Open for some weeks more: two to check, one that is complete, and two that have only begun."""
    opened = working_day(made.today - DAY * 21)
    pot = _pot(
        made,
        by,
        slug="motesplatser",
        name="Mötesplatser för alla åldrar",
        amount=_OPEN_FRAME,
        day=opened - DAY * 14,
    )
    closes = working_day(made.today + DAY * 24)
    call = _begin(
        by, pot, title="Mötesplatser för alla åldrar", text=_OPEN_TEXT, opens_on=opened, closes_on=closes,
        decides_on=working_day(closes + DAY * 45), max_amount=500_000, max_years=2, own_percent=0,
    )  # fmt: skip
    with dated(made.moment(opened, 10)):
        calls.name_assessor(call, made.users[persons.CHAIR], by=by)
        calls.name_assessor(call, made.users[persons.MEMBER], by=by)
    rows = [
        _hand_in(made, call, wish, place, day=made.today - DAY * (9 - place * 2))
        for place, wish in enumerate(_OPEN_WISHES)
    ]
    _check(rows[0], by, made.moment(made.today - DAY * 6, 11))
    for place, wish in enumerate(_WISHES[:2], len(_OPEN_WISHES)):
        _hand_in(made, call, wish, place, day=made.today - DAY * 2, submit=False)
