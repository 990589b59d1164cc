"""Funds and the decisions that give them money, in and out as files (M3). The ledger is never booked by a file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from funding import access
from funding.actions import grants, ledger
from funding.actions.grant_pages import SUMS
from funding.models import Account, Fund, GrantDecision
from meetings.actions import decisions, matters
from meetings.registers import body
from secretariat.lib.access import Permission
from secretariat.lib.cell_widgets import Choice, Day, Money, Named, Number, Reference, References, Text
from secretariat.lib.register_rows import Column
from secretariat.lib.registers import Register, id_column
from secretariat.registry.actions import log
from secretariat.registry.registers import person, theme_names, whole

_BOOKED = (
    "Bokföringen läses aldrig in ur en fil: varje post är ett beslut, en rekvisition eller en "
    "utbetalning, och läggs till för sig. Hämta registret för att räkna på det."
)


def _fund_names() -> Iterable[tuple[Fund, list[str]]]:
    for one in Fund.objects.all():
        yield one, [one.name, one.short_name]


class Funds(Register):
    """Medel through all their years."""

    key = "medel"
    name = "Medel"
    about = "Medel med myndighet, rättslig grund och den grupp som fördelar."
    model = Fund
    reading = Permission.FUNDING_READ
    writing = Permission.FUNDING_EDIT
    lookup = "name"

    pk = id_column()
    name_ = Column("name", "namn", "", required=True, key=True, unique=True, width=36)
    short_name = Column("short_name", "kort namn", "", width=20)
    kind = Column("kind", "slag", "Hur medlen kommer.", Choice(Fund.Kind.choices), required=True, width=28)
    purpose = Column("purpose", "vad medlen är till för", "", Text(lines=True), width=40)
    authority = Column("authority", "myndighet", "Till exempel Socialstyrelsen.", width=24)
    statute = Column("statute", "rättslig grund", "Till exempel SFS 2023:609.", width=24)
    body = Column("body", "grupp", "Den som fördelar.", body(), width=30)
    responsible = Column("responsible", "ansvarig", "Namnet.", person(), width=24)
    themes = Column("themes", "teman", "", References("inget tema", theme_names), width=24)
    matter = Column(
        "matter", "ärende", "Ärendets nummer.", Named("inget ärende", lambda one: one.number), width=14
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].widget.find = lambda text: matters.found_by_address(
            text.lower().replace(" ", "-")
        )

    def rows(self) -> models.QuerySet[Any]:
        told = Fund.objects.select_related("body", "responsible", "matter")
        return told.prefetch_related("themes").order_by("name", "pk")

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        if not is_new and not access.may_edit(self.user, instance):
            return [("", "Du får inte ändra medlen.")]
        if is_new and not access.may_edit(self.user, Fund(body=values.get("body"))):
            return [("grupp", "Du får bara lägga upp medel som din egen grupp fördelar.")]
        hidden = values.get("responsible") is not None and values["responsible"].protected_identity
        return [("ansvarig", "har skyddade personuppgifter. Välj någon annan.")] if hidden else []

    def add(self, values: dict[str, Any]) -> Fund:
        whole(Fund(**{name: value for name, value in values.items() if name != "themes"}), without=["slug"])
        return grants.create_fund(by=self.user, **values)

    def change(self, instance: Fund, values: dict[str, Any]) -> None:
        changed = list(values)
        themes = values.pop("themes", None)
        for name, value in values.items():
            setattr(instance, name, value)
        whole(instance)
        instance.save()
        if themes is not None:
            instance.themes.set(themes)
        log.write("ändrade medel", by=self.user, about=instance, fält=changed)


class Grants(Register):
    """Decisions that give a fund money for a year."""

    key = "beslut-om-medel"
    name = "Beslut om medel"
    about = "Beslut som ger medel pengar för ett år: belopp, dagar och villkor. Potter delas upp på beslutets sida."
    model = GrantDecision
    reading = Permission.FUNDING_READ
    writing = Permission.FUNDING_EDIT
    lookup = "fund"
    checks_late = True

    pk = id_column()
    fund = Column(
        "fund", "medel", "Medlens namn.", Reference("inga medel", _fund_names), required=True, key=True, width=36,
        fixed="Ett beslut flyttas inte mellan medel.",
    )  # fmt: skip
    year = Column("year", "bidragsår", "", Number(least=1990, most=2100), required=True, key=True, width=10)
    title = Column("title", "rubrik", "Till exempel Tilläggsbeslut.", key=True, width=24)
    case_number = Column("case_number", "diarienummer", "Hos den som beslutade.", key=True, width=18)
    amount = Column("amount", "belopp kronor", "", Money(), required=True, width=16)
    decided_by = Column("decided_by", "beslutat av", "", required=True, width=24)
    decided_on = Column("decided_on", "beslutsdatum", "", Day(), required=True, width=12)
    decision = Column(
        "decision", "vårt beslut", "Beslutets nummer, när en av våra grupper har beslutat.",
        Named("inget beslut du får läsa med numret", lambda one: one.number or str(one.pk)), width=16,
    )  # fmt: skip
    uses_from = Column("uses_from", "används från", "", Day(), required=True, width=12)
    uses_to = Column("uses_to", "används till", "", Day(), required=True, width=12)
    request_by = Column("request_by", "rekvireras senast", "", Day(), width=12)
    interim_report_by = Column("interim_report_by", "delredovisas senast", "", Day(), width=12)
    final_report_by = Column("final_report_by", "slutredovisas senast", "", Day(), width=12)
    repay_by = Column("repay_by", "betalas tillbaka senast", "", Day(), width=12)
    carry_rule = Column("carry_rule", "sparade medel", "", Choice(GrantDecision.CarryRule.choices), width=30)
    carry_permit = Column("carry_permit", "medgivande att spara", "Bara när det behövs.", width=24)
    terms = Column("terms", "villkor", "", Text(lines=True), width=40)
    contact = Column("contact", "kontakt hos myndigheten", "", width=26)
    representative = Column("representative", "ombud", "Den som får rekvirera för de andra.", width=24)
    representative_since = Column("representative_since", "ombudet godkänt", "", Day(), width=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].widget.find = lambda text: decisions.found_by_address(text, self.user)

    def rows(self) -> models.QuerySet[Any]:
        return GrantDecision.objects.select_related("fund", "decision").order_by(
            "fund__name", "-year", "decided_on", "pk"
        )

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        if not access.may_edit(self.user, values["fund"] if is_new else instance.fund):
            return [("", "Du får inte ändra medlen.")]
        if instance is not None and (closed := grants.obstacles_to_changing(instance)):
            return [("", reason) for reason in closed]
        rule, permit = (
            values.get(name, getattr(instance, name, "")) for name in ("carry_rule", "carry_permit")
        )
        found = []
        if permit and rule != GrantDecision.CarryRule.ASKED:
            found.append(("medgivande att spara", "behövs bara när medlen får sparas efter medgivande."))
        if values.get("carry_rule") == "":
            found.append(("sparade medel", "kan inte tömmas. Skriv något av det som går att välja."))
        return found

    def add(self, values: dict[str, Any]) -> GrantDecision:
        fund = values.pop("fund")
        whole(GrantDecision(fund=fund, **values))
        return grants.create_grant(fund, by=self.user, **values)

    def change(self, instance: GrantDecision, values: dict[str, Any]) -> None:
        instance = grants.hold(instance)
        for name, value in values.items():
            setattr(instance, name, value)
        whole(instance)
        grants.save_grant(instance, by=self.user, changed=list(values))


def _sum(name: str, heading: str, told: str) -> Column:
    return Column(f"balance__{name}", f"{heading} kronor", told, Money(), closed=_BOOKED, width=16)


class Accounts(Register):
    """Each party's money of each decision, as the ledger sums it. Only out."""

    key = "konton"
    name = "Konton"
    about = "Varje parts belopp av varje beslut om medel, som bokföringen summerar dem."
    model = Account
    reading = Permission.FUNDING_READ
    closed = _BOOKED

    pk = id_column("Kontots nummer i systemet.")
    fund = Column("grant__fund", "medel", "", closed=_BOOKED, key=True, width=36)
    year = Column("grant__year", "bidragsår", "", Number(most=9999), closed=_BOOKED, key=True, width=10)
    title = Column("grant__title", "beslut", "Rubriken, där det har en.", closed=_BOOKED, width=24)
    case_number = Column("grant__case_number", "diarienummer", "", closed=_BOOKED, width=18)
    party = Column("party", "part", "", closed=_BOOKED, key=True, width=30)
    allocated, requested, paid, committed, used, repaid, carried_out, carried_in, left = (
        _sum(name, heading, told) for heading, told, name in SUMS
    )

    def rows(self) -> models.QuerySet[Any]:
        told = Account.objects.select_related("grant__fund", "party")
        return told.order_by(
            "grant__fund__name", "-grant__year", "grant_id", "party__municipality_code", "party__sort_key"
        )

    def prepare(self, rows: Sequence[Any]) -> None:
        sums = ledger.balances([one.pk for one in rows])
        for one in rows:
            one.balance = sums.get(one.pk, ledger.Balance())
