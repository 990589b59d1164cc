"""Two nights at once: each reminder and each gathered letter is written once (C3, N5)."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest

from meetings.actions import minutes as minutes_actions
from meetings.actions import reminders
from secretariat.registry.actions import mail, mail_choices, mail_digest
from secretariat.registry.models import OutgoingMail
from tests import make
from tests.races import Orders, meet, rounds

from .approval_case import a_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DAY = dt.date(2026, 3, 23)
FEW = 12


def told(duty: Callable[[], int]) -> Callable[[], str]:
    """The duty as a step that says how many letters it wrote."""
    return lambda: str(duty())


def meet_in_rounds(duty: Callable[[], int], *, letters: int, purpose: str) -> None:
    """Let two do the duty at once, again and again; together they write just so many letters."""
    seen = Orders()
    for _, lead in rounds(FEW):
        OutgoingMail.objects.filter(purpose=purpose).delete()
        met = meet(told(duty), told(duty), lead=lead)
        wrote = [int(one.text) for one in met.both]
        assert sorted(wrote) == [0, letters], met
        assert OutgoingMail.objects.filter(purpose=purpose).count() == letters
        seen.won("a" if wrote[0] else "b", met)
    seen.assert_both()


def test_two_nights_remind_approvers_once() -> None:
    a_case().send()
    meet_in_rounds(lambda: reminders.remind_approvers(today=DAY), letters=2, purpose="justering")


def test_two_nights_ask_for_material_once() -> None:
    meeting = make.meeting(bodies=[make.body()], date=dt.date(2026, 4, 1))
    who = make.person(name="Asta Ordman", email="asta@exempel.se")
    make.item(of=meeting, title="Plan", material_from=who, material_due_on=DAY)
    meet_in_rounds(
        lambda: reminders.remind_of_material(today=DAY), letters=1, purpose="påminnelse om underlag"
    )


def test_two_nights_gather_a_persons_letters_once() -> None:
    user = make.user()
    assert user.person
    mail_choices.choose(user.person, {"färdiga anteckningar": "daily"}, by=user)
    for number in range(2):
        mail.write(
            purpose="färdiga anteckningar", subject=f"Brev {number}", body="Hej.", to_email=user.email,
            person=user.person,
        )  # fmt: skip
    meet_in_rounds(lambda: mail_digest.write_digests(today=DAY), letters=1, purpose=mail.DIGEST)


def test_who_approves_while_the_night_works_is_reminded_before_or_not_at_all() -> None:
    case = a_case()
    case.send()
    outcomes: Counter[int] = Counter()
    for _, lead in rounds(FEW):
        OutgoingMail.objects.all().delete()
        met = meet(
            told(lambda: reminders.remind_approvers(today=DAY)),
            lambda: minutes_actions.approve(case.minutes, by=case.chair),
            lead=lead,
        )
        outcomes[int(met.a.text)] += 1
        minutes_actions.take_back(case.minutes, by=case.secretary, reason="Om igen")
        case.send()
    assert set(outcomes) == {1, 2}
