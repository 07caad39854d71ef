"""
Those who ask: people of each scope, with a session or a key, made where they are missing.

Also a command of its own, for a second database: it prints the requests of each scope as JSON.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from zlib import crc32

import django
from django.apps import apps

if not apps.ready:  # those who ask can be imported only then
    django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Count

from accounts.identity import identity_of
from accounts.models import ApiToken, RoleGrant, User
from accounts.roles import DECIDING_ROLES, SCOPE_OF, Role
from accounts.sealing import stored_key
from agencies.models import Agency
from core.clock import now, today
from core.scope import as_house
from core.sessions import SessionStore
from dashboard.demo import names
from dev.bench.served import Ask
from offices.models import Office
from territory.models import Division
from violations.models import Case

API = "/api/v1"
LIST = f"{API}/violation-reports?state=accepted&page_size=50"
CASES = f"{API}/cases?page_size=50"
PAGE = "/violations?queue=cases"
OWN_PAGE = "/violations?queue=own"
AGENCIES = 3
BENCH_FROM = 800_000  # serials of national IDs that no person of the sample has
# Rows that an operator's page should have in every database: about a page.
OWN_CASES = 30


def person(username: str, role: Role, scopes: Iterable[Any] = (None,)) -> User:
    """Return a person of the benchmark with a grant for each scope."""
    user, is_new = User.objects.get_or_create(
        username=username,
        defaults={"full_name": username, "password": "!", **identity_of(_national_id(username))},
    )
    given_by, confirmed_by = _admins()
    for scope in scopes if is_new else ():
        RoleGrant.objects.create(
            user=user,
            role=role,
            scope_kind=SCOPE_OF[role],
            scope_id=getattr(scope, "public_id", None),
            scope_label=str(scope or ""),
            starts_on=today(),
            reason="benchmark",
            given_by=given_by,
            confirmed_by=confirmed_by if role in DECIDING_ROLES else None,
        )
    return user


def _national_id(username: str) -> str:
    """Return the ID of somebody of the benchmark, whom no sample has."""
    return names.national_id(BENCH_FROM + crc32(username.encode()) % 100_000)


def _admins() -> tuple[int | None, int | None]:
    """Return two platform admins of the sample, by whom roles are given and confirmed."""
    held = RoleGrant.objects.in_force(now()).filter(role=Role.PLATFORM_ADMIN).order_by("pk")
    found = [*held.values_list("user_id", flat=True)[:2], None, None]
    return found[0], found[1]


def key_of(user: User) -> dict[str, str]:
    """Return the headers of a program with a fresh key of the person's first grant."""
    secret = secrets.token_urlsafe(32)
    ApiToken.objects.create(
        grant=RoleGrant.objects.filter(user=user).order_by("pk")[0],
        name="bench",
        **stored_key(secret, str(user.public_id)),
        scopes=["*"],
        expires_at=now() + timedelta(hours=6),
    )
    return {"Authorization": f"Bearer {secret}", "Accept-Language": "fa"}


def session_of(user: User) -> dict[str, str]:
    """Return the headers of a browser in which the person has signed in with both factors."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["has_factor"] = True
    session["factor_at"] = now().timestamp()
    session.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.cookie_key}"}


def busiest(model: Any, column: str) -> Any:
    """Return the row of a model of which there are most cases."""
    counted = Case.objects.values(column).annotate(number=Count("pk")).order_by("-number")
    return model.objects.get(pk=counted.values_list(column, flat=True)[0])


def usual_office() -> Office:
    """Return an office that has about a page of cases."""
    counted = Case.objects.values("office").annotate(number=Count("pk"))
    enough = counted.filter(number__gte=OWN_CASES).order_by("number", "office")
    most = counted.order_by("-number", "office")
    found = enough.values_list("office", flat=True).first()
    return Office.objects.get(pk=found or most.values_list("office", flat=True)[0])


def scopes() -> dict[str, tuple[User, str, str]]:
    """Return for each scope a person, the page of his list, and the address of his REST list."""
    agencies = list(Agency.objects.filter(is_secretariat=False).order_by("position", "pk"))
    county = busiest(Division, "county")
    return {
        "agency": (manager(), PAGE, CASES),
        "several agencies": (
            person("bench.agencies", Role.AGENCY_CLERK, agencies[:AGENCIES]), PAGE, "",
        ),
        "county": (person("bench.county", Role.COUNTY_REP, [county]), PAGE, CASES),
        "province": (person("bench.province", Role.EXPERT), PAGE, CASES),
        "operator": (person("bench.operator", Role.OPERATOR, [usual_office()]), OWN_PAGE, CASES),
    }  # fmt: skip


def manager() -> User:
    """Return the manager of the agency that has most cases."""
    return person("bench.agency", Role.AGENCY_MANAGER, [busiest(Agency, "agency")])


def requests() -> dict[str, Ask]:
    """Return the first page of each scope, on the web and over REST."""
    found = {}
    with as_house():
        for name, (user, page, address) in scopes().items():
            found[f"{name}, page"] = Ask(page, session_of(user))
            if address:  # a key has one grant
                found[f"{name}, REST"] = Ask(address, key_of(user))
    return found


def from_json(text: str) -> Mapping[str, Ask]:
    """Return the requests that another process has printed."""
    return {
        name: Ask(told["path"], told["headers"])
        for name, told in json.loads(text.splitlines()[-1]).items()
    }


if __name__ == "__main__":
    print(json.dumps({name: asdict(ask) | {"body": ""} for name, ask in requests().items()}))
