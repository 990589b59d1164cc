"""Migrations that take a quarter of the time on an empty database, which is what a first start waits for.

Django makes the classes of a model and of all its relations anew after each operation, and a migration has a hundred.
Here tables that are made one after another share one making, and so do additions to tables: fields, and the rules
over them, also those that go. A table is made with all that its class has, so the two are kept apart.
"""

from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

MAKING = (migrations.CreateModel,)
ADDING = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint, AddTrigger, RemoveTrigger)


class Together(Operation):
    """Operations, one after the other in the database, at once in what Django knows of the models."""

    def __init__(self, operations: list[Any]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # made again when asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


class Migration(migrations.Migration):
    """A migration whose operations share where they can. What it does to the database is the same."""

    def apply(
        self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False
    ) -> ProjectState:
        one_by_one = self.operations
        self.operations = [  # type: ignore[misc]
            operation
            for kind, group in groupby(one_by_one, kind_of)
            for operation in shared(kind, list(group))
        ]
        try:
            return super().apply(project_state, schema_editor, collect_sql)
        finally:
            self.operations = one_by_one  # type: ignore[misc]


def kind_of(operation: Operation) -> tuple[type, ...]:
    """What an operation may share with; nothing for one that must be alone."""
    return next((kind for kind in (MAKING, ADDING) if isinstance(operation, kind)), ())


def shared(kind: tuple[type, ...], operations: list[Any]) -> list[Any]:
    """The same operations as one where their kind allows it."""
    return [Together(operations)] if kind and len(operations) > 1 else operations
