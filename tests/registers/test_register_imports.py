"""A register's file: looked through row by row, then written whole or not at all (M3)."""

import pytest

from secretariat.registry.models import Organisation, User
from tests import make

from . import files

pytestmark = pytest.mark.django_db


def test_each_row_says_what_it_would_do_and_nothing_is_written_before_it_is_taken_in(secretary: User) -> None:
    """M3: new, changed with before and after, unchanged, wrong with row and column."""
    make.organisation(name="Hällefors kommun", short_name="Hällefors", municipality_code="1863")
    nora = make.organisation(name="Nora kommun", short_name="Nora", municipality_code="1884")
    made = files.upload(
        "organisationer",
        files.book(
            [
                ["id", "namn", "kort namn", "slag", "kommunkod"],
                ["", "Hällefors kommun", "Hällefors", "kommun", "1863"],
                [nora.pk, "Nora kommun", "Nora stad", "kommun", 1884],
                ["", "Degerfors kommun", "Degerfors", "kommun", "1862"],
                ["", "", "Okänd", "förening", "18"],
            ]
        ),
        secretary,
    )
    assert files.told(made) == [
        (2, "same", "Hällefors kommun", [], []),
        (3, "changed", "Nora kommun", [["kort namn", "Nora", "Nora stad"]], []),
        (
            4, "new", "Degerfors kommun",
            [["namn", "", "Degerfors kommun"], ["kort namn", "", "Degerfors"], ["slag", "", "kommun"],
             ["kommunkod", "", "1862"]],
            [],
        ),
        (
            5, "wrong", "", [],
            [["namn", "måste fyllas i."],
             ["slag", "”förening” finns inte att välja. Skriv något av: kommun; region; myndighet; "
              "civilsamhällesorganisation; lärosäte; annan."]],
        ),
    ]  # fmt: skip
    assert (made.state, made.new, made.changed, made.same, made.wrong) == ("shown", 1, 1, 1, 1)
    assert Organisation.objects.filter(short_name__in=["Nora stad", "Degerfors"]).count() == 0
