"""Persons and the users that some of them are."""

from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat
from django.urls import reverse

from secretariat.lib import hiding
from secretariat.lib.sorting import sort_key

from .organisations import Organisation, OrgUnit


class PersonQuerySet(models.QuerySet["Person"]):
    def matching(self, text: str) -> "PersonQuerySet":
        """Every word of the text stands in the name, an alias, the title or the organisation."""
        found = self
        for word in text.split():
            found = found.filter(
                models.Q(given_name__icontains=word)
                | models.Q(family_name__icontains=word)
                | models.Q(aliases__icontains=word)
                | models.Q(title__icontains=word)
                | models.Q(organisation__name__icontains=word)
                | models.Q(organisation__short_name__icontains=word)
            )
        return found

    def update(self, **fields: Any) -> int:
        """As Django's; every process is told when it may concern who is protected, or what they are called (D7)."""
        changed = super().update(**fields)
        if fields.keys() & Person.NAMING:
            hiding.changed()
        return changed


class Person(models.Model):
    """A person in the work. Never a personnummer, a home address or a party (requirement D6)."""

    NAMING: ClassVar[AbstractSet[str]] = {"given_name", "family_name", "aliases", "protected_identity"}

    given_name = models.CharField("förnamn", max_length=80)
    family_name = models.CharField("efternamn", max_length=80, blank=True)
    sort_name = models.CharField(
        "sorteras som",
        max_length=160,
        blank=True,
        help_text="Lämna tomt för efternamn, förnamn.",
    )
    title = models.CharField("titel", max_length=160, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="organisation",
        null=True,
        blank=True,
        related_name="persons",
    )
    unit = models.ForeignKey(
        OrgUnit, models.SET_NULL, verbose_name="enhet", null=True, blank=True, related_name="persons"
    )
    email = models.EmailField("e-post", blank=True)
    email_failed_at = models.DateTimeField("adressen togs inte emot", null=True, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=160),
        verbose_name="skrivs också",
        default=list,
        blank=True,
        help_text="Andra stavningar av namnet, en per rad.",
    )
    protected_identity = models.BooleanField("skyddade personuppgifter", default=False)
    sort_key = sort_key(
        Case(
            When(~Q(sort_name=""), then="sort_name"),
            When(family_name="", then="given_name"),
            default=Concat("family_name", Value(", "), "given_name"),
        )
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key"], name="person_order"),
            GinIndex(fields=["aliases"], name="person_aliases"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **named: Any) -> None:
        """As Django's; every process is told where the person is protected (D7)."""
        super().save(*args, **named)
        if self.protected_identity:
            hiding.changed()

    def get_absolute_url(self) -> str:
        return reverse("registry:person-detail", args=[self.pk])

    @property
    def name(self) -> str:
        """Given and family name as printed."""
        return f"{self.given_name} {self.family_name}".strip()


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":  # type: ignore[no-untyped-def]
        """Make an account. Without a password one logs in by a code in the mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":  # type: ignore[no-untyped-def]
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. What it may do follows from its office roles here and from memberships in bodies."""

    class OfficeRole(models.TextChoices):
        NONE = "", "ingen"
        READER = "reader", "läsare"
        SECRETARIAT = "secretariat", "sekretariat"
        ADMINISTRATOR = "administrator", "administratör"

    email = models.EmailField("e-post", unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, verbose_name="person", null=True, blank=True, related_name="user"
    )
    office_role = models.CharField("behörighet", max_length=20, choices=OfficeRole, blank=True, default="")
    is_active = models.BooleanField("aktivt", default=True)
    unneeded_since = models.DateField("utan uppdrag sedan", null=True, blank=True)
    closed_by_night_at = models.DateTimeField("stängt av sig självt", null=True, blank=True)
    is_staff = models.BooleanField("får laga i databasen", default=False)
    date_joined = models.DateTimeField("skapat", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "användarkonto"
        verbose_name_plural = "användarkonton"
        ordering = ["email"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The person's name, else the address."""
        return self.person.name if self.person else self.email
