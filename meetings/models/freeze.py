"""Triggers that keep what is printed as it was sent: the database refuses, also raw SQL (architecture 7)."""

import pgtrigger

FROZEN = "Anteckningarna är låsta och kan inte ändras."
BOUND = "Punkten är omedelbart justerad och kan inte ändras."

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

# A point that is approved at once stays as it was read aloud, while the rest of the minutes is written on. What only
# orders points, or comes later, is not printed of it and may change.
_BOUND = """
IF (TG_OP <> 'UPDATE' OR {changed}) AND EXISTS ({approvals}) THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'SKFRZ';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""
_OF_THE_ITEM = """
    SELECT 1 FROM meetings_agendaitem i JOIN meetings_immediateapproval a ON a.item_id IN (i.id, i.parent_id)
    WHERE a.withdrawn_at IS NULL AND i.id IN (OLD.item_id, NEW.item_id)
"""
_OF_ITSELF = """
    SELECT 1 FROM meetings_immediateapproval a
    WHERE a.withdrawn_at IS NULL AND a.item_id IN (OLD.id, NEW.id, OLD.parent_id, NEW.parent_id)
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


def bound_with_item(*printed: str, is_item: bool = False) -> pgtrigger.Trigger:
    """Trigger of a table whose rows belong to a point: they stand as they are when it has been approved at once (C12).

    With names of columns, only a change of what one of those says is refused; without, every change is.
    """
    changed = " OR ".join(f'NEW."{one}" IS DISTINCT FROM OLD."{one}"' for one in printed)
    return pgtrigger.Trigger(
        name="item_is_bound",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_BOUND.format(
            changed=f"({changed})" if printed else "NEW IS DISTINCT FROM OLD",
            approvals=_OF_ITSELF if is_item else _OF_THE_ITEM,
            message=BOUND,
        ),
    )


def never_emptied() -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which row triggers do not see. Test databases set sekretariatet.may_truncate."""
    return pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=_NO_TRUNCATE.format(message="Tabellen får inte tömmas."),
    )
