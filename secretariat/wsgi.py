"""Entry point for the production server."""

import os

from django.core.wsgi import get_wsgi_application

from secretariat.lib import pdf

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secretariat.settings")
application = get_wsgi_application()
# What PDFs need takes a second to load: once, before the server splits into its workers.
pdf.preload()
