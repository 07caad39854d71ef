"""The door for web server processes."""

import os

from django.core.wsgi import get_wsgi_application

from core.production import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.settings.base")
application = get_wsgi_application()
refuse_unsafe()
