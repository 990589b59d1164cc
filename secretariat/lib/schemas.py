"""Hold a document against a JSON Schema and say in Swedish where it differs, first fault first.

Knows the words of draft 2020-12 that our own schemas use; the tests hold it against the reference library.
"""

import re
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_WORDS = {
    "object": "ett objekt", "array": "en lista", "string": "text", "integer": "ett heltal",
    "boolean": "sant eller falskt", "null": "null",
}  # fmt: skip


def faults(document: object, schema: Schema) -> Iterator[str]:
    """What is wrong and where: "items[2].title ska vara text". Nothing for a document as the schema wants it."""
    yield from _faults(document, schema, "", schema)


def _faults(value: object, schema: Schema, path: str, root: Schema) -> Iterator[str]:
    if "$ref" in schema:
        schema = _named(schema, root)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        yield from _choice(value, choices, path, root)
        return
    here = path or "filen"
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if "const" in schema:
        if value != schema["const"] or type(value) is not type(schema["const"]):
            yield f"{here} ska vara {_shown(schema['const'])}"
    elif kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{here} ska vara {' eller '.join(_WORDS[kind] for kind in kinds)}"
    elif "enum" in schema:
        if value not in schema["enum"]:
            yield f"{here} är {_shown(value)} men ska vara {_or(schema['enum'])}"
    elif isinstance(value, (dict, list)):
        yield from _inside(value, schema, path, root)
    else:
        yield from _alone(value, schema, here)


def _named(schema: Schema, root: Schema) -> Schema:
    found: Schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return found


def _is(value: object, kind: str) -> bool:
    return isinstance(value, _KINDS[kind]) and not (kind == "integer" and isinstance(value, bool))


def _choice(value: object, choices: list[Schema], path: str, root: Schema) -> Iterator[str]:
    """The faults of the choice that is meant: the only one of its kind, or the one its `kind` names."""
    told = [(one, list(_faults(value, one, path, root))) for one in choices]
    if any(not wrong for _, wrong in told):
        return
    if isinstance(value, dict):
        kinds = [_named(one, root) if "$ref" in one else one for one in choices]
        for kind, (_, wrong) in zip(kinds, told, strict=True):
            named = kind.get("properties", {}).get("kind", {}).get("const")
            if kind.get("type") == "object" and named in (None, value.get("kind")):
                yield wrong[0]
                return
        yield f"{path}.kind är {_shown(value.get('kind'))}, som inte finns"
        return
    yield told[0][1][0]


def _inside(value: dict[str, Any] | list[Any], schema: Schema, path: str, root: Schema) -> Iterator[str]:
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from _faults(one, schema.get("items", {}), f"{path}[{place}]", root)
        return
    properties = schema.get("properties", {})
    before = f"{path}." if path else ""
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{before}{name} saknas"
    for name, inside in value.items():
        if name in properties:
            yield from _faults(inside, properties[name], f"{before}{name}", root)
        elif schema.get("additionalProperties") is False:
            yield f"{before}{name[:40]} hör inte till formatet"


def _alone(value: object, schema: Schema, here: str) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) > schema.get("maxLength", len(value)):
            yield f"{here} är längre än {schema['maxLength']} tecken"
        elif len(value) < schema.get("minLength", 0):
            yield f"{here} är tom"
        elif "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{here} är {_shown(value)}, som inte går att läsa"
    elif isinstance(value, int) and not isinstance(value, bool) and not _is_between(value, schema):
        yield f"{here} är {_shown(value)}, som inte går"


def _is_between(value: int, schema: Schema) -> bool:
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def _shown(value: object) -> str:
    words = str(value) if value is not None else "null"
    return f"”{words[:40]}”"


def _or(values: list[Any]) -> str:
    shown = [_shown(value) for value in values if value != ""]
    return f"{', '.join(shown[:-1])} eller {shown[-1]}" if len(shown) > 1 else "".join(shown)
