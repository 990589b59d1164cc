"""What the decision register asks, composed once for each set of conditions, is what Django would ask (B5, N6)."""

import datetime as dt
from itertools import product
from typing import Any

import pytest

from meetings import reach
from meetings.actions import minutes as minutes_actions
from meetings.actions.decision_choices import BODIES, ONES, PARTIES, Choice
from meetings.models import Decision
from secretariat.lib.counting import counts
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
WHICH = ("status", "galler", "vems", "grupp", "ar", "slag", "tema")


def _choice(chosen: tuple[str, ...], values: dict[str, str], **more: Any) -> Choice:
    nothing = dict.fromkeys(WHICH, "") | {"vems": "alla"}
    return Choice(values=nothing | {name: values[name] for name in chosen}, **more)


def test_every_set_of_conditions_finds_and_counts_what_django_finds(secretary: User) -> None:
    """The composed statement beside the query itself, with two values one after the other, as office and as member."""
    parties = [make.organisation(), make.organisation()]
    member, both = make.user(person=make.person()), []
    for place, day in enumerate((dt.date(2025, 12, 31), dt.date(2026, 1, 1))):
        body, theme = make.body(approval_policy="none"), make.theme(name=f"Tema {place}")
        meeting = make.meeting(bodies=[body], date=day)
        item, kind = make.item(of=meeting), Decision.Kind.values[place]
        decision = make.decision(of=item, kind=kind, is_own=not place)
        matter = make.matter()
        Decision.objects.filter(pk=decision.pk).update(theme=theme, matter=matter)
        decision.parties.set(parties[place:])
        minutes_actions.finalise(meeting.minutes, by=secretary)
        values = {
            "status": "klart", "galler": "nu", "vems": ("egna", "andras")[place],
            "grupp": str(body.pk), "ar": str(day.year), "slag": kind, "tema": theme.slug,
        }  # fmt: skip
        for name in ("vems", "grupp", "ar", "slag", "tema"):
            assert list(_choice((name,), values).rows(secretary)) == [decision], name
        both.append((values, {"party": parties[0].pk, "matter": matter.pk}))
    chosen_sets = [
        tuple(n for n, on in zip(WHICH, ons, strict=True) if on) for ons in product((0, 1), repeat=7)
    ]
    found = 0
    for user, chosen, (values, more) in product((secretary, member), chosen_sets, both):
        choice = _choice(chosen, values, **(more if len(chosen) % 2 else {}))
        rows = list(choice.rows(user).values_list("pk", flat=True))
        assert [row[0] for row in choice.paged(reach.reader_of(user))[0:25]] == rows, (chosen, values)
        found += len(rows)
    assert found > len(chosen_sets)
    reader = reach.reader_of(secretary)
    for values, more in both:
        choice = _choice(("grupp",), values, **more)
        limits = {"grupp": ("vald",)}
        assert (
            counts(choice.counted(reader, ONES), ONES, chosen=limits).total == choice.rows(secretary).count()
        )
        of = counts(choice.counted(reader, ("part",), by=PARTIES), ("part",), chosen={}, shown=("part",)).of[
            "part"
        ]
        without = Choice(matter=more["matter"], values=choice.values | {"grupp": ""}).rows(secretary)
        assert of == {
            str(one.pk): without.filter(parties=one).count() for one in parties if without.filter(parties=one)
        }
        of = counts(
            choice.counted(reader, ("grupp",), by=BODIES), ("grupp",), chosen={}, shown=("grupp",)
        ).of["grupp"]
        wanted = Choice(**(more | {"values": choice.values | {"grupp": ""}})).rows(secretary)  # type: ignore[arg-type]
        assert sum(of.values()) == wanted.count()
