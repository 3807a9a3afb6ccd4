"""Settings of the test suite: the real ones, with cheap passwords, plain static files and no throttle."""

from .settings import *  # noqa: F403 - the suite tests the real settings; what follows is all that differs

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",  # of drawn passwords, which are hashed by name
]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = []  # noqa: F405
AXES_ENABLED = False
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
SECOND_FACTOR_FOR = []
WHITENOISE_AUTOREFRESH = True
JOBS = "database"  # nothing runs behind a test's back
