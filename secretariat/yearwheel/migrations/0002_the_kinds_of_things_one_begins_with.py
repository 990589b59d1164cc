"""The kinds of things a year begins with. They are rows: an office changes them as it likes."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Those with most single days are outermost, where there is most room.
KINDS = (
    ("lansdelsgrupper", "Länsdelsgrupper", "L", "1c6b3c"),
    ("chefsgrupper", "Chefsgrupper", "C", "0b5563"),
    ("medel", "Medel & redovisning", "M", "8a5200"),
    ("ok", "ÖK & uppföljning", "U", "a8201a"),
    ("undersokningar", "Undersökningar", "E", "1d5a96"),
    ("samverkansrad", "Samverkansråd", "R", "7b2d8b"),
    ("konferenser", "Konferenser & utbildning", "K", "5a5f00"),
    ("ovrigt", "Övrigt", "Ö", "5b6770"),
)


def lay(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Lay them in their order."""
    apps.get_model("yearwheel", "Category").objects.bulk_create(
        apps.get_model("yearwheel", "Category")(
            slug=slug, name=name, letter=letter, colour=colour, position=position
        )
        for position, (slug, name, letter, colour) in enumerate(KINDS, 1)
    )


class Migration(migrations.Migration):
    dependencies = [("yearwheel", "0001_the_year_has_activities")]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
