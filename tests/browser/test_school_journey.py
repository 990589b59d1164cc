"""A school by its own link on a phone, without script: asked by letter, says yes, sees its classes (H2, H3)."""

import datetime as dt
import re
from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from secretariat.registry.models import OutgoingMail
from surveys.models import Participation
from tests import make
from tests.browser.conftest import PHONE, sideways, violations
from tests.surveys.school_case import SchoolCase, a_round

Visit = Callable[..., Page]


def asked(visit: Visit) -> tuple[SchoolCase, str]:
    """The office writes to a school by the page that shows the letter first; the link of the letter."""
    case = a_round(responsible=make.person(name="Linn Ekdal", phone="070-555 01 02", email="linn@exempel.se"))
    case.add("Alskolan", email="al@exempel.se")
    desk = visit(case.by, reverse("surveys:participation-letters", args=[case.round.pk, "fraga"]))
    assert (violations(desk), sideways(desk)) == ([], 0)
    desk.get_by_role("button", name="Skicka 1 brev").click()
    expect(desk.get_by_text("1 brev är på väg till skolorna.")).to_be_visible()
    letter = OutgoingMail.objects.get(to_email="al@exempel.se")
    return case, re.sub(r"^https?://[^/]+", "", letter.action_url)


def test_a_school_answers_on_a_phone_and_sees_its_own_classes(visit: Visit) -> None:
    case, link = asked(visit)
    phone = visit(None, link, size=PHONE, scripts=False)
    expect(phone.get_by_role("heading", name="Vill ni vara med?")).to_be_visible()
    phone.get_by_label("Ja, vi är med").check()
    phone.get_by_label("Klass, rad 1").fill("7A")
    phone.get_by_role("button", name="Spara svaret").click()
    expect(phone.get_by_role("alert")).to_contain_text("Skriv ditt namn.")
    phone.get_by_label("Ditt namn").fill("Ebba Lind")
    phone.get_by_label("Hur många elever gäller det?").fill("24")
    phone.get_by_label("Elever, rad 1").fill("24")
    phone.get_by_role("button", name="Spara svaret").click()
    expect(phone.get_by_text("Tack, det är sparat. Ni är med.")).to_be_visible()
    row = Participation.objects.get()
    assert (row.state, row.invited, row.answered_by) == ("participates", 24, "Ebba Lind")
    row.counts.create(round=case.round, week_of=dt.date(2026, 1, 26), invited=24, answered=18)
    row.classes.update(answered=18, counted_at=timezone.now())
    case.collect()
    phone = visit(None, link, size=PHONE)
    assert (violations(phone), sideways(phone)) == ([], 0)
    expect(phone.get_by_role("row", name=re.compile("^7A 18"))).to_contain_text("75 %")
