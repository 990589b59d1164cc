"""Excel out: what the lists show, with Swedish headings (interface 2.3 d)."""

from django.http import HttpResponse
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource

from .models import Organisation, Person

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


def xlsx(resource: ModelResource, rows: object, *, name: str) -> HttpResponse:
    """The rows as an Excel file to download, with the day in its name. Text that looks like a formula stays text."""
    content = resource.export(rows).export("xlsx", escape=True)
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.xlsx"'
        },
    )
