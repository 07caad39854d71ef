"""Who holds or runs an office acts on none of its matters for the other side."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Permission, Role
from approvals.acts import CONFIRM
from approvals.facts import PENDING_KINDS, waits_for
from approvals.models import PendingAct
from core.acts import why_not
from core.clock import now
from core.errors import Invalid, NotPermitted
from offices.acts.interests import INTEREST, has_interest
from offices.acts.licences import KEEP_SCAN
from offices.facts.interests import path_to_office
from offices.models import Office
from tests.factories import (
    TODAY,
    make_case,
    make_contract,
    make_holder,
    make_office,
    make_principal,
    make_same_person,
    make_settlement,
)
from tests.scenes.interests import hold
from tests.violations.benches import DAY, Bench
from tests.violations.stories import REASONS, moment
from violations import actions
from violations.actions.decisions import _sat
from violations.facts import sessions
from violations.facts.awaiting import first_decisions, unnamed
from violations.facts.benches import without_quorum
from violations.facts.sessions import judges_of
from violations.facts.turns import STAND_IN, part_in, turn_of
from violations.models import Case, Decision
from violations.states import StandInStep

OTHERS = {"oversight.terminationreview", "oversight.duty"}  # reached by their office too
pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary() -> Principal:
    """Return a known person of the secretariat, who runs no office yet."""
    person = make_principal(Role.SECRETARIAT)
    make_same_person(person)
    return person


def test_bars_the_holder_and_nobody_else(secretary: Principal) -> None:
    office, other = make_office(), make_office()
    hold(office, secretary)

    assert has_interest(office, secretary, TODAY) == str(INTEREST)
    assert has_interest(other, secretary, TODAY) == ""
    assert has_interest(office, make_principal(Role.SECRETARIAT), TODAY) == ""


def test_bars_the_operator_in_another_account_while_the_role_lasts(secretary: Principal) -> None:
    office = make_office()
    operator = make_principal(Role.OPERATOR, office)
    make_same_person(secretary, operator)

    assert has_interest(office.licences.get(), secretary, TODAY) == str(INTEREST)
    assert has_interest(office, operator, TODAY) == ""
    RoleGrant.objects.filter(pk=operator.grant_id).update(ends_on=TODAY - timedelta(days=1))
    assert has_interest(office, replace(secretary), TODAY) == ""


def test_is_read_once_for_many_records(secretary: Principal) -> None:
    licences = [make_office().licences.get() for _number in range(5)]

    with CaptureQueriesContext(connection) as asked:
        for licence in licences:
            why_not(KEEP_SCAN, licence, secretary, TODAY)

    # The offices that are held or run, by a prepared statement; the holders that the person is.
    texts = [query["sql"] for query in asked]
    assert sum("EXECUTE" in text or "offices_licenceholder" in text for text in texts) == 2


def test_refuses_the_decision_at_the_door_and_in_the_database() -> None:
    bench = Bench()
    session = bench.sealed()
    hold(bench.case.office, bench.manager)
    decider = replace(bench.manager)
    values: dict[str, Any] = {
        "case_id": bench.case.pk, "outcome": "proven", "reasons": REASONS,
        "sanction": "written_warning", "override_reason": REASONS, **moment(DAY),
    }  # fmt: skip

    with pytest.raises(NotPermitted, match=str(INTEREST)):
        actions.decide_case(actor=decider, **values)
    with pytest.raises(IntegrityError, match="holds or runs"), transaction.atomic():
        Decision.objects.create(
            case=bench.case, forum="agency", outcome="not_proven", reasons=REASONS,
            sanction="none", decided_on=DAY, decided_by=decider.user_id, decided_by_name="x",
            session=session, attendance=_sat(session),
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="holds or runs"), transaction.atomic():
        Case.objects.filter(pk=bench.case.pk).update(assignee_id=decider.user_id)


@pytest.mark.parametrize("is_licence", [False, True])
def test_passes_the_decision_on(*, is_licence: bool) -> None:
    bench = Bench(licence=is_licence)
    case, cases = bench.case, Case.objects.all()
    if is_licence:
        bench.sealed()
    assert turn_of(case, StandInStep.DECISION, DAY) != STAND_IN
    assert first_decisions(bench.decider, cases, DAY).exists()

    hold(case.office, bench.decider)

    assert turn_of(case, StandInStep.DECISION, DAY) == STAND_IN
    assert not first_decisions(replace(bench.decider), cases, DAY).exists()
    assert part_in(replace(bench.decider), case, StandInStep.DECISION, DAY) == str(INTEREST)
    assert unnamed(make_principal(Role.DEPUTY), cases, DAY).exists()


@pytest.mark.parametrize("is_licence", [False, True])
def test_calls_nobody_to_sit_over_the_own_office(
    monkeypatch: pytest.MonkeyPatch, *, is_licence: bool
) -> None:
    bench = Bench(licence=is_licence)
    session = bench.served()
    judge = bench.judges[1]
    make_same_person(judge)
    hold(bench.case.office, judge)

    assert judge.user_id not in {person.user_id for person in judges_of(bench.case, DAY)}
    with pytest.raises(Invalid) as refusal:
        bench.hold(session)
    assert set(refusal.value.fields) == {"attendance"}
    monkeypatch.setattr(sessions, "accounts_with_interest", lambda *_of: set())
    with pytest.raises(IntegrityError, match="holds or runs"), transaction.atomic():
        bench.hold(session)


def test_counts_who_may_sit_without_the_interested() -> None:
    bench = Bench(licence=True)
    cases = Case.objects.filter(without_quorum(DAY))
    assert not cases.exists()
    hold(bench.case.office, bench.members[0])
    make_same_person(bench.members[1], make_principal(Role.OPERATOR, bench.case.office))

    assert len(judges_of(bench.case, DAY)) == 2
    assert cases.exists()


def test_bars_the_second_person_of_every_kind_of_act() -> None:
    contract = make_contract()
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    records: list[tuple[Any, str]] = [
        (contract, "contract.record-document"), (make_settlement(contract), "settlement.remit"),
        (make_case(contract=contract), "case.paper-defence"),
        (contract.office, "office.change-state"),
        (contract.office.licences.get(), "licence.sanction"),
    ]  # fmt: skip
    kinds = {kind.record for kind in PENDING_KINDS}
    labels = {record._meta.label_lower for record, _act in records}
    for record, act in records:
        PendingAct.objects.create(
            act=act, title="x", permission=Permission.CASE_REOPEN, roles=["deputy"],
            target_type=record._meta.label_lower, target_id=record.public_id,
            digest="0" * 64, expires_on=TODAY, proposed_by=manager.user_id, proposed_by_name="x",
            proposed_at=now(),
        )  # fmt: skip
    deputy = make_principal(Role.DEPUTY)
    assert waits_for(deputy).count() == len(records)
    hold(contract.office, deputy)

    assert {kind for kind in kinds if path_to_office(kind)} <= labels | OTHERS
    assert not waits_for(replace(deputy)).exists()
    for pending in PendingAct.objects.all():
        found = why_not(CONFIRM, pending, replace(deputy), TODAY)
        assert found is not None
        assert found.message == str(INTEREST)


def test_lasts_for_who_held_the_office_at_the_event() -> None:
    bench = Bench()
    case, cases = bench.case, Case.objects.all()
    hold(case.office, bench.manager)
    Office.objects.filter(pk=case.office_id).update(holder=make_holder())

    assert has_interest(bench.case, replace(bench.manager), DAY) == str(INTEREST)
    assert has_interest(Office.objects.get(pk=case.office_id), replace(bench.manager), DAY) == ""
    assert turn_of(case, StandInStep.DECISION, DAY) == STAND_IN
    assert not first_decisions(replace(bench.manager), cases, DAY).exists()
    assert bench.manager.user_id not in {one.user_id for one in judges_of(bench.case, DAY)}
