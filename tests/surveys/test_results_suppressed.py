"""What is too small is never stored, nor what would give it away (H5; vectors of domain 5.4 through a whole import)."""

from typing import Any

import pytest

from surveys.models import Dataset, Result

from .result_case import County, a_county, row, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db: None) -> County:
    return a_county()


def by_sex(
    women: tuple[Any, int], men: tuple[Any, int], whole: tuple[Any, int], **cells: Any
) -> list[dict[str, Any]]:
    return [
        row(value, n, kon=sex, **cells) for sex, (value, n) in zip("KMT", (women, men, whole), strict=True)
    ]


def test_a_base_of_nine_hides_every_answer(county: County) -> None:
    """Vector a."""
    made = county.taken(row("33,3", 9, grupp="ja"), row("66,7", 9, grupp="nej"))
    assert stored(made, "group") == {("ja",): "base", ("nej",): "base"}
    assert (made.state, made.rows, made.hidden_rows) == (Dataset.State.TAKEN, 2, 2)


def test_four_of_ten_hides_the_six_with_them(county: County) -> None:
    """Vector b."""
    made = county.taken(row(60, 10, grupp="ja"), row(40, 10, grupp="nej"))
    assert stored(made, "group") == {("ja",): "beside", ("nej",): "count"}
    elsewhere = [row(50, 10, grupp=group, geo_kod="1885") for group in ("ja", "nej")]
    assert stored(county.taken(*elsewhere), "group") == {("ja",): (50.0, 10), ("nej",): (50.0, 10)}


def test_three_boys_hide_the_girls_too(county: County) -> None:
    """Vector c."""
    made = county.taken(*by_sex((50, 12), (33.33, 3), (46.67, 15)))
    assert stored(made, "sex") == {("K",): "beside", ("M",): "base", ("T",): (47.0, 15)}


def test_girls_alone_are_not_shown_beside_all_where_few_are_left(county: County) -> None:
    """A file that leaves the boys out still lets them be counted."""
    made = county.taken(row(50, 12, kon="K"), row(47, 15))
    assert stored(made, "sex") == {("K",): "beside", ("T",): (47.0, 15)}


def test_a_total_of_another_set_gives_nobody_away(county: County) -> None:
    """Vector d: the total was taken in before."""
    first = county.taken(row(60, 15))
    second = county.taken(row(50, 12, grupp="A"), row(100, 3, grupp="B"), title="Grupper")
    assert stored(first, "group") == {("",): (60.0, 15)}
    assert stored(second, "group") == {("A",): "beside", ("B",): "base"}


def test_what_another_set_hides_is_hidden_here_too(county: County) -> None:
    county.taken(*by_sex((50, 12), (33.33, 3), (46.67, 15)))
    assert stored(county.taken(row(50, 12, kon="K"), title="Om igen"), "sex") == {("K",): "beside"}


def test_a_small_kommun_hides_another_beside_the_county(county: County) -> None:
    rows = [row(50, 8, geo_kod="1884"), row(50, 60, geo_kod="1885"), row(50, 900, geo_kod="1880"),
            row(50, 968, geo_typ="län", geo_kod="18")]  # fmt: skip
    assert stored(county.taken(*rows), "geo_code") == {
        ("1884",): "base", ("1885",): "beside", ("1880",): (50.0, 900), ("18",): (50.0, 968),
    }  # fmt: skip


def test_a_lansdel_and_its_kommuner_do_not_give_one_another_away(county: County) -> None:
    rows = [row(50, 8, geo_kod="1884"), row(50, 60, geo_kod="1885"), row(50, 68, geo_typ="länsdel", geo_kod="Norr"),
            row(50, 900, geo_kod="1880"), row(50, 968, geo_typ="län", geo_kod="18")]  # fmt: skip
    assert stored(county.taken(*rows), "geo_code") == {
        ("1884",): "base", ("1885",): "beside", ("norr",): (50.0, 68), ("1880",): (50.0, 900), ("18",): (50.0, 968),
    }  # fmt: skip


def test_sensitive_questions_need_thirty_in_a_school(county: County) -> None:
    county.school("11112222")
    county.school("33334444")
    said = {"indikator_id": "VÅLD", "indikator": "Utsatt för våld", "geo_typ": "skola"}
    rows = [row(50, 29, geo_kod="11112222", **said), row(50, 30, geo_kod="33334444", **said)]
    made = county.taken(*rows, sensitive={"VÅLD"})
    assert stored(made, "geo_code") == {("11112222",): "level", ("33334444",): (50.0, 30)}


def test_classes_are_never_taken_in(county: County) -> None:
    made = county.taken(row(50, 60), row(50, 25, geo_typ="klass", geo_kod="7A"))
    assert made.found["class_rows"] == 1
    assert stored(made, "geo_code") == {("1884",): (50.0, 60)}


def test_what_the_source_hid_stays_hidden_and_cannot_be_counted(county: County) -> None:
    rows = by_sex((50, 40), ("..", 0), (47, 60))
    rows[1] |= {"n": "", "dold": "1"}
    assert stored(county.taken(*rows), "sex") == {("K",): "beside", ("M",): "source", ("T",): (47.0, 60)}


def test_shares_of_few_are_whole_numbers_and_the_interval_holds_them(county: County) -> None:
    made = county.taken(row("45,45", 99, ci_lag="41,2", ci_hog="50,7"), row("45,45", 100, geo_kod="1885"))
    few = Result.objects.get(dataset=made, geo_code="1884")
    assert (few.value, few.low, few.high) == (45, 41, 51)
    assert float(Result.objects.get(dataset=made, geo_code="1885").value or 0) == 45.45


def test_the_limits_are_those_of_the_survey_when_it_was_taken_in(county: County) -> None:
    county.survey.least_base = 30
    county.survey.save()
    made = county.taken(row(50, 29))
    county.survey.least_base = 10
    county.survey.save()
    made.refresh_from_db()
    assert (made.least_base, stored(made, "geo_code")) == (30, {("1884",): "base"})


def test_few_who_are_not_counted_are_hidden_as_well(county: County) -> None:
    """97 of 100 are well: the three who are not are few (the counterpart of a share)."""
    assert stored(county.taken(row(97, 100)), "geo_code") == {("1884",): "count"}
    assert stored(county.taken(row(100, 100, geo_kod="1885"), title="Alla"), "geo_code") == {
        ("1885",): (100.0, 100)
    }
