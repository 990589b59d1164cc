"""Starting a questionnaire to decision makers."""

from typing import Any

from django import forms

from secretariat.inquiries.forms.rounds import RoundForm
from secretariat.inquiries.models import Form
from surveys import questionnaire


class QuestionnaireForm(RoundForm):
    """Which questions, who is asked, until when."""

    form = forms.ModelChoiceField(
        Form.objects.none(),
        label="Frågor",
        required=False,
        help_text="Du kan ändra frågorna innan du skickar.",
    )
    field_order = ("form", "who", "parties", "period", "due_on", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Form.objects.filter(purpose=questionnaire.KEY).exclude(name=questionnaire.NAME)
        self.fields["form"].queryset = rows.order_by("name")  # type: ignore[attr-defined]
        self.fields["form"].empty_label = f"De gemensamma: {questionnaire.NAME}"  # type: ignore[attr-defined]
        self.fields["period"].help_text = "Behövs bara om ni frågar flera gånger om samma omgång."
