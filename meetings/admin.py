"""Registers of meetings in the database's own workshop, for administrators who must repair something."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest

from .models import Body, BodyType, CopyRecipient, Meeting, Membership, MinutesWord, Seat, StandingItem


@admin.register(BodyType)
class BodyTypeAdmin(admin.ModelAdmin[BodyType]):
    list_display = ["name", "slug", "is_political", "position"]


@admin.register(MinutesWord)
class MinutesWordAdmin(admin.ModelAdmin[MinutesWord]):
    list_display = ["indefinite", "definite", "agreement"]


class StandingItemInline(admin.TabularInline[StandingItem, Body]):
    model = StandingItem
    fk_name = "body"
    extra = 0


class CopyRecipientInline(admin.TabularInline[CopyRecipient, Body]):
    model = CopyRecipient
    extra = 0
    autocomplete_fields = ["person"]


@admin.register(Body)
class BodyAdmin(admin.ModelAdmin[Body]):
    list_display = ["name", "code", "type", "parent", "ends_on"]
    list_filter = ["type"]
    search_fields = ["name", "short_name", "code"]
    inlines = [StandingItemInline, CopyRecipientInline]


@admin.register(Seat)
class SeatAdmin(admin.ModelAdmin[Seat]):
    list_display = ["body", "kind", "organisation", "position", "ends_on"]
    list_filter = ["kind"]
    list_select_related = ["body", "organisation"]
    search_fields = ["body__name", "organisation__short_name", "label"]
    autocomplete_fields = ["body"]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    list_display = ["person", "seat", "starts_on", "ends_on"]
    list_select_related = ["person", "seat__organisation"]
    search_fields = ["person__given_name", "person__family_name"]
    autocomplete_fields = ["person", "seat"]


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin[Meeting]):
    """To look at. Meetings are changed on their pages, where rules and log are."""

    list_display = ["heading", "date", "state"]
    search_fields = ["title", "place"]
    date_hierarchy = "date"
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        """With the bodies that name it."""
        return super().get_queryset(request).prefetch_related("meeting_bodies__body")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
