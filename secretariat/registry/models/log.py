"""The audit log: who did or saw what, from where. Rows are only added (requirement D8)."""

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

# Row triggers do not see TRUNCATE. Test databases set sekretariatet.may_truncate.
_NEVER_EMPTIED = """
IF current_setting('sekretariatet.may_truncate', true) = 'yes' THEN RETURN NULL; END IF;
RAISE EXCEPTION 'Loggen får inte tömmas.';
"""


class LogEntry(models.Model):
    """One act. `label` keeps the object's name as it was, since the object may be gone later."""

    at = models.DateTimeField("när", auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="vem", null=True, related_name="log_entries"
    )
    user_name = models.CharField("namn", max_length=200, blank=True)
    verb = models.CharField("vad", max_length=60, db_index=True)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    object_id = models.CharField(max_length=40, blank=True)
    target = GenericForeignKey("content_type", "object_id")
    label = models.CharField("gäller", max_length=300, blank=True)
    detail = models.JSONField("uppgifter", default=dict, blank=True)
    ip = models.GenericIPAddressField("från", null=True, blank=True)

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="log_of_object"),
            # Words are looked for anywhere in these, among a million rows.
            GinIndex(OpClass(Upper("label"), name="gin_trgm_ops"), name="log_by_label"),
            GinIndex(OpClass(Upper("verb"), name="gin_trgm_ops"), name="log_by_verb"),
            GinIndex(OpClass(Upper("user_name"), name="gin_trgm_ops"), name="log_by_name"),
        ]
        triggers = [
            pgtrigger.Protect(name="log_is_only_added_to", operation=pgtrigger.Delete | pgtrigger.Update),
            pgtrigger.Trigger(
                name="log_is_never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func=_NEVER_EMPTIED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.label}"
