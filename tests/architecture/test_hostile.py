"""What hostile visitors send and store, at every door of the URLconf (design: SECURITY 2, 11)."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test import Client

from accounts.roles import Role
from tests.architecture.bodies import body_of, numbers_of
from tests.architecture.policy import POLICY
from tests.architecture.routes import Route, routes
from tests.architecture.sources import APPS
from tests.architecture.test_access import MATRIX, undone
from tests.architecture.world import OWN, World
from tests.shares import share

ROUTES = routes()
READ = [name for name in MATRIX if "GET" in POLICY[name].methods]
SHOWN = [name for name in sorted(POLICY) if "GET" in POLICY[name].methods and name != "metrics"]
PAGES = [name for name in READ if not ROUTES[name].is_rest]
POSTS = [name for name in sorted(POLICY) if "POST" in POLICY[name].methods]
MARK = "<script>alert(1)</script>"
LITERAL = "{{7*7}}{% debug %}{0.__class__}%s"
EVIL = f'">{MARK}{LITERAL}'
ODD = ("9" * 400, "۹" * 21, "²", "2026-02-31", "x", "\x00")
HUGE = (2**31, 2**63, 10**40, -(2**63) - 1)
# What programs write and read again; nobody types it.
KEYS = {"password", "role", "scope_kind", "prefix", "digest", "username", "content", "key", "job"}
EVIL_ORIGIN = "https://evil.example"
# Tables that reading may write to: the history, sessions, when a token was last used.
WRITTEN_BY_READING = {
    "audit_auditevent", "audit_auditstream", "django_session", "accounts_apitoken",
    "usersessions_usersession", "accounts_cache",
}  # fmt: skip


def address(world: World, route: Route) -> str:
    """Return the route's address of a record in the cast's own scope."""
    row = POLICY[route.name]
    return route.address(world.names[row.kind][OWN] if row.kind else ())


def fields_of(world: World, role: Role, route: Route) -> set[str]:
    """Return the names of what the route's form sends, and of forms on the page before it."""
    form = getattr(getattr(route.view, "view_class", None), "form_class", None)
    found = set(getattr(form, "base_fields", ()))
    if "GET" in POLICY[route.name].methods:
        page = world.browser(role).get(address(world, route))
        if not page.streaming:
            found |= set(re.findall(r'<(?:input|select|textarea|button)[^>]* name="([^"]+)"',
                                    page.content.decode(errors="replace")))  # fmt: skip
    # Names that views read themselves.
    return (found | {"query", "row", "verdict", "days"}) - {"csrfmiddlewaretoken"}


def may_hold(field: Any) -> bool:
    """Tell whether a column takes any text that people write."""
    is_text = type(field) in {models.CharField, models.TextField}
    is_key = field.choices or field.unique or field.name in KEYS
    return is_text and not is_key


def poison() -> set[str]:
    """Write the hostile text into every column that takes it; return those columns."""
    written = set()
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        for field in filter(may_hold, model._meta.concrete_fields):
            text = EVIL[: field.max_length] if field.max_length else EVIL
            try:
                with transaction.atomic():
                    changed = model._default_manager.update(**{field.name: text})
            except DatabaseError:
                continue  # sealed, numbered or of a known form: it cannot get there
            if changed and (not field.max_length or field.max_length >= len(EVIL)):
                written.add(f"{model._meta.label}.{field.name}")
    return written


def counts() -> dict[str, int]:
    """Return how many rows each table has, and the sum of their versions where they have one."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in WRITTEN_BY_READING:
                continue
            names = {field.name for field in model._meta.get_fields()}
            extra = ", max(updated_at)::text" if "updated_at" in names else ""
            cursor.execute(f'SELECT count(*){extra} FROM "{table}"')
            found[table] = cursor.fetchone()
    return found


def bodies(world: World, names: list[str], role: Role) -> Iterator[tuple[str, Any]]:
    """Yield the answers of some routes to a role's GET."""
    for name in names:
        client = world.program(role) if ROUTES[name].is_rest else world.browser(role)
        yield name, client.get(address(world, ROUTES[name]))


@pytest.mark.django_db
class TestStoredText:
    @pytest.mark.parametrize(
        "role",
        [
            Role.SECRETARIAT,
            Role.OPERATOR,
            *(
                pytest.param(role, marks=pytest.mark.deep)
                for role in (Role.EXPERT, Role.AGENCY_MANAGER, Role.PLATFORM_ADMIN)
            ),
        ],
    )
    def test_is_shown_as_it_was_written_and_reading_changes_nothing(
        self, world: World, role: Role
    ) -> None:
        shown = 0
        with undone():
            columns = poison()
            before = counts()
            for name, answer in bodies(world, SHOWN, role):
                assert answer.status_code < 500, name
                kind = answer.headers.get("Content-Type", "")
                if answer.streaming or "text/html" not in kind:
                    continue
                page = answer.content.decode()
                assert MARK not in page, name
                shown += LITERAL in page
            after = counts()

        assert {table for table in before if before[table] != after[table]} == set()
        assert {"offices.Office.name", "offices.Office.address"} <= columns
        assert len(columns) > 20
        assert shown > 10


@pytest.mark.django_db
class TestForgedRequests:
    @pytest.mark.parametrize("name", POSTS)
    def test_without_a_token_of_the_form_are_refused(self, world: World, name: str) -> None:
        if name == "tokens-list":
            pytest.skip("asks for a password and a code, and reads no session")
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.cookies["session"] = world.cookies[Role.SECRETARIAT]

        with undone():
            answer = client.post(address(world, ROUTES[name]), {}, secure=True)

        assert answer.status_code == 403
        assert "CSRF Failed" not in answer.text  # the framework's sentence, in English alone

    @pytest.mark.parametrize("origin", [EVIL_ORIGIN, "null"])
    def test_from_another_origin_are_refused(self, world: World, origin: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.cookies["session"] = world.cookies[Role.SECRETARIAT]
        client.get("/settings")
        form = {"csrfmiddlewaretoken": client.cookies["csrf"].value, "theme": "dark"}

        with undone():
            forged = client.post("/settings/theme", form, headers={"Origin": origin})
            own = client.post("/settings/theme", form, headers={"Origin": "http://testserver"})

        assert (forged.status_code, own.status_code) == (403, 302)


@pytest.mark.django_db
class TestHeaders:
    @pytest.mark.parametrize("name", share(READ))
    def test_guard_each_answer(self, world: World, name: str) -> None:
        route = ROUTES[name]
        client = world.program(Role.EXPERT) if route.is_rest else world.browser(Role.EXPERT)

        with undone():
            answer = client.get(address(world, route), headers={"Origin": EVIL_ORIGIN})

        told = answer.headers
        assert told["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in told["Cache-Control"]
        assert told["Referrer-Policy"] == "same-origin"
        assert told["X-Frame-Options"] == "DENY"
        assert told["Cross-Origin-Opener-Policy"] == "same-origin"
        for feature in ("camera", "microphone", "geolocation", "payment", "usb"):
            assert f"{feature}=()" in told["Permissions-Policy"].split(", ")
        assert "default-src 'none'" in told["Content-Security-Policy"]
        assert "unsafe" not in told["Content-Security-Policy"]
        assert not [header for header in told if header.startswith("Access-Control-")]
        kind = told.get("Content-Type", "")
        assert not kind.startswith("text/") or "charset=utf-8" in kind

    @pytest.mark.parametrize("path", ["/.git/config", "/.env", "/static/", "/media/", "/admin/"])
    def test_hide_what_is_nobodys(self, world: World, path: str) -> None:
        assert world.browser(Role.PLATFORM_ADMIN).get(path).status_code == 404


@pytest.mark.django_db
class TestNumbers:
    @pytest.mark.parametrize("name", share(n for n in POSTS if ROUTES[n].is_rest))
    def test_out_of_bounds_are_refused(self, world: World, name: str) -> None:
        route = ROUTES[name]
        # where nobody may act in this world, the refusal has to come all the same
        role = min(POLICY[name].posts or POLICY[name].opens or Role)
        for field in numbers_of(route, "POST"):
            for number in HUGE:
                body = body_of(route, "POST") | {field: number}
                with undone():
                    answer = world.program(role).generic(
                        "POST", address(world, route), msgspec.json.encode(body),
                        "application/json",
                    )  # fmt: skip
                least = 200 if number == HUGE[0] else 400  # so many rials there may be
                assert least <= answer.status_code < 500, f"{field}={number}: {answer.status_code}"

    @pytest.mark.parametrize("name", share(n for n in POSTS if not ROUTES[n].is_rest))
    def test_and_other_odd_text_in_a_form_never_fail(self, world: World, name: str) -> None:
        role = min(POLICY[name].posts or POLICY[name].opens or Role)
        with undone():
            fields = fields_of(world, role, ROUTES[name])
        for odd in ODD:
            with undone():
                sent = dict.fromkeys(fields, odd)
                answer = world.browser(role).post(address(world, ROUTES[name]), sent)
            assert answer.status_code < 500, f"{odd[:12]!r} as {role}: {answer.status_code}"

    @pytest.mark.parametrize("name", share(n for n in READ if n.endswith("-list")))
    def test_in_a_query_never_fail(self, world: World, name: str) -> None:
        route = ROUTES[name]
        filters = getattr(getattr(route.view.cls, "filterset_class", None), "base_filters", {})
        for parameter in (*filters, "page_size", "cursor"):
            for number in HUGE:
                with undone():
                    answer = world.program(Role.EXPERT).get(
                        address(world, route), {parameter: number}
                    )
                assert answer.status_code in {200, 400}, f"{parameter}={number}"

    @pytest.mark.parametrize("name", share(PAGES))
    def test_in_a_pages_query_never_fail(self, world: World, name: str) -> None:
        filterset = getattr(getattr(ROUTES[name].view, "view_class", None), "filterset_class", None)
        for parameter in getattr(filterset, "base_filters", {}):
            with undone():
                answer = world.browser(Role.EXPERT).get(
                    address(world, ROUTES[name]), {parameter: 10**40}
                )
            assert answer.status_code < 500, parameter
