"""Middleware that says in headers what a request took inside the application. Never part of the product."""

import os
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase


class Meter:
    """Adds X-Bench: SQL statements, milliseconds in SQL, milliseconds in all, the process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        statements, in_sql = 0, 0.0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal statements, in_sql
            statements += 1
            began = time.perf_counter()
            try:
                return execute(*arguments)
            finally:
                in_sql += time.perf_counter() - began

        began = time.perf_counter()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        took = time.perf_counter() - began
        response.headers["X-Bench"] = f"{statements} {in_sql * 1000:.3f} {took * 1000:.3f} {os.getpid()}"
        return response
