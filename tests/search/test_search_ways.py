"""Which way to the hits is tried, by how common a question is (B5; decision 0008). Rules alone: nothing is asked."""

import datetime as dt

from secretariat.registry.actions.search_ways import LOOKED_AT, Look, Past, Span, Try, month, shorter

ENOUGH = 501
LAST = dt.date(2026, 9, 1)
DAYS = [LAST - dt.timedelta(days=37 * back) for back in range(100, -1, -1)]
LARGE = Past(1_000_000, {"decision": 0.5, "item": 0.5}, days=DAYS)


def look(matching: int, agreeing: int = LOOKED_AT) -> Look:
    return Look(LOOKED_AT, matching, agreeing, LOOKED_AT, LAST)


def way(
    matching: int,
    past: Past = LARGE,
    span: Span | None = None,
    agreeing: int = LOOKED_AT,
    readable: float = 1,
) -> Try | None:
    return shorter("decision", look(matching, agreeing), past, readable=readable, enough=ENOUGH, span=span)


def test_a_word_that_is_nearly_everywhere_is_met_row_after_row() -> None:
    """Four times the rows that should be needed are met before it is given up."""
    assert way(150) == Try(rows=int(4 * ENOUGH / 0.75))


def test_a_word_in_some_rows_is_looked_for_in_the_newest_months() -> None:
    """Twice the hits needed, at a row in twenty, and every second row a decision: 40,080 of a million rows."""
    found = way(10)
    assert found
    assert found.months == list(range(month(DAYS[-6]), month(LAST) + 1))
    assert way(4) != found


def test_a_seldom_word_is_fetched_whole() -> None:
    assert way(1, Past(100_000, {"decision": 0.5}, days=DAYS)) is None
    assert way(0, Past(100_000, {"decision": 0.5}, days=DAYS)) is None


def test_a_word_never_seen_among_the_newest_is_not_believed_to_be_nowhere() -> None:
    """It may be in one row of four hundred: the months are many, and a try that gives too few is no answer."""
    assert way(0, Past(4_000_000, {"decision": 1.0}, days=DAYS)) is not None


def test_filters_make_hits_fewer_and_a_year_is_not_left() -> None:
    span = Span(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert way(150, agreeing=10) == way(10, agreeing=150)
    found = way(20, span=span)
    assert found
    assert found.months == list(range(month(DAYS[-4]), month(LAST) + 1))
    assert way(10, span=span, agreeing=20) is None


def test_nothing_is_tried_where_the_server_has_counted_nothing() -> None:
    assert way(10, Past(1_000_000)) is None
    assert shorter("decision", Look(3, 3, 3, 3, LAST), LARGE, readable=1, enough=ENOUGH, span=None) is None
    assert (
        shorter(
            "decision", Look(LOOKED_AT, 10, LOOKED_AT, 0, None), LARGE, readable=1, enough=ENOUGH, span=None
        )
        is None
    )


def test_who_may_see_little_is_led_as_by_a_seldom_word() -> None:
    """N7: what a visitor may see is told by the register's statistics, not by the newest rows, which are not public."""
    assert way(150, readable=0.03) != way(150)
    assert way(150, readable=0.001) is None


def test_what_a_reader_may_see_is_known_from_statistics_else_from_the_newest_rows() -> None:
    known = Past(1_000_000, circles={"readers": 0.9, "public": 0.03})
    newest = [Look(200, 0, 0, 50, LAST), Look(200, 0, 0, 150, LAST)]
    assert known.readable(["public", "visitors"], newest) == 0.03
    assert known.readable(["words:7"], newest) == 0.001
    assert Past().readable(["public"], newest) == 0.5
    assert Past().readable(["public"], []) == 0.5
