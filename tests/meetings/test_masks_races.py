"""Two who mask the same minutes at once, and one who masks while another publishes or takes masks away (C10)."""

from functools import partial

import pytest

from meetings.actions import masks, publishing
from meetings.models import Body, Mask, Minutes, Publication
from secretariat.registry.models import LogEntry, User
from tests import make
from tests.races import Orders, meet, rounds

from .publishing_case import ALL, quick

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
SECRET = "förskolan"
HEALTH, NEEDLESS = masks.GROUNDS[2], masks.GROUNDS[-1]


def office() -> User:
    return make.user(office_role="secretariat")


def finished(body: Body, by: User) -> Minutes:
    """Minutes of a meeting of its own, not published."""
    return Minutes.objects.get(meeting=quick(bodies=[body], by=by, publish=False))


def _mask(minutes: Minutes, user: User, word: str, ground: str) -> None:
    masks.mask(minutes, by=user, wanted=[("words", word)], ground=ground)


def _publish(minutes: Minutes, user: User, *, anew: bool = False) -> None:
    publishing.publish(minutes, by=user, checked=ALL, anew=anew)


def test_two_mask_the_same_words_at_once() -> None:
    """Both are done, it is masked once, and the ground is the one that was given last."""
    seen, body, one, other = Orders(), make.body(approval_policy="none"), office(), office()
    for _, lead in rounds():
        minutes = finished(body, one)
        met = meet(
            partial(_mask, minutes, one, SECRET, HEALTH),
            partial(_mask, minutes, other, SECRET, NEEDLESS),
            lead=lead,
        )
        assert met.refused == []
        row = Mask.objects.get(minutes=minutes)
        assert (row.ground, row.made_by) in ((HEALTH, one), (NEEDLESS, other))
        told = LogEntry.objects.filter(verb="valde vad som ska maskas", object_id=str(minutes.pk))
        assert told.count() == 2
        last = told.order_by("-pk").values_list("user", flat=True).first()
        assert last == row.made_by_id
        seen.won("b" if row.made_by == one else "a", met)
    seen.assert_both()


def test_two_mask_different_words_at_once() -> None:
    """Neither takes the other's away."""
    seen, body, one, other = Orders(), make.body(approval_policy="none"), office(), office()
    for _, lead in rounds():
        minutes = finished(body, one)
        met = meet(
            partial(_mask, minutes, one, SECRET, HEALTH),
            partial(_mask, minutes, other, "planen", HEALTH),
            lead=lead,
        )
        assert met.refused == []
        rows = list(Mask.objects.filter(minutes=minutes).order_by("pk").values_list("target", flat=True))
        assert sorted(rows) == [SECRET, "planen"]
        seen.won("a" if rows[0] == SECRET else "b", met)
    seen.assert_both()


def test_one_masks_while_another_publishes() -> None:
    """What becomes public is whole: all of it masked, or published before and the page says what is chosen since."""
    seen, body, one, other = Orders(), make.body(approval_policy="none"), office(), office()
    for _, lead in rounds():
        minutes = finished(body, one)
        met = meet(
            partial(_mask, minutes, one, SECRET, HEALTH),
            partial(_publish, minutes, other),
            lead=lead,
        )
        assert met.refused == []
        made = Publication.objects.get(minutes=minutes)
        if made.is_masked:
            assert SECRET.encode() not in bytes(made.content or b"")
            assert SECRET not in str(made.words)
            assert not masks.is_changed(minutes, made)
        else:
            assert (made.masks, made.content, made.words) == ([], None, {})
            assert masks.is_changed(minutes, made)
        seen.won("a" if made.is_masked else "b", met)
    seen.assert_both()


def test_one_takes_a_mask_away_while_another_publishes_anew() -> None:
    """The new copy has the mask in its tree, its words and its list of masks, or in none of them."""
    seen, body, one, other = Orders(), make.body(approval_policy="none"), office(), office()
    for _, lead in rounds():
        minutes = Minutes.objects.get(meeting=quick(bodies=[body], by=one))
        (row,) = masks.mask(minutes, by=one, wanted=[("words", SECRET)], ground=HEALTH)
        met = meet(
            partial(masks.unmask, minutes, by=one, pk=row.pk),
            partial(_publish, minutes, other, anew=True),
            lead=lead,
        )
        assert met.refused == []
        made = Publication.objects.not_taken_back().get(minutes=minutes)
        assert made.published_by == other
        assert made.is_masked == bool(made.masks) == bool(made.words)
        assert not Mask.objects.filter(minutes=minutes).exists()
        seen.won("b" if made.is_masked else "a", met)
    seen.assert_both()
