"""What a school fills in on its own page: yes or no, whom to turn to, pupils and classes. Works without script (H2)."""

from typing import Any

from django import forms

from secretariat.registry.forms import WithoutPersonnummer
from surveys.actions.school_replies import ClassSaid, Said
from surveys.models import ClassGroup, Participation

YES, NO = "ja", "nej"
MOST_CLASSES = 60
_EMPTY_ROWS = 2


class ReplyForm(WithoutPersonnummer, forms.Form):
    """The answer and the facts."""

    answer = forms.ChoiceField(
        label="Är ni med?",
        choices=[(YES, "Ja, vi är med"), (NO, "Nej, vi är inte med")],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ja eller nej."},
    )
    why = forms.CharField(
        label="Skäl, om ni svarar nej",
        required=False,
        max_length=300,
        help_text="Skriv inget om enskilda elever.",
    )
    who = forms.CharField(label="Ditt namn", max_length=160, error_messages={"required": "Skriv ditt namn."})
    contact = forms.CharField(label="Vem ska vi höra av oss till?", required=False, max_length=160)
    email = forms.EmailField(
        label="Kontaktpersonens e-post",
        required=False,
        error_messages={"invalid": "Skriv en e-postadress, till exempel namn@exempel.se."},
    )
    phone = forms.CharField(
        label="Telefon", required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    invited = forms.IntegerField(
        label="Hur många elever gäller det?",
        required=False,
        min_value=1,
        max_value=5000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={
            "invalid": "Skriv antalet elever med siffror.",
            "min_value": "Skriv minst 1 elev.",
            "max_value": "Skriv högst 5 000 elever.",
        },
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip()


class ClassForm(WithoutPersonnummer, forms.Form):
    """A row: a class and its pupils. An empty row is no class."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="Klass", required=False, max_length=40)
    grade = forms.CharField(label="Årskurs", required=False, max_length=20)
    invited = forms.IntegerField(
        label="Elever",
        required=False,
        min_value=1,
        max_value=500,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages={
            "invalid": "Skriv antalet elever med siffror.",
            "min_value": "Skriv minst 1 elev.",
            "max_value": "Skriv högst 500 elever i en klass.",
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name, invited = (cleaned.get("name") or "").strip(), cleaned.get("invited")
        if name and invited is None and "invited" not in self.errors:
            self.add_error("invited", f"Skriv hur många elever som går i {name}.")
        if not name and (invited or cleaned.get("grade")) and "name" not in self.errors:
            self.add_error("name", "Skriv vad klassen heter.")
        return cleaned


def _rows_of(sent: forms.BaseFormSet[ClassForm]) -> list[ClassSaid]:
    """Classes that are filled in."""
    told = [one.cleaned_data for one in sent.forms]
    return [
        ClassSaid(" ".join(row["name"].split()), row["grade"].strip(), row["invited"], row.get("pk"))
        for row in told
        if row.get("name", "").strip()
    ]


ClassFormSet = forms.formset_factory(
    ClassForm,
    extra=_EMPTY_ROWS,
    max_num=MOST_CLASSES,
    absolute_max=MOST_CLASSES,
    validate_max=True,
)


class Reply:
    """The answer's form and the rows of classes, as one."""

    def __init__(self, row: Participation, data: Any = None, *, takes_part: bool | None) -> None:
        school = row.school
        answer = {True: YES, False: NO, None: ""}[takes_part]
        facts = {
            "answer": answer, "why": row.why, "who": row.answered_by, "contact": school.contact, "email": school.email,
            "phone": school.phone, "invited": row.invited,
        }  # fmt: skip
        if data is not None and "rader" in data:
            data = data.copy()
            number = str(data.get("klass-TOTAL_FORMS", ""))
            total = int(number) if number.isdecimal() and len(number) < 4 else 0
            data["klass-TOTAL_FORMS"] = str(min(total + _EMPTY_ROWS, MOST_CLASSES))
        self.form = ReplyForm(data, initial=facts)
        self.classes = ClassFormSet(data, prefix="klass", initial=[_shown(one) for one in row.classes.all()])

    def is_valid(self) -> bool:
        """Both are asked, so that all faults are told at once."""
        return all([self.form.is_valid(), self.classes.is_valid()])

    def said(self) -> Said:
        """What was filled in. Must be valid."""
        told = dict(self.form.cleaned_data)
        return Said(takes_part=told.pop("answer") == YES, classes=_rows_of(self.classes), **told)


def _shown(one: ClassGroup) -> dict[str, Any]:
    return {"pk": one.pk, "name": one.name, "grade": one.grade, "invited": one.invited}
