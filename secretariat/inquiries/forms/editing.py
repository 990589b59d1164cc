"""What the office types about a form and its questions."""

import re
from typing import Any

from django import forms

from secretariat.inquiries.actions import forms as form_actions
from secretariat.inquiries.actions.forms import CHOSEN, COUNTED, Asked
from secretariat.inquiries.models import ColumnKind, Form, FormVersion, Question, QuestionKind
from secretariat.inquiries.purposes import all_purposes
from secretariat.lib.forms import LinesField
from secretariat.lib.money import number_in_words, read_number
from secretariat.registry.forms import WithoutPersonnummer

_COLUMN = re.compile(r"^(.*?)\s*\(([^()]*)\)\s*$")
_COLUMN_WORDS = {
    "": ColumnKind.TEXT,
    "text": ColumnKind.TEXT,
    "tal": ColumnKind.NUMBER,
    "antal": ColumnKind.NUMBER,
    "kr": ColumnKind.MONEY,
    "kronor": ColumnKind.MONEY,
    "belopp": ColumnKind.MONEY,
    "datum": ColumnKind.DATE,
}
_WORD_OF = {"text": "text", "number": "tal", "money": "kr", "date": "datum"}


class FormForm(WithoutPersonnummer, forms.Form):
    """Name and text of a form."""

    name = forms.CharField(
        label="Vad heter formuläret?",
        max_length=160,
        help_text="T.ex. Uppföljning av överenskommelsen.",
        error_messages={"required": "Skriv vad formuläret heter."},
    )
    text = forms.CharField(
        label="Text före frågorna",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Läses av dem som svarar, i varje omgång.",
    )


class NewFormForm(FormForm):
    """A new form, with what it is for where there is something to choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Forms of other purposes are made by their apps, which know what they must ask.
        choices = [(one.key, one.words) for one in all_purposes().values() if one.is_free]
        if len(choices) > 1:
            self.fields["purpose"] = forms.ChoiceField(label="Vad är det till för?", choices=choices)


class NumberField(forms.CharField):
    """A number with decimal comma."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}))
        super().__init__(required=False, max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return number_in_words(value) if value is not None and not isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        typed = (super().clean(value) or "").strip()
        if not typed:
            return None
        number = read_number(typed)
        if number is None:
            raise forms.ValidationError("Skriv ett tal, till exempel 5.")
        return number


class QuestionForm(WithoutPersonnummer, forms.Form):
    """One question. What does not belong to its kind is left alone."""

    text = forms.CharField(label="Fråga", max_length=400, error_messages={"required": "Skriv frågan."})
    kind = forms.ChoiceField(label="Svaret är", choices=QuestionKind.choices)
    section = forms.CharField(
        label="Avsnitt", required=False, max_length=120, help_text="Rubrik före frågan, t.ex. Ekonomi."
    )
    help = forms.CharField(label="Hjälptext", required=False, max_length=400)
    is_required = forms.BooleanField(label="Måste besvaras före inlämning", required=False)
    options = LinesField(
        label="Svar att välja bland",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ett per rad. För ett eller flera val.",
    )
    columns = LinesField(
        label="Kolumner",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="En per rad. Skriv (kr), (tal) eller (datum) efter rubriken om det inte är text. För tabell.",
    )
    smallest = NumberField(label="Minst", help_text="För tal, belopp och skala.")
    largest = NumberField(label="Högst", help_text="För tal, belopp och skala.")
    lowest_label = forms.CharField(
        label="Lägsta steget betyder", required=False, max_length=60, help_text="För skala, t.ex. inte alls."
    )
    highest_label = forms.CharField(
        label="Högsta steget betyder", required=False, max_length=60, help_text="För skala, t.ex. helt."
    )
    unit = forms.CharField(
        label="Enhet", required=False, max_length=30, help_text="För tal, t.ex. årsarbetare."
    )
    decimals = forms.ChoiceField(
        label="Decimaler",
        required=False,
        choices=[(str(number), str(number)) for number in range(5)],
        help_text="För tal.",
    )
    plus = forms.MultipleChoiceField(
        label="Läggs ihop", required=False, widget=forms.CheckboxSelectMultiple, help_text="För summa."
    )
    minus = forms.MultipleChoiceField(
        label="Dras ifrån", required=False, widget=forms.CheckboxSelectMultiple, help_text="För summa."
    )

    field_order = (
        "text", "kind", "section", "help", "is_required", "options", "columns", "smallest", "largest",
        "lowest_label", "highest_label", "unit", "decimals", "plus", "minus",
    )  # fmt: skip

    def __init__(
        self, *args: Any, version: FormVersion, question: Question | None = None, **kwargs: Any
    ) -> None:
        self.version, self.question = version, question
        if question:
            kwargs.setdefault("initial", _initial(question))
        super().__init__(*args, **kwargs)
        counted = version.questions.filter(kind__in=COUNTED)
        parts = [(one.key, one.text) for one in counted if one != question]
        for name in ("plus", "minus"):
            if parts:
                self.fields[name].choices = parts  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            reasons = form_actions.obstacles_to_asking(
                self.version, self.asked(cleaned), instead_of=self.question
            )
            for reason in reasons:
                self.add_error(_field_of(reason, cleaned["kind"]), reason)
        return cleaned

    def asked(self, cleaned: dict[str, Any] | None = None) -> Asked:
        """What the action wants. Options and columns that are still there keep their keys."""
        said = cleaned if cleaned is not None else self.cleaned_data
        is_chosen, is_table = said["kind"] in CHOSEN, said["kind"] == QuestionKind.TABLE
        question = self.question
        options = {one.text: one.key for one in question.options.all()} if question else {}
        columns = {one.name: one.key for one in question.columns.all()} if question else {}
        return Asked(
            text=said["text"],
            kind=said["kind"],
            section=said["section"],
            help=said["help"],
            is_required=said["is_required"],
            unit=said["unit"],
            decimals=int(said["decimals"] or 0),
            smallest=said["smallest"],
            largest=said["largest"],
            lowest_label=said["lowest_label"],
            highest_label=said["highest_label"],
            plus=said.get("plus", []),
            minus=said.get("minus", []),
            options=[(options.get(one, ""), one) for one in said["options"]] if is_chosen else [],
            columns=[(columns.get(name, ""), name, kind) for name, kind in map(column_of, said["columns"])]
            if is_table
            else [],
        )


def column_of(line: str) -> tuple[str, str]:
    """Heading and kind of a column as it is written.

    >>> column_of("Kostnad (kr)"), column_of("Insats"), column_of("Antal (stycken)")
    (('Kostnad', 'money'), ('Insats', 'text'), ('Antal (stycken)', 'text'))
    """
    found = _COLUMN.match(line)
    if found and found[2].strip().casefold() in _COLUMN_WORDS:
        return found[1], _COLUMN_WORDS[found[2].strip().casefold()].value
    return line, ColumnKind.TEXT.value


def _initial(question: Question) -> dict[str, Any]:
    names = (
        "text", "kind", "section", "help", "is_required", "smallest", "largest", "lowest_label", "highest_label",
        "unit", "decimals", "plus", "minus",
    )  # fmt: skip
    initial: dict[str, Any] = {name: getattr(question, name) for name in names}
    initial["options"] = [one.text for one in question.options.all()]
    initial["columns"] = [
        one.name if one.kind == ColumnKind.TEXT else f"{one.name} ({_WORD_OF[one.kind]})"
        for one in question.columns.all()
    ]
    return initial


def _field_of(reason: str, kind: str) -> str | None:
    """Beside which field a reason stands."""
    if "skala" in reason or "minsta" in reason:
        return "smallest"
    if ("två gånger." in reason and kind in CHOSEN) or "svar, ett per rad" in reason:
        return "options"
    if kind == QuestionKind.TABLE and ("kolumn" in reason or "två gånger" in reason):
        return "columns"
    return "kind" if kind == QuestionKind.SUM or "räknas med" in reason else None


class RenameForm(FormForm):
    """The form's name and text, as they are."""

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": form.name, "text": form.text}
        super().__init__(*args, **kwargs)
