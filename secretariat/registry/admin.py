"""Django's admin, for repairs of what has no page. Only for accounts with is_staff."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group

from .models import District, Letterhead, Organisation, OrgUnit, Person, User


class UnitInline(admin.TabularInline[OrgUnit, Organisation]):
    model = OrgUnit
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    list_display = ("name", "kind", "district", "ends_on")
    list_filter = ("kind", "district")
    search_fields = ("name", "short_name")
    inlines = (UnitInline,)


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    list_display = ("name", "title", "organisation")
    search_fields = ("given_name", "family_name")
    autocomplete_fields = ("organisation",)
    list_select_related = ("organisation",)


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """Roles and the closing of accounts stand on the page Användare, which writes in the log."""

    list_display = ("email", "person", "office_role", "is_active", "is_staff")
    search_fields = ("email",)
    autocomplete_fields = ("person",)
    fields = ("email", "person", "is_staff")
    list_select_related = ("person",)


# Providers come from the environment alone, and logins are joined by who has them (registry/oidc.py).
admin.site.unregister([SocialAccount, SocialApp, SocialToken])
# Who may what is one table in lib/access.py; Django's groups open nothing here, and their rights have English names.
admin.site.unregister(Group)
# Second steps are added by whoever has them and taken away on the page Användare, which writes in the log.
admin.site.unregister(Authenticator)
admin.site.register(District)
admin.site.register(Letterhead)
# The office's own login, with its codes and rate limits; the admin's has neither.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = "Sekretariatet, lagning"
admin.site.site_title = "Sekretariatet"
