"""The database notes what the search must take in of agreements, as it does for meetings (decision 0008)."""

from django.db import migrations

_TABLES = {
    "agreements_agreement": "id",
    "agreements_agreement_themes": "agreement_id",
    "agreements_agreementversion": "agreement_id",
    "agreements_agreementparty": "agreement_id",
}
_DOCUMENT = (
    "INSERT INTO registry_searchchange (source) SELECT 'agreement:' || agreement_id "
    "FROM agreements_agreementversion WHERE id = {row}.version_id;"
)
_PLAIN = "INSERT INTO registry_searchchange (source) VALUES ('agreement:' || {row}.{column});"


def _made(table: str, note: str) -> str:
    return f"""
CREATE FUNCTION note_search_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN {note.replace("{row}", "NEW")} END IF;
    IF TG_OP = 'DELETE' THEN {note.replace("{row}", "OLD")} END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_is_told AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION note_search_{table}();
"""


_NOTES = {table: _PLAIN.replace("{column}", column) for table, column in _TABLES.items()} | {
    "agreements_agreementdocument": _DOCUMENT
}


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_a_last_day_is_told_of_once"),
        ("registry", "0007_search_has_addresses_for_everybody"),
    ]
    operations = [
        migrations.RunSQL(
            "".join(_made(table, note) for table, note in _NOTES.items()),
            "".join(f"DROP FUNCTION IF EXISTS note_search_{table}() CASCADE;\n" for table in _NOTES),
        )
    ]
