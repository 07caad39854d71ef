"""The account of a contract: settlements recorded, remitted and taken back, and their pages."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from contracts import actions
from contracts.facts import settlements
from contracts.facts.settlements import account_of
from contracts.facts.turnover import turnover_measure
from contracts.models import Contract, Settlement
from contracts.states import ContractState
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import long, short
from tests.contracts.stories import NOW, TODAY, WHEN, contract_in
from tests.factories import make_contract, make_office, make_principal, make_settlement
from workdays.actions import add_closure
from workdays.models import DeadlineMove

S = ContractState
ONE = timedelta(days=1)
REASON = "مبلغ صورت‌حساب دو بار شمرده شده بود."
pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 23), date(2026, 11, 21)  # Aban 1405
BEFORE = {"period_first": date(2026, 9, 23), "period_last": date(2026, 10, 22)}


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405."""
    with time_machine.travel(NOW, tick=False):
        yield


def recorded(contract: Contract, actor: Any, **values: Any) -> Settlement:
    """Record what was taken in Aban."""
    defaults: dict[str, Any] = {"key": "۱۴۰۵-۰۸", "period_first": FIRST, "period_last": LAST,
                "amount": 40_000_000, "source": "سامانهٔ دستگاه"}  # fmt: skip
    return actions.record_settlement(
        contract_id=contract.pk, actor=actor, **(defaults | values), **WHEN
    )


def remitted(settlement: Settlement, actor: Any, **values: Any) -> Settlement:
    """Record that it was remitted today."""
    defaults: dict[str, Any] = {
        "amount": settlement.amount,
        "settled_on": TODAY,
        "source": "حواله ۱۲",
    }
    return actions.record_remittance(
        settlement_id=settlement.pk, actor=actor, **(defaults | values), **WHEN
    )


def reversed_by(settlement: Settlement, actor: Any, reason: str = REASON) -> Settlement:
    return actions.reverse_settlement(
        settlement_id=settlement.pk, reason=reason, actor=actor, **WHEN
    )


def events(contract: Contract) -> list[str]:
    return list(AuditEvent.objects.about(contract).order_by("id").values_list("verb", flat=True))


class TestRecordSettlement:
    @pytest.mark.parametrize("who", ["gas_clerk", "gas_manager"])
    def test_keeps_what_is_owed_and_who_said_so(self, contract, request, who):
        actor = request.getfixturevalue(who)

        entry = recorded(contract, actor)

        assert (entry.amount, entry.settled_on, entry.source) == (40_000_000, None, "سامانهٔ دستگاه")
        assert (entry.recorded_by, entry.recorded_on) == (actor.user_id, TODAY)
        assert entry.holder_id == contract.office.holder_id
        assert events(contract) == ["contract.settlement_recorded"]

    def test_says_how_its_last_day_was_computed(self, contract, gas_clerk, browser_of):
        entry = recorded(contract, gas_clerk)
        named = recorded(contract, gas_clerk, key="۱۴۰۵-۰۷", **BEFORE, due_on=TODAY + 30 * ONE)
        page = browser_of(gas_clerk).get(contract.get_absolute_url()).content.decode()

        url = reverse("workdays:deadline", args=["contract.remittance", entry.public_id])
        assert url in page
        assert str(named.public_id) not in page.replace(f"settlements/{named.public_id}", "")
        shown = browser_of(gas_clerk).get(url)
        assert shown.status_code == 200
        assert long(entry.due_on) in shown.content.decode()
        assert f'href="{contract.get_absolute_url()}#account"' in shown.content.decode()

    def test_moves_with_a_closure_that_is_entered_late(self, contract, gas_clerk, secretariat):
        entry = recorded(contract, gas_clerk)
        due = entry.due_on
        named = recorded(contract, gas_clerk, key="۱۴۰۵-۰۷", **BEFORE, due_on=due)
        day = BEFORE["period_first"] - ONE
        paid = recorded(contract, gas_clerk, key="۱۴۰۵-۰۶", period_first=day, period_last=day)
        remitted(paid, gas_clerk)

        add_closure(
            day=TODAY + ONE, title="تعطیلی به سبب برف", source="ابلاغ استانداری",
            county_id=contract.county.public_id, actor=secretariat, on=TODAY, at=NOW,
        )  # fmt: skip

        for row in entry, named, paid:
            row.refresh_from_db()
        assert entry.due_on == due + ONE
        assert named.due_on == paid.due_on == due
        (move,) = DeadlineMove.objects.filter(deadline__clock="contract.remittance")
        assert (move.deadline.subject_id, move.new_on) == (entry.public_id, due + ONE)
        assert AuditEvent.objects.about(entry).filter(verb="deadline.moved").exists()

    def test_does_not_move_without_a_receipt(self, contract, gas_clerk):
        entry = recorded(contract, gas_clerk)

        with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
            Settlement.objects.filter(pk=entry.pk).update(due_on=LAST + 5 * ONE)

    def test_takes_a_day_that_the_contract_names(self, contract, gas_clerk):
        later = TODAY + 20 * ONE
        assert recorded(contract, gas_clerk, due_on=later).due_on == later

    def test_answers_a_known_entry_as_it_stands(self, contract, gas_clerk, gas_manager):
        first = recorded(contract, gas_clerk)

        assert recorded(contract, gas_manager) == first
        assert Settlement.objects.count() == 1
        assert len(events(contract)) == 1

    def test_refuses_another_entry_under_a_known_key(self, contract, gas_clerk):
        recorded(contract, gas_clerk)

        with pytest.raises(Invalid) as refusal:
            recorded(contract, gas_clerk, amount=41_000_000)

        assert "key" in refusal.value.fields

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"key": " "}, "key"),
            ({"source": ""}, "source"),
            ({"amount": 0}, "amount"),
            ({"period_first": date(2026, 3, 20)}, "period_first"),
            ({"period_first": LAST + ONE}, "period_first"),
            ({"period_last": TODAY + ONE}, "period_last"),
            ({"due_on": LAST - ONE}, "due_on"),
        ],
    )
    def test_refuses_what_is_wrong(self, contract, gas_clerk, wrong, field):
        with pytest.raises(Invalid) as refusal:
            recorded(contract, gas_clerk, **wrong)

        assert field in refusal.value.fields

    @pytest.mark.parametrize("state", [S.DRAFT, S.PENDING_SIGNATURE, S.SETTLED, S.VOID])
    def test_refuses_a_contract_without_open_books(self, gas, gas_clerk, state):
        contract = contract_in(state, agency=gas)

        with pytest.raises(IllegalMove):
            recorded(contract, gas_clerk)

    @pytest.mark.parametrize("who", ["operator", "deputy", "expert", "auditor", "gas_appeal"])
    def test_refuses_a_role_without_the_permission(self, contract, request, who):
        with pytest.raises(NotPermitted):
            recorded(contract, request.getfixturevalue(who))

    def test_refuses_the_clerk_of_another_agency(self, contract, power_clerk):
        with pytest.raises(Contract.DoesNotExist):
            recorded(contract, power_clerk)


class TestRecordRemittance:
    def test_keeps_day_voucher_and_recorder(self, contract, gas_clerk):
        entry = remitted(recorded(contract, gas_clerk), gas_clerk)

        assert (entry.settled_on, entry.settled_source) == (TODAY, "حواله ۱۲")
        assert entry.settled_by == gas_clerk.user_id
        assert events(contract)[-1] == "contract.settlement_remitted"

    def test_answers_the_same_remittance_as_it_stands(self, contract, gas_clerk):
        entry = remitted(recorded(contract, gas_clerk), gas_clerk)

        assert remitted(entry, gas_clerk) == entry
        assert events(contract).count("contract.settlement_remitted") == 1

    def test_refuses_another_one(self, contract, gas_clerk):
        entry = remitted(recorded(contract, gas_clerk), gas_clerk)

        with pytest.raises(IllegalMove):
            remitted(entry, gas_clerk, settled_on=TODAY - ONE)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"amount": 40_000_001}, "amount"),
            ({"amount": 0}, "amount"),
            ({"settled_on": TODAY + ONE}, "settled_on"),
            ({"settled_on": FIRST - ONE}, "settled_on"),
            ({"source": " "}, "source"),
        ],
    )
    def test_refuses_what_is_wrong(self, contract, gas_clerk, wrong, field):
        entry = recorded(contract, gas_clerk)

        with pytest.raises(Invalid) as refusal:
            remitted(entry, gas_clerk, **wrong)

        assert field in refusal.value.fields

    def test_refuses_what_was_taken_back(self, contract, gas_clerk):
        entry = recorded(contract, gas_clerk)
        reversed_by(entry, gas_clerk)

        with pytest.raises(IllegalMove):
            remitted(entry, gas_clerk)

    def test_refuses_a_role_without_the_permission(self, contract, operator):
        with pytest.raises(NotPermitted):
            remitted(make_settlement(contract), operator)

    def test_refuses_the_clerk_of_another_agency(self, contract, power_clerk):
        with pytest.raises(Settlement.DoesNotExist):
            remitted(make_settlement(contract), power_clerk)


class TestReverseSettlement:
    def test_leaves_the_entry_and_a_counter_entry(self, contract, gas_clerk):
        entry = recorded(contract, gas_clerk)

        counter = reversed_by(entry, gas_clerk)

        assert (counter.amount, counter.reverses) == (-entry.amount, entry)
        assert not Settlement.objects.standing().exists()
        assert Settlement.objects.count() == 2
        event = AuditEvent.objects.about(contract).latest("id")
        assert (event.verb, event.note) == ("contract.settlement_reversed", REASON)

    def test_takes_back_once(self, contract, gas_clerk):
        entry = recorded(contract, gas_clerk)

        assert reversed_by(entry, gas_clerk) == reversed_by(entry, gas_clerk)
        assert events(contract).count("contract.settlement_reversed") == 1

    def test_refuses_a_counter_entry(self, contract, gas_clerk):
        counter = reversed_by(recorded(contract, gas_clerk), gas_clerk)

        with pytest.raises(IllegalMove):
            reversed_by(counter, gas_clerk)

    def test_asks_for_a_reason(self, contract, gas_clerk):
        with pytest.raises(Invalid):
            reversed_by(recorded(contract, gas_clerk), gas_clerk, reason="نه")

    def test_refuses_a_role_without_the_permission(self, contract, deputy):
        with pytest.raises(NotPermitted):
            reversed_by(make_settlement(contract), deputy)


class TestVisibleTo:
    @pytest.mark.parametrize(
        "who", ["deputy", "auditor", "gas_manager", "gas_clerk", "gas_appeal", "operator"]
    )
    def test_shows_the_parties_and_the_province(self, contract, request, who):
        make_settlement(contract)

        assert Settlement.objects.visible_to(request.getfixturevalue(who)).exists()

    @pytest.mark.parametrize("who", ["power_manager", "power_clerk", "association"])
    def test_hides_the_money_of_others(self, contract, request, who):
        make_settlement(contract)

        assert not Settlement.objects.visible_to(request.getfixturevalue(who)).exists()


class TestLateOn:
    @pytest.mark.parametrize(
        ("due", "settled", "is_late"),
        [(0, None, False), (-1, None, True), (-5, -5, False), (-5, -4, True), (-5, 0, True)],
    )
    def test_counts_from_the_day_after_the_last(self, contract, due, settled, is_late):
        paid = {}
        if settled is not None:
            paid = {"settled_on": TODAY + settled * ONE, "settled_source": "۱", "settled_by": 1}
        make_settlement(
            contract, due_on=TODAY + due * ONE, period_first=FIRST,
            period_last=TODAY - 6 * ONE, **paid,
        )  # fmt: skip

        assert Settlement.objects.late_on(TODAY).exists() == is_late


class TestSettling:
    def test_waits_for_what_has_not_been_remitted(self, gas, gas_clerk):
        contract = contract_in(S.EXPIRED, agency=gas)
        entry = make_settlement(
            contract, period_first=contract.starts_on, period_last=contract.ends_on,
            due_on=contract.ends_on + ONE,
        )  # fmt: skip

        def settle() -> Contract:
            return actions.settle_contract(
                contract_id=contract.pk, clearance="م-۱۲", actor=gas_clerk, **WHEN
            )

        with pytest.raises(IllegalMove):
            settle()
        remitted(entry, gas_clerk)

        assert settle().state == S.SETTLED


class TestDatabase:
    @pytest.mark.parametrize(
        "change",
        ["amount = amount + 1", "due_on = due_on + 1", "key = 'x'", "source = ''",
         "settled_on = due_on", "recorded_by = 7"],
    )  # fmt: skip
    def test_refuses_what_rewrites_an_entry(self, contract, change):
        entry = make_settlement(contract)

        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            run(f"UPDATE contracts_settlement SET {change} WHERE id = %s", entry.pk)

    def test_keeps_a_remittance(self, contract, gas_clerk):
        entry = remitted(make_settlement(contract), gas_clerk)

        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            run("UPDATE contracts_settlement SET settled_on = settled_on - 1 WHERE id = %s",
                entry.pk)  # fmt: skip

    def test_takes_back_the_whole_of_one_entry(self, contract):
        entry = make_settlement(contract)

        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            make_settlement(contract, amount=-1, reverses=entry)

    @pytest.mark.parametrize(
        "statement", ["DELETE FROM contracts_settlement", "TRUNCATE contracts_settlement CASCADE"]
    )
    def test_takes_no_entry_away(self, contract, statement):
        make_settlement(contract)
        run("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(DatabaseError), transaction.atomic():
            run(statement)

    def test_has_no_entry_ahead(self, contract):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            make_settlement(contract, recorded_on=TODAY + 400 * ONE)


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)


def address(contract: Contract, name: str, entry: Settlement | None = None) -> str:
    names = [contract.number] if entry is None else [contract.number, entry.public_id]
    return reverse(f"contracts:{name}", args=names)


class TestPages:
    def test_the_account_tells_what_is_owed_and_what_was_late(self, contract, gas_clerk):
        late = make_settlement(contract, due_on=TODAY - 2 * ONE)
        remitted(make_settlement(contract), gas_clerk)
        reversed_by(make_settlement(contract), gas_clerk)

        account = account_of(contract, gas_clerk, TODAY)

        assert account is not None
        assert (account.open_count, account.open_amount) == (1, late.amount)
        labels = {line.settlement.pk: line.tone for line in account.lines}
        assert sorted(labels.values()) == ["danger", "neutral", "warn"]
        assert [line.late for line in account.lines if line.settlement == late] == [2]

    @pytest.mark.parametrize(("exempt", "late"), [((), 1), (("gas",), 2)])
    def test_the_account_counts_the_days_on_which_the_agency_works(
        self, contract, gas_clerk, secretariat, exempt, late
    ):
        owed = make_settlement(contract, due_on=TODAY - 2 * ONE)
        add_closure(
            day=TODAY - ONE, title="سرما", source="نامهٔ ۱۲", exempt=exempt, actor=secretariat,
            on=TODAY, at=NOW,
        )  # fmt: skip

        account = account_of(contract, gas_clerk, TODAY)

        assert [(line.settlement, line.late) for line in account.lines] == [(owed, late)]

    @pytest.mark.parametrize(
        ("who", "sees", "keeps"),
        [("gas_clerk", True, True), ("gas_manager", True, True), ("operator", True, False),
         ("deputy", True, False), ("association", False, False)],
    )  # fmt: skip
    def test_is_read_by_the_parties_and_kept_by_the_agency(
        self, contract, browser_of, request, who, sees, keeps
    ):
        make_settlement(contract)

        answer = browser_of(request.getfixturevalue(who)).get(contract.get_absolute_url())

        text = answer.content.decode()
        assert ('id="account"' in text) == sees
        assert (address(contract, "record-settlement") in text) == keeps

    def test_asks_no_more_for_many_entries(
        self, contract, gas_clerk, django_assert_max_num_queries
    ):
        for _number in range(20):
            make_settlement(contract)

        with django_assert_max_num_queries(4):
            assert account_of(contract, gas_clerk, TODAY)

    def test_counts_all_entries_and_reads_the_newest_only(self, contract, gas_clerk, monkeypatch):
        monkeypatch.setattr(settlements, "SHOWN", 2)
        for _number in range(5):
            make_settlement(contract)

        account = account_of(contract, gas_clerk, TODAY)

        assert account is not None
        amount = sum(Settlement.objects.values_list("amount", flat=True))
        assert (len(account.lines), account.more) == (2, 3)
        assert (account.open_count, account.open_amount) == (5, amount)

    def test_from_the_entry_to_the_remittance(self, contract, gas_clerk, browser_of):
        browser = browser_of(gas_clerk)
        form = {"key": "۱۴۰۵/۸", "period_first": short(FIRST), "period_last": short(LAST),
                "amount": "۴۰٬۰۰۰٬۰۰۰", "source": "سامانهٔ دستگاه"}  # fmt: skip
        assert browser.post(address(contract, "record-settlement"), form).status_code == 302
        entry = Settlement.objects.get()
        pay = {"amount": "40000000", "settled_on": short(TODAY), "source": "حواله ۱۲"}

        wrong = browser.post(
            address(contract, "settlement-remit", entry), pay | {"amount": "40000001"}
        )
        right = browser.post(address(contract, "settlement-remit", entry), pay)

        entry.refresh_from_db()
        assert (wrong.status_code, right.status_code) == (422, 302)
        assert entry.settled_on == TODAY
        again = browser.get(address(contract, "settlement-remit", entry))
        assert again.status_code == 409
        assert f'{contract.get_absolute_url()}#account"' in again.content.decode()

    def test_comes_back_to_the_account(self, contract, gas_clerk, browser_of):
        form = {"key": "۱۴۰۵/۸", "period_first": short(FIRST), "period_last": short(LAST),
                "amount": "۴۰٬۰۰۰٬۰۰۰", "source": "سامانهٔ دستگاه"}  # fmt: skip

        answer = browser_of(gas_clerk).post(address(contract, "record-settlement"), form)

        assert answer.url == f"{contract.get_absolute_url()}#account"

    @pytest.mark.parametrize(("who", "reads"), [("deputy", True), ("operator", False)])
    def test_names_recorders_to_those_inside(
        self, contract, gas_clerk, browser_of, request, who, reads
    ):
        recorded(contract, gas_clerk)

        answer = browser_of(request.getfixturevalue(who)).get(contract.get_absolute_url())

        assert (f"ثبت: {gas_clerk.name}" in answer.content.decode()) == reads

    def test_leaves_its_entries_out_of_the_course(self, contract, gas_clerk, browser_of):
        remitted(recorded(contract, gas_clerk), gas_clerk)

        answer = browser_of(gas_clerk).get(contract.get_absolute_url())

        assert not [event for event in answer.context["events"] if "صورت‌حساب" in event["title"]]

    def test_leaves_the_order_of_a_key_to_its_letters(self, contract, gas_clerk, browser_of):
        recorded(contract, gas_clerk, key="گ-۱۴۰۵/۸")

        answer = browser_of(gas_clerk).get(contract.get_absolute_url())

        assert "<bdi>گ-۱۴۰۵/۸</bdi>" in answer.content.decode()

    def test_takes_an_entry_back(self, contract, gas_manager, browser_of):
        entry = make_settlement(contract)
        browser = browser_of(gas_manager)
        assert browser.get(address(contract, "settlement-reverse", entry)).status_code == 200

        browser.post(address(contract, "settlement-reverse", entry), {"reason": REASON})

        assert Settlement.objects.get(reverses=entry).source == REASON

    @pytest.mark.parametrize("name", ["settlement-remit", "settlement-reverse"])
    def test_is_not_there_for_another_agency(self, contract, power_clerk, browser_of, name):
        entry = make_settlement(contract)

        assert browser_of(power_clerk).get(address(contract, name, entry)).status_code == 404


class TestRest:
    URL = "/api/v1/contracts"

    def test_keeps_the_account(self, contract, gas_clerk, api_of):
        door, base = api_of(gas_clerk), f"{self.URL}/{contract.public_id}"
        owed = {"key": "1405-08", "period_first": FIRST.isoformat(),
                "period_last": LAST.isoformat(), "amount": 40_000_000,
                "origin": "سامانه"}  # fmt: skip

        first = door.post(f"{base}/settlement", owed)
        again = door.post(f"{base}/settlement", owed)
        (row,) = door.get(f"{base}/parts").json()["settlements"]
        paid = door.post(f"{base}/remittance", {
            "settlement": row["id"], "amount": 40_000_000, "settled_on": TODAY.isoformat(),
            "voucher": "حواله ۱۲",
        })  # fmt: skip
        back = door.post(f"{base}/reverse-settlement", {"settlement": row["id"], "reason": REASON})

        assert [first.status_code, again.status_code] == [201, 201]
        assert (row["key"], row["amount"], row["settled_on"]) == ("1405-08", 40_000_000, None)
        assert (paid.status_code, back.status_code) == (200, 200)
        rows = door.get(f"{base}/parts").json()["settlements"]
        assert [(one["amount"], one["reverses_key"]) for one in rows] == [
            (40_000_000, None), (-40_000_000, "1405-08")
        ]  # fmt: skip

    @pytest.mark.parametrize("who", ["operator", "deputy"])
    def test_refuses_a_role(self, contract, request, api_of, who):
        entry = make_settlement(contract)
        body = {"settlement": str(entry.public_id), "reason": REASON}

        answer = api_of(request.getfixturevalue(who)).post(
            f"{self.URL}/{contract.public_id}/reverse-settlement", body
        )

        assert answer.status_code == 403

    def test_knows_no_settlement_of_another_contract(self, contract, gas_clerk, api_of):
        body = {"settlement": str(make_settlement(contract_in(S.ACTIVE)).public_id),
                "reason": REASON}  # fmt: skip

        answer = api_of(gas_clerk).post(f"{self.URL}/{contract.public_id}/reverse-settlement", body)

        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (
            400, "/settlement"
        )  # fmt: skip

    def test_hides_the_account_from_the_association(self, contract, association, api_of):
        make_settlement(contract)

        parts = api_of(association).get(f"{self.URL}/{contract.public_id}/parts").json()

        assert parts["settlements"] == []


def ended(day: date) -> dict[str, date]:
    """Return the days of what was taken in the month up to a day."""
    later = day + ONE
    return {"period_first": day - 29 * ONE, "period_last": day, "due_on": later,
            "recorded_on": later}  # fmt: skip


class TestTurnover:
    def test_is_the_mean_of_twelve_months_beside_the_middle_of_the_agency(self, contract, gas):
        others = [make_contract(agency=gas, office=make_office()) for _other in range(4)]
        for place, one in enumerate([contract, *others]):
            make_settlement(one, amount=(place + 1) * 120_000)
        make_settlement(contract, key="دوم", amount=12_000, **ended(TODAY - 360 * ONE))

        said = turnover_measure(contract, make_principal(Role.AGENCY_MANAGER, gas), TODAY)

        assert said is not None
        assert (said.value, said.middle) == ("۱۱٬۰۰۰", "۳۰٬۰۰۰")
        assert (said.tone, said.asked) == ("neutral", "–")

    def test_leaves_the_middle_of_few_accounts_untold(self, contract, gas_manager):
        make_settlement(contract, amount=240_000)

        said = turnover_measure(contract, gas_manager, TODAY)

        assert said is not None
        assert (said.value, said.middle) == ("۲۰٬۰۰۰", "–")

    def test_leaves_out_what_was_taken_back_and_what_is_older(
        self, contract, gas_clerk, gas_manager
    ):
        reversed_by(recorded(contract, gas_clerk), gas_clerk)
        make_settlement(contract, **ended(TODAY - 366 * ONE))

        assert turnover_measure(contract, gas_manager, TODAY) is None

    def test_tells_the_association_nothing(self, contract, association):
        make_settlement(contract)

        assert turnover_measure(contract, association, TODAY) is None
