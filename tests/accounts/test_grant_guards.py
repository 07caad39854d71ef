"""What the database itself refuses of grants, when the role of the running house writes them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.actions.grants import LEAST_REASON
from accounts.identity import identity_of
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, SCOPE_OF, UNNAMED_SCOPES, Role, exclude_each_other
from accounts.scopes import ASSOCIATION_ID
from agencies.models import Agency
from core.clock import now, today
from territory.models import Division
from tests.factories import (
    make_agency,
    make_office,
    make_principal,
    make_province,
    make_same_person,
    national_id,
)
from tests.sql import refused_at_runtime

pytestmark = pytest.mark.django_db
GIVEN = sorted(set(Role) - {Role.SYSTEM})


@pytest.fixture(autouse=True)
def _unproposed(db: None) -> None:
    """Let grants be written without the act that proposed them, which approvals/sql compares."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE accounts_rolegrant DISABLE TRIGGER approvals_rolegrant_proposed"
        )


@pytest.fixture(autouse=True)
def _bodies(db: None) -> None:
    """Let there be a county, an agency and an office of the id that these tests name."""
    Division.objects.create(
        level="county", name="x", name_key="x", parent=make_province(), public_id=ASSOCIATION_ID
    )
    make_agency("x1", public_id=ASSOCIATION_ID)
    make_office(public_id=ASSOCIATION_ID)


@pytest.fixture
def admins(platform_admin: Principal) -> tuple[int, int]:
    """Return two platform admins, two persons."""
    return platform_admin.user_id, make_principal(Role.PLATFORM_ADMIN).user_id


_serials = count(991_000)


def person(name: str = "someone") -> User:
    identity = identity_of(national_id(next(_serials)))
    return User.objects.create(username=name, full_name=name, password="!", **identity)


def grant(user: User, role: Role, admins: tuple[int, int], /, **values: Any) -> RoleGrant:
    """Write a grant as the action does, or other values."""
    is_named = SCOPE_OF[role] not in UNNAMED_SCOPES
    one, other = admins
    fields = {
        "user": user, "role": role, "scope_kind": SCOPE_OF[role], "reason": "x" * LEAST_REASON,
        "scope_id": ASSOCIATION_ID if is_named else None,
        "starts_on": today(), "given_by": one, "letter_no": "۱۲/۳۴", "letter_on": today(),
        "confirmed_by": other if role in DECIDING_ROLES else None, **values,
    }  # fmt: skip
    return RoleGrant.objects.create(**fields)


def refused(call: Callable[[], Any]) -> str:
    return refused_at_runtime(call)


class TestScopes:
    def test_are_those_of_the_table_of_roles(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT role, accounts_scope_kind(role) FROM unnest(%s::text[]) AS role",
                [[*Role, "zzz"]],
            )
            told = dict(cursor.fetchall())

        scopes: dict[str, str | None] = {str(role): kind for role, kind in SCOPE_OF.items()}
        assert told == {**scopes, "system": None, "zzz": None}

    @pytest.mark.parametrize(
        ("role", "values", "why"),
        [
            (Role.AUDITOR, {"role": "zzz"}, "one of the province"),
            (Role.AUDITOR, {"role": Role.SYSTEM, "scope_kind": "platform"}, "one of the province"),
            (Role.AUDITOR, {"scope_kind": "platform"}, "scope that it has"),
            (Role.AGENCY_CLERK, {"scope_kind": "province", "scope_id": None}, "scope that it has"),
            (Role.OPERATOR, {"scope_kind": "agency"}, "scope that it has"),
            (Role.COUNTY_REP, {"scope_id": UUID(int=9)}, "scope that it has"),
            (Role.ASSOCIATION, {"scope_id": UUID(int=9)}, "scope that it has"),
            (Role.AGENCY_CLERK, {"scope_id": UUID(int=9)}, "no agency of this role"),
            (Role.OPERATOR, {"scope_id": UUID(int=9)}, "no office of this role"),
        ],
    )
    def test_fit_their_role(
        self, admins: tuple[int, int], role: Role, values: dict[str, Any], why: str
    ) -> None:
        assert why in refused(lambda: grant(person(), role, admins, **values))


class TestWhoGives:
    @pytest.mark.parametrize("role", GIVEN)
    def test_is_an_admin_and_for_deciding_roles_a_second_one(
        self, admins: tuple[int, int], role: Role
    ) -> None:
        assert refused(lambda: grant(person(), role, admins)) == ""
        alone = refused(lambda: grant(person("alone"), role, admins, confirmed_by=None))
        assert ("confirmed by another" in alone) is (role in DECIDING_ROLES)

    def test_is_not_one_person_with_two_accounts(
        self, platform_admin: Principal, admins: tuple[int, int]
    ) -> None:
        other = Principal(**{**platform_admin.__dict__, "user_id": admins[1]})
        make_same_person(platform_admin, other)

        assert "confirmed by another" in refused(lambda: grant(person(), Role.DEPUTY, admins))

    def test_is_not_the_person(self, admins: tuple[int, int]) -> None:
        own = User.objects.get(pk=admins[0])

        assert "to themselves" in refused(lambda: grant(own, Role.AUDITOR, admins))

    def test_holds_the_role_of_an_admin(self, admins: tuple[int, int], expert: Principal) -> None:
        told = refused(lambda: grant(person(), Role.AUDITOR, admins, given_by=expert.user_id))

        assert "by a platform admin" in told

    def test_holds_it_also_where_a_second_admin_confirms(
        self, admins: tuple[int, int], expert: Principal
    ) -> None:
        told = refused(lambda: grant(person(), Role.DEPUTY, admins, given_by=expert.user_id))

        assert "by a platform admin" in told

    def test_writes_under_the_own_name(self, admins: tuple[int, int]) -> None:
        def forge() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(admins[1])])
            grant(person(), Role.AUDITOR, admins)

        assert "under the name of another" in refused(forge)

    def test_says_why(self, admins: tuple[int, int]) -> None:
        assert "with a reason" in refused(lambda: grant(person(), Role.AUDITOR, admins, reason=""))

    def test_is_the_owner_only_for_the_first_two_admins(self, db: None) -> None:
        nobody: dict[str, Any] = {"given_by": 0, "confirmed_by": None, "reason": ""}

        def make(*names: str) -> None:
            for name in names:
                grant(person(name), Role.PLATFORM_ADMIN, (0, 0), **nobody)

        assert refused(lambda: make("one", "two")) == ""
        assert "with a reason" in refused(lambda: make("three"))

    def test_is_not_nobody_again_after_the_first_are_blocked(self, admins: tuple[int, int]) -> None:
        nobody: dict[str, Any] = {"given_by": 0, "confirmed_by": None, "reason": ""}

        def usurp() -> None:
            User.objects.filter(pk__in=admins).update(is_active=False)
            grant(person("usurper"), Role.PLATFORM_ADMIN, (0, 0), **nobody)

        assert "with a reason" in refused(usurp)


class TestTwoAdmins:
    def test_are_left_when_the_role_of_one_ends(self, admins: tuple[int, int]) -> None:
        own = RoleGrant.objects.filter(user_id=admins[0])

        def end() -> None:
            own.update(ended_at=now(), ended_by=admins[1])

        assert refused(end) == "Two platform admins are left."
        make_principal(Role.PLATFORM_ADMIN)
        assert refused(end) == ""


class TestWhen:
    def test_is_not_before_the_day_of_giving(self, admins: tuple[int, int]) -> None:
        yesterday = today() - timedelta(days=1)

        told = refused(lambda: grant(person(), Role.AUDITOR, admins, starts_on=yesterday))

        assert "begins on the day on which it is given" in told

    def test_is_not_hidden_by_a_forged_creation(self, admins: tuple[int, int]) -> None:
        def forge() -> None:
            made = RoleGrant(
                user=person(), role=Role.AUDITOR, scope_kind="province", reason="x" * 9,
                starts_on=today(), given_by=admins[0],
            )  # fmt: skip
            field: Any = RoleGrant._meta.get_field("created_at")
            field.auto_now_add, made.created_at = False, now() - timedelta(days=9)
            try:
                made.save()
            finally:
                field.auto_now_add = True

        assert "begins on the day on which it is given" in refused(forge)

    def test_ends_now_and_not_in_the_past(self, admins: tuple[int, int], expert: Principal) -> None:
        rows = RoleGrant.objects.filter(pk=expert.grant_id)
        ago = now() - timedelta(hours=1)

        assert "not in the past" in refused(partial(rows.update, ended_at=ago, ended_by=admins[0]))
        assert "by a platform admin" in refused(
            lambda: rows.update(ended_at=now(), ended_by=expert.user_id)
        )
        assert refused(lambda: rows.update(ended_at=now(), ended_by=admins[0])) == ""

    @pytest.mark.parametrize("days", [-1, 0, 9])
    def test_ends_by_somebody_and_never_by_its_last_day(self, expert: Principal, days: int) -> None:
        rows = RoleGrant.objects.filter(pk=expert.grant_id)

        told = refused(lambda: rows.update(ends_on=today() + timedelta(days=days)))

        assert "kept as it was given" in told

    def test_ends_once(self, admins: tuple[int, int], expert: Principal) -> None:
        rows = RoleGrant.objects.filter(pk=expert.grant_id)
        rows.update(ended_at=now(), ended_by=admins[0])

        for values in ({"ended_at": None, "ended_by": None}, {"ended_at": now()}):
            assert "ended once" in refused(partial(rows.update, **values))


class TestOnePerson:
    def test_has_no_two_roles_that_exclude_each_other(self, admins: tuple[int, int]) -> None:
        faults = []
        for one in GIVEN:
            for other in GIVEN:

                def both(one: Role = one, other: Role = other) -> None:
                    user = person(f"{one}-{other}")
                    grant(user, one, admins)
                    grant(user, other, admins)

                is_refused = "beside one of an office" in refused(both)
                if is_refused is not exclude_each_other(one, other):
                    faults.append((one, other))

        assert faults == []

    def test_has_none_by_another_account(
        self, admins: tuple[int, int], gas_clerk: Principal, expert: Principal
    ) -> None:
        make_same_person(gas_clerk, expert)
        twin = User.objects.get(pk=expert.user_id)

        assert "beside one of an office" in refused(lambda: grant(twin, Role.OPERATOR, admins))

    def test_has_none_by_a_corrected_identity(
        self, gas_clerk: Principal, operator: Principal, gas: Agency
    ) -> None:
        make_same_person(gas_clerk)
        known = User.objects.get(pk=gas_clerk.user_id)

        told = refused(
            lambda: User.objects.filter(pk=operator.user_id).update(
                person_key=known.person_key, national_id_sealed=known.national_id_sealed
            )
        )

        assert "beside one of an office" in told

    def test_has_one_after_the_other(self, admins: tuple[int, int], gas_clerk: Principal) -> None:
        RoleGrant.objects.filter(pk=gas_clerk.grant_id).update(ended_at=now(), ended_by=admins[0])
        user = User.objects.get(pk=gas_clerk.user_id)

        assert refused(lambda: grant(user, Role.OPERATOR, admins)) == ""
