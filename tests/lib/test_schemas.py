"""Our reader of JSON Schema says yes and no as the reference library does, and says in Swedish what is wrong."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from meetings.actions.exchange import reading
from secretariat.lib.schemas import faults

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "format": {"const": "prov"},
        "count": {"type": "integer", "minimum": 0, "maximum": 9},
        "name": {"type": "string", "maxLength": 5, "minLength": 1},
        "day": {"type": "string", "pattern": "^([0-9]{4})?$"},
        "kind": {"type": "string", "enum": ["", "one", "two"]},
        "whole": {"type": "boolean"},
        "who": {"anyOf": [{"$ref": "#/$defs/who"}, {"type": "null"}]},
        "key": {"type": ["integer", "null"]},
        "rows": {"type": "array", "items": {"oneOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}]}},
    },
    "required": ["format", "count", "name", "rows"],
    "additionalProperties": False,
    "$defs": {
        "who": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
        "a": {
            "type": "object",
            "properties": {"kind": {"const": "a"}, "x": {"type": "string"}},
            "required": ["kind", "x"],
            "additionalProperties": False,
        },
        "b": {
            "type": "object",
            "properties": {"kind": {"const": "b"}},
            "required": ["kind"],
            "additionalProperties": False,
        },
    },
}
RIGHT: dict[str, Any] = {
    "format": "prov", "count": 3, "name": "Asta", "day": "2026", "kind": "one", "whole": True,
    "who": {"text": "Asta"}, "key": None, "rows": [{"kind": "a", "x": ""}, {"kind": "b"}],
}  # fmt: skip
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 12), st.sampled_from(["", "prov", "one", "2026", "för långt", "Asta"]),
    st.just([]), st.just({}), st.just({"text": "x"}), st.just({"text": 1}), st.just([{"kind": "a"}]),
    st.just([{"kind": "b"}, {"kind": "c"}]), st.just([{"kind": "a", "x": "y"}]), st.just([5]),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*RIGHT, "mer"]), VALUES, max_size=3),
    st.sets(st.sampled_from([*RIGHT]), max_size=2),
)
def test_it_agrees_with_the_reference_library(changed: dict[str, Any], left_out: set[str]) -> None:
    document = {**copy.deepcopy(RIGHT), **changed}
    for name in left_out:
        document.pop(name, None)
    assert (not list(faults(document, SCHEMA))) == Draft202012Validator(SCHEMA).is_valid(document)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, None),
        ({"count": 12}, "count är ”12”, som inte går"),
        ({"count": True}, "count ska vara ett heltal"),
        ({"name": ""}, "name är tom"),
        ({"name": "Asta Almgren"}, "name är längre än 5 tecken"),
        ({"day": "i går"}, "day är ”i går”, som inte går att läsa"),
        ({"kind": "tre"}, "kind är ”tre” men ska vara ”one” eller ”two”"),
        ({"who": {"text": 5}}, "who.text ska vara text"),
        ({"who": 5}, "who ska vara ett objekt"),
        ({"key": "x"}, "key ska vara ett heltal eller null"),
        ({"rows": [{"kind": "a"}]}, "rows[0].x saknas"),
        ({"rows": [{"kind": "c"}]}, "rows[0].kind är ”c”, som inte finns"),
        ({"mer": 1}, "mer hör inte till formatet"),
        ({"format": "annat"}, "format ska vara ”prov”"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(changed: dict[str, Any], said: str | None) -> None:
    assert next(faults({**RIGHT, **changed}, SCHEMA), None) == said
    assert next(faults([], SCHEMA)) == "filen ska vara ett objekt"


KNOWN = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required", "additionalProperties",
    "items", "enum", "const", "anyOf", "oneOf", "pattern", "maxLength", "minLength", "minimum", "maximum",
}  # fmt: skip


def words_of(schema: dict[str, Any]) -> set[str]:
    """The words of JSON Schema that a schema uses."""
    found = set(schema)
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    inner += [
        *schema.get("anyOf", []),
        *schema.get("oneOf", []),
        *([schema["items"]] if "items" in schema else []),
    ]
    return found.union(*map(words_of, inner))


def test_our_own_schema_uses_no_word_that_is_not_read() -> None:
    assert words_of(reading.schema()) - KNOWN == set()
    Draft202012Validator.check_schema(reading.schema())
