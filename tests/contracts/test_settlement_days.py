"""No settlement is due before its office had its time, and no day is owed twice."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from contracts import actions
from contracts.facts.settlements import first_due, overlapping
from contracts.models import Contract, Settlement
from contracts.states import ContractState
from core.errors import Invalid
from core.jalali import long, short
from core.models import new_public_id
from notices.models import Notification
from tests.contracts.stories import NOW, TODAY, WHEN, contract_in
from tests.contracts.test_given_up import tell_all
from tests.factories import make_principal, make_settlement
from tests.sql import refused_and_undone, runtime_role
from workdays.facts import calendar_for, deadline
from workdays.models import CalendarDay, DeadlineRule, KeptDeadline
from workdays.rules import DayKind

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
FIRST, LAST = date(2026, 10, 23), date(2026, 11, 21)  # Aban 1405
URL = "/api/v1/contracts"


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405."""
    with time_machine.travel(NOW, tick=False):
        yield


def recorded(contract: Contract, actor: Any, **values: Any) -> Settlement:
    """Record what was taken in Aban."""
    defaults: dict[str, Any] = {"key": "1405-08", "period_first": FIRST, "period_last": LAST,
                "amount": 40_000_000, "source": "سامانهٔ دستگاه"}  # fmt: skip
    return actions.record_settlement(
        contract_id=contract.pk, actor=actor, **(defaults | values), **WHEN
    )


def wrong_of(contract: Contract, actor: Any, **values: Any) -> dict[str, list[str]]:
    """Return what is wrong with an entry by field; nothing of it is kept."""
    try:
        with transaction.atomic():
            recorded(contract, actor, **values)
            transaction.set_rollback(True)
    except Invalid as refusal:
        return refusal.fields
    return {}


def written(contract: Contract, actor: Any, **values: Any) -> str:
    """Return how the database refuses the running house an entry; nothing of it is kept."""
    row = Settlement(
        contract=contract, holder=contract.office.holder, public_id=new_public_id(),
        amount=9, source="سامانه", recorded_on=TODAY, recorded_by=actor.user_id,
        recorded_by_name=actor.name,
        **({"key": "1405-08", "period_first": FIRST, "period_last": LAST} | values),
    )  # fmt: skip
    return refused_and_undone(lambda: row.save(force_insert=True))


def unguarded(table: str) -> None:
    """Let a test set the length of a rule, which its guards keep."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def a_calendar(contract: Contract, rng: Random) -> None:
    """Close and open days around the window, and give both rules a length."""
    for _number in range(rng.randrange(8)):
        kind = rng.choice([DayKind.HOLIDAY, DayKind.CLOSED, DayKind.WORKING])
        exempt = rng.choice([[], [contract.agency.kind]]) if kind is DayKind.CLOSED else []
        with suppress(IntegrityError), transaction.atomic():  # the day stands already
            CalendarDay.objects.create(
                date=TODAY + rng.randrange(1, 20) * ONE, kind=kind, title="روز آزمون",
                county=rng.choice([None, contract.county]), confirmed_on=TODAY, exempt=exempt,
                announced_at=timezone.now(),
            )  # fmt: skip
    unguarded("workdays_deadlinerule")
    for key in ("remit_due", "window_after_entry"):
        DeadlineRule.objects.filter(key=key).update(
            value=rng.randrange(1, 9), unit=rng.choice(["day", "working_day"])
        )


def by_hand(contract: Contract) -> date:
    """Count the first possible day on the fingers."""
    last = TODAY
    for key, body in (("remit_due", contract.agency.kind), ("window_after_entry", "")):
        rule = DeadlineRule.objects.get(key=key)
        calendar = calendar_for(contract.county.public_id, TODAY, TODAY + 90 * ONE, body)
        if rule.unit == "day":
            day = TODAY + (rule.value + 1) * ONE
            while not calendar.is_working(day):
                day += ONE
        else:
            working = [d for d in (TODAY + n * ONE for n in range(1, 80)) if calendar.is_working(d)]
            day = working[rule.value - 1]
        last = max(last, day)
    return last


class TestDueDay:
    def test_leaves_the_office_its_time_from_the_entry(self, contract, gas_clerk):
        entry = recorded(contract, gas_clerk)

        county = contract.county.public_id
        assert entry.due_on == deadline("window_after_entry", TODAY, county).due_on
        kept = KeptDeadline.objects.get(subject_id=entry.public_id)
        assert (kept.key, kept.starts_on) == ("window_after_entry", TODAY)

    def test_of_a_period_long_past_makes_nobody_late(self, contract, gas_clerk):
        recorded(
            contract, gas_clerk, period_first=contract.starts_on, period_last=contract.starts_on
        )

        first = first_due(contract, TODAY).due_on
        assert not Settlement.objects.late_on(first).exists()
        assert Settlement.objects.late_on(first + ONE).exists()

    def test_has_the_length_of_a_remittance_where_that_is_longer(self, contract, gas_clerk):
        unguarded("workdays_deadlinerule")
        DeadlineRule.objects.filter(key="remit_due").update(value=20)

        entry = recorded(contract, gas_clerk)

        kept = KeptDeadline.objects.get(subject_id=entry.public_id)
        assert (kept.key, kept.body, kept.due_on) == (
            "remit_due", contract.agency.kind, entry.due_on
        )  # fmt: skip

    @pytest.mark.parametrize("earlier", [1, 3, 10])
    def test_is_not_stated_before(self, contract, gas_clerk, earlier):
        first = first_due(contract, TODAY).due_on

        wrong = wrong_of(contract, gas_clerk, due_on=first - earlier * ONE)

        assert list(wrong) == ["due_on"]
        assert short(first) in wrong["due_on"][0]
        assert wrong_of(contract, gas_clerk, due_on=first) == {}

    @pytest.mark.parametrize("seed", range(12))
    def test_is_one_rule_for_action_and_database(self, contract, gas_clerk, seed):
        rng = Random(seed)
        a_calendar(contract, rng)
        first = by_hand(contract)

        assert first_due(contract, TODAY).due_on == first
        with connection.cursor() as cursor:
            cursor.execute("SELECT contracts_first_due(%s, %s)", [contract.pk, TODAY])
            assert cursor.fetchone() == (first,)
        days = [first + number * ONE for number in (-4, -1, 0, 1, 6)]
        refused = [bool(wrong_of(contract, gas_clerk, due_on=day)) for day in days]
        assert refused == [day < first for day in days]
        with runtime_role():
            guarded = [written(contract, gas_clerk, due_on=day) for day in days]
        assert ["had its time" in words for words in guarded] == refused

    @pytest.mark.parametrize("seed", range(3))
    def test_is_one_rule_for_page_and_rest(self, contract, gas_clerk, browser_of, api_of, seed):
        rng = Random(100 + seed)
        a_calendar(contract, rng)
        first = by_hand(contract)
        door, form = (
            api_of(gas_clerk),
            reverse("contracts:record-settlement", args=[contract.number]),
        )
        door, browser = api_of(gas_clerk), browser_of(gas_clerk)
        base = f"{URL}/{contract.public_id}"

        assert long(first) in browser.get(form).content.decode()
        assert door.get(f"{base}/parts").json()["settlement_due_from"] == first.isoformat()
        typed = {"key": "1", "period_first": short(FIRST), "period_last": short(LAST),
                 "amount": "9", "source": "سامانه", "due_on": short(first - ONE)}  # fmt: skip
        page = browser.post(form, typed)
        sent = {"key": "1", "period_first": FIRST.isoformat(), "period_last": LAST.isoformat(),
                "amount": 9, "origin": "سامانه", "due_on": (first - ONE).isoformat()}  # fmt: skip
        answer = door.post(f"{base}/settlement", sent)
        assert (page.status_code, answer.status_code) == (422, 400)
        assert short(first) in page.content.decode()
        assert [one["pointer"] for one in answer.json()["errors"]] == ["/due_on"]
        done = door.post(f"{base}/settlement", sent | {"due_on": first.isoformat()})
        assert (done.status_code, Settlement.objects.get().due_on) == (201, first)

    def test_is_nothing_where_no_account_is_kept(self, gas, gas_clerk, api_of):
        draft = contract_in(ContractState.DRAFT, agency=gas)

        parts = api_of(gas_clerk).get(f"{URL}/{draft.public_id}/parts").json()

        assert parts["settlement_due_from"] is None

    def test_is_told_to_the_office(self, contract, gas_clerk):
        operator = make_principal(Role.OPERATOR, contract.office)

        entry = recorded(contract, gas_clerk)
        tell_all()

        news = Notification.objects.get(kind="contract.settlement_recorded")
        assert (news.user_id, news.values["due_on"]) == (operator.user_id, entry.due_on.isoformat())

    def test_of_a_kept_clock_counts_from_the_entry(self, contract, gas_clerk):
        entry = recorded(contract, gas_clerk)
        kept = KeptDeadline.objects.get(subject_id=entry.public_id)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE workdays_keptdeadline DISABLE TRIGGER USER")
            cursor.execute(
                "ALTER TABLE workdays_keptdeadline"
                " ENABLE ALWAYS TRIGGER contracts_keptdeadline_counted"
            )
        kept.pk, kept.starts_on = None, LAST
        KeptDeadline.objects.filter(subject_id=entry.public_id).delete()

        def write() -> None:
            kept.save(force_insert=True)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with runtime_role():
            assert "whole length" in refused_and_undone(write)


class TestOverlap:
    @pytest.mark.parametrize(
        ("first", "last"),
        [(FIRST, LAST), (LAST, LAST + ONE), (FIRST - ONE, FIRST), (FIRST + ONE, LAST - ONE)],
    )
    def test_is_refused_with_the_entry_that_stands(self, contract, gas_clerk, first, last):
        recorded(contract, gas_clerk)

        wrong = wrong_of(contract, gas_clerk, key="2", period_first=first, period_last=last)

        assert list(wrong) == ["period_first"]
        assert all(short(day) in wrong["period_first"][0] for day in (FIRST, LAST))

    def test_is_none_beside_it_or_after_a_reversal(self, contract, gas_clerk):
        entry = recorded(contract, gas_clerk)
        beside = {"key": "2", "period_first": LAST + ONE, "period_last": LAST + 2 * ONE}
        assert wrong_of(contract, gas_clerk, **beside) == {}

        actions.reverse_settlement(
            settlement_id=entry.pk, reason="مبلغ دو بار شمرده شده بود.", actor=gas_clerk, **WHEN
        )

        assert wrong_of(contract, gas_clerk, key="2") == {}

    def test_is_none_of_another_contract(self, contract, gas, gas_clerk):
        recorded(contract_in(ContractState.ACTIVE, agency=gas), gas_clerk)

        assert wrong_of(contract, gas_clerk) == {}

    @pytest.mark.parametrize("seed", range(8))
    def test_is_one_rule_for_action_and_database(self, contract, gas_clerk, seed):
        rng = Random(seed)
        owed: list[set[date]] = []
        for number in range(rng.randrange(1, 5)):
            begin = FIRST + rng.randrange(25) * ONE
            days = [begin + count * ONE for count in range(rng.randrange(1, 5))]
            entry = make_settlement(
                contract, key=f"k{number}", period_first=days[0], period_last=days[-1],
                due_on=TODAY + 30 * ONE,
            )  # fmt: skip
            if rng.random() < 0.4:
                make_settlement(
                    contract, reverses=entry, amount=-entry.amount, period_first=days[0],
                    period_last=days[-1], due_on=TODAY + 30 * ONE,
                )  # fmt: skip
            else:
                owed.append(set(days))
        tried = []
        for _number in range(12):
            begin = FIRST + rng.randrange(29) * ONE
            tried.append((begin, min(begin + rng.randrange(4) * ONE, LAST)))
        expected = [
            any({begin + n * ONE for n in range((end - begin).days + 1)} & days for days in owed)
            for begin, end in tried
        ]

        assert [overlapping(contract, *days) is not None for days in tried] == expected
        due = first_due(contract, TODAY).due_on
        typed = [{"key": "new", "period_first": begin, "period_last": end, "due_on": due}
                 for begin, end in tried]  # fmt: skip
        assert [bool(wrong_of(contract, gas_clerk, **values)) for values in typed] == expected
        with runtime_role():
            guarded = [written(contract, gas_clerk, **values) for values in typed]
        assert ["do not overlap" in words for words in guarded] == expected
        assert [bool(words) for words in guarded] == expected
