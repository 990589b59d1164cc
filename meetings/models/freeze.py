"""Triggers that keep what is printed as it was sent: the database refuses, also raw SQL (architecture 7)."""

import pgtrigger

FROZEN = "Anteckningarna är låsta och kan inte ändras."

# The lock makes a save that began before a freeze wait for it and then be refused, and a freeze wait for saves under
# way, so that frozen bytes and live rows cannot differ.
_GUARD = """
PERFORM 1 FROM meetings_minutes m WHERE m.meeting_id IN ({meetings}) FOR SHARE;
IF EXISTS (
    SELECT 1 FROM meetings_minutes m
    WHERE m.meeting_id IN ({meetings}) AND m.frozen_at IS NOT NULL
) THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'SKFRZ';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""

_NO_TRUNCATE = """
IF current_setting('sekretariatet.may_truncate', true) = 'yes' THEN RETURN NULL; END IF;
RAISE EXCEPTION '{message}' USING ERRCODE = 'SKFRZ';
"""


def frozen_with_minutes(*printed: str, column: str = "meeting_id") -> list[pgtrigger.Trigger]:
    """Triggers of a table whose rows belong to a meeting by `column`.

    With names of columns, only a change of one of those is refused; without, every change is.
    """
    func = _GUARD.format(meetings=f"OLD.{column}, NEW.{column}", message=FROZEN)
    update = pgtrigger.UpdateOf(*printed) if printed else pgtrigger.Update
    return [
        pgtrigger.Trigger(
            name="frozen_with_minutes",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Delete if column == "meeting_id" else pgtrigger.Delete,
            func=func,
        ),
        pgtrigger.Trigger(name="frozen_columns", when=pgtrigger.Before, operation=update, func=func),
        never_emptied(),
    ]


def frozen_link(table: str, column: str) -> list[pgtrigger.Trigger]:
    """Triggers of a table between many and many, whose rows belong to the meeting of the row in `table` they name."""
    keys = f"OLD.{column}, NEW.{column}"
    meetings = f"SELECT o.meeting_id FROM {table} o WHERE o.id IN ({keys})"  # noqa: S608 – names of our own tables
    return [
        pgtrigger.Trigger(
            name="frozen_with_minutes",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=_GUARD.format(meetings=meetings, message=FROZEN),
        ),
        never_emptied(),
    ]


def never_emptied() -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which row triggers do not see. Test databases set sekretariatet.may_truncate."""
    return pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=_NO_TRUNCATE.format(message="Tabellen får inte tömmas."),
    )
