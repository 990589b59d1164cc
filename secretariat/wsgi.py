"""Entry point for the production server."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from secretariat.lib import pdf

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secretariat.settings")
application = get_wsgi_application()
# What PDFs need takes a second to load. Nobody waits for it: not the first page, not the first PDF.
Thread(target=pdf.preload, daemon=True).start()
