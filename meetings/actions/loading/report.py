"""What loading did, what it is unsure of and what has no place yet, in Swedish sentences."""

from collections import Counter
from dataclasses import dataclass, field

# What is counted, in the order it is told: many, and one where it differs.
_COUNTED = {
    "punkter": "punkt", "delpunkter": "delpunkt", "stycken": "stycke", "inlägg": "", "beslut": "",
    "därav beslut av andra": "", "uppdrag": "", "inspel": "",
    "punkter till kommande möten": "punkt till kommande möten",
    "medskick": "", "datum i texten": "", "länkar": "länk", "omnämnda bilagor och länkar": "omnämnd bilaga eller länk",
    "föredragande": "", "föredragande bara som text": "", "närvarorader": "närvarorad", "justerare": "",
    "kända personer": "känd person", "nya personer": "ny person", "nya organisationer": "ny organisation",
    "nya grupper": "ny grupp", "nya platser": "ny plats", "nya uppdrag i grupperna": "nytt uppdrag i grupperna",
}  # fmt: skip


@dataclass
class Report:
    """Collected while rows are written; printed by the command, shown to nobody else."""

    made: Counter[str] = field(default_factory=Counter)
    matched: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def doubt(self, sentence: str) -> None:
        """Say what a person must look at. The same sentence is said once."""
        if sentence not in self.unsure:
            self.unsure.append(sentence)

    def lines(self) -> list[str]:
        """The whole report, a line each."""
        counts = {word: self.made[word] for word in _COUNTED if self.made[word]}
        made = ", ".join(f"{n} {(n == 1 and _COUNTED[word]) or word}" for word, n in counts.items())
        found = [f"Inläst: {made}." if made else "Inläst: inget."]
        for heading, sentences in (
            ("Saknas i utkastet", self.missing),
            ("Hittade i registren", self.matched),
            ("Nya i registren", self.created),
            ("Osäkert, titta efter", self.unsure),
            ("Har ingen plats ännu", self.unplaced),
        ):
            if sentences:
                found += [f"{heading}:", *(f"  - {sentence}" for sentence in sentences)]
        return found
