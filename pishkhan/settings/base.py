"""Production. `local` and `test` only relax it; the environment gives values and all secrets."""

from importlib.resources import files
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from pishkhan.settings import logs
from pishkhan.settings.rest import *

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY")
FIELD_KEY = env.str("FIELD_KEY")  # AES-256 key of encrypted columns, base64
AUDIT_KEY = env.str("AUDIT_KEY")  # HMAC key of the audit chain, base64
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEMO = False
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # without one nobody reads /metrics
SUPPORT_PHONE = env.str("SUPPORT_PHONE", default="")  # of those who help people to sign in
PRODUCTION = True  # its processes ask core.production whether they may start

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "drf_standardized_errors",
    "lucide",
    "rest_framework",
    "core",
    "territory",
    "accounts",
    "lists",
    "audit",
    "approvals",
    "workdays",
    "notices",
    "agencies",
    "offices",
    "contracts",
    "readiness",
    "violations",
    "oversight",
    "dashboard",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.PolicyMiddleware",
    "core.middleware.EdgeMiddleware",
    "core.browsers.Sessions",
    "core.middleware.LanguageMiddleware",
    "core.browsers.Common",
    "accounts.middleware.LimitMiddleware",
    "core.middleware.TransactionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.browsers.SignedIn",
    "accounts.middleware.SignInMiddleware",
    "core.browsers.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.browsers.UserSessions",
    "accounts.middleware.PrincipalMiddleware",
    "core.browsers.Htmx",
    "core.middleware.LogMiddleware",
    "axes.middleware.AxesMiddleware",
    "core.metrics.AnswersMiddleware",
]

ROOT_URLCONF = "pishkhan.urls"
WSGI_APPLICATION = "pishkhan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pishkhan.context.page",
            ],
            "builtins": ["core.templatetags.ui"],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL", engine="core.postgresql")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,  # core.middleware.TransactionMiddleware opens the transaction
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"].setdefault(
    "options",
    "-c jit=off -c lock_timeout=4s -c statement_timeout="
    + env.str("STATEMENT_TIMEOUT", default="5s")
    + " -c idle_in_transaction_session_timeout=120s",
)
# Off behind a pool that gives each transaction another connection (PgBouncer's transaction mode).
PREPARE_STATEMENTS = env.bool("PREPARE_STATEMENTS", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# W161 takes a fixed hour for a `now` that was called too soon, at that hour of each day.
SILENCED_SYSTEM_CHECKS = ["fields.W161"]

# The cache carries only rate limits and used one-time codes, in PostgreSQL: sign-in needs no Redis.
CACHES = {
    "default": {
        "BACKEND": "accounts.cache.JsonCache",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.validators.NotGuessable"},
    {
        "NAME": "accounts.validators.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.validators.NotCommon"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # of a one-time key
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard:desk"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.sign_in.SignIn"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Guesses at passwords are counted by accounts.rate_limit. allauth counts all sign-ins of an
# address, right ones too, which would keep the other people of its network out.
LIMITS_SIGN_IN = True
ACCOUNT_RATE_LIMITS: dict[str, str | None] | bool = {"login": None, "login_failed": "10/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the address that the proxy saw, whatever a visitor claims
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "accounts.sign_in.SecondStep",
    "reauthenticate": "accounts.sign_in.SecondStepAgain",
    "activate_totp": "accounts.sign_in.FirstCode",
    "authenticate_webauthn": "accounts.passkeys.PasskeyStep",
    "reauthenticate_webauthn": "accounts.passkeys.PasskeyStepAgain",
    "add_webauthn": "accounts.passkeys.NewPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# A device must know its person, by a finger, a face or a PIN: it stands for the one who acts.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
PASSKEY_DOMAIN = env.str("PASSKEY_DOMAIN", default="")  # without one, that of the address
MFA_TOTP_ISSUER = "pishkhan"
USERSESSIONS_TRACK_ACTIVITY = True
# Guesses are limited by accounts.rate_limit; axes keeps the trail only.
AXES_LOCK_OUT_AT_FAILURE = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ABSOLUTE_AGE = 12 * 3600
# Of a browser in which somebody has signed in before (accounts.devices).
DEVICE_COOKIE_NAME = "__Host-device"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.web.csrf_failure"

SECURE_SSL_REDIRECT = True
# Programs are refused in words, by EdgeMiddleware: their key has gone over the line.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^api/"]
SECURE_PROXY_SSL_HEADER: tuple[str, str] | None = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# No page uses these; a field that takes a picture asks the phone's own camera, which needs none.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid",
        "idle-detection", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock",
        "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_MB", default=25) * 1024 * 1024
# A workbook of reports: read while the clerk waits, so smaller than an import of the register.
REPORT_SHEET_MAX_BYTES = env.int("REPORT_SHEET_MAX_MB", default=2) * 1024 * 1024
REPORT_SHEET_MAX_ROWS = env.int("REPORT_SHEET_MAX_ROWS", default=500)
CLAMD_URL = env.str("CLAMD_URL", default="")  # tcp://host:port or unix:///path
CLAMD_SECONDS = 30  # for one file: less than a web process waits, and an open transaction may
# Path of a core.papers.scanning.Scanner. Without one the structure alone is judged.
EVIDENCE_SCANNER = env.str(
    "EVIDENCE_SCANNER", default="core.papers.scanning.clamd" if CLAMD_URL else ""
)
# What leaves the house: the site's own address in messages, the gateways, the letterhead's emblem.
WEBHOOK_LAX = False  # http, any port and addresses of the house: for one machine only
SITE_URL = env.str("SITE_URL", default="https://" + ",".join(ALLOWED_HOSTS[:1]))
SMS_GATEWAY = env.str("SMS_GATEWAY", default="")  # without one no text message goes out
SMS_URL = env.str("SMS_URL", default="https://api.kavenegar.com")
SMS_KEY = env.str("SMS_KEY", default="")
SMS_SENDER = env.str("SMS_SENDER", default="")
SMS_FILE = env.str("SMS_FILE", default=str(BASE_DIR / "var" / "sms.log"))
EMAIL_URL = env.email_url("EMAIL_URL", default="dummymail://")  # without a server no mail goes out
EMAIL_BACKEND = EMAIL_URL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = EMAIL_URL.get("EMAIL_HOST"), EMAIL_URL.get("EMAIL_PORT")
EMAIL_HOST_USER = EMAIL_URL.get("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = EMAIL_URL.get("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = EMAIL_URL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_URL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = EMAIL_URL.get("EMAIL_FILE_PATH")
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="pishkhan@localhost")
LETTER_EMBLEM = env.str("LETTER_EMBLEM", default="")  # path of the official file, or none
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
AUDIT_ANCHOR_FILE = env.str("AUDIT_ANCHOR_FILE", default=str(BASE_DIR / "var" / "audit-anchor.log"))

LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", _("Persian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tehran"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
# Vazirmatn comes as files of a package whose app is not installed.
FONT_DIR = Path(str(files("unfold_farsi"))) / "static/unfold_farsi/fonts/vazirmatn"
# The guide shows the pictures of docs/screens.
STATICFILES_DIRS = [BASE_DIR / "static", ("font", FONT_DIR), ("guide", BASE_DIR / "docs/screens")]
STORAGES = {
    "default": {"BACKEND": "core.papers.storage.RequestStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The age public key to which `manage.py backup` encrypts.
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 1200
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_throttle": 10,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

# Calls of the API a minute: of one key, and from one address.
API_LIMIT_KEY = env.int("API_LIMIT_KEY", default=600)
API_LIMIT_ADDRESS = env.int("API_LIMIT_ADDRESS", default=1200)

LOGGING = logs.to_console(env.str("LOG_LEVEL", default="INFO"))
logs.configure()
