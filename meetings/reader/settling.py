"""Lists of people once all are read: what marks mean, whose list a row is of, which names stood turned round."""

from typing import Any

from .wording import PEOPLE, bare, is_given


def settle(rows: list[dict[str, Any]], bodies: list[str]) -> None:
    """Say what marks mean: where some are ticked, the others are not marked; whose list it is, by its role."""
    ticked = any(row["status"] == "ticked" for row in rows)
    is_divided = len({row["list"] for row in rows}) > 1
    for row in rows:
        if row["status"] == "ticked":
            row["status"] = "present"
        elif row["status"] == "unticked" or (ticked and row["status"] == "present"):
            row["status"] = "not_marked"
        listed = PEOPLE.get(bare(row["list"]), ("", ""))[0]
        seated = listed in {"ledamot", "ersättare"} or (
            is_divided and listed in {"", "deltagare"} and row["role"] in {"ledamot", "ersättare"}
        )
        if (
            row["body"] is None
            and seated
            and bodies
            and any(one["role"] in {"ledamot", "ersättare"} for one in rows)
        ):
            row["body"] = bodies[0] if len(bodies) == 1 else None
        if row["body"] and listed in {"övrig", "gäst"}:
            row["body"] = None


def turn_names(rows: list[dict[str, Any]]) -> None:
    """Where most names of a list stood with the family name first, turn those that no given name decides."""
    for heading in {row["list"] for row in rows}:
        listed = [
            row for row in rows if row["list"] == heading and row["name"] and len(row["name"].split(" ")) == 2
        ]
        turned = [row for row in listed if row["name"] not in row["line"]]
        backward = [
            row
            for row in listed
            if row not in turned
            and is_given(row["name"].split(" ")[1])
            and not is_given(row["name"].split(" ")[0])
        ]
        forward = [row for row in listed if row not in turned and is_given(row["name"].split(" ")[0])]
        if len(turned) + len(backward) > 2 * len(forward):
            for row in listed:
                words = row["name"].split(" ")
                if row not in turned and (not is_given(words[0]) or row in backward):
                    row["name"] = f"{words[1]} {words[0]}"
