"""The database notes what the search must take in, in the transaction that changed it (decision 0008)."""

from django.db import migrations

# Tables by the column that leads to the source, and the source's name.
_DIRECT = {
    "meetings_meeting": ("id", "meeting"),
    "meetings_minutes": ("meeting_id", "meeting"),
    "meetings_meetingbody": ("meeting_id", "meeting"),
    "meetings_agendaitem": ("meeting_id", "meeting"),
    "meetings_itemblock": ("meeting_id", "meeting"),
    "meetings_decision": ("meeting_id", "meeting"),
    "meetings_itemattachment": ("meeting_id", "meeting"),
    "meetings_body": ("id", "body"),
    "meetings_membership": ("person_id", "person"),
    "meetings_matter": ("id", "matter"),
    "meetings_matter_parties": ("matter_id", "matter"),
    "registry_theme": ("id", "theme"),
    "registry_person": ("id", "person"),
}
# Rows that lead there by way of another table: the notes to write for row `changed`.
_BY_QUERY = {
    "meetings_publication": "SELECT 'meeting:' || meeting_id FROM meetings_minutes WHERE id = changed.minutes_id",
    "meetings_publication_files": "SELECT 'meeting:' || m.meeting_id FROM meetings_publication p "
    "JOIN meetings_minutes m ON m.id = p.minutes_id WHERE p.id = changed.publication_id",
    "meetings_decision_parties": "SELECT 'meeting:' || meeting_id FROM meetings_decision WHERE id = changed.decision_id",
    "meetings_seat": "SELECT DISTINCT 'person:' || person_id FROM meetings_membership WHERE seat_id = changed.id",
}
# What stands in other entries too: a group's name, and whether a person is protected.
_SPREADING = {
    "meetings_body": (
        "NEW.name <> OLD.name OR NEW.short_name <> OLD.short_name",
        "SELECT 'meeting:' || meeting_id FROM meetings_meetingbody WHERE body_id = NEW.id "
        "UNION SELECT 'person:' || m.person_id FROM meetings_membership m JOIN meetings_seat s ON s.id = m.seat_id "
        "WHERE s.body_id = NEW.id",
    ),
    "registry_person": (
        "NEW.protected_identity <> OLD.protected_identity OR NEW.protected_identity AND "
        "(NEW.given_name, NEW.family_name, NEW.aliases) IS DISTINCT FROM (OLD.given_name, OLD.family_name, OLD.aliases)",
        "SELECT 'meeting:' || id FROM meetings_meeting UNION SELECT 'matter:' || id FROM meetings_matter",
    ),
    "meetings_decision": (
        "NEW.supersedes_id IS DISTINCT FROM OLD.supersedes_id",
        "SELECT 'meeting:' || meeting_id FROM meetings_decision WHERE id IN (NEW.supersedes_id, OLD.supersedes_id)",
    ),
}
# What must not be found from this very moment, whatever the worker is doing: what is no longer published, and who is
# protected. The worker then writes the rows anew as they may be.
_AT_ONCE = {
    "meetings_publication": (
        "NEW.unpublished_at IS NOT NULL AND OLD.unpublished_at IS NULL",
        "UPDATE registry_searchentry SET audience = 'readers', public_address = '' WHERE audience = 'public' AND "
        "source = (SELECT 'meeting:' || meeting_id FROM meetings_minutes WHERE id = NEW.minutes_id);",
    ),
    "registry_person": (
        "NEW.protected_identity AND NOT OLD.protected_identity",
        "DELETE FROM registry_searchentry WHERE kind = 'person' AND key = NEW.id::text OR position("
        "lower(trim(NEW.given_name || ' ' || NEW.family_name)) in lower(title || ' ' || text || ' ' || \"where\")) > 0;"
        "UPDATE registry_searchentry SET audience = 'readers', public_address = '' WHERE audience = 'public' AND source IN "
        "(SELECT 'meeting:' || m.meeting_id FROM meetings_minutes m JOIN meetings_publication p ON p.minutes_id = m.id "
        "JOIN meetings_publication_persons n ON n.publication_id = p.id WHERE n.person_id = NEW.id);",
    ),
}


def _function(name: str, body: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{body}
    RETURN NULL;
END $$;
"""


def _trigger(table: str, name: str, events: str, function: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();\n"


def _note(values: str) -> str:
    return f"INSERT INTO registry_searchchange (source) {values};"


def _made() -> str:
    written = ""
    for table, (column, source) in _DIRECT.items():
        function = f"note_search_{table}"
        written += _function(
            function,
            f"""
    IF TG_OP <> 'DELETE' THEN {_note(f"VALUES ('{source}:' || NEW.{column})")} END IF;
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.{column} IS DISTINCT FROM NEW.{column} THEN
        {_note(f"VALUES ('{source}:' || OLD.{column})")}
    END IF;""",
        ) + _trigger(table, "search_is_told", "INSERT OR UPDATE OR DELETE", function)
    for table, query in _BY_QUERY.items():
        function = f"note_search_{table}"
        both = f"""
    IF TG_OP <> 'DELETE' THEN {_note(query.replace("changed.", "NEW."))} END IF;
    IF TG_OP <> 'INSERT' THEN {_note(query.replace("changed.", "OLD."))} END IF;"""
        written += _function(function, both) + _trigger(
            table, "search_is_told", "INSERT OR UPDATE OR DELETE", function
        )
    for table, (condition, query) in _SPREADING.items():
        function = f"note_search_beside_{table}"
        written += _function(function, f"    IF {condition} THEN {_note(query)} END IF;")
        written += _trigger(table, "search_is_told_beside", "UPDATE", function)
    for table, (condition, statements) in _AT_ONCE.items():
        function = f"hide_search_{table}"
        written += _function(function, f"    IF {condition} THEN {statements} END IF;")
        written += _trigger(table, "search_hides_at_once", "UPDATE", function)
    written += _function("note_search_new_decision", f"    {_note(_SPREADING['meetings_decision'][1].replace('OLD.supersedes_id', 'NULL'))}")
    written += _trigger("meetings_decision", "search_is_told_of_new", "INSERT", "note_search_new_decision").replace(
        "FOR EACH ROW", "FOR EACH ROW WHEN (NEW.supersedes_id IS NOT NULL)"
    )
    return written


def _unmade() -> str:
    names = [f"note_search_{table}" for table in (*_DIRECT, *_BY_QUERY)]
    names += [f"hide_search_{table}" for table in _AT_ONCE]
    names += [f"note_search_beside_{table}" for table in _SPREADING] + ["note_search_new_decision"]
    return "".join(f"DROP FUNCTION IF EXISTS {name}() CASCADE;\n" for name in names)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0011_minutes_are_published_with_files_and_without_protected_persons"),
        ("registry", "0006_search"),
    ]
    operations = [migrations.RunSQL(_made(), _unmade())]
