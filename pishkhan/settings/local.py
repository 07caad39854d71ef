"""One machine, plain HTTP, demo accounts. Started by `./run app`; never for production."""

import os

from core import published

os.environ.setdefault("DATABASE_URL", "postgres://root@127.0.0.1:5432/pishkhan")
for _name in ("SECRET_KEY", "FIELD_KEY", "AUDIT_KEY"):
    # `./run app` hands over the installation's own secrets; these serve bare management commands.
    os.environ.setdefault(_name, published.KEY)

from pishkhan.settings.base import *

DEMO = True
PRODUCTION = False
DEMO_LOGINS_FILE = env.str("DEMO_LOGINS_FILE", default=str(BASE_DIR / "var" / "demo-logins.json"))
ALLOWED_HOSTS = ["*"]
WEBHOOK_LAX = True  # a receiver under trial runs on the same machine
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}")
SMS_GATEWAY = env.str("SMS_GATEWAY", default="notices.carriers.sms.FileGateway")
EMAIL_URL = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_URL["EMAIL_BACKEND"]
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = None
ALLAUTH_TRUSTED_PROXY_COUNT = 0
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "session"
DEVICE_COOKIE_NAME = "device"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CELERY_BEAT_SCHEDULER = "celery.beat:PersistentScheduler"
