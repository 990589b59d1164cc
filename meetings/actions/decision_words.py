"""How a decision is worded in each kind of body, so that a råd recommends and does not decide for a kommun (B6)."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from meetings.models import Body, BodyType, DecisionWording
from secretariat.lib.statements import Statement

_DECIDES = re.compile(r"^\W*(?:[\wåäö-]+\s+){0,4}besluta(?:r|de|t)\b", re.IGNORECASE)
_DECIDING = re.compile(r"\bbeslut", re.IGNORECASE)


class _Wording(NamedTuple):
    text: str


_OF_BODY = Statement(
    _Wording,
    lambda body: DecisionWording.objects.filter(body_type__bodies=body).order_by("position", "pk"),
)


def offered(body: Body | None) -> list[str]:
    """Beginnings of a decision in a body, the one to be preferred first. One query."""
    return [row.text for row in _OF_BODY.of(body.pk)] if body else []


def own_words(kind: BodyType) -> list[str]:
    """Beginnings that a kind of body has; its single phrase where no rows are kept."""
    rows = [row.text for row in kind.wordings.all()]
    return rows or ([kind.decision_phrase] if kind.decision_phrase else [])


def recommends(wordings: Sequence[str]) -> bool:
    """Whether a body with these beginnings never decides: it has some, and none of them says beslut.

    >>> recommends(["Rådet rekommenderar parterna att"]), recommends(["Chefsgruppen beslutar att"]), recommends([])
    (True, False, False)
    """
    return bool(wordings) and not any(_DECIDING.search(one) for one in wordings)


def warnings(words: Iterable[str], wordings: Sequence[str]) -> list[str]:
    """What to say of a decision's words in a body with these beginnings. A reminder, never a stop.

    >>> warnings(["Rådet beslutar att kommunerna ska betala."], ["Rådet rekommenderar parterna att"])
    ['ett beslut börjar med ”beslutar”. Gruppen rekommenderar: ”Rådet rekommenderar parterna att …”.']
    """
    if not recommends(wordings):
        return []
    said = f"ett beslut börjar med ”beslutar”. Gruppen rekommenderar: ”{wordings[0]} …”."
    return [said for one in words if _DECIDES.match(one)]
