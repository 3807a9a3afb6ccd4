"""A worker process whose documents take a while; started by test_job_workers.py, which then kills it."""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.config.settings_test")
django.setup()

from django.core.management import call_command  # noqa: E402 - the settings come first

from reports.jobs import making  # noqa: E402

SECONDS = float(os.environ.get("SLOW", "30"))


def slowly(_document) -> bytes:
    time.sleep(SECONDS)
    return b"{}"


making.RENDERERS["json"] = slowly
call_command("run_jobs", *sys.argv[1:])
