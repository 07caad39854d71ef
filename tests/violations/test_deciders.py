"""Whose decision a case waits for: asked by the database of whoever writes SQL (DECISIONS 6, 7)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.errors import Invalid, NotPermitted
from tests.factories import TODAY, make_principal, make_same_person, make_type
from tests.sql import refused, refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, filed_scan
from violations import actions
from violations.models import Case, Decision

pytestmark = pytest.mark.django_db
TURN = "This case is not decided by who holds no role for it."
OTHERS = (
    "deputy", "expert", "secretariat", "county_rep", "power_manager", "power_clerk", "operator",
    "association", "auditor", "platform_admin", "clock",
)  # fmt: skip


def write(case: Case, forum: str, user_id: int, **values: Any) -> Callable[[], Decision]:
    """Return the statement that writes a decision of this account, past the actions."""
    row: dict[str, Any] = {
        "outcome": "proven", "reasons": REASONS, "sanction": "reminder", "decided_on": TODAY,
        "decided_by": user_id, "decided_by_name": "یکی", "occurrence": 1,
    } | values  # fmt: skip
    return lambda: Decision.objects.create(case=case, forum=forum, **row)


def seats(*people: Principal, **values: Any) -> list[dict[str, Any]]:
    """Return who sat, as a decision keeps it."""
    came = {"is_present": True, "is_recused": False, "reason": ""} | values
    return [{"name": one.name, "user_id": one.user_id, **came} for one in people]


@pytest.fixture
def heard(walk: Callable[..., Walk]) -> Walk:
    """Return a case of the gas company whose office has answered."""
    return walk(on=LONG_AGO).open().notify().defend()


@pytest.fixture
def appealed(heard: Walk, gas_manager: Principal) -> Walk:
    """Return the case after the office objected to the manager's decision."""
    return heard.decide(gas_manager).notify("decision").appeal()


@pytest.fixture
def licensed(contract: Contract, expert: Principal, secretariat: Principal) -> Walk:
    """Return a case of the licence track whose office has answered."""
    kind = make_type(track="licence")
    report = file_report(contract, expert, kind, on=LONG_AGO, agency_id=None)
    operator = make_principal(Role.OPERATOR, contract.office)
    return Walk(report, secretariat, operator).open().notify().defend()


class TestTheAgency:
    @pytest.mark.parametrize("name", [*OTHERS, "chair", "gas_appeal"])
    def test_is_not_spoken_for_by_others(self, heard, name, request):
        person = request.getfixturevalue(name)

        assert refused_at_runtime(write(heard.case, "agency", person.user_id)) == TURN

    def test_decides_by_its_manager(self, heard, gas_manager):
        assert not refused_at_runtime(write(heard.case, "agency", gas_manager.user_id))

    @pytest.mark.parametrize(
        ("dates", "is_refused"),
        [
            ({"starts_on": TODAY}, False),
            ({"starts_on": TODAY + timedelta(days=1)}, True),
            ({"starts_on": LONG_AGO, "ends_on": TODAY}, False),
            ({"starts_on": LONG_AGO, "ends_on": TODAY - timedelta(days=1)}, True),
        ],
    )
    def test_decides_while_the_grant_holds(self, heard, gas, auditor, dates, is_refused):
        RoleGrant.objects.create(
            user_id=auditor.user_id, role=Role.AGENCY_MANAGER, scope_kind="agency",
            scope_id=gas.public_id, **dates,
        )  # fmt: skip

        told = refused_at_runtime(write(heard.case, "agency", auditor.user_id))

        assert bool(told) is is_refused

    def test_is_not_spoken_for_by_a_closed_account(self, heard, gas):
        other = make_principal(Role.AGENCY_MANAGER, gas)
        User.objects.filter(pk=other.user_id).update(is_active=False)

        assert refused_at_runtime(write(heard.case, "agency", other.user_id)) == TURN

    def test_is_nobodys_only_in_an_older_record(self, heard):
        assert refused_at_runtime(write(heard.case, "agency", 0)) == TURN
        assert not refused(write(heard.case, "agency", 0))

    def test_is_asked_of_the_owner_too(self, heard, power_manager):
        assert refused(write(heard.case, "agency", power_manager.user_id)) == TURN


class TestTheCommittee:
    @pytest.mark.parametrize("name", [*OTHERS, "gas_manager", "gas_appeal"])
    def test_is_not_spoken_for_by_others(self, licensed, name, request):
        person = request.getfixturevalue(name)

        assert refused_at_runtime(write(licensed.case, "committee", person.user_id))

    def test_is_not_spoken_for_by_a_member(self, licensed):
        member = make_principal(Role.COMMITTEE_MEMBER)

        assert refused_at_runtime(write(licensed.case, "committee", member.user_id)) == TURN

    def test_decides_by_its_chair(self, licensed, chair):
        sat = seats(chair, *(make_principal(Role.COMMITTEE_MEMBER) for _number in range(2)))

        assert not refused_at_runtime(
            write(licensed.case, "committee", chair.user_id, attendance=sat)
        )

    def test_decides_with_its_quorum_only(self, licensed, chair):
        member, other = (make_principal(Role.COMMITTEE_MEMBER) for _number in range(2))
        short = (
            [],
            seats(chair, member),
            [*seats(chair, member), *seats(other, is_present=False)],
            [*seats(chair, member), *seats(other, is_recused=True)],
            seats(chair, member, member),
            [*seats(chair, member), {**seats(member)[0], "user_id": None}],
        )
        for sat in short:
            statement = write(licensed.case, "committee", chair.user_id, attendance=sat)
            assert refused_at_runtime(statement) == "A committee decides with its quorum."

    def test_counts_persons_not_accounts(self, licensed, chair):
        member, other = (make_principal(Role.COMMITTEE_MEMBER) for _number in range(2))
        make_same_person(member, other)
        for _absent in range(2):
            make_principal(Role.COMMITTEE_MEMBER)
        sat = seats(chair, member, other)
        licensed.day = TODAY

        statement = write(licensed.case, "committee", chair.user_id, attendance=sat)
        assert refused_at_runtime(statement) == "A committee decides with its quorum."
        with pytest.raises(Invalid) as caught:
            licensed.decide(chair, attendance=sat)
        assert set(caught.value.fields) == {"attendance"}

    def test_of_an_older_record_is_the_owners_to_write(self, licensed):
        assert not refused(write(licensed.case, "committee", 0))


class TestAnObjection:
    @pytest.mark.parametrize("name", [*OTHERS, "chair"])
    def test_is_not_decided_by_others(self, appealed, gas_appeal, name, request):
        person = request.getfixturevalue(name)

        assert refused_at_runtime(write(appealed.case, "appeal", person.user_id)) == TURN

    def test_is_not_decided_by_another_manager(self, appealed, gas):
        other = make_principal(Role.AGENCY_MANAGER, gas)

        assert refused_at_runtime(write(appealed.case, "appeal", other.user_id)) == TURN

    def test_is_decided_by_the_second_signatory(self, appealed, gas_appeal):
        assert not refused_at_runtime(write(appealed.case, "appeal", gas_appeal.user_id))

    def test_is_decided_by_the_chair_where_there_is_none(self, appealed, chair):
        assert not refused_at_runtime(write(appealed.case, "appeal", chair.user_id))

    def test_is_decided_by_the_chair_where_the_second_signatory_had_a_part(
        self, appealed, gas_appeal, gas_manager, chair
    ):
        make_same_person(gas_appeal, gas_manager)

        assert not refused_at_runtime(write(appealed.case, "appeal", chair.user_id))

    def test_waits_for_nobody_who_had_a_part(self, appealed, gas_appeal, gas_manager, chair):
        make_same_person(gas_appeal, gas_manager)

        done = actions.decide_appeal(
            case_id=appealed.case.pk, result="upheld", reasons=REASONS, actor=chair, **appealed.now
        )

        assert done.decided_by == chair.user_id

    def test_is_the_second_signatorys_before_the_chairs(self, appealed, gas_appeal, chair):
        with pytest.raises(NotPermitted):
            actions.decide_appeal(
                case_id=appealed.case.pk, result="upheld", reasons=REASONS, actor=chair,
                **appealed.now,
            )  # fmt: skip

    @pytest.mark.parametrize(("name", "is_refused"), [("gas_appeal", True), ("chair", False)])
    def test_in_the_licence_track_is_the_committees(self, licensed, name, is_refused, request):
        person = request.getfixturevalue(name)
        first = make_principal(Role.COMMITTEE_CHAIR)
        for _member in range(2):
            make_principal(Role.COMMITTEE_MEMBER)
        seats = [{"name": str(n), "user_id": None, "is_present": True} for n in range(3)]
        licensed.decide(first, attendance=seats).notify("decision").appeal()

        told = refused_at_runtime(write(licensed.case, "appeal", person.user_id))

        assert bool(told) is is_refused


class TestAJudgment:
    @pytest.mark.parametrize(("name", "is_refused"), [("gas_appeal", False), ("expert", True)])
    def test_is_recorded_by_who_decides_objections(
        self, heard, gas_manager, name, is_refused, request
    ):
        person = request.getfixturevalue(name)
        heard.decide(gas_manager).notify("decision").wait(40)

        with transaction.atomic():  # undone: it is carried into no case
            told = refused_at_runtime(
                write(
                    heard.case, "judgment", person.user_id, outcome="not_proven", sanction="none",
                    judgment_result="annulled",
                    document_no="12", document_on=TODAY, document_issuer="دیوان عدالت اداری",
                    occurrence=None, scan=filed_scan(heard.case),
                )
            )  # fmt: skip
            transaction.set_rollback(True)

        assert bool(told) is is_refused
