"""Tests: real PostgreSQL, quick hashing, no waiting."""

import os

os.environ.setdefault("DATABASE_URL", "postgres://root@127.0.0.1:5432/root")
# Making and dropping whole databases on a busy machine takes longer than a page may.
os.environ.setdefault("STATEMENT_TIMEOUT", "60s")

from pishkhan.settings.local import *

DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["TEST"] = {"NAME": "test_" + os.environ.get("TEST_DB_NAME", "pishkhan")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Workers of one run keep out of each other's way.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
MEDIA_ROOT = BASE_DIR / "var" / f"test-media-{WORKER}"
AUDIT_ANCHOR_FILE = str(BASE_DIR / "var" / f"test-anchor-{WORKER}.log")
ACCOUNT_RATE_LIMITS = False
LIMITS_SIGN_IN = False  # the tests of the limits switch it on
AXES_ENABLED = False
API_LIMIT_KEY = API_LIMIT_ADDRESS = 1_000_000  # the tests of the limits lower them
