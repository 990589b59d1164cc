"""Which parties want to join in, in words: each by name, never added up into an average (K11). Nothing but words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from secretariat.inquiries.purposes import Noun, Purpose
from secretariat.lib.access import Permission, may
from secretariat.lib.dates import and_list

from .models import Interest

PURPOSE = Purpose(
    key="interest",
    words="Vill ni vara med",
    noun=Noun("fråga", "frågan"),
    place=lambda inquiry: ("Vilka vill vara med", reverse("meetings:interest-list")),
    may_read=lambda user, inquiry: may(user, Permission.INQUIRY_SEND),
)

Answer = Interest.Answer


@dataclass(frozen=True)
class Voice:
    """What one party has said. `answer` is a value of Interest.Answer, or empty."""

    name: str
    answer: str = ""
    is_excused: bool = False

    @property
    def is_left(self) -> bool:
        """Whether one waits for it."""
        return not self.answer and not self.is_excused


@dataclass(frozen=True)
class Summary:
    """The answer in sentences: how many want to, who is left, and who says maybe or no."""

    count: str
    left: str = ""
    more: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.count, self.left, self.more) if part)


def summary(voices: Sequence[Voice]) -> Summary:
    """One sentence, then the names.

    >>> str(summary([Voice("Nora"), Voice("Kumla", "yes"), Voice("Laxå", "maybe"), Voice("Örebro", "no")]))
    '1 av 4 vill vara med. Kvar: Nora. Ja: Kumla. Kanske: Laxå. Nej: Örebro.'
    """
    left = [one.name for one in voices if one.is_left]
    told = (
        ("Ja", [one.name for one in voices if one.answer == Answer.YES]),
        ("Kanske", [one.name for one in voices if one.answer == Answer.MAYBE]),
        ("Nej", [one.name for one in voices if one.answer == Answer.NO]),
        ("Svarar inte", [one.name for one in voices if one.is_excused and not one.answer]),
    )
    some_have = len(left) < len(voices)
    return Summary(
        count=_count(voices),
        left=f"Kvar: {and_list(left)}." if left and some_have else "",
        more=" ".join(f"{word}: {and_list(names)}." for word, names in told if names)
        if len(voices) > 1
        else "",
    )


_OF_ONE = {
    "": "har inte svarat",
    Answer.YES: "vill vara med",
    Answer.MAYBE: "vill kanske vara med",
    Answer.NO: "vill inte vara med",
}


def _count(voices: Sequence[Voice]) -> str:
    total = len(voices)
    if total == 0:
        return "Ingen part är tillfrågad."
    if total == 1:
        return f"{voices[0].name} {_OF_ONE[voices[0].answer]}."
    if not any(one.answer for one in voices):
        return f"Ingen av {total} har svarat."
    wanting = sum(one.answer == Answer.YES for one in voices)
    if wanting == total:
        return f"Alla {total} vill vara med." if total > 2 else "Båda vill vara med."
    still = " än" if any(one.is_left for one in voices) and not wanting else ""
    return f"{wanting or 'Ingen'} av {total} vill vara med{still}."
