"""The WSGI application a server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.config.settings")

application = get_wsgi_application()

from reports.jobs.waking import wake_at_start  # noqa: E402 - the models are ready only now

wake_at_start()
