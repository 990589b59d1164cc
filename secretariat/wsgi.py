"""Entry point for the production server."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secretariat.settings")
application = get_wsgi_application()
# What PDFs need takes a second to load: once, before the server splits into its workers.
# By name, since it reads the settings.
import_string("secretariat.lib.pdf.preload")()
