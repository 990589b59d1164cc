"""What columns of their own say of a point: decisions, what is to be done, by whom, and until when."""

import re
from typing import Any

from .content import sections
from .deadlines import due_in
from .decisions import is_decision
from .doing import Context, task_in
from .names import is_presenter, presenters_in
from .paragraphs import Para
from .structure import Raw
from .wording import has_verb


def read_columns(truth: dict[str, Any], raw: Raw, context: Context) -> None:
    """Put what the columns of a point say into its decisions and actions, and their words last in its text."""
    who = ", ".join(para.text for para in raw.responsible) or None
    due = ", ".join(para.text for para in raw.due) or None
    _decided(truth, raw.decisions, who, due, context)
    _tasked(truth, raw.tasks, who, due, context)
    has_records = bool(raw.decisions or raw.tasks)
    is_alone = who and not has_records and not truth["actions"] and not truth["presenters"] and not due
    if who and is_alone and (names := presenters_in(who, context.known)):
        truth["presenters"] = names
        return
    if who and not has_records and truth["actions"]:
        last = truth["actions"][-1]
        last["responsible"], last["due"] = last["responsible"] or who, last["due"] or due
    words = [para.text for para in (*raw.decisions, *raw.tasks, *raw.responsible, *raw.due)]
    truth["text"] = "\n\n".join([*([truth["text"]] if truth["text"] else []), *words])


def _decided(
    truth: dict[str, Any], paras: list[Para], who: str | None, due: str | None, context: Context
) -> None:
    for part in sections(paras, context.labels):
        for para in part.paras:
            task = task_in(para.text, context)
            if part.kind in {"responsible", "due"} and truth["actions"]:
                truth["actions"][-1][part.kind] = truth["actions"][-1][part.kind] or para.text.rstrip(".")
                continue
            if part.kind == "action" or who or task:
                found = task or {"responsible": None, "due": due_in(para.text)}
                truth["actions"].append(
                    {
                        "text": para.text,
                        "responsible": who or found["responsible"],
                        "due": due or found["due"],
                    }
                )
            is_told = part.kind == "decision" or not task or is_decision(para.text, context.body)
            is_words = len(para.text) > 2 and not is_presenter(para.text, context.known)
            if part.kind != "action" and is_told and is_words and para.text not in truth["decisions"]:
                truth["decisions"].append(para.text)


def _last_task(truth: dict[str, Any]) -> dict[str, Any] | None:
    """The task that a column of who and when belongs to: the point's last, or its last line that says what to do."""
    if truth["actions"]:
        return truth["actions"][-1] if truth["actions"][-1]["responsible"] is None else None
    last = truth["text"].rsplit("\n", 1)[-1].removeprefix("- ")
    if not re.match(r"[A-ZÅÄÖ][a-zåäö]+a\s", last) or len(last.split()) > 14 or has_verb(last):
        return None
    truth["actions"].append({"text": last, "responsible": None, "due": due_in(last)})
    return truth["actions"][-1]


def _tasked(
    truth: dict[str, Any], paras: list[Para], who: str | None, due: str | None, context: Context
) -> None:
    """A column of tasks: each paragraph one, or a task and under it "Anna Ek, 15 september"."""
    before = _last_task(truth) if paras else None
    for para in paras:
        text = para.text.strip(" .")
        names, _, rest = text.partition(",")
        is_who = bool(presenters_in(names, context.known)) and (
            not rest or bool(due_in(f"senast {rest.strip()}") or due_in(rest))
        )
        if is_who and before is not None and before["responsible"] is None:
            before["responsible"], before["due"] = names.strip(), rest.strip() or before["due"]
            continue
        if not text or (is_who and not rest):
            continue
        known = next((one for one in truth["actions"] if one["text"] == para.text), None)
        task = known or task_in(para.text, context) or {"responsible": None, "due": due_in(para.text)}
        before = {"text": para.text, "responsible": task["responsible"] or who, "due": task["due"] or due}
        label = re.match(r"(?P<who>[^:–]{2,40}?)\s*(?::|\s[–-])\s+(?P<rest>.+)$", para.text)
        if label and presenters_in(label["who"], context.known):
            before["text"], before["responsible"] = label["rest"], label["who"]
        bracket = re.search(r"\s*\(([^()]+)\)\.?$", before["text"])
        is_open = bracket is not None and before["responsible"] is None
        if bracket and is_open and presenters_in(bracket[1].split(",")[0], context.known):
            before["responsible"], _, day = bracket[1].partition(",")
            before["due"] = day.strip() or before["due"]
            before["text"] = before["text"][: bracket.start()]
        if known is None:
            truth["actions"].append(before)
