import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

_LIMIT = "ALTER INDEX entry_words SET (gin_pending_list_limit = 256)"
_NO_LIMIT = "ALTER INDEX entry_words RESET (gin_pending_list_limit)"


class Migration(migrations.Migration):
    """Entries carry themes; the index that no search used is gone, and the one of words is kept in order as it stands."""

    dependencies = [("registry", "0010_the_year_may_be_subscribed_to")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="themes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.RemoveIndex(model_name="searchentry", name="entry_newest"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_LIMIT, _NO_LIMIT)],
            state_operations=[
                migrations.RemoveIndex(model_name="searchentry", name="entry_words"),
                migrations.AddIndex(
                    model_name="searchentry",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fields=["vector"], gin_pending_list_limit=256, name="entry_words"
                    ),
                ),
            ],
        ),
    ]
