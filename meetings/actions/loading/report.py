"""What loading did, what it is unsure of and what has no place yet, in Swedish sentences."""

from collections import Counter
from dataclasses import dataclass, field


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
        made = ", ".join(f"{count} {word}" for word, count in self.made.items() if count)
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
