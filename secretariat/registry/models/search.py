"""The search's index: one row for everything that can be found, the queue of changes, and words kept for it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Upper

# A day's month in a list of one, as the index of words has it: twelve times the year, and the month.
MONTH = "(ARRAY[(extract(year FROM %(expressions)s) * 12 + extract(month FROM %(expressions)s))::int])"


class SearchEntry(models.Model):
    """Something to be found, as one circle of readers may see it. Written by `actions/indexing.py` alone.

    `audience` names the one circle; a reader carries the names of all circles they belong to (lib/search.py).
    """

    kind = models.CharField(max_length=12)
    key = models.CharField("objektets nyckel", max_length=60)
    source = models.CharField("görs om med", max_length=60)
    address = models.CharField(max_length=300)
    public_address = models.CharField("adress för den som inte har loggat in", max_length=300, blank=True)
    title = models.TextField()
    text = models.TextField(blank=True)
    where = models.CharField(max_length=400, blank=True)
    number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=16, blank=True)
    state_words = models.CharField(max_length=60, blank=True)
    date = models.DateField(null=True)
    bodies = ArrayField(models.BigIntegerField(), default=list)
    parties = ArrayField(models.BigIntegerField(), default=list)
    themes = ArrayField(models.BigIntegerField(), default=list)
    audience = models.CharField(max_length=40)
    digest = models.CharField(max_length=32)
    vector = SearchVectorField()

    class Meta:
        verbose_name = "rad i sökregistret"
        verbose_name_plural = "rader i sökregistret"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="entry_stands_once")]
        indexes = [
            # Words together with all that a search may narrow them by, so that only rows that are hits are fetched.
            # A short list of rows not yet put in their place: every search reads all of it.
            GinIndex(
                "vector",
                Func("kind", template="(ARRAY[%(expressions)s]::text[])"),
                Func("audience", template="(ARRAY[%(expressions)s]::text[])"),
                "bodies",
                "parties",
                "themes",
                Func("date", template=MONTH),
                name="entry_words",
                gin_pending_list_limit=256,
            ),
            models.Index(fields=["source"], name="entry_source"),
            models.Index("kind", models.F("date").desc(nulls_last=True), name="entry_newest_of_kind"),
        ]

    def __str__(self) -> str:
        return self.title[:60]


class SearchChange(models.Model):
    """A note that something has changed, written by the database in the change's own transaction.

    Notes are never updated, so that two who write in one meeting do not wait for one another.
    """

    source = models.CharField(max_length=60)
    noted_at = models.DateTimeField(auto_now_add=True, db_default=models.functions.Now())

    class Meta:
        verbose_name = "ändring att söka i"
        verbose_name_plural = "ändringar att söka i"

    def __str__(self) -> str:
        return self.source


class SearchWord(models.Model):
    """A word that occurs in the index. Misspelt words are compared with these."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        verbose_name = "ord i sökregistret"
        verbose_name_plural = "ord i sökregistret"
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_trigrams")]

    def __str__(self) -> str:
        return self.word


class FileText(models.Model):
    """The words of a file's bytes, read once by the worker. A file that cannot be read says so and has none."""

    class State(models.TextChoices):
        READ = "read", "läst"
        EMPTY = "empty", "utan text"
        BROKEN = "broken", "gick inte att läsa"

    sha256 = models.CharField(max_length=64, primary_key=True)
    state = models.CharField(max_length=8, choices=State)
    text = models.TextField(blank=True)
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "fils text"
        verbose_name_plural = "filers text"

    def __str__(self) -> str:
        return f"{self.sha256[:8]}, {self.get_state_display()}"


class Synonym(models.Model):
    """Expressions that mean the same to the office: *ÖK* and *överenskommelse*. A search for one finds all."""

    short = models.CharField("kort", max_length=60)
    words = ArrayField(models.CharField(max_length=120), verbose_name="betyder också", default=list)
    note = models.CharField("anmärkning", max_length=200, blank=True)

    class Meta:
        verbose_name = "synonym"
        verbose_name_plural = "synonymer"
        ordering = [Upper("short"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("short"),
                name="synonym_stands_once",
                violation_error_message="Uttrycket finns redan. Ändra i den raden i stället.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.short} = {', '.join(self.words)}"
