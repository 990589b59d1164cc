"""A real OpenID provider in a process of its own, and a person who logs in there."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client
from django.urls import reverse

PATIENCE_SECONDS = 30


@contextmanager
def provider() -> Iterator[str]:
    """The address of a provider that is up for as long as this lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "1",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env={**os.environ, "NO_PROXY": "127.0.0.1"}, **quiet)  # type: ignore[call-overload]
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5).raise_for_status()
            return
        except requests.RequestException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def knows(address: str, sub: str, **claims: Any) -> None:
    """Tell the provider of a person and what it says of them."""
    requests.put(f"{address}/users/{sub}", json=claims, timeout=10).raise_for_status()


def way_back(there: str, sub: str) -> str:
    """Log in at the provider as somebody: the path and query that the browser is sent back to."""
    answer = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def log_in(client: Client, sub: str, *, number: str = "1", **query: str) -> Any:
    """The whole way, from the link on the login page to the page that ends it."""
    there = client.get(reverse("openid_connect_login", args=[number]), query)
    return client.get(way_back(there["Location"], sub))
