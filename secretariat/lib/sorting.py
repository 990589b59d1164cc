"""Swedish alphabetical order as a generated column (interface 1.3).

The embedded server has no ICU and slim containers have no sv_SE, so the key folds letters itself. It is only right
when compared byte by byte: use it through `sort_key()`, which fixes the collation of the column to "C".
"""

from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

_UPPER = "ÅÄÖÉéÈèÊêËëÁáÀàÜüÆæØøÔôÍíÏïÓó"
_FOLDED = "åäöeeeeeeeeaaaayyääööooiiiioo"
_LAST = "åäö"
_AFTER_Z = "{|}"


class Translate(models.Func):
    """PostgreSQL's translate(text, from, to)."""

    function = "translate"
    arity = 3


def swedish_order(source: str | Combinable) -> models.Func:
    """Expression whose byte order is Swedish alphabetical order: … x y z å ä ö, é as e, ü as y."""
    folded = Lower(Translate(source, models.Value(_UPPER), models.Value(_FOLDED)))
    return Translate(folded, models.Value(_LAST), models.Value(_AFTER_Z))


def sort_key(source: str | Combinable) -> models.GeneratedField:
    """Stored column to order by. `source` is a column's name or an immutable expression of columns of the same row."""
    return models.GeneratedField(
        expression=swedish_order(source),
        output_field=models.CharField(max_length=500, db_collation="C"),
        db_persist=True,
        editable=False,
    )


def swedish_key(text: str) -> str:
    """The same order for a list in Python: `sorted(names, key=swedish_key)`."""
    table = str.maketrans(_UPPER, _FOLDED)
    return text.translate(table).lower().translate(str.maketrans(_LAST, _AFTER_Z))
