"""Whoever writes SQL as the running house does not choose who decides the own proposal."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Permission, Role, ScopeKind
from approvals.actions import _confirmed_by, _confirming_roles
from approvals.facts import (
    BARS,
    PENDING_KINDS,
    PendingKind,
    no_agency,
    proposer_barred,
    target_of,
)
from approvals.models import PendingAct
from contracts.models import Contract, ContractRecusal, Settlement
from contracts.states import ContractState
from core.acts import TABLES, load_tables
from core.clock import now, today
from offices.acts.interests import office_of
from offices.models import Office
from oversight.models import Duty, TerminationReview
from tests.approvals.conftest import REASON
from tests.contracts.stories import contract_in
from tests.factories import (
    TODAY,
    make_agency,
    make_contract,
    make_final_case,
    make_holder,
    make_office,
    make_principal,
    make_report,
    make_same_person,
    make_settlement,
)
from tests.scenes.interests import hold
from tests.scenes.oversight import heard_review
from tests.sql import leave_session, refused_and_undone, runtime_role, unwatched
from tests.violations.benches import Bench
from tests.violations.test_recusal import Decided
from violations.models import Case, CaseReport, Decision, Recusal
from violations.states import Track

pytestmark = pytest.mark.django_db
FOLLOWS = "Who decides an act follows from the act and its record."
OTHER_KIND = "An act is proposed on a record of its own kind."
INTEREST = "Who holds or runs the office acts for no other side."
BARRED = {
    INTEREST,
    "Who stood back from a case does nothing more in it.",
    "Who reported a case proposes and confirms nothing in it.",
    "Who decided in a case confirms no paper on it.",
    "Who decides a case confirms no paper of its office.",
    "Who stood back from a contract does nothing more on it.",
    "Who stood back from what a review counts does nothing in it.",
    "Who reported what a review counts enters no paper of it.",
    "Who had a part in a review confirms no service of it.",
    "Who decides a review confirms no paper of its office.",
    "Who decided a review confirms no judgment on it.",
    "Who decided about a contract confirms no judgment on it.",
    "Who stood back does nothing on a duty of it.",
}
AGENCY, PROVINCE = ScopeKind.AGENCY, ScopeKind.PROVINCE


def listed() -> dict[str, list[str]]:
    """Return the arguments of each act that the database lists, by the key of the act."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, encode(tgargs, 'escape') FROM pg_trigger"
            " WHERE tgrelid = 'approvals_pendingact'::regclass AND tgname LIKE 'second\\_%%'"
        )
        return {name.removeprefix("second_"): args.split("\\000")[:-1] for name, args in cursor}


def records() -> Iterator[Model]:
    """Yield a record of each kind that leads to an office; a case of each track, one decided."""
    yield Bench().case
    yield Bench(licence=True).case
    bench = Bench()
    bench.walk.decide(bench.manager)
    yield bench.case
    contract = contract_in(ContractState.ACTIVE)
    yield contract
    yield make_settlement(contract)
    yield suspended()
    yield heard_review()
    case = make_final_case(executed_on=None)
    yield case.duties.get(kind="execute")
    office = make_office()
    yield office
    yield office.licences.get()


def suspended() -> Contract:
    """Return a contract that is suspended on a final decision."""
    world = Decided()
    world.act("suspend_contract", world.other, proof=world.proof, until=TODAY + timedelta(days=5))
    world.contract.refresh_from_db()
    return world.contract


def lines_of(kind: PendingKind, record: Any) -> set[str]:
    """Return who confirms an act on a record by its declaration, as the database writes it."""
    return {
        " ".join([permission, body.kind, *_confirming_roles(permission, body)])
        for is_above in (False, True)
        for permission, body in [_confirmed_by(kind, record, is_above=is_above)]
    }


def test_knows_the_acts_that_any_record_of_a_kind_overtakes() -> None:
    names = sorted(kind.name for kind in PENDING_KINDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, coalesce(approvals_wide_target(act), '') FROM unnest(%s) AS act", [names]
        )
        found = dict(cursor.fetchall())

    assert found == {kind.name: kind.model if kind.is_wide else "" for kind in PENDING_KINDS}


def test_lists_the_acts_that_are_declared() -> None:
    found = listed()
    by_label: dict[str, list[Any]] = {}
    for record in records():
        by_label.setdefault(record._meta.label_lower, []).append(record)

    assert sorted(found) == sorted(kind.name for kind in PENDING_KINDS)
    for kind in PENDING_KINDS:
        label, agency, *lines = found[kind.name]
        assert label == kind.record, kind.name
        assert bool(agency) is (kind.agency is not no_agency), kind.name
        targets = by_label.get(kind.record, [None]) if kind.agency is not no_agency else [None]
        declared = set().union(*(lines_of(kind, target) for target in targets))
        assert set(lines) == declared, kind.name


def bodies(agency: Any) -> Iterator[tuple[str, Any]]:
    """Yield bodies that a proposer may wish for: of the agency, of another one, of a dreamt one."""
    yield PROVINCE, None
    yield AGENCY, agency
    yield AGENCY, make_agency().public_id
    yield PROVINCE, agency
    yield AGENCY, None
    yield ScopeKind.OFFICE, make_office().public_id


ROLES = [
    ("deputy",), ("committee_chair",), ("agency_appeal", "agency_manager"), ("agency_manager",),
    ("platform_admin",), ("platform_admin", "secretariat"), ("expert",), ("agency_clerk",),
    ("committee_chair", "deputy"),
]  # fmt: skip


def write(kind: PendingKind, record: Any, by: Principal, **values: Any) -> PendingAct:
    """Store a proposal past its action."""
    target = None if not kind.record else getattr(record, "public_id", None) or uuid4()
    return PendingAct.objects.create(**{
        "act": kind.name, "target_type": kind.record, "target_id": target, "title": "x",
        "digest": "0" * 64, "proposed_by": by.user_id, "proposed_by_name": "x",
        "proposed_at": now(), "expires_on": today(), **values,
    })  # fmt: skip


def test_is_decided_by_whom_the_act_and_its_record_say_and_by_nobody_else() -> None:
    by_label: dict[str, list[Any]] = {}
    for record in records():
        by_label.setdefault(record._meta.label_lower, []).append(record)
    proposer = make_principal(Role.EXPERT)
    worlds = []
    for kind in PENDING_KINDS:
        for record in by_label.get(kind.record, [None]):
            agency = kind.agency(record) if record is not None else None
            key = make_agency().public_id if agency is None else agency.public_id
            worlds.append((kind, record, list(bodies(key))))
    leave_session()

    with runtime_role():
        for kind, record, wished in worlds:
            allowed = set()
            for is_above in (False, True):
                permission, body = _confirmed_by(kind, record, is_above=is_above)
                roles = tuple(_confirming_roles(permission, body))
                allowed.add((permission, roles, body.kind, body.public_id))
            for permission, roles, scope, scope_id in allowed | departing(allowed, wished):
                asked = partial(
                    write, kind, record, proposer, permission=permission, roles=list(roles),
                    scope_kind=scope, scope_id=scope_id,
                )  # fmt: skip
                is_right = (permission, roles, scope, scope_id) in allowed
                assert refused_and_undone(asked) == ("" if is_right else FOLLOWS), (
                    kind.name,
                    roles,
                    scope,
                )


def departing(allowed: set[Any], wished: Sequence[Any]) -> set[Any]:
    """Return what departs from the allowed in one part, and some that departs in all of them."""
    permissions = [Permission.CASE_REOPEN, Permission.CASE_CONFIRM_CLOSING, Permission.USER_GRANT]
    chance = Random(6)
    found = set()
    for permission, roles, *body in allowed:
        found |= {(other, roles, *body) for other in permissions}
        found |= {(permission, other, *body) for other in ROLES}
        found |= {(permission, roles, *other) for other in wished}
    for _number in range(10):
        found.add((chance.choice(permissions), chance.choice(ROLES), *chance.choice(wished)))
    return found


def test_is_proposed_on_a_record_of_its_kind() -> None:
    proposer = make_principal(Role.EXPERT)
    leave_session()
    with runtime_role():
        for kind in PENDING_KINDS:
            for label in ("offices.office", ""):
                if label == kind.record:
                    continue
                asked = partial(
                    write, kind, None, proposer, permission=kind.permission, roles=["deputy"],
                    target_type=label,
                )  # fmt: skip
                assert refused_and_undone(asked) == OTHER_KIND, (kind.name, label)
        strange = replace(next(iter(PENDING_KINDS)), name="office.paint")
        told = refused_and_undone(
            lambda: write(strange, None, proposer, permission="office.edit", roles=["deputy"])
        )
        assert "one of those that a second person confirms" in told


def held(record: Any, person: Principal) -> None:
    """Let a person hold the office of a record."""
    hold(_office(record), person)


def run(record: Any, person: Principal) -> None:
    """Let a person run the office of a record in another account."""
    make_same_person(person, make_principal(Role.OPERATOR, _office(record)))


def held_then(record: Any, person: Principal) -> None:
    """Let a person have held the office of a record, which has another holder now."""
    office = _office(record)
    hold(office, person)
    Office.objects.filter(pk=office.pk).update(holder=make_holder())


def _office(record: Any) -> Office:
    found: Office = Office.objects.get(pk=office_of(record) or 0)
    return found


def stood_back(record: Any, person: Principal) -> None:
    """Let a person stand back from a record: from its case, its contract, or a case it counts."""
    now_on = {"user_id": person.user_id, "role": person.role, "stood_back_on": today()}
    contract: Any = record if isinstance(record, Contract) else getattr(record, "contract", None)
    if isinstance(record, Contract | Settlement):
        ContractRecusal.objects.create(contract=contract, reason="x", **now_on)
    elif isinstance(record, Case | Duty):
        case = record if isinstance(record, Case) else record.case
        assert case
        Recusal.objects.create(case=case, reason="x", **now_on)
    elif isinstance(record, TerminationReview):
        for case in Case.objects.filter(contract=contract):
            Recusal.objects.create(case=case, reason="x", **now_on)


def reported(record: Any, person: Principal) -> None:
    """Let a person have reported a case, or the cases that a review counts."""
    if isinstance(record, Case | TerminationReview):
        cases = [record] if isinstance(record, Case) else Case.objects.filter(
            contract=record.contract)  # fmt: skip
        for case in cases:
            contract = case.contract or make_contract()
            clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
            make_same_person(person, clerk)
            report = make_report(contract=contract, reporter=clerk)
            CaseReport.objects.create(case=case, report=report)


def decides(record: Any, person: Principal) -> None:
    """Let a person hold the role, in another account, that decides a case or a review."""
    if isinstance(record, Case) and record.track == Track.LICENCE:
        make_same_person(person, make_principal(Role.COMMITTEE_CHAIR))
    elif isinstance(record, Case | TerminationReview):
        make_same_person(person, make_principal(Role.AGENCY_MANAGER, record.agency))


def judges(record: Any, person: Principal) -> None:
    """Let a person hold the role, in another account, that decides an objection."""
    if isinstance(record, Case) and record.track == Track.CONTRACT:
        make_same_person(person, make_principal(Role.AGENCY_APPEAL, record.agency))


def decided(record: Any, person: Principal) -> None:
    """Let a person have decided in a case, a review or about a contract, in another account."""
    for decision in Decision.objects.filter(case=record) if isinstance(record, Case) else ():
        _be(person, decision.decided_by)
    if isinstance(record, TerminationReview):
        manager = make_principal(Role.AGENCY_MANAGER, record.agency)
        TerminationReview.objects.filter(pk=record.pk).update(decided_by=manager.user_id)
        record.decided_by = manager.user_id
        _be(person, manager.user_id)
    elif isinstance(record, Contract) and record.suspension_proof is not None:
        _be(person, record.acted_by or 0)


def decided_in_its_case(record: Any, person: Principal) -> None:
    """Let a person have decided in the case on which the end of a contract rests."""
    if isinstance(record, Contract) and record.suspension_proof is not None:
        manager = make_principal(Role.AGENCY_MANAGER, record.agency)
        (case,) = Case.objects.filter(public_id__in=[record.suspension_proof.source_id])
        decisions = Decision.objects.filter(case=case)
        with unwatched("violations_decision"):
            decisions.update(decided_by=manager.user_id)
        _be(person, manager.user_id)


def _be(person: Principal, account: int) -> None:
    """Let a person be the one of an account whose roles have ended."""
    decider = User.objects.get(pk=account)
    make_same_person(person, replace(person, user_id=decider.pk))
    decider.grants.update(ended_at=now(), ended_by=0)


def no_part(record: Any, person: Principal) -> None:
    """Leave a person without a part in a record."""


@pytest.mark.parametrize("take_part", [held, run, held_then, stood_back, reported, no_part])
def test_is_proposed_by_nobody_whom_its_act_excludes(
    take_part: Callable[[Any, Principal], None],
) -> None:
    load_tables()
    acts = {act.key: act for table in TABLES.values() for act in table}
    people = []
    for record in records():
        person = make_principal(Role.EXPERT)
        make_same_person(person)
        take_part(record, person)
        people.append((record, person))
    asked = []
    for record, person in people:
        for kind in PENDING_KINDS:
            if kind.record == record._meta.label_lower:
                excluded = [each.reason for each in acts[kind.proposal].not_by]
                is_barred = any(why(record, replace(person), today()) for why in excluded)
                permission, body = _confirmed_by(kind, record, is_above=True)
                roles = _confirming_roles(permission, body)
                asked.append((kind, record, person, permission, roles, is_barred))
    leave_session()

    with runtime_role():
        for kind, record, person, permission, roles, is_barred in asked:
            told = refused_and_undone(
                partial(write, kind, record, person, permission=permission, roles=roles)
            )
            assert (told in BARRED) is is_barred, (kind.name, told)
            assert is_barred or not told, (kind.name, told)
    assert take_part is no_part or any(is_barred for *_rest, is_barred in asked)


@pytest.mark.parametrize(
    "take_part",
    [held, run, held_then, stood_back, reported, decides, judges, decided, decided_in_its_case,
     no_part],
)  # fmt: skip
def test_is_decided_by_nobody_whom_it_bars(take_part: Callable[[Any, Principal], None]) -> None:
    deciders = []
    for record in records():
        deputy = make_principal(Role.DEPUTY)
        make_same_person(deputy)
        take_part(record, deputy)
        deciders.append((record, replace(deputy)))
    proposer = make_principal(Role.EXPERT)
    asked = []
    for record, deputy in deciders:
        for kind in PENDING_KINDS:
            if kind.record != record._meta.label_lower:
                continue
            permission, body = _confirmed_by(kind, record, is_above=True)
            roles = _confirming_roles(permission, body)
            pending = write(kind, record, proposer, permission=permission, roles=roles)
            bars = [bar.why for bar in BARS if bar.concerns(kind.record)] + [kind.barred]
            is_barred = any(why(record, deputy, today()) for why in bars)
            asked.append((pending, deputy, is_barred))
    leave_session()

    with runtime_role():
        for pending, deputy, is_barred in asked:
            for state in ("confirmed", "refused"):
                decide = partial(
                    PendingAct.objects.filter(pk=pending.pk).update, state=state, version=2,
                    decided_by=deputy.user_id, decided_by_name="x", decided_at=now(), reason=REASON,
                )  # fmt: skip
                told = refused_and_undone(decide)
                assert (told in BARRED) is is_barred, (pending.act, told)
                assert is_barred or not told, (pending.act, told)
    assert take_part is no_part or any(is_barred for *_rest, is_barred in asked)


@pytest.mark.parametrize("take_part", [held, run, held_then, no_part])
def test_is_not_confirmed_once_its_proposer_has_an_interest(
    take_part: Callable[[Any, Principal], None],
) -> None:
    deputy, proposer = make_principal(Role.DEPUTY), make_principal(Role.EXPERT)
    make_same_person(proposer)
    asked = []
    matters = list(records())
    for record in matters:
        for kind in PENDING_KINDS:
            if kind.record == record._meta.label_lower:
                permission, body = _confirmed_by(kind, record, is_above=True)
                roles = _confirming_roles(permission, body)
                asked.append(write(kind, record, proposer, permission=permission, roles=roles))
    for record in matters:
        take_part(record, proposer)
    interest = [bar.proposer for bar in BARS if bar.name == "interest"]
    barred = {
        pending.pk: any(why(target_of(pending), pending.proposed_by, today()) for why in interest)
        for pending in asked
    }
    assert all(bool(proposer_barred(each, today())) for each in asked if barred[each.pk])
    leave_session()

    with runtime_role():
        for pending in asked:
            confirm = partial(
                PendingAct.objects.filter(pk=pending.pk).update, state="confirmed", version=2,
                decided_by=deputy.user_id, decided_by_name="x", decided_at=now(), reason=REASON,
            )  # fmt: skip
            answer = refused_and_undone(confirm)
            assert (answer == INTEREST) is barred[pending.pk], (pending.act, answer)
    free = {pending.act for pending in asked if not barred[pending.pk]}
    if take_part in (held, run):
        assert free == set()
    else:
        assert take_part is held_then or not any(barred.values())
