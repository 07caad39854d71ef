"""Until when an office takes an acceptance back is kept, and moves with the calendar alone."""

from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from contracts import actions
from contracts.acts.contract import WITHDRAW_ACCEPTANCE
from contracts.acts.withdrawals import (
    WITHDRAW_ADDENDUM_ACCEPTANCE,
    WITHDRAW_CONTRACT_ACCEPTANCE,
)
from contracts.facts.agreement import earliest_end, reconsidered_until
from contracts.models import Contract, ContractAddendum
from core.acts import is_open
from core.clock import now, today
from tests import factories
from tests.contracts.stories import unaccepted
from tests.runtime import settle
from tests.sql import refused_and_undone, refused_at_runtime, runtime_role
from workdays.actions import add_closure, load_calendar
from workdays.facts import deadline
from workdays.models import DeadlineMove, KeptDeadline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
DAY = timedelta(days=1)
RULE = "mutual_end_withdrawal"
REASON = "دو طرف بر پایان قرارداد توافق دارند."


@pytest.fixture
def loaded() -> None:
    load_calendar()


def when() -> dict[str, Any]:
    return {"on": today(), "at": now()}


class Accepted:
    """What an office accepted today, and the record that has the last day to take it back."""

    def __init__(self, agency: Agency, kind: str) -> None:
        make = unaccepted if kind == "contract" else factories.make_contract
        self.contract: Contract = make(agency=agency)
        self.manager = factories.make_principal(Role.AGENCY_MANAGER, agency)
        self.operator = factories.make_principal(Role.OPERATOR, self.contract.office)
        self.clock = "addendum.reconsider" if kind == "addendum" else "contract.reconsider"
        getattr(self, f"accept_{kind}")()

    def do(self, name: str, actor: Principal, **more: Any) -> None:
        getattr(actions, name)(contract_id=self.contract.pk, actor=actor, **when(), **more)

    def accept_contract(self) -> None:
        self.act = WITHDRAW_CONTRACT_ACCEPTANCE
        self.do("accept_contract", self.operator)

    def accept_addendum(self) -> None:
        self.act = WITHDRAW_ADDENDUM_ACCEPTANCE
        first = today() + 60 * DAY
        self.do(
            "propose_addendum",
            self.manager,
            effective_on=first,
            text="افزایش مبلغ قرارداد",
            value=9,
        )
        self.do("accept_addendum", self.operator)

    def accept_end(self) -> None:
        self.act = WITHDRAW_ACCEPTANCE
        end = earliest_end(self.contract, today())
        self.do("propose_mutual_end", self.manager, ends_on=end, reason=REASON)
        self.do("accept_mutual_end", self.operator)

    @property
    def row(self) -> Any:
        model = ContractAddendum if self.clock == "addendum.reconsider" else Contract
        return model.objects.get()

    @property
    def deadline(self) -> KeptDeadline:
        return KeptDeadline.objects.get(clock=self.clock, subject_id=self.row.public_id)

    def open_days(self) -> list[date]:
        """Return the days on which the office may take it back."""
        days = [today() + number * DAY for number in range(30)]
        return [day for day in days if is_open(self.act, self.fresh(), self.operator, day)]

    def fresh(self) -> Contract:
        return Contract.objects.get(pk=self.contract.pk)

    def close(self, secretariat: Principal, day: date) -> None:
        add_closure(
            day=day, title="تعطیلی به سبب برف", source="ابلاغ استانداری", actor=secretariat,
            on=today(), county_id=self.contract.county.public_id,
        )  # fmt: skip


@pytest.fixture(params=["contract", "addendum", "end"])
def accepted(request: pytest.FixtureRequest, gas: Agency) -> Accepted:
    """Return each of the three that an office accepts in the portal."""
    return Accepted(gas, request.param)


def test_is_the_day_that_the_page_named_before(accepted: Accepted) -> None:
    until = reconsidered_until(accepted.contract, today()).due_on

    assert accepted.row.reconsider_until == until == accepted.deadline.due_on
    assert accepted.open_days() == [today() + n * DAY for n in range((until - today()).days + 1)]


def test_moves_with_a_closure_and_leaves_a_receipt(
    accepted: Accepted, secretariat: Principal
) -> None:
    before = accepted.row.reconsider_until

    accepted.close(secretariat, before)

    after = accepted.row.reconsider_until
    county = accepted.contract.county.public_id
    assert before < after == deadline(RULE, today(), county).due_on == accepted.deadline.due_on
    assert accepted.open_days()[-1] == after
    move = DeadlineMove.objects.get(deadline=accepted.deadline)
    assert (move.old_on, move.new_on) == (before, after)
    assert AuditEvent.objects.about(accepted.row).filter(verb="deadline.moved").exists()


def test_an_agreed_end_follows_it(gas: Agency, secretariat: Principal, clock: Principal) -> None:
    end = Accepted(gas, "end")
    end.close(secretariat, end.row.reconsider_until)

    moved = [*actions.postpone_agreed_ends(as_of=today() + DAY, actor=clock)]

    assert moved == [end.contract.pk]
    assert end.row.mutual_end_on == end.row.reconsider_until + DAY
    assert not [*actions.postpone_agreed_ends(as_of=today() + 2 * DAY, actor=clock)]


def test_goes_with_the_acceptance(accepted: Accepted) -> None:
    name = {
        WITHDRAW_CONTRACT_ACCEPTANCE: "withdraw_contract_acceptance",
        WITHDRAW_ADDENDUM_ACCEPTANCE: "withdraw_addendum_acceptance",
        WITHDRAW_ACCEPTANCE: "withdraw_acceptance",
    }[accepted.act]

    accepted.do(name, accepted.operator, reason=REASON)

    assert accepted.row.reconsider_until is None
    assert accepted.open_days() == []


def test_an_addendum_of_today_has_none(gas: Agency) -> None:
    deal = Accepted(gas, "contract")
    contract = factories.make_contract(agency=gas)
    deal.contract, deal.operator = (
        contract,
        factories.make_principal(Role.OPERATOR, contract.office),
    )
    deal.do(
        "propose_addendum", deal.manager, effective_on=today(), text="افزایش مبلغ قرارداد", value=9
    )

    deal.do("accept_addendum", deal.operator)

    addendum = contract.addenda.get()
    assert (addendum.state, addendum.reconsider_until) == ("in_force", None)


class TestDatabase:
    @pytest.mark.parametrize("days", [-1, 1, None])
    def test_refuses_another_day(self, accepted: Accepted, days: int | None) -> None:
        row = accepted.row
        day = None if days is None else row.reconsider_until + days * DAY

        told = refused_at_runtime(
            lambda: type(row).objects.filter(pk=row.pk).update(reconsider_until=day)
        )

        assert told in (
            "The time to take an acceptance back moves with the calendar.",
            "An addendum does not go from accepted to accepted.",
        )

    @pytest.mark.parametrize("days", [-1, 0, 1, None])
    def test_asks_an_acceptance_for_its_day(self, gas: Agency, days: int | None) -> None:
        contract = unaccepted(agency=gas)
        operator = factories.make_principal(Role.OPERATOR, contract.office)
        until = reconsidered_until(contract, today()).due_on
        day = None if days is None else until + days * DAY

        rows, by = Contract.objects.filter(pk=contract.pk), operator.user_id
        with runtime_role():
            told = refused_and_undone(
                lambda: rows.update(accepted_on=today(), accepted_by=by, reconsider_until=day)
            )

        whole = "The office has its time to take an acceptance back."
        assert told == ("" if days == 0 else whole)


def test_acceptances_of_before_get_their_day_and_receipt(
    accepted: Accepted,
) -> None:
    entry, row = accepted.deadline, accepted.row
    before = KeptDeadline.objects.filter(pk=entry.pk).values().get()
    settle()
    with connection.cursor() as cursor:
        for table in ("workdays_keptdeadline", row._meta.db_table):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM workdays_keptdeadline WHERE id = %s", [entry.pk])
        type(row).objects.filter(pk=row.pk).update(reconsider_until=None)
    name = "0043_reconsider_until"
    loader = MigrationLoader(connection, replace_migrations=False)
    state = loader.project_state(("contracts", name))
    editor = SimpleNamespace(
        connection=connection, execute=lambda sql: connection.cursor().execute(sql)
    )

    import_module(f"contracts.migrations.{name}").register(state.apps, editor)

    ours = {"id", "public_id", "created_at", "updated_at"}
    found = KeptDeadline.objects.filter(subject_id=row.public_id, clock=accepted.clock)
    again = found.values().get()
    assert accepted.row.reconsider_until == row.reconsider_until
    assert {k: v for k, v in again.items() if k not in ours} == {
        k: v for k, v in before.items() if k not in ours
    }
