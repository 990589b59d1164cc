"""One column of a register, and one row of a file on its way into it (M3)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from import_export.fields import Field

from .cell_widgets import MASK, Text, Widget, words
from .sheets import Column as SheetColumn
from .sheets import Value
from .tables import Line, tidy

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
_LONGEST = 32_000  # what lib.sheets writes of a text


class Column(Field):
    """A column: where its value stands, how a cell says it, and whether a file may set it.

    `closed` says where it is changed instead; `fixed` likewise, but a new row may set it. `masked` tells whether the
    row's value is of somebody whose data are protected. `read` gives the value where it is no attribute. `key` columns
    together name a row that has no id.
    """

    def __init__(
        self, attribute: str, heading: str, explanation: str, widget: Widget | None = None, *, required: bool = False,
        key: bool = False, unique: bool = False, closed: str = "", fixed: str = "", width: int = 16,
        masked: Callable[[Any], bool] | None = None, read: Callable[[Any], Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(attribute, column_name=heading, widget=widget or Text())
        self.explanation, self.required, self.key, self.unique = explanation, required, key, unique
        self.closed, self.fixed, self.width, self.masked, self.read = closed, fixed, width, masked, read

    def get_value(self, instance: Any) -> Any:
        """The row's value: its attribute, or what `read` makes of the row."""
        return self.read(instance) if self.read else super().get_value(instance)

    def shown(self, instance: Any) -> Value:
        """What stands in the cell: as the sheet wants it, or the mask."""
        if self.masked and self.masked(instance):
            return MASK
        return self.widget.render(self.get_value(instance))

    def says(self, instance: Any) -> str:
        """The same as text."""
        return tidy(words(self.shown(instance)))

    @property
    def in_sheet(self) -> SheetColumn:
        """How the file has it, with what it means."""
        told = [self.explanation]
        if self.closed or self.fixed:
            told.append(f"Ändras inte genom filen. {self.closed or self.fixed}")
        elif self.required:
            told.append("Måste fyllas i.")
        told.append(self.widget.told())
        return SheetColumn(
            self.column_name, " ".join(one for one in told if one), self.widget.kind, self.width
        )


class Row(dict[str, str]):
    """A line of the file on its way: its cells by heading, and what is found of it."""

    def __init__(self, line: Line) -> None:
        super().__init__(line.cells)
        self.number = line.number
        self.faults: list[tuple[str, str]] = list(line.faults.items())
        self.changes: list[tuple[str, str, str]] = []
        self.found: dict[str, Any] = {}
        self.notes: list[str] = []
        self.label = ""


@dataclass
class Judged:
    """What a row would do: its status, what it is called, each change (heading, before, after), each fault."""

    number: int
    status: str
    label: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def is_same(text: str, before: str) -> bool:
    """Whether the cell says what the register says, as far as a cell can hold it."""
    return text == before or (len(text) >= _LONGEST and before.startswith(text[: _LONGEST - 2]))
