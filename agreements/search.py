"""What the search finds of agreements: each one, with what is new in its versions (B5)."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch

from secretariat.lib.search import READERS, Entry
from secretariat.registry.models import User

from .models import Agreement, AgreementVersion


class AgreementSource:
    """Agreements and plans, by every name they have."""

    name = "agreement"

    @staticmethod
    def keys() -> Iterable[int]:
        """All agreements."""
        return Agreement.objects.order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for an agreement, at its own page."""
        rows = (
            Agreement.objects.filter(pk__in=keys)
            .select_related("body", "matter")
            .prefetch_related(
                "themes",
                Prefetch(
                    "versions", AgreementVersion.objects.order_by("-number").prefetch_related("parties")
                ),
            )
        )
        for one in rows:
            versions = list(one.versions.all())
            newest = versions[0] if versions else None
            parties = {row.organisation_id for version in versions for row in version.parties.all()}
            also = [
                one.short_name,
                one.statute,
                str(one.get_kind_display()),
                "ÖK",
                *(str(t) for t in one.themes.all()),
            ]
            yield Entry(
                kind="agreement", key=str(one.pk), source=f"agreement:{one.pk}", address=one.get_absolute_url(),
                title=one.title, audience=READERS,
                text="\n".join(filter(None, [one.purpose, *(version.changes for version in versions)])),
                also="\n".join(filter(None, also)),
                where=", ".join(filter(None, [str(one.get_kind_display()).capitalize(),
                                              one.body.list_name if one.body else ""])),
                state_words=str(newest.get_state_display()).capitalize() if newest else "",
                date=newest.starts_on if newest else None,
                bodies=(one.body_id,) if one.body_id else (), parties=tuple(sorted(parties)),
            )  # fmt: skip

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Those who read minutes read agreements."""
        return ()
