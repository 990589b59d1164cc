"""What every test may ask for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from secretariat.registry.models import User
from tests import make


@pytest.fixture(scope="session", autouse=True)
def _static_root() -> None:
    """WhiteNoise warns where no static files have been gathered; the tests serve them from where they lie."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _quick_and_tidy(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Cheap passwords, files in the test's own folder, and no scan of static files for every client."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.WHITENOISE_AUTOREFRESH = True
    settings.ACCOUNT_RATE_LIMITS = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database may be emptied between browser tests; an office's database may not (freeze.py)."""
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c sekretariatet.may_truncate=yes".strip()
    connection.settings_dict["OPTIONS"] = options


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
