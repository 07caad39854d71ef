"""What a production installation must not be; else web, worker and scheduler do not start."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import OperationalError

from core import published

TAG = "production"
KEYS = ("SECRET_KEY", "FIELD_KEY", "AUDIT_KEY")
CLAMD, STRUCTURE = "core.papers.scanning.clamd", "core.papers.scanning.structure"
FILE_GATEWAY = "notices.carriers.sms.FileGateway"
WRITING_BACKENDS = {
    f"django.core.mail.backends.{kind}.EmailBackend" for kind in ("console", "filebased", "locmem")
}
LEAST_BYTES = 32
LEAST_LETTERS = 50  # of SECRET_KEY, which is text
LEAST_DIFFERENT = 16  # of 32 random bytes about 30 differ
_ROLE = """
    SELECT current_user, rolsuper OR rolbypassrls, EXISTS (
        SELECT FROM pg_tables
        WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'MEMBER')),
        has_database_privilege(current_database(), 'TEMPORARY')
        OR has_database_privilege(current_database(), 'CREATE')
        OR has_schema_privilege('public', 'CREATE')
    FROM pg_roles WHERE rolname = current_user
"""


def refuse_unsafe() -> None:
    """
    Stop a process that would serve an unsafe production installation.

    A database that does not answer at this moment is no reason: web processes start again
    while it is away, and ask for it at each request.

    Raises:
        ImproperlyConfigured: a check of production found an error; the message names all.
    """
    if not settings.PRODUCTION:
        return
    found = run_checks(tags=[TAG], include_deployment_checks=True, databases=["default"])
    connections.close_all()  # a child process opens its own
    errors = [message for message in found if message.is_serious()]
    if errors:
        told = "\n".join(f"  {error.id}: {error.msg} {error.hint or ''}" for error in errors)
        raise ImproperlyConfigured(f"This installation is not safe to run:\n{told}")


def keys_are_secrets(**_: Any) -> list[CheckMessage]:
    """Complain of keys that are short, simple, published in the repository, or used twice."""
    values = {name: str(getattr(settings, name)) for name in KEYS}
    faults: list[CheckMessage] = [
        Error(f"{name} {fault}.", hint="Make one: python3 deploy/make_env.py", id="core.E010")
        for name, value in values.items()
        if (fault := _fault(name, value))
    ]
    if len(set(values.values())) < len(values):
        hint = "Give each its own."
        faults.append(Error("Two of the keys are the same.", hint=hint, id="core.E011"))
    return faults


def _fault(name: str, value: str) -> str:
    if value == published.KEY:
        return "is the one of the repository"
    if name == "SECRET_KEY":
        data, is_long = value.encode(), len(value) >= LEAST_LETTERS
    else:
        try:
            data = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return "is not base64"
        is_long = len(data) >= LEAST_BYTES
    if not is_long:
        return "is too short"
    return "" if len(set(data)) >= LEAST_DIFFERENT else "is too simple"


def hosts_are_named(**_: Any) -> list[CheckMessage]:
    """Complain if the product would answer under any name."""
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Set ALLOWED_HOSTS to the name of the site."
    return [Error("It would answer under any name, or none.", hint=hint, id="core.E012")]


def nothing_is_a_demo(**_: Any) -> list[CheckMessage]:
    """Complain about the settings that show the secrets of sample accounts."""
    if not (settings.DEMO or settings.DEBUG):
        return []
    hint = "Use pishkhan.settings.base as it is."
    return [Error("DEMO or DEBUG is on.", hint=hint, id="core.E013")]


def files_are_scanned(**_: Any) -> list[CheckMessage]:
    """Complain if no scanner looks at uploaded files; one that is away now is no matter here."""
    scanner = settings.EVIDENCE_SCANNER
    if scanner == CLAMD:
        is_scanned = urlsplit(settings.CLAMD_URL).scheme in {"tcp", "unix"}
    else:
        is_scanned = scanner not in {"", STRUCTURE}
    if is_scanned:
        return []
    text = "No scanner for malware looks at uploaded files, only their structure is checked."
    hint = "Set CLAMD_URL, as in tcp://clamav:3310, or EVIDENCE_SCANNER to a function's path."
    return [Error(text, hint=hint, id="core.E014")]


def messages_leave(**_: Any) -> list[CheckMessage]:
    """Complain if messages would be written into files or logs, or sent in the open."""
    faults: list[CheckMessage] = []
    gateway = settings.SMS_GATEWAY
    if gateway == FILE_GATEWAY:
        text = "Text messages are written into a file and reach nobody."
        hint = "Set SMS_GATEWAY to a gateway, or leave it out: then none is sent."
        faults.append(Error(text, hint=hint, id="core.E018"))
    elif gateway and not (settings.SMS_KEY and urlsplit(settings.SMS_URL).scheme == "https"):
        text = "The SMS gateway has no key, or is not asked by https."
        hint = "Set SMS_KEY and SMS_URL, or leave SMS_GATEWAY out."
        faults.append(Error(text, hint=hint, id="core.E018"))
    if settings.EMAIL_BACKEND in WRITING_BACKENDS:
        text = "Mail is written into a file or the log and reaches nobody."
        hint = "Set EMAIL_URL to a mail server, or leave it out: then none is sent."
        faults.append(Error(text, hint=hint, id="core.E018"))
    return faults


def the_role_is_humble(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Complain if the serving role could change tables, or go around what guards them."""
    faults: list[CheckMessage] = []
    hint = "Let DATABASE_URL name the runtime role of manage.py setup_roles."
    for alias in databases or []:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(_ROLE)
                name, is_mighty, is_owner, is_maker = cursor.fetchone()
        except OperationalError:
            continue  # nobody answers: said where it is needed
        if is_mighty:
            text = f"The role “{name}” of the database is a superuser or goes around policies."
            faults.append(Error(text, hint=hint, id="core.E015"))
        elif is_owner:
            text = f"The role “{name}” of the database owns tables."
            faults.append(Error(text, hint=hint, id="core.E016"))
        elif is_maker:
            text = f"The role “{name}” may make objects in the database, temporary ones included."
            hint = "Run manage.py setup_roles again."
            faults.append(Error(text, hint=hint, id="core.E017"))
    return faults
