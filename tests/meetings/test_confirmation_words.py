"""The sentence that answers "which have not decided?" (K3): whole sentences, nothing averaged away."""

import datetime as dt

import pytest

from meetings.confirmation_words import Stand, deviations, headline
from secretariat.inquiries.actions.reminding import reminder_day


def stands(left: str = "", done: str = "", others_left: str = "", others_done: str = "") -> list[Stand]:
    """Kommuner and other parties by name, those who are left and those with bifall."""
    return [
        *(Stand(name) for name in left.split()),
        *(Stand(name, "assent") for name in done.split()),
        *(Stand(name, is_municipality=False) for name in others_left.split()),
        *(Stand(name, "assent", is_municipality=False) for name in others_done.split()),
    ]


TWELVE = "Askersund Degerfors Hallsberg Hällefors Karlskoga Kumla Laxå Lekeberg Lindesberg Ljusnarsberg Nora Örebro"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (stands(done=TWELVE), "Alla 12 har beslutat."),
        (stands("Nora", TWELVE.replace("Nora ", "")), "11 av 12 har beslutat. Kvar: Nora."),
        (stands("Nora Kumla", "Laxå"), "1 av 3 har beslutat. Kvar: Nora och Kumla."),
        (stands("Nora Kumla Laxå", "Örebro"), "1 av 4 har beslutat. Kvar: Nora, Kumla och Laxå."),
        (stands(TWELVE), "Ingen av 12 har beslutat."),
        (stands("Nora"), "Nora har inte beslutat."),
        (stands(done="Nora"), "Nora har beslutat."),
        (stands(done="Nora Kumla"), "Båda har beslutat."),
        ([], "Ingen part är tillfrågad."),
        (
            stands("Nora", "Kumla", others_done="Regionen RF-SISU ÖLBF"),
            "1 av 2 kommuner har beslutat. Kvar: Nora. Alla tre övriga parter har beslutat.",
        ),
        (
            stands(done="Nora Kumla", others_left="ÖLBF", others_done="Regionen"),
            "Båda kommunerna har beslutat. En av två övriga parter har beslutat. Kvar av dem: ÖLBF.",
        ),
        (
            stands(done="Nora Kumla", others_left="ÖLBF"),
            "Båda kommunerna har beslutat. ÖLBF har inte beslutat.",
        ),
        (
            stands(done="Nora Kumla", others_left="ÖLBF Regionen"),
            "Båda kommunerna har beslutat. Ingen av de två övriga parterna har beslutat.",
        ),
        (stands("Nora", others_done="Regionen"), "1 av 2 har beslutat. Kvar: Nora."),
    ],
)
def test_the_sentence(rows: list[Stand], said: str) -> None:
    assert str(headline(rows)) == said


def test_a_deviation_is_always_told_also_when_all_have_decided() -> None:
    rows = [*stands(done="Nora Kumla"), Stand("Laxå", "refused")]
    assert str(headline(rows)) == "Alla 3 har beslutat. Ett av besluten avviker: Laxå har avslagit."


def test_a_party_that_has_sent_it_back_is_left_and_deviates() -> None:
    rows = [*stands(done="Nora Kumla"), Stand("Laxå", "referred_back")]
    assert (
        str(headline(rows))
        == "2 av 3 har beslutat. Kvar: Laxå. Ett av besluten avviker: Laxå har återremitterat."
    )


def test_a_party_that_does_not_answer_is_named_and_never_counted_as_having() -> None:
    rows = [*stands(done="Nora Kumla"), Stand("Laxå", is_excused=True)]
    assert str(headline(rows)) == "2 av 3 har beslutat. Svarar inte: Laxå."


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([Stand("Nora", "assent")], ""),
        (
            [Stand("Nora", "assent"), Stand("Laxå", "assent_changed", is_handled=True)],
            "Ett av besluten avviker: Laxå har beslutat bifall med ändring. Avvikelsen är hanterad.",
        ),
        (
            [Stand("Nora", "refused", is_handled=True), Stand("Laxå", "abstained", is_handled=True)],
            "Två av besluten avviker: Nora har avslagit och Laxå avstår. Avvikelserna är hanterade.",
        ),
        (
            [Stand("Nora", "refused"), Stand("Laxå", "abstained"), Stand("Kumla", "assent_changed")],
            "Tre av besluten avviker: Nora har avslagit, Laxå avstår och Kumla har beslutat bifall med ändring.",
        ),
        ([Stand("Nora", "refused")], "Beslutet avviker: Nora har avslagit."),
    ],
)
def test_deviations_are_told_one_by_one(rows: list[Stand], said: str) -> None:
    assert deviations(rows) == said


@pytest.mark.parametrize(
    ("today", "day"),
    [
        ("2026-09-15", None),
        ("2026-09-16", "2026-09-16"),
        ("2026-09-18", "2026-09-16"),
        ("2026-09-19", None),
        ("2026-09-27", "2026-09-27"),
        ("2026-09-30", None),
        ("2026-10-01", "2026-10-01"),
        ("2026-10-03", "2026-10-01"),
        ("2026-10-04", None),
        ("2026-10-15", "2026-10-15"),
        ("2026-10-18", None),
    ],
)
def test_days_for_reminding_by_night(today: str, day: str | None) -> None:
    """14 and 3 days before the last day, the day after it, two weeks later; a missed night is made up for."""
    found = reminder_day(dt.date(2026, 9, 30), today=dt.date.fromisoformat(today))
    assert found == (dt.date.fromisoformat(day) if day else None)
