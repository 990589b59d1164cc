"""A call's way, and whether an application is complete and whose it is (G8)."""

import datetime as dt

import pytest

from funding.actions import calls, checks
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Organisation

from .call_case import TODAY, a_call, plain


class TestSteps:
    """A call's way."""

    pytestmark = pytest.mark.django_db

    def test_a_draft_says_all_that_it_lacks(self) -> None:
        case = a_call(opened=False, criteria=0, text="", appeal="", closes_on=dt.date(2026, 10, 5))
        assert calls.obstacles_to_publishing(case.call, today=dt.date(2026, 10, 6)) == [
            "Skriv vad utlysningen handlar om.",
            "Lägg till minst en bedömningsgrund.",
            "Sista dagen var 5 oktober 2026. Ändra den.",
            "Skriv hur besluten överklagas, eller att de inte kan överklagas.",
        ]

    def test_more_than_the_pot_cannot_be_promised_to_one(self) -> None:
        case = a_call(opened=False, frame=100_000, max_amount=100_001)
        assert [plain(one) for one in calls.obstacles_to_publishing(case.call, today=TODAY)] == [
            "Högst per projekt är 100 001 kr, men i potten finns 100 000 kr."
        ]

    @pytest.mark.parametrize(("state", "verb", "words"), [
        ("draft", "close", "Utlysningen är ”utkast”. Först ska den vara ”öppen för ansökan”."),
        ("decided", "cancel", "Utlysningen är beslutad. Den kan inte ändras mer."),
        ("open", "publish", "Utlysningen är redan öppen för ansökan."),
        ("cancelled", "publish", "Utlysningen är inställd. Den kan inte ändras mer."),
    ])  # fmt: skip
    def test_a_step_that_is_not_there_is_refused(self, state: str, verb: str, words: str) -> None:
        case = a_call(opened=False)
        case.call.state = state
        with pytest.raises(NotAllowed) as refused:
            calls.move(case.call, verb)
        assert str(refused.value) == words

    def test_an_open_call_is_not_closed_before_its_day_and_keeps_its_criteria(self) -> None:
        case = a_call()
        with pytest.raises(NotAllowed, match="stänger av sig själv"):
            calls.close(case.call, by=case.by, today=dt.date(2026, 10, 31))
        with pytest.raises(NotAllowed, match="ändras inte"):
            calls.add_criterion(case.call, by=case.by, name="Ny", weight=1, max_points=5, text="")
        with pytest.raises(NotAllowed, match="ändras inte"):
            calls.remove_criterion(case.call.criteria.all()[0], by=case.by)

    def test_one_that_is_called_off_tells_everybody_who_has_begun(self) -> None:
        case = a_call()
        begun, _ = case.begin()
        handed_in = case.hand_in()
        with pytest.raises(NotAllowed, match="Skriv varför"):
            calls.cancel(case.call, why=" ", by=case.by)
        calls.cancel(case.call, why="Pengarna drogs in.", by=case.by)
        assert [case.letters(one)[-1] for one in (begun, handed_in)] == [f"Inställd: {case.call.title}"] * 2


class TestChecking:
    """Complete or not, and whose it is."""

    pytestmark = pytest.mark.django_db

    def test_what_is_to_be_ticked_by_hand_stands_in_the_way(self) -> None:
        case = a_call(checklist=["Behörig firmatecknare", "Stadgar"])
        application = case.hand_in()
        with pytest.raises(
            NotAllowed, match=r"Inte avbockat: Behörig firmatecknare\. Inte avbockat: Stadgar\."
        ):
            checks.complete(application, by=case.by)
        checks.tick(application, ["Stadgar", "Behörig firmatecknare", "Påhittat"], by=case.by)
        done = checks.complete(application, by=case.by)
        assert (done.state, done.ticked) == ("complete", ["Behörig firmatecknare", "Stadgar"])

    @pytest.mark.parametrize(("why", "day", "words"), [
        ("", dt.date(2026, 11, 1), "Skriv vad som ska kompletteras."),
        ("Budget", TODAY, "1 oktober 2026 ger ingen tid. Välj en senare dag."),
    ])  # fmt: skip
    def test_a_complement_says_what_and_gives_time(self, why: str, day: dt.date, words: str) -> None:
        case = a_call()
        with pytest.raises(NotAllowed) as refused:
            checks.send_back(case.hand_in(), why=why, complement_by=day, by=case.by, today=TODAY)
        assert str(refused.value) == words

    def test_the_applicant_is_found_by_its_number_or_put_in_the_register_once(self) -> None:
        case = a_call()
        application = case.hand_in(org_number="802400-1235")
        assert checks.matching(application) == []
        made = checks.register(application, kind="civil_society", by=case.by).organisation
        assert made is not None
        assert (made.name, made.org_number) == (application.applicant, "802400-1235")
        other = case.hand_in(org_number="802400-1235")
        assert checks.matching(other) == [made]
        with pytest.raises(NotAllowed, match="finns redan i registret"):
            checks.register(other, kind="civil_society", by=case.by)
        assert Organisation.objects.filter(org_number="802400-1235").count() == 1
