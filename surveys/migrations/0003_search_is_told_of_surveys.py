"""The database notes what the search must take in of surveys, as it does for meetings (decision 0008)."""

from django.db import migrations

_NOTE = "INSERT INTO registry_searchchange (source) VALUES ('survey:' || {row}.{column});"
_OF_ROUND = (
    "INSERT INTO registry_searchchange (source) SELECT 'survey:' || survey_id "
    "FROM surveys_surveyround WHERE id = {row}.round_id;"
)
_NOTES = {
    "surveys_survey": _NOTE.replace("{column}", "id"),
    "surveys_survey_themes": _NOTE.replace("{column}", "survey_id"),
    "surveys_surveyround": _NOTE.replace("{column}", "survey_id"),
    "surveys_milestone": _OF_ROUND,
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
        ("surveys", "0002_sets_tell_how_far_they_have_come"),
        ("registry", "0007_search_has_addresses_for_everybody"),
    ]
    operations = [
        migrations.RunSQL(
            "".join(_made(table, note) for table, note in _NOTES.items()),
            "".join(f"DROP FUNCTION IF EXISTS note_search_{table}() CASCADE;\n" for table in _NOTES),
        )
    ]
