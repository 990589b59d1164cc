"""Triggers that keep questions as they were asked and answers as they were handed in, also against raw SQL."""

import pgtrigger

ASKED = "Frågorna är skickade och kan inte ändras. Gör en ny version."
HANDED_IN = "Svaren är inlämnade och kan inte ändras."
STRAY = "Svaret hör inte till frågan."

# FOR SHARE makes a change under way and a freeze wait for each other, so that neither can miss the other.
_ASKED = """
PERFORM 1 FROM inquiries_formversion v WHERE v.id IN ({versions}) FOR SHARE;
IF EXISTS (SELECT 1 FROM inquiries_formversion v WHERE v.id IN ({versions}) AND v.frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'SKFRZ';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""
_OF_QUESTION = (
    "SELECT q.version_id FROM inquiries_question q WHERE q.id IN (OLD.question_id, NEW.question_id)"
)

_VERSION = """
IF OLD.frozen_at IS NOT NULL THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'SKFRZ';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""

_HANDED_IN = """
PERFORM 1 FROM inquiries_answersheet s WHERE s.id IN (OLD.sheet_id, NEW.sheet_id) FOR SHARE;
IF EXISTS (
    SELECT 1 FROM inquiries_answersheet s
    WHERE s.id IN (OLD.sheet_id, NEW.sheet_id) AND s.state IN ('submitted', 'approved')
) THEN
    RAISE EXCEPTION '{handed_in}' USING ERRCODE = 'SKFRZ';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
IF NOT EXISTS (
    SELECT 1 FROM inquiries_answersheet s JOIN inquiries_question q ON q.version_id = s.version_id
    LEFT JOIN inquiries_questioncolumn c ON c.id = NEW.column_id
    LEFT JOIN inquiries_questionoption o ON o.id = NEW.option_id
    WHERE s.id = NEW.sheet_id AND q.id = NEW.question_id
    AND CASE WHEN q.kind = 'table' THEN c.question_id = q.id AND c.kind = NEW.kind
        ELSE NEW.column_id IS NULL AND NEW."row" = 0 AND q.kind = NEW.kind END
    AND (NEW.option_id IS NULL OR o.question_id = q.id)
    AND NOT EXISTS (
        SELECT 1 FROM unnest(NEW.chosen) AS one(key)
        WHERE one.key NOT IN (SELECT p.key FROM inquiries_questionoption p WHERE p.question_id = q.id)
    )
) THEN
    RAISE EXCEPTION '{stray}' USING ERRCODE = 'SKFRZ';
END IF;
RETURN NEW;
"""


def _refused(
    name: str, func: str, operation: pgtrigger.Operation | pgtrigger.Operations
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=operation, func=func)


_EVERY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def asked_as_they_were() -> list[pgtrigger.Trigger]:
    """Questions of a version that has been sent stay."""
    func = _ASKED.format(versions="OLD.version_id, NEW.version_id", message=ASKED)
    return [_refused("asked_as_they_were", func, _EVERY)]


def asked_with_question() -> list[pgtrigger.Trigger]:
    """What belongs to such a question stays with it."""
    return [_refused("asked_with_question", _ASKED.format(versions=_OF_QUESTION, message=ASKED), _EVERY)]


def stays_frozen() -> list[pgtrigger.Trigger]:
    """A version that has been sent is neither changed nor taken away."""
    func = _VERSION.format(message=ASKED)
    return [_refused("stays_frozen", func, pgtrigger.Update | pgtrigger.Delete)]


def handed_in_as_they_were() -> list[pgtrigger.Trigger]:
    """Answers of a sheet that is handed in stay; and each answers a question of its sheet's own version."""
    func = _HANDED_IN.format(handed_in=HANDED_IN, stray=STRAY)
    return [_refused("handed_in_as_they_were", func, _EVERY)]
