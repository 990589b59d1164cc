"""The database notes what the search must take in of calls; a fund's name stands at each of its calls (decision 0008)."""

from django.db import migrations

_NOTES = {
    "funding_call": "INSERT INTO registry_searchchange (source) VALUES ('call:' || {row}.id);",
    "funding_criterion": "INSERT INTO registry_searchchange (source) VALUES ('call:' || {row}.call_id);",
    "funding_fund": (
        "INSERT INTO registry_searchchange (source) SELECT 'call:' || c.id FROM funding_call c "
        "JOIN funding_pot p ON p.id = c.pot_id JOIN funding_grantdecision g ON g.id = p.grant_id "
        "WHERE g.fund_id = {row}.id;"
    ),
}


def _made(table: str, note: str) -> str:
    return f"""
CREATE FUNCTION note_search_calls_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN {note.replace("{row}", "NEW")} END IF;
    IF TG_OP = 'DELETE' THEN {note.replace("{row}", "OLD")} END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_is_told_of_calls AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION note_search_calls_of_{table}();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0005_judgements_can_be_opened_again")]
    operations = [
        migrations.RunSQL(
            "".join(_made(table, note) for table, note in _NOTES.items())
            + "INSERT INTO registry_searchchange (source) SELECT 'call:' || id FROM funding_call;\n",
            "".join(f"DROP FUNCTION IF EXISTS note_search_calls_of_{table}() CASCADE;\n" for table in _NOTES),
        )
    ]
