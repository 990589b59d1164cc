"""Entry point for the production server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secretariat.settings")
application = get_wsgi_application()
# What takes long to load: once, before the server splits into its workers. PDF's libraries, by name, since the module
# reads the settings; and with all addresses every view.
import_string("secretariat.lib.pdf.preload")()
reverse("home:start")
