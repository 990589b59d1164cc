"""Whom a närvarointyg is for, and which period."""

from collections.abc import Mapping
from typing import Any

from django import forms

from .attendance_exports import PeriodForm


class CertificateForm(PeriodForm):
    """A person to look for, and the period."""

    q = forms.CharField(label="Namn", required=False, max_length=100)

    def __init__(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.order_fields(["q", "fran", "till"])
