"""A role that runs out by its last day: the person hears of it, the admins see the last one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from core.clock import today
from dashboard.facts.mornings import reminders
from dashboard.facts.role_ends import OVER, SOON, last_holders, near_end
from tests.factories import TODAY, make_agency, make_principal

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def manager() -> Principal:
    return make_principal(Role.AGENCY_MANAGER, make_agency())


def end(person: Principal, on: date | None) -> None:
    """Let the roles of a person run out on a day."""
    RoleGrant.objects.filter(user_id=person.user_id).update(ends_on=on)


def heard(person: Principal, on: date) -> set[str]:
    """Return what a person hears of the own roles on a morning."""
    return {
        each.kind.name
        for each in reminders(on)
        if each.principal.user_id == person.user_id and each.kind in (SOON, OVER)
    }


def test_the_person_hears_before_and_after(manager: Principal) -> None:
    until = near_end(TODAY)

    for last, kinds in (
        (None, set()), (until + ONE, set()), (until, {SOON.name}), (TODAY, {SOON.name}),
        (TODAY - ONE, {OVER.name}), (TODAY - 20 * ONE, set()),
    ):  # fmt: skip
        end(manager, last)
        assert heard(manager, TODAY) == kinds, last


def test_a_role_that_was_ended_by_somebody_is_no_news(manager: Principal) -> None:
    end(manager, TODAY)
    RoleGrant.objects.filter(user_id=manager.user_id).update(
        ended_at="2026-01-01T00:00Z", ended_by=1
    )

    assert heard(manager, TODAY) == set()


def test_admins_see_the_last_holder_of_a_deciding_role_alone(manager: Principal) -> None:
    agency = RoleGrant.objects.get(user_id=manager.user_id)
    for last in (TODAY, TODAY - ONE):
        end(manager, last)
        (row,) = last_holders(TODAY)
        assert (row.name, row.last_on, row.is_over) == (manager.name, last, last < TODAY)

    house = Agency.objects.get(public_id=str(agency.scope_id))
    other = make_principal(Role.AGENCY_MANAGER, house, name="مدیر دیگر")
    assert last_holders(TODAY) == []

    end(other, TODAY)
    assert [row.name for row in last_holders(TODAY)] == [other.name]


def test_a_clerk_is_no_last_holder(manager: Principal) -> None:
    clerk = make_principal(Role.AGENCY_CLERK, make_agency())
    end(clerk, TODAY)

    assert last_holders(TODAY) == []


def test_stands_on_the_desk_of_the_platform(manager: Principal, browser_of: Any) -> None:
    admin = make_principal(Role.PLATFORM_ADMIN)
    end(manager, near_end(today()))

    html = browser_of(admin).get(reverse("dashboard:desk")).content.decode()

    assert manager.name in html
    assert f"/admin/users/{RoleGrant.objects.get(user_id=manager.user_id).user.public_id}" in html
