"""
Print an environment file with fresh secrets: `python3 deploy/make_env.py pishkhan.example > .env`.

Keep a copy of FIELD_KEY and AUDIT_KEY elsewhere: without the first, national IDs can't be read.
"""

import base64
import secrets
import sys

KEYS = ("FIELD_KEY", "AUDIT_KEY")
PASSWORDS = (
    "DB_ADMIN_PASSWORD",
    "DB_OWNER_PASSWORD",
    "DB_RUNTIME_PASSWORD",
    "DB_READONLY_PASSWORD",
    "REDIS_PASSWORD",
)


def main(arguments: list[str]) -> int:
    """Print one line a variable."""
    if len(arguments) != 1:
        print(f"usage: {sys.argv[0]} SITE_NAME", file=sys.stderr)
        return 2
    print(f"SITE_NAME={arguments[0]}")
    print(f"SECRET_KEY={secrets.token_urlsafe(64)}")
    for name in KEYS:
        print(f"{name}={base64.b64encode(secrets.token_bytes(32)).decode()}")
    for name in PASSWORDS:
        print(f"{name}={secrets.token_hex(24)}")
    print("WEB_REPLICAS=2\nWORKER_REPLICAS=2")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
