"""The product's settings, with a view that does nothing and, where BENCH=1, a meter around every request."""

import os

from secretariat.settings import *  # noqa: F403
from secretariat.settings import MIDDLEWARE as PRODUCT

ROOT_URLCONF = "tests.benchmarks.urls"
MIDDLEWARE = ["tests.benchmarks.meter.Meter", *PRODUCT] if os.environ.get("BENCH") == "1" else PRODUCT
SECOND_FACTOR_ROLES: list[str] = []  # whoever measures has no telephone
