"""What the search finds of rounds: the questions, and each party's answers once they are handed in (B5).

Who finds them is told by what the round is for (`Purpose.audience`); a purpose that says nothing is the office's alone.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch
from django.urls import reverse

from secretariat.lib.access import Permission, may
from secretariat.lib.search import Entry
from secretariat.registry.models import User

from .models import Answer, AnswerSheet, Inquiry, Recipient
from .purposes import ASKERS, purpose_of


class RoundSource:
    """Rounds that have gone out and stand."""

    name = "inquiry"

    @staticmethod
    def keys() -> Iterable[int]:
        """All rounds of typed questions."""
        return Inquiry.objects.filter(form_version__isnull=False).order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One for the questions, at the round; one for each party's answers, at the compilation."""
        texts = Answer.objects.exclude(text="").order_by("question__position", "row", "pk")
        sheets = Recipient.objects.filter(sheet__state__in=AnswerSheet.HANDED_IN).select_related(
            "organisation", "sheet"
        )
        rows = Inquiry.objects.filter(
            pk__in=keys, form_version__isnull=False, sent_at__isnull=False, withdrawn_at=None
        ).select_related("form_version__form")
        answers = sheets.prefetch_related(Prefetch("sheet__answers", texts, to_attr="texts"))
        for one in rows.prefetch_related(
            "form_version__questions", Prefetch("recipients", answers, to_attr="handed_in")
        ):
            yield _round(one)
            yield from (_party(one, row) for row in one.handed_in)

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Those who ask the parties find what has been asked."""
        return (ASKERS,) if may(user, Permission.INQUIRY_SEND) else ()


def _round(one: Inquiry) -> Entry:
    version, purpose = one.form_version, purpose_of(one.purpose)
    questions = [question.text for question in version.questions.all()] if version else []
    return Entry(
        kind="inquiry", key=str(one.pk), source=f"inquiry:{one.pk}", audience=purpose.audience,
        address=reverse("inquiries:round-detail", args=[one.pk]), title=one.title,
        text="\n".join([one.text, *questions]).strip(), also=version.form.name if version else "",
        where=purpose.words, state_words="Avslutad" if one.closed_at else "", date=one.due_on,
    )  # fmt: skip


def _party(one: Inquiry, row: Recipient) -> Entry:
    purpose, sheet = purpose_of(one.purpose), row.sheet
    return Entry(
        kind="inquiry", key=f"{one.pk}-{row.pk}", source=f"inquiry:{one.pk}", audience=purpose.audience,
        address=reverse("inquiries:round-compiled", args=[one.pk]),
        title=f"{row.organisation.short_name}: {one.title}",
        text="\n".join(answer.text for answer in sheet.texts), where=purpose.words,  # type: ignore[attr-defined]
        state_words=str(sheet.get_state_display()).capitalize(), date=one.due_on,
        parties=(row.organisation_id,),
    )  # fmt: skip
