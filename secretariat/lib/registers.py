"""Registers in and out: what a file's columns mean, and what each of its rows would do (M3).

A register is a class in an app's `registers.py`, named in `settings.REGISTERS`: its name, who may fetch it and take it
in, its columns, and the verbs that add and change a row. Columns are django-import-export's fields and rows go through
its `import_row`; what is here says it in Swedish, by row and column, and lets the app's own actions do the writing.

A cell that says what the register says already is never read, so that a file that was fetched changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.module_loading import import_string
from import_export.resources import Resource
from import_export.results import RowResult

from .access import Permission
from .cell_widgets import MASK, Number, Widget, words
from .register_rows import CHANGED, NEW, SAME, WRONG, Column, Judged, Row, is_same
from .rules import NotAllowed
from .sheets import Value
from .tables import Line, guarded, tidy

if TYPE_CHECKING:
    from secretariat.registry.models import User

ID = "id"
_PARTED = " · "
_STATUS = {
    RowResult.IMPORT_TYPE_NEW: NEW,
    RowResult.IMPORT_TYPE_UPDATE: CHANGED,
    RowResult.IMPORT_TYPE_SKIP: SAME,
    RowResult.IMPORT_TYPE_INVALID: WRONG,
}


class Register(Resource):
    """One register. A class of it is its description; an instance is one run through a file by one user."""

    do_not_call_in_templates: ClassVar[bool] = True
    key: ClassVar[str]
    name: ClassVar[str]
    about: ClassVar[str]
    model: ClassVar[type[models.Model]]
    reading: ClassVar[Permission]
    writing: ClassVar[Permission | None] = None
    closed: ClassVar[str] = ""  # why nothing is taken in
    adds_none: ClassVar[str] = ""  # why no row can be added
    instead: ClassVar[tuple[str, str, Permission] | None] = (
        None  # words, name and reader of a page that does more
    )
    lookup: ClassVar[str] = ""  # the attribute by which rows without id are looked for
    checks_late: ClassVar[bool] = False  # the database checks some of it at the end of the transaction
    in_parts: ClassVar[bool] = False  # add and change put rows by, and `write_part` writes them

    class Meta:
        import_id_fields = (ID,)
        skip_diff = True
        skip_unchanged = True

    def __init__(self, user: "User", *, writes: bool = True) -> None:
        """A run by a user. One that does not write is rolled back by its caller."""
        super().__init__()
        self.user, self.writes = user, writes
        self._seen: dict[tuple[str, str], int] = {}
        self._headings: frozenset[str] = frozenset()
        self.keys = [column for column in self.fields.values() if column.key]

    # What an app says of its register

    def rows(self) -> models.QuerySet[Any]:
        """All rows the user may fetch, in order, with what the columns need."""
        raise NotImplementedError

    def prepare(self, rows: Sequence[Any]) -> None:
        """Fetch for a part of the rows what their columns need beside themselves."""

    def changeable(self) -> models.QuerySet[Any]:
        """Rows a file may name: those of `rows()`. They are locked while it is taken in."""
        return self.rows()

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        """Why the user may not do this to the row, as (heading, reason). Heading "" is the whole row."""
        return []

    def notes(self, values: Mapping[str, Any]) -> list[str]:
        """What to look twice at in a new row, though it is right."""
        return []

    def add(self, values: dict[str, Any]) -> Any:
        """Make the row, by the app's own action. Raises NotAllowed or ValidationError."""
        raise NotImplementedError

    def change(self, instance: Any, values: dict[str, Any]) -> None:
        """Change the row's values that are another, by the app's own action."""
        raise NotImplementedError

    def rehearse(self, instance: Any | None, values: dict[str, Any]) -> None:
        """What a run that only looks does instead of writing: the same, unless a register can tell without.

        Only one whose rows the database never refuses, each for itself or beside others, may leave the writing out.
        """
        with transaction.atomic():
            self._write(instance, values)

    def write_part(self) -> None:
        """Write the rows that add and change have put by. For a register whose rows the database never refuses."""

    def _write(self, instance: Any | None, values: dict[str, Any]) -> None:
        if instance is None:
            self.add(values)
        else:
            self.change(instance, values)
        if self.checks_late:
            connection.check_constraints()

    # Out

    @classmethod
    def columns(cls) -> list[Column]:
        """Its columns in order."""
        return list(cls.fields.values())

    def cells(self, instance: Any) -> list[Value]:
        """A row of the file. What a spreadsheet would calculate stays text."""
        shown = (one.shown(instance) for one in self.fields.values())
        return [guarded(value) if isinstance(value, str) else value for value in shown]

    def count(self) -> int:
        """How many rows the user may fetch."""
        return self.rows().count()

    # In

    def judged(self, lines: Iterable[Line]) -> Iterator[Judged]:
        """Do what each line says, and tell. A caller that only looks rolls it back."""
        rows = [Row(line) for line in lines]
        found = _Found(self, rows)
        for row in rows:
            result = self.import_row(row, found, row_number=row.number)
            if result.errors:
                raise result.errors[0].error
            status = _STATUS[result.import_type]
            changes = row.changes if status in (NEW, CHANGED) else []
            notes = [*row.notes, *self.notes(row.found)] if status == NEW else []
            yield Judged(row.number, status, row.label, changes, row.faults, notes)
        if self.writes:
            self.write_part()

    def before_import_row(self, row: Row, **kwargs: Any) -> None:
        """What the row is called, and values of it that only one row may have."""
        row.label = _PARTED.join(
            text for column in self.keys if (text := str(row.get(column.column_name, "")))
        )
        for column in self.fields.values():
            if column.unique and (text := row.get(column.column_name, "")):
                first = self._seen.setdefault((column.column_name, text.casefold()), row.number)
                if first != row.number:
                    row.faults.append((column.column_name, f"har samma värde som rad {first}."))

    def get_instance(self, instance_loader: "_Found", row: Row) -> Any:
        """The register's row, by its id or by what it is called; nothing for a new one. A row may stand once."""
        instance = instance_loader.of(row)
        if instance is not None:
            shown = (column.says(instance) for column in self.keys)
            row.label = _PARTED.join(text for text in shown if text) or row.label
        said = str(instance.pk) if instance is not None else "\n".join(self.key_of(row))
        first = self._seen.setdefault(("" if instance is None else ID, said), row.number)
        if first != row.number:
            row.faults.append(("", f"Raden gäller detsamma som rad {first}."))
        return instance

    def key_of(self, row: Row) -> tuple[str, ...]:
        """What the row is called, as the register writes it."""
        return tuple(_canonical(column, row.get(column.column_name, "")) for column in self.keys)

    def init_instance(self, row: Row) -> None:
        return None

    def import_instance(self, instance: Any, row: Row, **kwargs: Any) -> None:
        """What the row says that the register does not say already."""
        for column in self.fields.values():
            if column.column_name == ID or any(heading == column.column_name for heading, _ in row.faults):
                continue
            try:
                self._read(column, instance, row)
            except ValueError as wrong:
                row.faults.append((column.column_name, str(wrong)))
        if instance is None and self.adds_none and not row.faults:
            row.faults.append(("", self.adds_none))
        if row.faults:
            raise ValidationError("fel")

    def _read(self, column: Column, instance: Any, row: Row) -> None:
        heading, text = column.column_name, row.get(column.column_name, "")
        before = column.says(instance) if instance is not None else ""
        if instance is None and (text or column.required):
            value = self._value_of_new(column, text, row)
        elif instance is not None and heading in self._headings and not is_same(text, before):
            value = self._changed_value(column, text, before)
        else:
            return
        after = tidy(words(column.widget.render(value)))
        if after != before:
            row.found[column.attribute] = value
            row.changes.append((heading, before, after))

    def _value_of_new(self, column: Column, text: str, row: Row) -> Any:
        if not text and column.required:
            raise ValueError("måste fyllas i.")
        if MASK in text:
            raise ValueError("har skyddade personuppgifter, som inte kan läsas in.")
        if column.closed:
            row.notes.append(f"{column.column_name} läses inte in. {column.closed}")
            return column.widget.empty
        return column.widget.clean(text)

    def _changed_value(self, column: Column, text: str, before: str) -> Any:
        if why := column.closed or column.fixed:
            raise ValueError(f"kan inte ändras från ”{before[:80] or 'tomt'}”. {why}")
        if MASK in text or MASK in before:
            raise ValueError("är skyddade personuppgifter. Ändra dem på personens sida.")
        if not text and column.required:
            raise ValueError("måste fyllas i.")
        return column.widget.clean(text) if text else column.widget.empty

    def begin(self, headings: Sequence[str]) -> None:
        """Say which columns the file has. Raises NotAllowed where rows cannot be told apart by them."""
        self._headings = frozenset(headings)
        keys = [column.column_name for column in self.keys] if self.lookup else []
        if ID not in headings and not (keys and set(keys) <= self._headings):
            named = f", eller alla av {', '.join(keys)}" if keys else ""
            raise NotAllowed(f"Filen behöver kolumnen id{named}, så att raderna går att känna igen.")

    def skip_row(self, instance: Any, original: Any, row: Row, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and instance is not None and not row.found

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        if import_validation_errors:
            raise ValidationError("fel")

    def save_instance(self, instance: Any, is_create: bool, row: Row, **kwargs: Any) -> None:
        """By the app's own action, each row in a savepoint of its own, so that all that is wrong is told at once."""
        if reasons := self.obstacles(instance, row.found, is_new=is_create):
            self._refuse(row, reasons)
        try:
            if self.writes and self.in_parts:
                self._write(instance, dict(row.found))
            elif self.writes:
                with transaction.atomic():
                    self._write(instance, dict(row.found))
            else:
                self.rehearse(instance, dict(row.found))
        except NotAllowed as no:
            where = "" if is_create else ", ".join(heading for heading, _, _ in row.changes)
            self._refuse(row, [(where, reason) for reason in no.reasons])
        except ValidationError as wrong:
            self._refuse(row, self._said(wrong))
        except IntegrityError:
            self._refuse(
                row,
                [("", "En annan rad i registret har redan något av de värden som bara får finnas en gång.")],
            )

    def _refuse(self, row: Row, reasons: Sequence[tuple[str, str]]) -> None:
        row.faults += reasons
        raise ValidationError("fel")

    def _said(self, wrong: ValidationError) -> list[tuple[str, str]]:
        """A model's own messages, each under the heading of its column."""
        if not hasattr(wrong, "error_dict"):
            return [("", message) for message in wrong.messages]
        headings = {column.attribute: column.column_name for column in self.fields.values()}
        return [
            (headings.get(name, "") if name != NON_FIELD_ERRORS else "", message)
            for name, errors in wrong.error_dict.items()
            for error in errors
            for message in error.messages
        ]

    def save_m2m(self, instance: Any, row: Row, **kwargs: Any) -> None:
        """The actions have done that."""


class _Found:
    """The register's rows that a part of the file names, fetched at once."""

    def __init__(self, register: Register, rows: Sequence[Row]) -> None:
        self._register = register
        told = register.changeable()
        if register.writes:
            told = told.select_for_update(of=("self",))
        id_field = register.model._meta.pk
        assert id_field is not None  # noqa: S101 – every model here has one
        self._wanted: dict[str, Any] = {}
        for row in rows:
            if text := row.get(ID):
                try:
                    self._wanted[text] = id_field.to_python(text)
                except ValidationError:
                    continue
        ids = [value for value in self._wanted.values() if not isinstance(value, int) or 0 < value < 2**63]
        named = list(told.filter(pk__in=ids)) if ids else []
        register.prepare(named)
        self._by_id = {one.pk: one for one in named}
        self._by_key: dict[tuple[str, ...], list[Any]] = {}
        heads = [column for column in register.keys if column.attribute == register.lookup]
        names = {
            _value(column, row.get(column.column_name, ""))
            for row in rows
            if not row.get(ID)
            for column in heads
        }
        if names:
            alike = list(told.filter(**{f"{register.lookup}__in": names - {None}}))
            register.prepare(alike)
            for one in alike:
                key = tuple(column.says(one).casefold() for column in register.keys)
                self._by_key.setdefault(key, []).append(one)

    def of(self, row: Row) -> Any:
        """The row's own, or nothing for a new one. Where it cannot be told, the row has a fault."""
        if text := row.get(ID):
            found = self._by_id.get(self._wanted.get(text))
            if found is None:
                row.faults.append((ID, f"{text} finns inte i registret. Töm cellen om raden är ny."))
                raise ValidationError("fel")
            return found
        alike = self._by_key.get(self._register.key_of(row), [])
        if len(alike) > 1:
            numbers = ", ".join(str(one.pk) for one in alike[:5])
            row.faults.append((ID, f"måste fyllas i, för flera rader i registret heter så: {numbers}."))
            raise ValidationError("fel")
        return alike[0] if alike else None


def _value(column: Column, text: str) -> Any:
    """What the cell means, or nothing where it means nothing."""
    try:
        return column.widget.clean(text) if text else column.widget.empty
    except ValueError:
        return None


def _canonical(column: Column, text: str) -> str:
    """The cell as the register would write it, in lower case; as it stands where it means nothing."""
    value = _value(column, text)
    return (tidy(words(column.widget.render(value))) if value is not None else text).casefold()


@cache
def registers() -> dict[str, type[Register]]:
    """All registers by key, in the order of `settings.REGISTERS`."""
    found: list[type[Register]] = [import_string(path) for path in settings.REGISTERS]
    return {one.key: one for one in found}


def id_column(
    explanation: str = "Radens nummer i systemet. Ändra det aldrig; lämna det tomt för en ny rad.",
    widget: Widget | None = None,
) -> Column:
    """The column by which a row is known again: a number, unless another widget is given."""
    return Column("pk", ID, explanation, widget or Number(), width=9)
