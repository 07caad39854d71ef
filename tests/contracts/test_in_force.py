"""A contract binds from the later of its first day and its signature, in Python and in SQL."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.models import AuditEvent
from contracts import actions
from contracts.facts.acceptance import contract_acceptance_text, signature_text
from contracts.models import Contract, Settlement
from contracts.rules import in_force_from
from contracts.states import ContractState as S
from core.errors import Invalid
from core.jalali import short
from core.models import new_public_id
from tests import factories
from tests.contracts.annulled import annul, proven, terminated
from tests.contracts.stories import (
    TODAY,
    WHEN,
    accepted,
    make_import,
    unaccepted,
)
from tests.oversight.steps import REASONS
from tests.sql import refused_at_runtime, runtime_role
from tests.violations.stories import file_report
from violations.actions import accept_report
from violations.facts.reports import contract_on
from violations.models import ViolationReport

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SIGNED_LATE = TODAY - 9 * DAY


@pytest.fixture
def late(gas, office) -> Contract:
    """Return a contract whose term began in Farvardin, signed nine days ago."""
    return factories.make_contract(agency=gas, office=office, signed_on=SIGNED_LATE)


def run(sql: str, *values: Any) -> Any:
    """Return a call that runs a statement."""
    return lambda: connection.cursor().execute(sql, values)


def held_on(contract: Contract, day: date) -> bool:
    """Ask the database whether a contract was in force on a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contracts_in_force_on(held, %s) FROM contracts_contract held WHERE id = %s",
            [day, contract.pk],
        )
        return bool(cursor.fetchone()[0])


class TestASignatureAfterTheFirstDay:
    def test_binds_from_the_signature(self, gas, office, gas_manager):
        waiting = accepted(unaccepted(agency=gas, office=office))

        signed = actions.sign_contract(contract_id=waiting.pk, actor=gas_manager, **WHEN)

        assert waiting.starts_on < TODAY
        assert (signed.in_force_from, signed.signed_on) == (TODAY, TODAY)
        assert not held_on(signed, TODAY - DAY)
        assert held_on(signed, TODAY)

    def test_carries_no_report_about_a_day_before(self, late, gas_clerk):
        with pytest.raises(Invalid) as caught:
            file_report(late, gas_clerk, occurred_on=SIGNED_LATE - DAY)

        assert set(caught.value.fields) == {"office"}
        assert file_report(late, gas_clerk, occurred_on=SIGNED_LATE).contract == late

    def test_takes_no_settlement_of_a_time_before(self, late, gas_clerk):
        book = {
            "contract_id": late.pk, "key": "1", "source": "سامانه قبوض", "amount": 10,
            "period_last": TODAY - DAY, "actor": gas_clerk, **WHEN,
        }  # fmt: skip
        with pytest.raises(Invalid) as caught:
            actions.record_settlement(period_first=SIGNED_LATE - DAY, **book)

        assert set(caught.value.fields) == {"period_first"}
        entry = actions.record_settlement(period_first=SIGNED_LATE, **book)
        before = Settlement.objects.get(pk=entry.pk)
        before.pk, before.public_id, before.key = None, new_public_id(), "2"
        before.period_first = SIGNED_LATE - DAY
        told = refused_at_runtime(lambda: before.save(force_insert=True))
        assert "its contract was in force" in told

    def test_is_named_on_the_page_and_over_rest(self, late, gas_manager, browser_of, api_of):
        page = browser_of(gas_manager).get(late.get_absolute_url())
        answer = api_of(gas_manager).get(f"/api/v1/contracts/{late.public_id}")

        assert page.context["is_signed_late"]
        assert short(SIGNED_LATE) in page.content.decode()
        assert answer.json()["in_force_from"] == SIGNED_LATE.isoformat()
        assert answer.json()["starts_on"] == late.starts_on.isoformat()

    def test_is_not_named_where_nobody_was_late(self, gas, office, gas_manager, browser_of):
        contract = factories.make_contract(agency=gas, office=office)

        assert (
            not browser_of(gas_manager).get(contract.get_absolute_url()).context["is_signed_late"]
        )


class TestDeclarations:
    def test_of_the_office_binds_it_from_the_signature(self, gas, office):
        text = contract_acceptance_text(unaccepted(agency=gas, office=office))

        assert "نه پیش از امضای دستگاه" in text
        assert "از امضای دستگاه، و نه پیش از روز نخست" in text

    def test_of_the_manager_names_the_day_in_force(self, gas, office):
        begun = unaccepted(agency=gas, office=office)
        to_come = unaccepted(agency=gas, office=office, starts_on=TODAY + 5 * DAY)

        assert f"{short(TODAY)}" in signature_text(begun, TODAY)
        assert f"{short(TODAY + 5 * DAY)}" in signature_text(to_come, TODAY)
        assert f"{short(TODAY)}" not in signature_text(to_come, TODAY)


class TestARenewal:
    def test_signed_before_the_end_begins_on_its_first_day(self, gas, office):
        old = factories.make_contract(agency=gas, office=office, ends_on=TODAY + 5 * DAY)
        new = factories.make_contract(
            agency=gas, office=office, starts_on=TODAY + 6 * DAY, signed_on=TODAY,
            renewed_from=old,
        )  # fmt: skip

        assert new.in_force_from == TODAY + 6 * DAY
        assert held_on(old, TODAY + 5 * DAY)
        assert not held_on(new, TODAY + 5 * DAY)


class TestAnImportedContract:
    def imported(self, gas, office, **values):
        values |= {"agency": gas, "office": office, "county": office.county, "state": S.ACTIVE}
        return Contract.objects.create(
            number="1405-9000", origin="import", source_import=make_import(),
            starts_on=TODAY - 90 * DAY, ends_on=TODAY + 90 * DAY, **values,
        )  # fmt: skip

    def test_binds_from_the_paper_whose_day_is_recorded(self, gas, office, gas_manager):
        contract = self.imported(gas, office, signed_on=TODAY - 30 * DAY)

        actions.confirm_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

        contract.refresh_from_db()
        assert contract.in_force_from == TODAY - 30 * DAY

    def test_binds_from_its_confirmation_where_no_day_is_recorded(self, gas, office, gas_manager):
        contract = self.imported(gas, office, signed_on=None)
        assert contract.in_force_from is None

        actions.confirm_contract(contract_id=contract.pk, actor=gas_manager, **WHEN)

        contract.refresh_from_db()
        assert contract.in_force_from == TODAY
        named = {"office_id": office.pk, "agency_id": gas.pk}
        assert contract_on(day=TODAY - DAY, **named) is None
        assert contract_on(day=TODAY, **named) == contract


class TestAReinstatedContract:
    @pytest.fixture
    def back(self, gas, office, gas_manager, gas_appeal) -> Contract:
        """Return a contract that ended long ago and was reinstated today."""
        contract = factories.make_contract(agency=gas, office=office)
        proof = proven(contract, on=TODAY - 70 * DAY)
        contract = terminated(contract, proof, TODAY - 30 * DAY)
        annul(proof, gas_appeal, TODAY)
        return actions.reinstate_contract(
            contract_id=contract.pk, reason=REASONS, actor=gas_manager, **WHEN
        )

    def test_was_not_in_force_between_its_end_and_its_return(self, back, gas_clerk):
        out, returned = back.interruptions
        named = {"office_id": back.office_id, "agency_id": back.agency_id}

        assert returned == back.reinstated_on == TODAY
        for day, held in [(out - DAY, back), (out, None), (TODAY - DAY, None), (TODAY, back)]:
            assert contract_on(day=day, **named) == held
            assert held_on(back, day) == (held is not None)
        assert "interruptions" not in AuditEvent.objects.get(verb="contract.reinstated").changes
        with pytest.raises(Invalid):
            file_report(back, gas_clerk, occurred_on=TODAY - DAY)

    def test_forgets_none_of_these_days(self, back):
        forget = run("UPDATE contracts_contract SET interruptions = '{}' WHERE id = %s", back.pk)

        assert "recorded by reinstating" in refused_at_runtime(forget)


class TestTheDatabase:
    NAME = "UPDATE violations_violationreport SET occurred_on = %s WHERE id = %s"

    def test_refuses_a_report_on_a_contract_of_another_day(self, late, gas_clerk):
        report = file_report(late, gas_clerk, occurred_on=SIGNED_LATE)
        before = run(self.NAME, SIGNED_LATE - DAY, report.pk)

        assert "not in force on the day" in refused_at_runtime(before)

    def test_refuses_a_case_on_a_contract_of_another_day(self, late, gas_clerk, gas_manager):
        report = file_report(late, gas_clerk, occurred_on=SIGNED_LATE)
        with connection.cursor() as cursor:  # past the seal of what was reported
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE violations_violationreport DISABLE TRIGGER USER")
        ViolationReport.objects.filter(pk=report.pk).update(occurred_on=SIGNED_LATE - DAY)

        with runtime_role(), pytest.raises(IntegrityError, match="not in force on the day"):
            accept_report(report_id=report.pk, actor=gas_manager, **WHEN)

    def test_counts_the_day_anew_for_itself(self, gas, office):
        contract = factories.make_contract(agency=gas, office=office)
        forged = "UPDATE contracts_contract SET in_force_from = starts_on WHERE id = %s"

        with pytest.raises(ProgrammingError, match="only be updated"), transaction.atomic():
            run(forged, contract.pk)()


@dataclass
class World:
    """A contract of a random world, and the days on which it was in force, day by day."""

    contract: Contract
    days: set[date]


def make_world(rng: random.Random, gas, office) -> World:
    """Draw a contract in some state and note each day on which both sides were bound."""
    first = TODAY - rng.randrange(0, 30) * DAY
    last = first + rng.randrange(0, 30) * DAY
    is_import = rng.random() < 0.4
    signed = rng.choice([None, first - 3 * DAY, first, first + rng.randrange(1, 12) * DAY])
    confirmed = rng.choice([None, first, first + rng.randrange(0, 20) * DAY])
    state = rng.choice([S.ACTIVE, S.EXPIRED, S.TERMINATED, S.PENDING_SIGNATURE, S.DRAFT, S.SETTLED])
    if state == S.TERMINATED and not is_import:
        state = S.SETTLED  # a termination of a contract made here needs a proof
    ended = first + rng.randrange(0, 30) * DAY
    values: dict[str, Any] = {
        "signed_on": signed, "starts_on": first, "ends_on": last,
        "confirmed_on": confirmed if is_import else None,
        "origin": "import" if is_import else "own",
        "ended_on": last if state == S.EXPIRED else ended if state == S.SETTLED else None,
        "terminated_on": ended if state == S.TERMINATED else None,
        "interruptions": interruptions_of(rng, first),
    }  # fmt: skip
    bound = signed or (confirmed if is_import else None)
    days: set[date] = set()
    day = first
    while day <= last:
        is_over = any(end is not None and day > end for end in (
            values["ended_on"], values["terminated_on"]))  # fmt: skip
        is_bound = bound is not None and day >= bound
        is_own = not is_import or confirmed is not None
        turns = iter(values["interruptions"])
        is_out = any(out <= day < back for out, back in zip(turns, turns, strict=True))
        is_signed = state not in {S.PENDING_SIGNATURE, S.DRAFT}
        if is_bound and is_own and not is_over and not is_out and is_signed:
            days.add(day)
        day += DAY
    return World(write(gas, office, state, values), days)


def interruptions_of(rng: random.Random, first: date) -> list[date]:
    """Draw none to two times out of force, some of no day."""
    steps = [rng.randrange(0, 7) for _turn in range(2 * rng.randrange(0, 3))]
    return [first + sum(steps[: number + 1]) * DAY for number in range(len(steps))]


def write(gas, office, state, values) -> Contract:
    """Write a contract as an import of some state could look."""
    return Contract.objects.create(
        number=f"W-{office.pk}", agency=gas, office=office, county=office.county, state=state,
        source_import=make_import() if values["origin"] == "import" else None, **values,
    )  # fmt: skip


@pytest.fixture
def unguarded(db):
    """Let rows be written past all triggers until the test ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE contracts_contract DISABLE TRIGGER USER")


@pytest.mark.usefixtures("unguarded")
class TestRandomWorlds:
    @pytest.mark.parametrize("seed", range(8))
    def test_python_and_sql_say_what_counting_the_days_says(self, seed, gas, office):
        rng = random.Random(seed)
        worlds = [make_world(rng, gas, factories.make_office()) for _number in range(20)]
        span = [TODAY + number * DAY for number in range(-35, 65)]

        assert any(world.days for world in worlds)
        for world in worlds:
            contract = Contract.objects.get(pk=world.contract.pk)
            own = Contract.objects.filter(pk=contract.pk)
            python = {day for day in span if own.in_force_on(day).exists()}
            bound = contract.signed_on or contract.confirmed_on
            assert python == world.days
            assert {day for day in span if held_on(contract, day)} == world.days
            assert contract.in_force_from == (
                None if bound is None else in_force_from(contract.starts_on, bound)
            )
