"""Earmarked money over three years: one fund that is late, one that lapses soon, one with saved money (G1–G6).

Parties and authorities are real, sums are plausible, case numbers and everything that is bought are made up.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from funding.actions import accounts, closing, grants, ledger
from funding.apportioning import apportion
from funding.models import Account, Entry, Fund, GrantDecision, Pot
from funding.reference import population
from meetings.models import Body, Decision, Matter
from secretariat.registry.models import Organisation, Theme, User

from . import persons, region
from .meetings import Region
from .plan import DAY, working_day

Kind = Entry.Kind
MIND = "Psykisk hälsa och suicidprevention"
_SOME = ("Hällefors", "Karlskoga", "Kumla", "Lindesberg", "Nora", "Örebro")
_FAR = ("Regionen", "Karlskoga", "Lindesberg", "Örebro")
_USED_FOR = (
    "Samordnare på halvtid",
    "Utbildning för personal",
    "Föräldrakurser på tre orter",
    "Öppna mötesplatser",
)
_TERMS = (
    "Medlen får användas till insatser som parterna planerar tillsammans. De får inte ersätta verksamhet som redan "
    "är finansierad. Varje part redovisar vad pengarna har använts till och vad det har gett."
)


@dataclass
class _Maker:
    """What the funds share."""

    made: Region
    by: User
    organisations: Mapping[str, Organisation]
    themes: Mapping[str, Theme]

    def fund(self, name: str, short: str, kind: str, **facts: Any) -> Fund:
        themes = [self.themes[slug] for slug in facts.pop("about", ()) if slug in self.themes]
        body = Body.objects.get(code=facts.pop("code"))
        responsible = self.by.person
        return grants.create_fund(by=self.by, name=name, short_name=short, kind=kind, themes=themes, body=body,
                                  responsible=responsible, **facts)  # fmt: skip

    def decided(self, fund: Fund, year: int, amount: int, **facts: Any) -> GrantDecision:
        """A decision of January, for the calendar year, unless something else is told."""
        known: dict[str, Any] = {
            "decided_by": fund.authority, "decided_on": working_day(dt.date(year, 1, 22)),
            "case_number": f"9.1-{1000 + 7 * fund.pk + year % 100}/{year}", "terms": _TERMS,
            "uses_from": dt.date(year, 1, 1), "uses_to": dt.date(year, 12, 31), "request_by": self.request_by(year),
            "final_report_by": dt.date(year + 1, 2, 26), "repay_by": dt.date(year + 1, 3, 31),
        }  # fmt: skip
        grant = grants.create_grant(fund, by=self.by, year=year, amount=amount, **known | facts)
        paper = SimpleUploadedFile(f"beslut-{fund.slug}-{year}.txt", _paper(grant).encode())
        grants.add_document(grant, paper, kind="decision", title=f"Beslut om medel {year}", by=self.by)
        return grant

    def request_by(self, year: int) -> dt.date:
        """In May; this year's is soon."""
        soon = working_day(self.made.today + DAY * 24)
        return soon if year == self.made.today.year else dt.date(year, 5, 8)

    def share_out(self, grant: GrantDecision, names: Sequence[str], amount: int) -> dict[str, Account]:
        """By inhabitants; the region gets a quarter where it takes part."""
        pot = grant.pots.get(name=grants.WHOLE)
        regions = amount // 4 if "Regionen" in names else 0
        codes = {
            one.municipality_code: name
            for name in names
            if (one := self.organisations[name]).municipality_code
        }
        newest = list(population())[-1]
        weights = {code: weight for code, weight in population()[newest].items() if code in codes}
        shares = {codes[code]: kronor for code, kronor in apportion(amount - regions, weights).items()}
        if regions:
            shares["Regionen"] = regions
        found = {name: ledger.account_of(grant, self.organisations[name]) for name in shares}
        decision = _decision_of(grant.fund)
        day = grant.decided_on + DAY * 40
        self.book([
            Entry(account=found[name], kind=Kind.ALLOCATED, amount=kronor, on=day, pot=pot, decision=decision)
            for name, kronor in shares.items()
        ])  # fmt: skip
        return found

    def spend(self, found: Mapping[str, Account], *, paid: float = 1, used: float = 1) -> None:
        """Each party requests, is paid and has used its part; a little differently from one another."""
        sums = ledger.balances([one.pk for one in found.values()])
        rows = []
        for place, account in enumerate(found.values()):
            grant, given = account.grant, sums[account.pk].allocated
            out = given if paid == 1 else int(given * paid) // 100 * 100
            spent = out if used == 1 else int(out * min(1, used * (0.9 + 0.05 * (place % 4)))) // 100 * 100
            day = grant.decided_on + DAY * (75 + place)
            last = min(grant.uses_to, self.made.today - DAY * 12)
            number = f"KS {grant.year}/{140 + 3 * place}"
            rows += [
                Entry(account=account, kind=Kind.REQUESTED, amount=out, on=day, case_number=number),
                Entry(account=account, kind=Kind.PAID, amount=out, on=day + DAY * 21, case_number=grant.case_number),
                Entry(account=account, kind=Kind.USED, amount=spent, on=last, period_from=grant.uses_from,
                      period_to=last, case_number=number, text=_USED_FOR[place % len(_USED_FOR)]),
            ]  # fmt: skip
        self.book([one for one in rows if one.amount])

    def book(self, rows: Sequence[Entry]) -> None:
        """Many entries at once, judged together."""
        for one in rows:
            one.created_by = self.by
        with ledger.balanced():
            Entry.objects.bulk_create(rows)

    def settle(self, found: Mapping[str, Account], *, save: Sequence[str] = ()) -> None:
        """What is left is saved by some, and paid back by the others."""
        sums = ledger.balances([one.pk for one in found.values()])
        back = []
        for name, account in found.items():
            left, grant = sums[account.pk].in_hand, account.grant
            if left and name in save:
                accounts.save(
                    account, left, on=dt.date(grant.year + 1, 1, 20), by=self.by, text="Enligt beslutet."
                )
            elif left:
                day = grant.repay_by or grant.uses_to
                back.append(Entry(account=account, kind=Kind.REPAID, amount=left, on=day - DAY * 6,
                                  case_number=grant.case_number, text="Det som inte användes."))  # fmt: skip
        self.book(back)

    def close(self, grant: GrantDecision) -> None:
        """Closed the spring after, as if somebody had been at the desk then."""
        closing.close(grant, by=self.by)
        moment = self.made.moment(working_day(dt.date(grant.year + 1, 4, 14)), 10)
        GrantDecision.objects.filter(pk=grant.pk).update(closed_at=moment)


def _paper(grant: GrantDecision) -> str:
    return f"Beslut om medel. {grant}. {grant.amount} kronor. Demo.\n"


def _decision_of(fund: Fund) -> Decision | None:
    """The latest numbered decision of the group that shares out."""
    rows = Decision.objects.own().filter(series_body=fund.body_id).exclude(number="")
    return rows.order_by("-meeting__date", "-running").first()


def make(made: Region) -> None:
    """All funds. The matters and the meetings must be there."""
    maker = _Maker(
        made,
        made.users[persons.SECRETARY],
        {one.short_name: one for one in Organisation.objects.all()},
        {one.slug: one for one in Theme.objects.all()},
    )
    kommuner = [row[0] for row in region.MUNICIPALITIES]
    _mind(maker, kommuner)
    _care(maker, kommuner)
    _activity(maker)
    _parents(maker)
    _county(maker, kommuner)


def _mind(maker: _Maker, kommuner: Sequence[str]) -> None:
    """Two years that are over, the second with money saved; this year's pots wait to be shared out."""
    year = maker.made.today.year
    fund = maker.fund(
        MIND, "Psykisk hälsa", Fund.Kind.STATE_AGREEMENT, authority="Kammarkollegiet", code="CF",
        about=["psykisk-halsa"], statute="Överenskommelse mellan staten och SKR",
        purpose="Gemensamma insatser för psykisk hälsa och för att färre ska ta sitt liv, i kommunerna och regionen.",
        matter=Matter.objects.filter(title__icontains="psykisk").first(),
    )  # fmt: skip
    first = maker.decided(fund, year - 2, 8_900_000)
    found = maker.share_out(first, [*kommuner, "Regionen"], 8_900_000)
    maker.spend(found, used=0.98)
    maker.settle(found)
    maker.close(first)
    second = maker.decided(fund, year - 1, 9_400_000, carry_rule="allowed")
    third = maker.decided(
        fund, year, 9_800_000, carry_rule="asked", contact="Enheten för statsbidrag, statsbidrag@exempel.se"
    )
    found = maker.share_out(second, [*kommuner, "Regionen"], 9_400_000)
    maker.spend(found, used=0.9)
    maker.settle(found, save=("Kumla", "Lindesberg", "Nora"))
    maker.close(second)
    grants.add_pot(
        third, name="Suicidpotten", amount=1_200_000, by=maker.by,
        text="Bara för suicidprevention: utbildning, efterlevandestöd och rutiner efter ett självmord.",
    )  # fmt: skip


def _care(maker: _Maker, kommuner: Sequence[str]) -> None:
    """Last year's is shared out and waits for requisitions; this year's is not shared out."""
    year = maker.made.today.year
    fund = maker.fund(
        "God och nära vård", "Nära vård", Fund.Kind.ORDINANCE, authority="Socialstyrelsen", code="CS",
        about=["nara-vard"],
        purpose="Omställningen till en nära vård: kompetens, samverkan kring den enskilde och mobila arbetssätt.",
    )  # fmt: skip
    last = maker.decided(fund, year - 1, 12_000_000, final_report_by=maker.made.today + DAY * 24)
    maker.share_out(last, kommuner, 12_000_000)
    maker.decided(fund, year, 12_600_000, final_report_by=dt.date(year + 1, 3, 12))


def _activity(maker: _Maker) -> None:
    """Late: the last day to pay back has passed, and two parties have money left."""
    year, today = maker.made.today.year, maker.made.today
    fund = maker.fund(
        "Fysisk aktivitet på recept", "FaR", Fund.Kind.APPLICATION, authority="Socialstyrelsen", code="CF",
        about=["folkhalsa"], purpose="Regionen rekvirerar för länet, och tre kommuner prövar FaR i elevhälsan.",
    )  # fmt: skip
    grant = maker.decided(
        fund, year - 1, 1_760_000, representative="Regionens hälso- och sjukvårdsförvaltning",
        representative_since=dt.date(year - 1, 4, 2), repay_by=working_day(today - DAY * 19),
        final_report_by=working_day(today - DAY * 40),
    )  # fmt: skip
    found = maker.share_out(grant, _FAR, 1_760_000)
    maker.spend(found, used=0.9)
    maker.settle({name: one for name, one in found.items() if name in ("Regionen", "Örebro")})


def _parents(maker: _Maker) -> None:
    """Lapses within the quarter, with a good deal left, and promised in part."""
    year, today = maker.made.today.year, maker.made.today
    fund = maker.fund(
        "Föräldraskapsstöd i hela länet", "Föräldraskapsstöd", Fund.Kind.APPLICATION, code="SRF",
        authority="Länsstyrelsen", about=["foraldraskapsstod"],
        purpose="Stöd till föräldrar i områden där färre kommer till de kurser som finns.",
    )  # fmt: skip
    grant = maker.decided(
        fund, year, 2_400_000, uses_to=today + DAY * 46, final_report_by=today + DAY * 90,
        repay_by=today + DAY * 120, uses_from=dt.date(year, 1, 1), decided_on=dt.date(year, 1, 9),
        request_by=None,
    )  # fmt: skip
    found = maker.share_out(grant, _SOME, 2_400_000)
    maker.spend(found, paid=0.7, used=0.55)
    for place, name in enumerate(("Karlskoga", "Nora")):
        accounts.commit(
            found[name], 40_000 + 15_000 * place, on=today - DAY * 30, by=maker.by,
            title=("Kurser på fler språk", "Öppen förskola med uppsökande arbete")[place],
            recipient=f"{name}s kommun", starts_on=today - DAY * 20, ends_on=grant.uses_to,
        )  # fmt: skip
    wrong = Entry.objects.filter(account=found["Kumla"], kind=Kind.USED).get()
    ledger.correct(
        wrong, wrong.amount - 12_500, why="En faktura var bokförd två gånger", by=maker.by, on=today - DAY * 4
    )


def _county(maker: _Maker, kommuner: Sequence[str]) -> None:
    """The county's own money: what was left of the year before has come along."""
    year = maker.made.today.year
    fund = maker.fund(
        "Länsgemensamma medel", "Länsgemensamt", Fund.Kind.COUNTY, authority="", code="CF",
        about=["psykisk-halsa", "barn-och-unga"],
        purpose="Det parterna lägger i en gemensam kassa och beslutar om tillsammans, i delbeslut under året.",
    )  # fmt: skip
    decision = _decision_of(fund)
    facts: dict[str, Any] = {
        "decided_by": fund.body.list_name if fund.body else "", "carry_rule": "allowed", "request_by": None,
        "repay_by": None, "case_number": "", "decision": decision,
    }  # fmt: skip
    last = maker.decided(fund, year - 1, 2_800_000, **facts)
    this = maker.decided(fund, year, 3_000_000, **facts)
    found = maker.share_out(last, ["Regionen", *kommuner[:3]], 2_800_000)
    maker.spend(found, used=0.8)
    maker.settle(found, save=tuple(found))
    maker.close(last)
    Pot.objects.filter(grant=this).update(text="Fördelas i delbeslut av chefsgruppen.")
    now = maker.share_out(this, ["Regionen", *kommuner[:3]], 1_900_000)
    maker.spend(now, paid=0.8, used=0.5)
