"""Columns of the files of calls, applications and judgements (G8, J1)."""

from funding.actions.assessments import Row, in_words
from funding.actions.call_lists import CallSums
from funding.applying import Economy
from funding.models import Application
from secretariat.lib.sheets import Column, Kind, Value
from secretariat.registry.columns import ADDRESS

CALLS = (
    Column("utlysning", "Rubriken.", width=40),
    Column("medel", "Medlen som utlyses.", width=30),
    Column("läge", "Hur långt utlysningen har kommit.", width=20),
    Column("öppnar datum", "Första dag att söka.", Kind.DAY, 14),
    Column("stänger datum", "Sista dag att söka.", Kind.DAY, 14),
    Column("ram kronor", "Pottens belopp.", Kind.NUMBER, 14),
    Column("högst per projekt kronor", "Högsta belopp ett projekt kan få.", Kind.NUMBER, 14),
    Column("egen finansiering procent", "Av projektets hela kostnad.", Kind.NUMBER, 14),
    Column("ansökningar", "Inlämnade och inte återtagna.", Kind.NUMBER, 12),
    Column("sökt kronor", "Summan av det som är sökt.", Kind.NUMBER, 14),
    Column("beviljade", "Antal beviljade ansökningar.", Kind.NUMBER, 12),
    Column("beviljat kronor", "Summan av det som är beviljat.", Kind.NUMBER, 14),
    ADDRESS,
)
APPLICATIONS = (
    Column("nummer", "Ansökans nummer i utlysningen.", Kind.NUMBER, 9),
    Column("sökande", "Sökande organisation.", width=30),
    Column("organisationsnummer", "Som sökanden har skrivit det.", width=16),
    Column("projekt", "Projektets namn.", width=36),
    Column("läge", "Hur långt ansökan har kommit.", width=18),
    Column("inlämnad datum", "Dagen den lämnades in senast.", Kind.DAY, 14),
    Column("från datum", "Projektets första dag.", Kind.DAY, 14),
    Column("till datum", "Projektets sista dag.", Kind.DAY, 14),
    Column("budget kronor", "Projektets hela kostnad.", Kind.NUMBER, 14),
    Column("sökt kronor", "Sökt belopp.", Kind.NUMBER, 14),
    Column("egen finansiering kronor", "Pengar och arbetstid.", Kind.NUMBER, 14),
    Column("föreslaget kronor", "Förslagets belopp. 0 är avslag, tomt är inte föreslaget.", Kind.NUMBER, 14),
    Column("beviljat kronor", "Beviljat belopp.", Kind.NUMBER, 14),
    Column("skäl", "Skälen till beslutet, eller till förslaget.", width=50),
    Column("kontaktperson", "Sökandens kontaktperson.", width=24),
    Column("e-post", "Dit breven går.", width=28),
    Column("telefon", "Sökandens telefon.", width=16),
)
JUDGEMENTS = (
    Column("nummer", "Ansökans nummer i utlysningen.", Kind.NUMBER, 9),
    Column("sökande", "Sökande organisation.", width=30),
    Column("projekt", "Projektets namn.", width=36),
    Column("vägt medel", "Medelvärdet av bedömarna, i procent av högsta poäng.", width=12),
    Column("spridning", "Skillnaden mellan högsta och lägsta, i procentenheter.", width=12),
    Column("bedömare", "Vem raden gäller.", width=24),
    Column("bedömning", "Procent av högsta poäng, eller saknas, påbörjad eller jäv.", width=14),
    Column("motivering", "Bedömarens ord, eller varför det är jäv.", width=60),
)


def call_row(one: CallSums, base: str) -> list[Value]:
    """One call's values, in the columns' order."""
    call = one.call
    return [
        call.title, call.pot.grant.fund.name, call.get_state_display(), call.opens_on, call.closes_on, call.pot.amount,
        call.max_amount, call.own_percent, one.applications, one.asked, one.granted, one.granted_sum,
        f"{base}{call.get_absolute_url()}",
    ]  # fmt: skip


def application_row(one: Application, money: Economy) -> list[Value]:
    """One application's values, in the columns' order."""
    return [
        one.number, one.applicant, one.org_number, one.title, one.get_state_display(),
        one.submitted_at.date() if one.submitted_at else None, one.starts_on, one.ends_on, money.cost, one.amount,
        money.own, one.proposed_amount, one.granted_amount, one.reasons or one.proposed_why, one.contact, one.email,
        one.phone,
    ]  # fmt: skip


def judgement_rows(row: Row) -> list[list[Value]]:
    """A row for each assessor of an application, as the reader may see it."""
    one = row.application
    mean = in_words(row.mean) if row.mean is not None else ""
    return [
        [one.number, one.applicant, one.title, mean, row.spread_words, cell.assessor.user.name, cell.words,
         cell.why or cell.comment]
        for cell in row.cells
    ]  # fmt: skip
