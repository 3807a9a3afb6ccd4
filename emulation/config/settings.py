"""Settings, all from the environment, with defaults that run on one machine with no service.

Sections: where things are · security · applications · middleware · templates · database · sign-in ·
personal data · documents · language · static files · API · import and export · mail and logs.
language · static files · API · background jobs · import and export · mail and logs.
"""

import datetime
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from emulation.roles import GRANTS

# ── where things are ──
BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _own_secret_key() -> str:
    """Return this installation's secret, drawn on the first start and readable by its owner alone."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


# ── security ──
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or _own_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Behind HTTPS (HTTPS=1) cookies are secure and plain HTTP is redirected; the local default is plain HTTP.
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # subdomains and preload are their owner's to promise
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # one screen may hold a whole cell's scores
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# ── applications ──
INSTALLED_APPS = [
    "emulation",
    "pledges",
    "evaluations",
    "reports",
    "emulation.config",  # for its command
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "treebeard",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "axes",
    "csp",
]
ROOT_URLCONF = "emulation.config.urls"
WSGI_APPLICATION = "emulation.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── middleware ──
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "emulation.doors.EntranceMiddleware",
    "emulation.middleware.ReadyAccountMiddleware",
    "emulation.middleware.CollisionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "emulation.middleware.SessionUseMiddleware",
    "axes.middleware.AxesMiddleware",
]

# ── templates ──
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "emulation.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ── database ──
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write-ahead log: readers never wait for a writer. Immediate: two writers queue instead of failing midway.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Counts of tries must be the same in every process: in Redis, or else in a table (made by a migration).
REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
    # What may differ from process to process, such as how often a key has called.
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# ── sign-in ──
AUTH_USER_MODEL = "emulation.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
# How long a password that was handed over lets in; the first sign-in asks for another.
FIRST_PASSWORD_DAYS = env.int("FIRST_PASSWORD_DAYS", default=30)
# Roles that must have a second factor; who holds one and has none sets it up before anything else.
SECOND_FACTOR_FOR = env.list("SECOND_FACTOR_FOR", default=["LEADER", "ADMIN"] if HTTPS else [])
if not set(SECOND_FACTOR_FOR) <= set(GRANTS):
    raise ImproperlyConfigured(f"SECOND_FACTOR_FOR may name {', '.join(GRANTS)}; it says {SECOND_FACTOR_FOR}")
# How many proxies of ours stand in front and name the client's address; behind HTTPS there is one.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if HTTPS else 0)
ACCOUNT_ADAPTER = "emulation.signin.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "emulation.signin.forms.SignInForm",
    "reauthenticate": "emulation.signin.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody registers, but the package asks how
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
# Wrong passwords and codes are counted below, and what cannot be guessed is not counted: a limit by address or account
# is one that somebody else can use up.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_ADAPTER = "emulation.signin.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "emulation.signin.forms.CodeForm",
    "reauthenticate": "emulation.signin.forms.CodeAgainForm",
    "activate_totp": "emulation.signin.forms.AppForm",
    "add_webauthn": "emulation.signin.forms.PasskeyForm",
    "edit_webauthn": "emulation.signin.forms.PasskeyNameForm",
}
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Nêu Gương"
MFA_TOTP_TOLERANCE = 1  # phones' clocks differ by some seconds
# The office's own sign-in (OpenID Connect), off until a server is named. OIDC_USER_FIELD is the claim by which an
# administrator links an office account: one the office never gives to somebody else.
SOCIALACCOUNT_ADAPTER = "emulation.signin.office.OfficeAdapter"
SOCIALACCOUNT_PROVIDERS = {}
OIDC_SERVER_URL = env("OIDC_SERVER_URL", default="")
if OIDC_SERVER_URL:
    if HTTPS and not OIDC_SERVER_URL.startswith("https://"):
        raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https://: it says who somebody is")
    office = {
        "provider_id": "office",
        "name": "office",
        "client_id": env("OIDC_CLIENT_ID"),
        "secret": env("OIDC_CLIENT_SECRET"),
        "settings": {"server_url": OIDC_SERVER_URL, "uid_field": env("OIDC_USER_FIELD", default="sub")},
    }
    SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [office], "OAUTH_PKCE_ENABLED": True}}
    # The form of the button leads on to the office's server, which the policy counts as the form's own address.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = [
        SELF,
        "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL)),
    ]
# Wrong passwords and codes: the package counts, emulation/signin/limits.py says by what and how long to wait.
AXES_HANDLER = "emulation.signin.limits.LimitsHandler"
AXES_LOCKOUT_PARAMETERS = "emulation.signin.limits.counted_by"
AXES_USERNAME_CALLABLE = "emulation.signin.limits.counted_name"
AXES_CLIENT_IP_CALLABLE = "emulation.signin.limits.counted_address"
AXES_LOCKOUT_CALLABLE = "emulation.views.sign_in.paused"
AXES_FAILURE_LIMIT = 1
AXES_COOLOFF_TIME = datetime.timedelta(hours=1)  # of quiet, then all is forgotten
AXES_SENSITIVE_PARAMETERS = ["login", "username", "code", "credential", "csrfmiddlewaretoken"]  # in rows and log
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying again early does not prolong the wait
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# ── personal data ──
# Days in which a request is answered, and by how many it may be prolonged once (Decree 356/2025/NĐ-CP).
DATA_REQUEST_DAYS = env.json(
    "DATA_REQUEST_DAYS",
    default={"CORRECT": [10, 10], "PROVIDE": [10, 10], "DELETE": [20, 20], "RESTRICT": [15, 15]},
)
DELEGATION_MOST_DAYS = 60  # so long a role may be delegated at a time
DATA_REQUEST_ACKNOWLEDGE_DAYS = env.int("DATA_REQUEST_ACKNOWLEDGE_DAYS", default=2)  # working days

# ── documents ──
# How many processes render the pages of a large document, and after how many pages each is replaced; none: no process.
RENDER_WORKERS = env.int("RENDER_WORKERS", default=min(2, os.cpu_count() or 1))
RENDER_RECYCLE = env.int("RENDER_RECYCLE", default=400)
# Rendered sections are kept so many days in so much room, and hold what is printed; 0 megabytes: nothing is kept.
SECTION_CACHE_DAYS = env.int("SECTION_CACHE_DAYS", default=7)
SECTION_CACHE_MEGABYTES = env.int("SECTION_CACHE_MEGABYTES", default=256)

# ── language ──
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "emulation" / "config" / "locale"]
FORMAT_MODULE_PATH = ["emulation.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
# Off: a year or a key must never show as 2.026; where a count may be large the template groups it on purpose.
USE_THOUSAND_SEPARATOR = False

# ── static files ──
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "emulation.config.storage.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# ── API ──
CALLERS = [
    "emulation.config.permissions.HasOwnPassword",
    "emulation.config.permissions.HasSecondFactor",
    "emulation.config.permissions.WithinKey",
]
KNOX_TOKEN_MODEL = "emulation.Key"  # noqa: S105 - a model, no secret
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "emulation.config.authentication.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": CALLERS,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "emulation.config.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "emulation.config.pagination.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "emulation.config.errors.answer",
    "DEFAULT_THROTTLE_CLASSES": ["emulation.config.throttles.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Nêu Gương",
    "DESCRIPTION": "Every noun readable and every act doable, through the same services as the pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "LevelEnum": "evaluations.models.LevelChoice",
        "CriterionGroupEnum": "evaluations.models.CriterionGroup",
        "RuleSetStateEnum": "evaluations.models.RuleSetState",
        "AssessmentStateEnum": "evaluations.models.State",
        "LimitEnum": "evaluations.models.Limit",
        "VotingMethodEnum": "evaluations.models.VotingMethod",
        "ScoringMethodEnum": "evaluations.models.ScoringMethod",
        "PledgeGroupEnum": "pledges.models.Group",
        "PledgeKindEnum": "pledges.models.Kind",
        "PledgeOutcomeEnum": "pledges.models.Outcome",
        "FigureKindEnum": "pledges.models.FigureKind",
        "WantedDirectionEnum": "pledges.models.Wanted",
        "TargetDirectionEnum": "pledges.models.Better",
        "TargetStandingEnum": "pledges.indicator_rules.TargetStanding",
        "BoardAudienceEnum": "pledges.models.Audience",
        "QuestionKindEnum": "pledges.models.QuestionKind",
        "UnitKindEnum": "emulation.models.UnitKind",
        "ComplaintKindEnum": "evaluations.models.AppealKind",
        "ComplaintStateEnum": "evaluations.models.AppealStep",
        "CheckKindEnum": "evaluations.models.CheckKind",
        "CommentKindEnum": "evaluations.models.CommentKind",
        "DataRequestKindEnum": "emulation.models.RequestKind",
        "DataRequestStateEnum": "emulation.models.RequestStep",
        "SubjectTypeEnum": "emulation.models.SubjectType",
        "ArrivalEnum": "emulation.models.Arrival",
        "DepartureEnum": "emulation.models.Departure",
        "ArrivalFromOutsideEnum": "emulation.services.moves.ARRIVALS_FROM_OUTSIDE",
        "DepartureByHandEnum": "emulation.services.moves.DEPARTURES_BY_HAND",
    },
    "SERVE_PERMISSIONS": CALLERS,
}

# ── background jobs ──
# embedded: a thread of the web process; database: workers (manage.py run_jobs); redis: the same, woken at once.
JOBS = env("JOBS", default="embedded")
if JOBS not in ("embedded", "database", "redis"):
    raise ImproperlyConfigured(f"JOBS may be embedded, database or redis; it says {JOBS}")
if JOBS == "redis" and not REDIS_URL:
    raise ImproperlyConfigured("JOBS=redis needs REDIS_URL")
JOBS_LEASE = env.int("JOBS_LEASE", default=60)  # seconds without a sign of life after which a worker counts as gone
JOBS_POLL = env.int("JOBS_POLL", default=3)  # seconds between two looks at the queue
JOBS_KEEP_DAYS = env.int("JOBS_KEEP_DAYS", default=7)  # so long a file waits for its owner
JOBS_MOST_OPEN = env.int("JOBS_MOST_OPEN", default=5)  # waiting or running, of one owner

# ── import and export ──
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "none_by_admin"  # imports go through our own pages and services only
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "none_by_admin"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=10 * 1024 * 1024)

# ── signature of issued documents ──
# A PKCS#12 file with the office's certificate and key, and the variable that holds its password; without a file
# issued documents carry no electronic signature (docs/documents.md).
SIGNING_CERTIFICATE = env("SIGNING_CERTIFICATE", default="")
SIGNING_PASSWORD_VARIABLE = env("SIGNING_PASSWORD_VARIABLE", default="SIGNING_PASSWORD")

# ── mail and logs ──
# Where letters lead to; the office sets its own address.
SITE_URL = env("SITE_URL", default="http://localhost:8000/")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="neu-guong@localhost")
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # A refusal with its reason is an answer, not a fault: one line, no traceback.
    "filters": {"refusals": {"()": "emulation.config.logs.Refusals"}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {"django.request": {"filters": ["refusals"]}},
}
