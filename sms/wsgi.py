"""The door for web servers."""

import os

from django.core.wsgi import get_wsgi_application

from sms.checks import refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sms.settings")
application = get_wsgi_application()
refuse_unsafe_settings()
