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
from core.errors import NotPermitted
from tests.factories import TODAY, make_principal, make_same_person, make_type
from tests.sql import refused, refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, filed_scan, of_matrix
from violations import actions
from violations.facts import session_of
from violations.models import Case, Decision

pytestmark = pytest.mark.django_db
TURN = "This case is not decided by who holds no role for it."
INTERESTED = "Who holds or runs the office acts for no other side."
OTHERS = (
    "deputy", "expert", "secretariat", "county_rep", "power_manager", "power_clerk", "operator",
    "association", "auditor", "platform_admin", "clock",
)  # fmt: skip


def write(case: Case, forum: str, user_id: int, **values: Any) -> Callable[[], Decision]:
    """Return the statement that writes a decision of this account, past the actions."""
    row: dict[str, Any] = {
        "outcome": "proven", "reasons": REASONS, "sanction": "reminder", "decided_on": TODAY,
        "decided_by": user_id, "decided_by_name": "یکی",
    } | of_matrix(case) | values  # fmt: skip
    return lambda: Decision.objects.create(case=case, forum=forum, **row)


def seats(*people: Principal, **values: Any) -> list[dict[str, Any]]:
    """Return who sat, as a decision keeps it."""
    came = {"is_present": True, "is_recused": False, "reason": ""} | values
    return [{"name": one.name, "user_id": one.user_id, **came} for one in people]


def heard_in(case: Case) -> dict[str, Any]:
    """Return the session of a case, and who sat there, as its decision names them."""
    session = session_of(case)
    assert session
    columns = ("name", "user_id", "is_present", "is_recused")
    rows: Any = session.seats.filter(is_judge=True).values(*columns)
    sat = [row | {"reason": ""} for row in rows]
    return {"session": session, "attendance": sat}


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

        words = INTERESTED if name == "operator" else TURN
        assert refused_at_runtime(write(heard.case, "agency", person.user_id)) == words

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
        make_same_person(auditor)  # known, as everybody who decides
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

    def test_decides_by_its_chair_what_it_heard(self, licensed, chair):
        licensed.sit(chair)

        assert not refused_at_runtime(
            write(licensed.case, "committee", chair.user_id, **heard_in(licensed.case))
        )

    @pytest.mark.parametrize("names", [0, 3])
    def test_decides_nothing_without_a_session(self, licensed, chair, names):
        sat = seats(chair, *(make_principal(Role.COMMITTEE_MEMBER) for _number in range(2)))

        told = refused_at_runtime(
            write(licensed.case, "committee", chair.user_id, attendance=sat[:names])
        )

        assert told == "A committee decides in a session, and names who sat there."

    @pytest.mark.parametrize(
        "change",
        [
            lambda sat: sat[:-1],
            lambda sat: [*sat, {**sat[0], "name": "دیگری", "user_id": None}],
            lambda sat: [*sat[:-1], {**sat[-1], "user_id": None}],
            lambda sat: [*sat[:-1], {**sat[-1], "is_present": False}],
            lambda sat: [*sat[:-1], {**sat[-1], "is_recused": True}],
            lambda sat: [*sat[:-1], {**sat[-1], "name": "دیگری"}],
            lambda _sat: [],
        ],
    )
    def test_names_who_sat_as_the_minutes_do(self, licensed, chair, change):
        licensed.sit(chair)
        values = heard_in(licensed.case)
        values["attendance"] = change(values["attendance"])

        told = refused_at_runtime(write(licensed.case, "committee", chair.user_id, **values))

        assert told == "A decision names who sat as the minutes do."

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
        licensed.sit(first).decide(first).notify("decision").appeal()

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
                    occurrence=None, points=0, scan=filed_scan(heard.case),
                )
            )  # fmt: skip
            transaction.set_rollback(True)

        assert bool(told) is is_refused
