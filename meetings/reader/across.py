"""What runs across the points and after them: topics, days, matters handed on, contacts, decisions of others."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from . import extras
from .coming import Place, dates_in, in_title, undated, whole_names
from .decisions import reported_in
from .elsewhere import complete
from .facts import facts_in
from .paragraphs import Para


def fill_across(truth: dict[str, Any], rest: list[Para]) -> None:
    """Fill in what runs across the points."""
    near = dt.date.fromisoformat(truth["date"]) if truth["date"] else None
    body = truth["bodies"][0] if truth["bodies"] else ""
    for item in truth["items"]:
        seen: set[str] = set()
        by = _reporter(item["title"])
        for part in (item, *item["children"]):
            lettered = part is not item and part["number"]
            where = f"{item['number']}{part['number']}" if lettered else item["number"]
            title, text = part["title"], part["text"]
            place = Place(near, body, title, where)
            truth["future_topics"] += extras.topics_in(title, text)
            titled = (
                in_title(title, replace(place, title=None))
                if title and re.search(r"\d\s?/\s?\d|\d \w{3}", title)
                else []
            )
            seen |= {row["date"] for row in titled}
            tasks = {task["text"] for task in part["actions"]}
            tasks |= {f"{task['responsible']}, {task['due']}" for task in part["actions"]}
            rows = [
                *titled,
                *(row for row in dates_in(text, place, seen) if not _is_task(row["text"], tasks)),
            ]
            complete(rows, len(titled), title, text, near)
            truth["dates"] += rows
            truth["handed_on"] += extras.handed_on_in(part, where)
            truth["contacts"] += extras.contacts_in(text, title or item["title"] or "", where)
            truth["facts"] += facts_in(text, where, title)
            for one in reported_in(text, part["decisions"], " ".join(truth["bodies"])):
                truth["reported_decisions"].append({**one, "where_item": where, "by": one["by"] or by})
    whole_names(truth["dates"])
    _after(truth, rest, near, body)


def _is_task(words: str, tasks: set[str]) -> bool:
    """Whether the words that tell of a day are those of an uppdrag, or a part of them: its day is when it is due."""
    return any(words in task or task in words for task in tasks if task)


def _reporter(title: str | None) -> str | None:
    """Whose report a point is."""
    found = re.match(r"(?:Rapport|Information|Återrapport)\w* från (?P<by>.+?)(?:\s[–(-].*)?$", title or "")
    return found["by"].strip() if found and not found["by"].endswith(("erna", "na")) else None


def _after(truth: dict[str, Any], rest: list[Para], near: dt.date | None, body: str) -> None:
    """Topics, days and contacts in the lists after the points."""
    for heading, under in extras.blocks(rest):
        name = heading.text.strip() if heading else ""
        area = ""
        told: set[str] = set()
        listed = any(
            re.match(r"(?:- )?[A-ZÅÄÖ][\wåäö -]*: ?\d", line)
            for para in under
            for line in printed_lines(para)
        )
        if extras.is_topics(name):
            truth["future_topics"] += extras.topics_under(under)
        for para in under:
            for line in extras.topics_under([para]) if para.kind != "row" else printed_lines(para):
                words = line.removeprefix("- ")
                truth["facts"] += facts_in(words, None)
                reported = reported_in(words, [], body)
                truth["reported_decisions"] += [one for one in reported if one["status"] == "planned"]
            for line in printed_lines(para):
                if named := re.match(r"(?:- )?([A-ZÅÄÖ][\wåäö/-]*(?: [a-zåäö]+)?):", line):
                    area, told = named[1], set()
                place = Place(near, body, None, None, name or None)
                rows = dates_in(line, place)
                if not rows and listed and (row := undated(line, place)):
                    rows = [row]
                truth["dates"] += rows
                told |= {row["date"] for row in rows if row["date"]}
                for contact in extras.contacts_in(line, area or name.rstrip(":"), None):
                    truth["contacts"].append(contact | {"dates": sorted(told)})


def printed(para: Para) -> str:
    return para.printed if para.kind != "row" else " ".join(printed_lines(para))


def printed_lines(para: Para) -> list[str]:
    if para.kind != "row":
        return [para.printed]
    return [inner.printed for cell in para.cells for inner in cell if inner.text]
