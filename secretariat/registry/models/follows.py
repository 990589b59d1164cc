"""What a person follows: a group, a matter, a theme, a party, or a saved search."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q


class Follow(models.Model):
    """One user follows one thing, or one search. What is new since `told_at` stands in the next digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, blank=True, related_name="+")
    object_id = models.CharField(max_length=40, blank=True)
    about = GenericForeignKey("content_type", "object_id")
    query = models.CharField(
        "sökning", max_length=400, blank=True, help_text="Adressens del efter frågetecknet."
    )
    title = models.CharField("rubrik", max_length=200)
    created_at = models.DateTimeField("sedan", auto_now_add=True)
    told_at = models.DateTimeField("berättat till och med", auto_now_add=True)

    class Meta:
        verbose_name = "bevakning"
        verbose_name_plural = "bevakningar"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type=None, object_id="") & ~Q(query="")
                | Q(content_type__isnull=False, query="") & ~Q(object_id=""),
                name="follow_is_of_a_thing_or_a_search",
            ),
            models.UniqueConstraint(
                fields=["user", "content_type", "object_id", "query"],
                nulls_distinct=False,
                name="one_follows_a_thing_once",
                violation_error_message="Du bevakar det redan.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
