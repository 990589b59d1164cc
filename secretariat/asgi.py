"""Entry point for an ASGI server; the sync server in wsgi.py is the measured choice."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secretariat.settings")
application = get_asgi_application()
