"""A record of each kind whose office is held by a person of the other side."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from contracts.states import ContractState as S
from offices.models import LicenceHolder, Office
from tests.contracts.stories import TODAY, contract_in
from tests.factories import (
    make_agency,
    make_final_case,
    make_office,
    make_principal,
    make_settlement,
)
from tests.scenes.oversight import heard_review
from tests.violations.benches import DAY, Bench
from tests.violations.stories import REASONS, file_report

Interest = tuple[Any, Principal, Any, date]


def hold(office: Office, person: Principal) -> None:
    """Let a person hold the licence of an office, by the national ID of the register."""
    key = User.objects.get(pk=person.user_id).person_key
    assert key
    LicenceHolder.objects.filter(offices=office).update(
        national_id_index=key, national_id_sealed="sealed"
    )


def interests() -> Iterator[Interest]:
    """Yield each record, who holds its office, their scope and the day."""
    for record, person, scope, on in _held():
        yield record, replace(person), scope, on


def _held() -> Iterator[Interest]:
    yield from _of_cases()
    yield from _of_contracts()
    review = heard_review()
    manager = make_principal(Role.AGENCY_MANAGER, review.agency)
    hold(review.office, manager)
    yield review, manager, review.agency, TODAY
    case = make_final_case(executed_on=None)
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)
    hold(case.office, manager)
    yield case.duties.get(kind="execute"), manager, case.agency, TODAY
    office, secretary = make_office(), make_principal(Role.SECRETARIAT)
    User.objects.filter(pk=secretary.user_id).update(person_key="held", national_id_sealed="sealed")
    hold(office, secretary)
    yield office, secretary, None, TODAY
    yield office.licences.get(), secretary, None, TODAY


def _of_cases() -> Iterator[Interest]:
    bench = Bench()
    assert bench.case.contract
    report = file_report(bench.case.contract, bench.reporter, on=DAY, separate_reason=REASONS)
    session = bench.served()
    hold(bench.case.office, bench.manager)
    for record in (bench.case, report, session):
        yield record, bench.manager, bench.agency, DAY


def _of_contracts() -> Iterator[Interest]:
    agency = make_agency()
    manager = make_principal(Role.AGENCY_MANAGER, agency)
    contract = contract_in(S.ACTIVE, agency=agency)
    hold(contract.office, manager)
    for record in (contract, contract.guarantees.all()[0], make_settlement(contract)):
        yield record, manager, agency, TODAY
