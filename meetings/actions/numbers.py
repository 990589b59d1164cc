"""Decision numbers: the leading body's code, the year, a running number that is never used again (B4)."""

from meetings.documents import Contribution, Document, Item, Paragraph, Record
from meetings.models import Decision, DecisionSeries, Meeting

from .trees import document_of


def give_numbers(meeting: Meeting, *, of: Document | None = None) -> None:
    """Number the meeting's own decisions that have none, in the order they are read; of a part of it, those alone.

    The series' row is locked to the end of the transaction, so two meetings sent at once get different numbers.
    Needs a date and a leading body.
    """
    body, date = meeting.leading_body, meeting.date
    if body is None or date is None:
        raise ValueError("A meeting without body or date has no series.")
    without = {str(one.pk): one for one in Decision.objects.own().filter(meeting=meeting, number="")}
    waiting = [without[key] for key in decision_keys(of or document_of(meeting)) if key in without]
    if not waiting:
        return
    DecisionSeries.objects.get_or_create(body=body, year=date.year)
    series = DecisionSeries.objects.select_for_update().get(body=body, year=date.year)
    for running, decision in enumerate(waiting, series.last + 1):
        decision.series_body = body
        decision.year = date.year
        decision.running = running
        decision.number = f"{body.code} {date.year}-{running}"
    Decision.objects.bulk_update(waiting, ["series_body", "year", "running", "number"])
    series.last += len(waiting)
    series.save(update_fields=["last"])


def decision_keys(document: Document) -> list[str]:
    """Keys of the meeting's own decisions, in reading order, each once."""
    records = (record for item in all_items(document) for record in _records(item))
    return list(dict.fromkeys(one.key for one in records if one.kind == "decision" and one.is_own))


def all_items(document: Document) -> list[Item]:
    """Every item in reading order, a sub-item after its point."""
    tops = (*document.before, *document.items, *document.after)
    return [one for top in tops for one in (top, *top.children)]


def _records(item: Item) -> list[Record]:
    paragraphs: list[Paragraph] = []
    for block in item.blocks:
        paragraphs += block.blocks if isinstance(block, Contribution) else (block,)
    return [record for paragraph in paragraphs for run in paragraph.runs for record in run.records]
