"""
Print an environment file with fresh secrets, which nobody else should read.

    python3 deploy/make_env.py pishkhan.example > .env

The file to which it prints is closed to everybody but its owner, whatever the umask.

Keep a copy of FIELD_KEY and AUDIT_KEY elsewhere: without the first, national IDs can't be read.
"""

import base64
import os
import secrets
import stat
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
    close_to_others(sys.stdout.fileno())
    print(f"SITE_NAME={arguments[0]}")
    print(f"SECRET_KEY={secrets.token_urlsafe(64)}")
    for name in KEYS:
        print(f"{name}={base64.b64encode(secrets.token_bytes(32)).decode()}")
    for name in PASSWORDS:
        print(f"{name}={secrets.token_hex(24)}")
    print("WEB_REPLICAS=2\nWORKER_REPLICAS=2")
    return 0


def close_to_others(number: int) -> None:
    """Let only its owner read the file into which the shell leads what is printed."""
    if stat.S_ISREG(os.fstat(number).st_mode):
        os.fchmod(number, 0o600)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
