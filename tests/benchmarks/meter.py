"""Middleware that says in headers what a request took inside the application. Never part of the product."""

import os
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase


class Meter:
    """Adds X-Bench: SQL statements, milliseconds in SQL, in all, of processor in this thread, the process."""

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

        began, cpu = time.perf_counter(), time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        took, used = time.perf_counter() - began, time.thread_time() - cpu
        told = (statements, in_sql * 1000, took * 1000, used * 1000, os.getpid())
        response.headers["X-Bench"] = " ".join(f"{one:.3f}" for one in told)
        return response
