"""By the role of the runtime, an account is opened, closed and identified by an admin alone."""

from typing import Any

import pytest
from django.db import connection

from accounts.identity import identity_of
from accounts.models import User
from accounts.principal import Principal
from tests.factories import make_same_person, national_id
from tests.movers import move_refused

REFUSED = "An account is opened, closed and identified by a platform admin."
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(expert: Principal) -> User:
    return User.objects.get(pk=expert.user_id)


def identity(serial: int) -> dict[str, Any]:
    return identity_of(national_id(serial))


class TestIdentity:
    """Of the guard that asks for an admin; the one that asks for a second one is off here."""

    @pytest.fixture(autouse=True)
    def _by_one(self, person: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_user DISABLE TRIGGER approvals_user_identified")

    @pytest.mark.parametrize("name", ["", "expert", "deputy", "gas_manager"])
    def test_is_written_by_no_other(
        self, person: User, name: str, request: pytest.FixtureRequest
    ) -> None:
        told = [("user.identified", request.getfixturevalue(name))] if name else []

        assert move_refused(person, identity(811), told) == REFUSED

    def test_is_written_by_an_admin(self, person: User, platform_admin: Principal) -> None:
        assert move_refused(person, identity(811), [("user.identified", platform_admin)]) == ""

    def test_is_not_ones_own(self, platform_admin: Principal) -> None:
        own = User.objects.get(pk=platform_admin.user_id)

        assert move_refused(own, identity(811), [("user.identified", platform_admin)]) == REFUSED

    def test_is_not_that_of_the_admins_other_account(
        self, person: User, expert: Principal, platform_admin: Principal
    ) -> None:
        make_same_person(platform_admin)
        admin = User.objects.get(pk=platform_admin.user_id)
        values = {
            "person_key": admin.person_key, "national_id_sealed": admin.national_id_sealed,
        }  # fmt: skip

        told = move_refused(person, values, [("user.identified", platform_admin)])

        assert told == REFUSED

    def test_is_set_once(self, person: User, platform_admin: Principal) -> None:
        User.objects.filter(pk=person.pk).update(**identity(811))

        told = [("user.identified", platform_admin)]
        assert move_refused(person, identity(812), told) == REFUSED

    def test_is_corrected_as_such(self, person: User, platform_admin: Principal) -> None:
        User.objects.filter(pk=person.pk).update(**identity(811))

        told = [("user.person_corrected", platform_admin)]
        assert move_refused(person, identity(812), told) == ""


class TestAnAccount:
    @pytest.mark.parametrize("name", ["", "expert", "deputy"])
    def test_is_closed_by_no_other(
        self, person: User, platform_admin: Principal, name: str, request: pytest.FixtureRequest
    ) -> None:
        told = [("user.shut_out", request.getfixturevalue(name))] if name else []

        assert move_refused(person, {"is_active": False}, told) == REFUSED
        told = [("user.shut_out", platform_admin)]
        assert move_refused(person, {"is_active": False}, told) == ""


class TestAPassword:
    REFUSED = "A password is chosen by its own person, or ends by an admin's key."

    @pytest.mark.parametrize(
        ("verb", "name"),
        [("role.switched", "expert"), ("user.entered", "deputy"), ("user.renewed", "deputy"),
         ("user.renewed", "platform_admin"), ("user.invited", "platform_admin")],
    )  # fmt: skip
    def test_is_written_by_no_other(
        self, person: User, verb: str, name: str, request: pytest.FixtureRequest
    ) -> None:
        told = [(verb, request.getfixturevalue(name))]

        assert move_refused(person, {"password": "another"}, told) == self.REFUSED

    @pytest.mark.parametrize("verb", ["user.entered", "user.password_changed", "user.rehashed"])
    def test_is_chosen_by_its_own_person(self, person: User, expert: Principal, verb: str) -> None:
        assert move_refused(person, {"password": "another"}, [(verb, expert)]) == ""

    def test_ends_by_an_admin(self, person: User, platform_admin: Principal) -> None:
        told = [("user.renewed", platform_admin)]

        assert move_refused(person, {"password": "!x"}, told) == ""


@pytest.mark.parametrize("column", ["full_name", "position"])
def test_a_name_stays(person: User, platform_admin: Principal, column: str) -> None:
    told = [("user.renewed", platform_admin)]

    assert move_refused(person, {column: "نام دیگر"}, told) == (
        "The name of an account stays as it was written."
    )
