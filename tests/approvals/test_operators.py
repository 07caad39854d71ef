"""Who hears of an operator's and an agency's roles, and when two admins give an operator's."""

from typing import Any

import pytest
import time_machine

from accounts import actions
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from approvals.actions import confirm_act
from approvals.models import PendingAct
from core.errors import Invalid
from core.jalali import long
from notices.actions import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from offices.models import Office
from tests.factories import make_principal, national_id
from tests.oversight.steps import DAY, moment
from tests.sql import refused_at_runtime
from tests.violations.benches import Bench

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "right_code")]
GROUND = "معرفی‌شده در نامهٔ دفتر"


@pytest.fixture
def person(platform_admin: Principal) -> User:
    """Return somebody without a role."""
    return actions.create_user(
        username="newcomer", full_name="تازه‌وارد", position="", actor=platform_admin,
        at=moment(DAY), national_id=national_id(990_002),
    )[0]  # fmt: skip


def terms(role: Role, scope: str, **values: Any) -> actions.Terms:
    fields = {"starts_on": DAY, "ends_on": None, "reason": GROUND, "letter_no": "۷/۱",
              "letter_on": DAY, **values}  # fmt: skip
    return actions.Terms(role=role, scope=scope, **fields)


def give(person: User, admin: Principal, what: actions.Terms) -> RoleGrant:
    return actions.grant_role(user_id=person.pk, terms=what, actor=admin, at=moment(DAY))


def hearers(verb: str) -> set[int]:
    """Return who was notified of the events of a verb."""
    for message in Message.objects.filter(carrier=CarrierName.NEWS):
        spread(payload=message.payload, at=moment(DAY))
    rows = Notification.objects.filter(kind__startswith=verb)
    return set(rows.values_list("user_id", flat=True))


def test_other_operators_the_association_and_the_secretariat_hear_of_an_operator(
    platform_admin: Principal, person: User, office: Office, operator: Principal,
    association: Principal, secretariat: Principal, gas_manager: Principal,
) -> None:  # fmt: skip
    grant = give(person, platform_admin, terms(Role.OPERATOR, office.code))

    told = {operator.user_id, association.user_id, secretariat.user_id, person.pk}
    assert hearers("role.granted") == told
    assert (
        person.full_name
        in Notification.objects.get(kind="role.granted/office", user_id=operator.user_id).values[
            "person"
        ]
    )
    actions.end_grant(
        grant_id=grant.pk, reason=GROUND, actor=platform_admin, on=DAY, at=moment(DAY)
    )
    assert hearers("role.ended") == told


def test_association_reads_no_name_of_an_office_that_is_no_member(
    platform_admin: Principal, person: User, office: Office, association: Principal
) -> None:
    Office.objects.filter(pk=office.pk).update(is_member=False)
    give(person, platform_admin, terms(Role.OPERATOR, office.code))

    assert association.user_id in hearers("role.granted")
    row = Notification.objects.get(user_id=association.user_id)
    assert person.full_name not in row.values["person"]


def test_managers_of_the_agency_hear_of_a_clerk(
    platform_admin: Principal, person: User, gas: Agency, gas_manager: Principal,
    power_manager: Principal, secretariat: Principal,
) -> None:  # fmt: skip
    give(person, platform_admin, terms(Role.AGENCY_CLERK, gas.code))

    assert hearers("role.granted") == {gas_manager.user_id, person.pk}


@pytest.mark.parametrize(
    ("values", "field"),
    [({"letter_no": ""}, "letter_no"), ({"letter_no": "نامه"}, "letter_no"),
     ({"letter_on": None}, "letter_on")],
)  # fmt: skip
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AGENCY_CLERK, Role.ASSOCIATION])
def test_role_of_one_body_rests_on_a_letter(
    platform_admin: Principal, person: User, office: Office, gas: Agency, role: Role,
    values: dict[str, Any], field: str,
) -> None:  # fmt: skip
    scope = {Role.OPERATOR: office.code, Role.AGENCY_CLERK: gas.code}.get(role, "")
    with pytest.raises(Invalid) as refusal:
        give(person, platform_admin, terms(role, scope, **values))

    assert set(refusal.value.fields) == {field}


class TestAnOfficeWithAnOpenCase:
    def test_takes_its_operator_from_two_admins(
        self, platform_admin: Principal, person: User
    ) -> None:
        office = Bench().case.office
        second = make_principal(Role.PLATFORM_ADMIN)
        what = terms(Role.OPERATOR, office.code)

        with pytest.raises(Invalid) as refusal:
            give(person, platform_admin, what)
        actions.propose_role(user_id=person.pk, terms=what, actor=platform_admin, at=moment(DAY))
        pending = PendingAct.objects.get(act="user.grant-role")
        confirm_act(pending_id=pending.pk, actor=second, on=DAY, at=moment(DAY))

        assert set(refusal.value.fields) == {"role"}
        grant = RoleGrant.objects.get(user=person)
        assert (grant.given_by, grant.confirmed_by) == (platform_admin.user_id, second.user_id)
        assert grant.letter_on == DAY

    def test_is_proposed_from_the_form(
        self, platform_admin: Principal, person: User, browser_of: Any
    ) -> None:
        office = Bench().case.office
        form = {"role": "operator", "scope": office.code, "starts_on": long(DAY),
                "reason": GROUND, "letter_no": "۷/۱", "letter_on": long(DAY)}  # fmt: skip
        browser_of(platform_admin).post(f"/admin/users/{person.public_id}/roles/new", form)

        assert not RoleGrant.objects.filter(user=person).exists()
        assert PendingAct.objects.filter(act="user.grant-role", target_id=person.public_id).exists()

    def test_is_guarded_by_the_database(self, platform_admin: Principal, person: User) -> None:
        office = Bench().case.office

        def write() -> None:
            RoleGrant.objects.create(
                user=person, role=Role.OPERATOR, scope_kind="office", scope_id=office.public_id,
                starts_on=DAY, reason=GROUND, letter_no="7/1", letter_on=DAY,
                given_by=platform_admin.user_id,
            )  # fmt: skip

        with time_machine.travel(moment(DAY), tick=False):
            assert "two givers" in refused_at_runtime(write)
