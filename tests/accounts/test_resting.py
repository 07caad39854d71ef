"""A role that decides rests while nobody has recorded whose account it is."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from accounts.facts import acting_for, hats_of, held_by
from accounts.identity import identity_of
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, SCOPE_OF, UNNAMED_SCOPES, Role
from core.clock import now, today
from tests.factories import make_api_client, make_principal, national_id

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def holds(account: int, role: Role, scope: Any = None) -> tuple[bool, bool]:
    """Return what the guards of the database say of a role: for its scope, and anywhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT accounts_holds_at(%s, %s, %s, now()), accounts_holds_any(%s, %s, now())",
            [account, role, scope, account, role],
        )
        (one, other) = cursor.fetchone()
    return one, other


@pytest.fixture
def unknown(db: None) -> User:
    """Return the account of a deputy whom nobody knows."""
    return User.objects.get(pk=make_principal(Role.DEPUTY, is_known=False).user_id)


@pytest.fixture
def visitor(unknown: User, client: Client) -> Client:
    client.force_login(unknown, backend=BACKEND)
    return client


class TestRoles:
    @pytest.mark.parametrize("role", sorted(set(SCOPE_OF) - {Role.SYSTEM}))
    def test_rest_where_they_decide(self, role: Role) -> None:
        scope = None if SCOPE_OF[role] in UNNAMED_SCOPES else uuid4()
        person = make_principal(role, scope, is_known=False)
        user = User.objects.get(pk=person.user_id)
        is_worn = role not in DECIDING_ROLES

        assert [hat.role for hat in held_by(user, now())] == [role]
        assert [hat.role for hat in hats_of(user, now())] == [role] * is_worn
        assert holds(user.pk, role, scope) == (is_worn, is_worn)
        assert (acting_for(person.grant_id, now()) is not None) is is_worn

    def test_wake_when_the_person_is_named(self, unknown: User) -> None:
        User.objects.filter(pk=unknown.pk).update(**identity_of(national_id(812_001)))

        known = User.objects.get(pk=unknown.pk)
        assert [hat.role for hat in hats_of(known, now())] == [Role.DEPUTY]
        assert holds(known.pk, Role.DEPUTY) == (True, True)


class TestDoors:
    def test_lead_to_sign_in_which_says_what_to_do(self, visitor: Client) -> None:
        answer = visitor.get("/", follow=True)

        assert answer.redirect_chain[-1][0] == "/login?unknown=1"
        page = answer.content.decode()
        assert "تصمیم" in page
        assert "ثبت صاحب حساب" in page

    def test_open_in_another_role_and_name_the_one_that_rests(
        self, unknown: User, visitor: Client
    ) -> None:
        RoleGrant.objects.create(
            user=unknown, role=Role.EXPERT, scope_kind=SCOPE_OF[Role.EXPERT],
            starts_on=today(),
        )  # fmt: skip
        session = visitor.session
        session["has_factor"] = True
        session.save()

        page = visitor.get("/settings")

        assert page.status_code == 200
        assert [hat.role for hat in page.context["hats"]] == [Role.EXPERT]
        assert [hat.role for hat in page.context["resting"]] == [Role.DEPUTY]
        assert "کد ملی" in page.content.decode()

    @pytest.mark.parametrize(("is_known", "status"), [(True, 200), (False, 401)])
    def test_open_to_no_key_of_such_a_role(self, is_known: bool, status: int) -> None:
        program = make_api_client(make_principal(Role.DEPUTY, is_known=is_known))

        assert program.get("/api/v1/me").status_code == status


class TestUsers:
    def test_name_the_accounts_that_rest(
        self, platform_admin: Principal, expert: Principal, unknown: User, client: Client
    ) -> None:
        client.force_login(User.objects.get(pk=platform_admin.user_id), backend=BACKEND)
        session = client.session
        session["has_factor"] = True
        session.save()

        page = client.get("/admin/users")
        narrowed = client.get("/admin/users", {"state": "unknown"})

        assert [*page.context["resting"]] == [unknown]
        assert [row["user"] for row in narrowed.context["rows"]] == [unknown]
