"""The database notes what the search must take in of funds, as it does for meetings (decision 0008)."""

from django.db import migrations

_NOTE = "INSERT INTO registry_searchchange (source) VALUES ('fund:' || {row}.{column});"
_OF_GRANT = (
    "INSERT INTO registry_searchchange (source) SELECT 'fund:' || fund_id "
    "FROM funding_grantdecision WHERE id = {row}.grant_id;"
)
_NOTES = {
    "funding_fund": _NOTE.replace("{column}", "id"),
    "funding_fund_themes": _NOTE.replace("{column}", "fund_id"),
    "funding_grantdecision": _NOTE.replace("{column}", "fund_id"),
    "funding_pot": _OF_GRANT,
    "funding_account": _OF_GRANT,
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
        ("funding", "0003_decisions_concern_money"),
        ("registry", "0007_search_has_addresses_for_everybody"),
    ]
    operations = [
        migrations.RunSQL(
            "".join(_made(table, note) for table, note in _NOTES.items()),
            "".join(f"DROP FUNCTION IF EXISTS note_search_{table}() CASCADE;\n" for table in _NOTES),
        )
    ]
