"""
The authorization matrix: role × route × {own, somebody else's, nonexistent}, from the URLconf.

Hidden and nonexistent answer alike, an act that is not the role's is refused, undeclared methods
too.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from accounts.roles import Role
from core.clock import today
from tests.architecture.bodies import body_of
from tests.architecture.policy import KINDS, POLICY, ROWS, Row
from tests.architecture.routes import METHODS, Route, routes
from tests.architecture.world import ABSENT, OTHER, OWN, REASON, ROLES, World, png
from tests.contracts.stories import letter, scan
from tests.shares import share

ROUTES = routes()
MATRIX = [name for name in sorted(ROUTES) if name in POLICY and not POLICY[name].is_public]
# The pages on which something new is made.
NEW = [name for name in MATRIX if "GET" in POLICY[name].methods
       and ROUTES[name].pattern.rsplit("/", 1)[-1] == "new"]  # fmt: skip
# What a door answers when it opens: done, shown, or refused by the record's state or the form.
OPENED = {"GET": {200, 302, 409}, "POST": {200, 201, 202, 204, 302, 400, 401, 409, 412, 422}}


@contextmanager
def undone() -> Iterator[None]:
    """Undo what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(world: World, role: Role | None, route: Route, method: str, record: str) -> Any:
    """Send one request as a role for a record, and undo what it did."""
    row = POLICY[route.name]
    names = world.names[row.kind][record] if row.kind else ()
    address = route.address(names)
    with undone():
        if not route.is_rest:
            browser = world.browser(role)
            if method == "POST":
                form = world.forms.get((route.name, role), {}) if role else {}
                return browser.post(address, form)
            return browser.generic(method, address)
        client = world.program(role)
        if method == "GET":
            return client.get(address + row.query)
        if route.name == "evidence-list" and method == "POST":
            file = SimpleUploadedFile("رسید.png", png(), "image/png")
            return client.post(address, {"file": file, "kind": "report"}, format="multipart")
        if route.name == "contracts-documents" and method == "POST":
            body = letter(document_on=today().isoformat())
            return client.post(address, body, format="multipart")
        if route.name in {"contracts-scans", "licences-scans"} and method == "POST":
            body = {"file": scan(), "reason": REASON[:200]}
            return client.post(address, body, format="multipart")
        body = body_of(route, method)
        samples = world.samples[OTHER if record == OTHER else OWN]
        body = body | {field: samples[field] for field in body if field in samples}
        return client.generic(method, address, msgspec.json.encode(body), "application/json")


def told(response: Any, *names: Any) -> str:
    """Return an answer's body without what differs from request to request."""
    body = response.content.decode(errors="replace")
    body = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", body)
    body = body.replace(response.headers.get("X-Request-Id", "\0"), "")
    body = re.sub(r'"instance":"[^"]*"', "", body)
    for name in names:
        body = body.replace(str(name), "*")
    return body


class TestPolicyTable:
    def test_has_a_row_for_each_route(self) -> None:
        missing = sorted(set(ROUTES) - set(POLICY))

        assert not missing, f"add rows to tests/architecture/policy.py: {missing}"

    def test_has_no_row_without_a_route(self) -> None:
        gone = sorted(set(POLICY) - set(ROUTES))

        assert not gone

    def test_names_each_route_once(self) -> None:
        assert len(ROWS) == len(POLICY)


def asks_factor(response: Any) -> bool:
    """Tell whether REST asked for a one-time code: the role may do it, the code was not right."""
    return response.status_code == 403 and b"factor-required" in response.content


def stand_ins(row: Row, method: str) -> set[Role]:
    """
    Return one role of each kind of sight and right on this route.

    Which one differs from route to route, so that each role stands in somewhere.
    """
    groups: dict[tuple[str, ...], list[Role]] = {}
    for role in ROLES:
        key = tuple(row.expected(role, method, record) for record in (OWN, OTHER))
        groups.setdefault(key, []).append(role)
    turn = zlib.crc32(row.route.encode())
    return {roles[turn % len(roles)] for roles in groups.values()}


@contextmanager
def without_error_pages() -> Iterator[None]:
    """Refuse inside with a status alone: its page costs more than the refusal."""
    with patch("core.web.failures.render", lambda *_page, status: HttpResponse(status=status)):
        yield


def faults_of(
    world: World, route: Route, row: Row, method: str, role: Role, *, is_full: bool
) -> Iterator[str]:
    """Yield what a role's cells of a route answer wrongly."""
    absent = None
    asks = is_full or role in stand_ins(row, method)
    is_only_shown = method == "GET" and "POST" in row.methods
    if not asks and (is_only_shown or row.expected(role, method, OWN) == "opens"):
        return  # as for the one who stands in; a door that must stay shut is always tried
    looks_around = row.kind and asks
    for record in (ABSENT, OTHER, OWN) if looks_around else (OWN,):
        expected = row.expected(role, method, record)
        # Those who stand in for their like see the page of the refusal, too.
        with nullcontext() if asks else without_error_pages():
            response = ask(world, role, route, method, record)
        status = response.status_code
        where = f"{role} {method} {route.name} [{record}]: {status}, {expected}"
        if record == ABSENT:
            absent = response
        right = {
            "opens": OPENED[method],
            "refuses": {row.refuses},
            "hidden": {404},
        }[expected]
        if status not in right and not (expected == "opens" and asks_factor(response)):
            yield where
        elif expected == "hidden" and record != ABSENT and absent is not None:
            names = (*world.names[row.kind][record], *world.names[row.kind][ABSENT])
            if told(response, *names) != told(absent, *names):
                yield f"{where}: tells more than a nonexistent one"


def all_faults(world: World, route: Route, row: Row, *, is_full: bool) -> list[str]:
    """
    Return what a route answers wrongly.

    Each role tries what is refused to it or hidden; what opens, forms that are only shown, and the
    records of others, those try who stand in for their like. With `is_full` all try all.
    """
    return [
        fault
        for method in row.methods
        if method in {"GET", "POST"}
        for role in ROLES
        for fault in faults_of(world, route, row, method, role, is_full=is_full)
    ]


@pytest.mark.django_db
class TestMatrix:
    @pytest.mark.parametrize("name", MATRIX)
    def test_answers_each_role_as_the_table_says(self, world: World, name: str) -> None:
        route, row = ROUTES[name], POLICY[name]

        faults = all_faults(world, route, row, is_full=False)

        assert not faults, "\n" + "\n".join(faults)

    @pytest.mark.parametrize("name", NEW)
    def test_refuses_what_a_role_may_not_make_with_the_way_to_ask_for_it(
        self, world: World, name: str
    ) -> None:
        route, row = ROUTES[name], POLICY[name]
        shut = [role for role in ROLES if row.expected(role, "GET", OWN) == "refuses"]

        answers = {role: ask(world, role, route, "GET", OWN) for role in shut}

        assert {role: answer.status_code for role, answer in answers.items()} == (
            dict.fromkeys(shut, 403)
        )
        asks = f"{reverse('accounts:ask_access')}?page="
        assert all(asks in answer.content.decode() for answer in answers.values())

    @pytest.mark.deep  # all records for all roles (design: SECURITY R-01)
    @pytest.mark.parametrize("name", MATRIX)
    def test_answers_each_role_for_each_record(self, world: World, name: str) -> None:
        faults = all_faults(world, ROUTES[name], POLICY[name], is_full=True)

        assert not faults, "\n" + "\n".join(faults)

    @pytest.mark.parametrize("name", share(MATRIX))
    def test_asks_a_stranger_to_sign_in(self, world: World, name: str) -> None:
        route, row = ROUTES[name], POLICY[name]
        for method in METHODS:
            if method in row.strangers or method not in {*row.methods, "GET"}:
                continue
            for record in (OWN, ABSENT) if row.kind and method == "GET" else (OWN,):
                response = ask(world, None, route, method, record)

                if route.is_rest:
                    assert response.status_code == 401
                else:
                    assert response.status_code == 302
                    assert response.headers["Location"].startswith("/login")

    @pytest.mark.parametrize("name", share(sorted(POLICY)))
    def test_refuses_methods_that_are_not_declared(self, world: World, name: str) -> None:
        """Where the view has a handler all the same, and of each twelfth route, one is sent."""
        route, row = ROUTES[name], POLICY[name]
        sees = (KINDS[row.kind].own & row.opens) or KINDS[row.kind].own or row.opens
        role = Role.AGENCY_MANAGER if Role.AGENCY_MANAGER in sees else min(sees)
        # allauth's pages send a signed-in person away before they look at the method
        right = {404, 405, 302} if name.startswith(("account_", "mfa_")) else {404, 405}
        undeclared = {*METHODS, "TRACE"} - set(row.methods)
        is_sampled = zlib.crc32(name.encode()) % 12 == 0

        for method in undeclared if is_sampled else filter(route.handles, undeclared):
            response = ask(world, role, route, method, OWN)

            # a page that only takes acts leads a reader to its record
            leads = {302} if method in ("GET", "HEAD") and not route.is_rest else set()
            assert response.status_code in right | leads, f"{method} {name}"


REST_POSTS = [name for name in MATRIX if ROUTES[name].is_rest and "POST" in POLICY[name].methods]


@pytest.mark.django_db
class TestRefusalsOverRest:
    """Who may not do it learns nothing about the body that he sent (design: SECURITY 3)."""

    @pytest.mark.parametrize("name", share(REST_POSTS))
    def test_come_before_the_body_is_read(self, world: World, name: str) -> None:
        route, row = ROUTES[name], POLICY[name]

        for role in stand_ins(row, "POST"):
            for record in (OWN, OTHER) if row.kind else (OWN,):
                names = world.names[row.kind][record] if row.kind else ()
                with undone():
                    answer = world.program(role).generic(
                        "POST", route.address(names), b"no JSON", "application/json"
                    )
                status, expected = answer.status_code, row.expected(role, "POST", record)
                right = {
                    "opens": OPENED["POST"] | {415},
                    "refuses": {row.refuses},
                    "hidden": {404},
                }[expected]
                assert status in right, f"{role} {name} [{record}]: {status}, {expected}"

    @pytest.mark.parametrize("name", REST_POSTS)
    def test_are_declared_for_each_act(self, name: str) -> None:
        view = ROUTES[name].view

        assert hasattr(getattr(view.cls, view.actions["post"]), "right")
