"""Excel out: what the lists show, with Swedish headings (interface 2.3 d)."""

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource

from secretariat.lib import hiding

from .models import Organisation, OutgoingMail, Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PersonResource(ModelResource):
    """One row per person. Contacts of persons with protected identity are left out (D7)."""

    pk = Field("pk", column_name="person_id")
    given_name = Field("given_name", column_name="förnamn")
    family_name = Field("family_name", column_name="efternamn")
    title = Field("title", column_name="titel")
    organisation = Field("organisation__name", column_name="organisation")
    municipality_code = Field("organisation__municipality_code", column_name="kommunkod")
    unit = Field("unit__name", column_name="enhet")
    email = Field(column_name="e-post")
    phone = Field(column_name="telefon")
    aliases = Field(column_name="skrivs också")

    class Meta:
        model = Person
        fields = (
            "pk", "given_name", "family_name", "title", "organisation", "municipality_code", "unit", "email", "phone",
            "aliases",
        )  # fmt: skip
        export_order = fields

    def dehydrate_email(self, person: Person) -> str:
        return "" if person.protected_identity else person.email

    def dehydrate_phone(self, person: Person) -> str:
        return "" if person.protected_identity else person.phone

    def dehydrate_aliases(self, person: Person) -> str:
        return ", ".join(person.aliases)


class OrganisationResource(ModelResource):
    """One row per organisation."""

    pk = Field("pk", column_name="organisation_id")
    name = Field("name", column_name="namn")
    short_name = Field("short_name", column_name="kort namn")
    kind = Field("get_kind_display", column_name="slag")
    municipality_code = Field("municipality_code", column_name="kommunkod")
    district = Field("district__name", column_name="länsdel")
    org_number = Field("org_number", column_name="organisationsnummer")
    aliases = Field(column_name="kallas också")
    ends_on = Field("ends_on", column_name="upphörde")

    class Meta:
        model = Organisation
        fields = (
            "pk", "name", "short_name", "kind", "municipality_code", "district", "org_number", "aliases", "ends_on",
        )  # fmt: skip
        export_order = fields

    def dehydrate_aliases(self, organisation: Organisation) -> str:
        return ", ".join(organisation.aliases)


class MailResource(ModelResource):
    """One row per letter: to whom, about what, when, and how it went. Not the text."""

    pk = Field("pk", column_name="utskick_id")
    written_at = Field(column_name="skrivet")
    to_name = Field("to_name", column_name="till")
    to_email = Field("to_email", column_name="adress")
    purpose = Field("purpose", column_name="ärende")
    subject = Field("subject", column_name="rubrik")
    state = Field("state", column_name="läge")
    delivered_at = Field(column_name="skickat")
    attempts = Field("attempts", column_name="försök")
    last_error = Field("last_error", column_name="fel")
    message_id = Field("message_id", column_name="brevets märke")

    class Meta:
        model = OutgoingMail
        fields = (
            "pk", "written_at", "to_name", "to_email", "purpose", "subject", "state", "delivered_at", "attempts",
            "last_error", "message_id",
        )  # fmt: skip
        export_order = fields

    def dehydrate_written_at(self, letter: OutgoingMail) -> dt.datetime | None:
        return _local(letter.written_at)

    def dehydrate_delivered_at(self, letter: OutgoingMail) -> dt.datetime | None:
        return _local(letter.delivered_at)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    """The moment on the wall clock, as Excel has no zones."""
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0) if moment else None


def csv(resource: ModelResource, rows: object, *, name: str) -> HttpResponse:
    """The rows as Excel in Sweden reads CSV: semicolons, UTF-8 with its mark. What looks like a formula gets a '."""
    table = resource.export(rows)
    for place, row in enumerate(table):
        table[place] = [_harmless(cell) for cell in row]
    content = table.export("csv", delimiter=";")
    return HttpResponse(
        f"\ufeff{content}",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'},
    )


def xlsx(resource: ModelResource, rows: object, *, name: str) -> HttpResponse:
    """The rows as an Excel file to download, with the day in its name. Text that looks like a formula stays text."""
    table = resource.export(rows)
    for place, row in enumerate(table):
        table[place] = [hiding.shown(cell) if isinstance(cell, str) else cell for cell in row]
    content = table.export("xlsx", escape=True)
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.xlsx"'
        },
    )
