"""Operations that share one making of the models do to the database what they do alone."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from secretariat.lib import migrating

pytestmark = pytest.mark.django_db

OPERATIONS = [
    migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
    migrations.CreateModel(
        "Book",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("shelf", models.ForeignKey("prov.Shelf", models.CASCADE)),
        ],
    ),
    migrations.AddField("Shelf", "first", models.ForeignKey("prov.Book", models.SET_NULL, null=True)),
    migrations.AddField("Shelf", "others", models.ManyToManyField("prov.Book", related_name="+")),
    migrations.AddField(
        "Book", "title", models.CharField(max_length=80, default="Utan titel", db_index=True)
    ),
    migrations.AddField("Book", "pages", models.IntegerField(default=1), preserve_default=False),
    migrations.AddIndex("Book", models.Index("title", "pages", name="prov_by_title_and_pages")),
    migrations.AddConstraint(
        "Book", models.CheckConstraint(condition=models.Q(pages__gt=0), name="prov_a_book_has_pages")
    ),
    migrations.RenameField("Book", "pages", "leaves"),
    migrations.AddField("Book", "number", models.CharField(max_length=8, unique=True)),
]
ASKED = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_name LIKE 'prov\\_%%' ORDER BY table_name, ordinal_position",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid::regclass::text LIKE 'prov\\_%%' ORDER BY 1, 2",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'prov\\_%%' ORDER BY 1",
}


def database_after(
    kind: type[migrations.Migration],
) -> tuple[dict[str, list[tuple[object, ...]]], ProjectState]:
    """What the database holds when the operations have been run, which is undone, and what Django thinks it holds."""
    migration = kind("0001_prov", "prov")
    migration.operations = OPERATIONS
    with connection.schema_editor(atomic=True) as editor:
        state = migration.apply(ProjectState(), editor)
    said = {}
    with connection.cursor() as cursor:
        for what, sql in ASKED.items():
            cursor.execute(sql.replace("%%", "%"))
            said[what] = cursor.fetchall()
        cursor.execute("DROP TABLE prov_shelf, prov_book, prov_shelf_others CASCADE")
    return said, state


def test_the_database_is_the_same() -> None:
    alone, state_alone = database_after(migrations.Migration)
    shared, state_shared = database_after(migrating.Migration)
    assert shared == alone
    assert len(shared["columns"]) == 10
    assert state_shared == state_alone


def test_tables_and_additions_share_and_the_rest_is_alone() -> None:
    groups: list[int] = []

    class Counted(migrating.Together):
        def __init__(self, operations: list[object]) -> None:
            groups.append(len(operations))
            super().__init__(operations)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrating, "Together", Counted)
        database_after(migrating.Migration)
    assert groups == [2, 6]


def test_the_operations_are_as_written_afterwards() -> None:
    migration = migrating.Migration("0001_prov", "prov")
    migration.operations = OPERATIONS
    with connection.schema_editor(atomic=True) as editor:
        migration.apply(ProjectState(), editor)
    assert migration.operations is OPERATIONS
