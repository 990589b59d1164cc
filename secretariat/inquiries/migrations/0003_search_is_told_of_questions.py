"""The database notes what the search must take in of rounds of questions (decision 0008)."""

from django.db import migrations

_NOTE = "INSERT INTO registry_searchchange (source) "
_NOTES = {
    "inquiries_inquiry": _NOTE + "VALUES ('inquiry:' || {row}.id);",
    "inquiries_recipient": _NOTE + "VALUES ('inquiry:' || {row}.inquiry_id);",
    "inquiries_answersheet": _NOTE
    + "SELECT 'inquiry:' || inquiry_id FROM inquiries_recipient WHERE id = {row}.recipient_id;",
}


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


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0002_parties_answer_typed_questions"),
        ("registry", "0007_search_has_addresses_for_everybody"),
    ]
    operations = [
        migrations.RunSQL(
            "".join(_made(table, note) for table, note in _NOTES.items()),
            "".join(f"DROP FUNCTION IF EXISTS note_search_{table}() CASCADE;\n" for table in _NOTES),
        )
    ]
