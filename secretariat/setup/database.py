"""Which database: read from the environment, never started from here; settings.py asks it.

DATABASE_URL wins. Without it the embedded server is meant, whose socket folder follows from the data folder
alone, so that settings, launcher and a second terminal agree without telling each other anything.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
USER = "sekretariatet"
PORT = "5432"
SCHEMES = {"postgres", "postgresql", "pgsql"}


class BadDatabaseUrl(ValueError):
    """DATABASE_URL cannot be read. The message is Swedish and never repeats the password."""


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Everything the system writes on this computer: clusters, uploaded files, locks, stamps."""
    return Path(environment.get("SEKRETARIATET_DATA") or ROOT / ".data").expanduser().resolve()


def cluster_name(environment: Mapping[str, str] = os.environ) -> str:
    """`office` for people, `test` for the test runs: the test server may lose data when the power goes."""
    return environment.get("SEKRETARIATET_CLUSTER") or "office"


def database_name(environment: Mapping[str, str] = os.environ) -> str:
    """The demo has a database of its own, so that it cannot touch the office's."""
    return f"{USER}_demo" if is_on(environment.get("DEMO")) else USER


def media_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where uploaded files go when MEDIA_ROOT is not set; the demo's lie apart from the office's."""
    if environment.get("MEDIA_ROOT"):
        return Path(environment["MEDIA_ROOT"]).expanduser().resolve()
    return data_folder(environment) / ("media-demo" if is_on(environment.get("DEMO")) else "media")


def socket_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Short, because a socket's path may not exceed about 100 characters; in /tmp and not in $TMPDIR, which
    differs from one terminal to the next. The launcher makes it, mode 0700, and checks whose it is."""
    nominal = f"{data_folder(environment)}:{cluster_name(environment)}"
    return Path("/tmp") / f"sekr-{hashlib.sha256(nominal.encode()).hexdigest()[:12]}"  # noqa: S108


def settings_from_environment(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The value of DATABASES["default"]."""
    if url := environment.get("DATABASE_URL"):
        settings = from_url(url)
    else:
        settings = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database_name(environment),
            "USER": USER,
            "PASSWORD": "",
            "HOST": str(socket_folder(environment)),
            "PORT": PORT,
        }
    if test_name := environment.get("SEKRETARIATET_TEST_DATABASE"):
        settings["TEST"] = {"NAME": test_name}
        if template := environment.get("SEKRETARIATET_TEST_TEMPLATE"):
            settings["TEST"]["TEMPLATE"] = template
    return settings


def from_url(url: str) -> dict[str, Any]:
    """postgres://user:password@host:port/name?sslmode=require; a socket is ?host=/folder or %2F-coded."""
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError:
        raise BadDatabaseUrl("DATABASE_URL går inte att tolka: porten ska vara ett tal.") from None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in SCHEMES:
        raise BadDatabaseUrl("DATABASE_URL ska börja med postgres:// – annat än PostgreSQL går inte.")
    if not name:
        raise BadDatabaseUrl("DATABASE_URL saknar namn: postgres://användare:lösenord@värd/namn")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or host(parts.netloc),
        "PORT": options.pop("port", "") or port,
        "OPTIONS": options,
    }


def host(netloc: str) -> str:
    """Not urlsplit's hostname, which makes small letters of a socket's path."""
    without_user = netloc.rpartition("@")[2]
    if without_user.startswith("["):
        return without_user[1:].partition("]")[0]
    return unquote(without_user.partition(":")[0])


def is_on(value: str | None) -> bool:
    return (value or "").strip().lower() in {"1", "true", "yes", "on", "ja"}
