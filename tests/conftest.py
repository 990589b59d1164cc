"""What every test may ask for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis
from pytest_django import DjangoDbBlocker, Settings

from meetings.models import Decision
from secretariat.registry import protected
from secretariat.registry.models import User
from tests import make
from tests.meetings.approval_case import Case
from tests.meetings.confirmation_case import a_decided_case, beforehand

KEPT_TABLES = {"django_content_type", "auth_permission"}

# Nothing here fails because a machine is busy.
of_hypothesis.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
of_hypothesis.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _static_root() -> None:
    """WhiteNoise warns where no static files have been gathered; the tests serve them from where they lie."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Cheap passwords, no file in the office's folder, and no scan of static files for every client.

    For the whole run, so that it holds for what a module arranges once too. Returns the folder of files.
    """
    files = tmp_path_factory.mktemp("files")
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=files,
        WHITENOISE_AUTOREFRESH=True,
        ACCOUNT_RATE_LIMITS=False,
        SECOND_FACTOR_ROLES=[],  # tests of the second step say who must have it
        STORAGES={**settings.STORAGES, "staticfiles": static},
        TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
    ):
        yield files


@pytest.fixture(autouse=True)
def _tidy(request: pytest.FixtureRequest, settings: Settings, _quick: Path) -> None:
    """A folder of files for each test, or for each module that arranges its rows once. Nobody is protected yet."""
    if "module_rows" not in request.fixturenames:
        settings.MEDIA_ROOT = _quick / str(make.number())
        protected.remember_nobody()


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What a module's own fixtures of module scope make after this one is there for all its tests, then undone.

    Each test runs inside as ever and is undone alone. Hand every test a `deepcopy` of what was made, since
    instances remember. Not for tests whose transactions are real.
    """
    with django_db_blocker.unblock(), make.undone_afterwards():
        yield


@pytest.fixture(scope="module")
def _decided(module_rows: None) -> tuple[Case, Decision]:
    return a_decided_case()


@pytest.fixture
def decided_beforehand(db: None, _decided: tuple[Case, Decision]) -> Iterator[None]:
    """For files whose tests begin with a finished decision: the first `a_decided_case` of each is made once for all."""
    with beforehand(_decided):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database may be emptied between browser tests; an office's database may not (freeze.py)."""
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c sekretariatet.may_truncate=yes".strip()
    connection.settings_dict["OPTIONS"] = options


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_deleting() -> Iterator[None]:
    """Tests with real transactions leave rows in a few of a hundred tables; TRUNCATE makes all of them anew.

    Like it, this waits for whoever still writes. To pass by foreign keys takes the right of our own test server.
    What Django knows of the models stays, so that the work of each migration's end need not be done after each test.
    """

    def sql_flush(self: DatabaseOperations, style: Any, tables: list[str], **how: Any) -> list[str]:
        names = [self.quote_name(table) for table in tables if table not in KEPT_TABLES]
        lock = f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"
        empty = ";".join(f"DELETE FROM {name}" for name in names)  # noqa: S608 – Django's own names
        return [f"{lock}; SET LOCAL session_replication_role = replica; {empty}"] if names else []

    with pytest.MonkeyPatch.context() as patch:
        if not os.environ.get("DATABASE_URL"):
            patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
            patch.setattr(flush, "emit_post_migrate_signal", lambda *_, **__: None)
        yield


@pytest.fixture
def secretary(db: None) -> User:
    """A user of the secretariat."""
    return make.user(office_role="secretariat")


@pytest.fixture
def as_user() -> Iterator[Callable[[User], Client]]:
    """A client that is logged in as somebody: `as_user(anna).get(…)`."""

    def login(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return login
