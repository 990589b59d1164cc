"""What the search finds of money: funds with their decisions, and calls. Applications are never found (B5, G8)."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from secretariat.lib.search import PUBLIC, READERS, Entry
from secretariat.registry.models import User

from .models import Call, Fund, GrantDecision


class FundSource:
    """Funds, by every name they have."""

    name = "fund"

    @staticmethod
    def keys() -> Iterable[int]:
        """All funds."""
        return Fund.objects.order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for a fund, at its own page."""
        grants = GrantDecision.objects.order_by("-year", "-pk").prefetch_related("pots", "accounts")
        rows = (
            Fund.objects.filter(pk__in=keys)
            .select_related("body")
            .prefetch_related("themes", Prefetch("grants", grants))
        )
        for one in rows:
            given = list(one.grants.all())
            kind = str(one.get_kind_display())
            pots = {pot.name: None for grant in given for pot in grant.pots.all()}
            also = [
                one.short_name,
                one.authority,
                one.statute,
                kind,
                "statsbidrag stimulansmedel",
                *(theme.name for theme in one.themes.all()),
                *(grant.case_number for grant in given),
            ]
            yield Entry(
                kind="fund", key=str(one.pk), source=f"fund:{one.pk}", address=one.get_absolute_url(),
                title=one.name, audience=READERS,
                text="\n".join(filter(None, [one.purpose, ", ".join(pots), *(grant.terms for grant in given)])),
                also="\n".join(filter(None, also)),
                where=", ".join(filter(None, [capfirst(kind), one.body.list_name if one.body else ""])),
                date=given[0].decided_on if given else None,
                bodies=(one.body_id,) if one.body_id else (),
                parties=tuple(sorted({row.party_id for grant in given for row in grant.accounts.all()})),
                themes=tuple(sorted(theme.pk for theme in one.themes.all())),
            )  # fmt: skip

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Those who read minutes read funds."""
        return ()


class CallSource:
    """Calls that have been opened: everybody may read their public page, so everybody finds them."""

    name = "call"

    @staticmethod
    def keys() -> Iterable[int]:
        """All but drafts."""
        return _calls().order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for a call. One that is called off has no public page, and is for those who read funds."""
        rows = _calls().filter(pk__in=keys).select_related("pot__grant__fund__body")
        for one in rows.prefetch_related("criteria", "pot__grant__fund__themes"):
            fund, criteria = one.pot.grant.fund, [row.name for row in one.criteria.all()]
            is_public = one.state != Call.State.CANCELLED
            yield Entry(
                kind="call", key=str(one.pk), source=f"call:{one.pk}", address=one.get_absolute_url(),
                public_address=reverse("funding:call-public", args=[one.slug]) if is_public else "",
                title=one.title, audience=PUBLIC if is_public else READERS, text=one.text,
                also="\n".join([fund.name, "utlysning söka bidrag projektmedel", *criteria]),
                where=fund.name, state_words=capfirst(one.get_state_display()),
                date=one.closes_on, bodies=(fund.body_id,) if fund.body_id else (),
                themes=tuple(sorted(theme.pk for theme in fund.themes.all())),
            )  # fmt: skip

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """None of their own."""
        return ()


def _calls() -> QuerySet[Call]:
    return Call.objects.exclude(state=Call.State.DRAFT)
