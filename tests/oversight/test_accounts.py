"""F08 at, just below and above each threshold; then from the account to the review and back."""

from datetime import date, timedelta

import pytest
from django.db import connection

from accounts.principal import Principal
from contracts.actions import record_remittance, reverse_settlement
from contracts.models import Contract
from oversight import actions
from oversight.facts.explain import in_words
from oversight.facts.pages import strips
from oversight.facts.remittances import remittance_measure
from oversight.facts.replay import replay
from oversight.models import Flag, FlagEnd, PolicyRule, RuleRun, TerminationReview
from oversight.rules import Evaluation, Inputs, Level, evaluate, parameters
from oversight.rules.sentences import sentence
from oversight.rules.shapes import SettlementFact, Subject, pack, unpack, window_start
from tests.factories import make_settlement
from tests.oversight.steps import later, moment

DAY = date(2026, 11, 24)  # 3 Azar 1405
ONE = timedelta(days=1)
HALF_YEAR_AGO = window_start(DAY, 6)  # 4 Khordad 1405, the first day that counts
CONTRACT = Subject(
    "contract", "contract:1", "1405-0001", "2401001", "gaz", "شرکت گاز (نمونه)", date(2026, 3, 21)
)
NUMBERS = {"working_days": 10, "count": 3, "months": 6}


def entry(number: int, due_on: date, late: int = 0, paid: bool = True) -> SettlementFact:
    return SettlementFact(number, f"S-{number}", due_on, late, due_on + ONE if paid else None)


def inputs_of(*settlements: SettlementFact) -> Inputs:
    return Inputs("F08", 1, DAY, CONTRACT, settlements=settlements)


def judge(*settlements: SettlementFact) -> Evaluation:
    return evaluate(NUMBERS, inputs_of(*settlements))


class TestOverdue:
    @pytest.mark.parametrize(
        ("late", "level"), [(9, Level.NONE), (10, Level.FLAG), (11, Level.FLAG)]
    )
    def test_holds_when_more_than_ten_working_days_are_over(self, late: int, level: Level) -> None:
        assert judge(entry(4, DAY - 15 * ONE, late, paid=False)).level is level

    def test_holds_however_long_ago_it_was_due(self) -> None:
        assert judge(entry(4, DAY - 900 * ONE, 600, paid=False)).facts == ("settlement:4",)

    def test_is_content_once_it_was_remitted(self) -> None:
        assert judge(entry(4, DAY - 15 * ONE)).level is Level.NONE

    def test_is_content_without_anything_late(self) -> None:
        assert judge().level is Level.NONE


class TestRepeated:
    @pytest.mark.parametrize(("number", "holds"), [(2, False), (3, True), (4, True)])
    def test_holds_at_three_in_six_months(self, number: int, holds: bool) -> None:
        found = judge(*(entry(n, DAY - 30 * n * ONE) for n in range(1, number + 1)))

        assert (found.level is Level.FLAG) == holds
        assert len(found.facts) == (number if holds else 0)

    @pytest.mark.parametrize(
        ("due_on", "holds"), [(HALF_YEAR_AGO, True), (HALF_YEAR_AGO - ONE, False)]
    )
    def test_counts_from_the_first_day_of_the_window(self, due_on: date, holds: bool) -> None:
        found = judge(entry(1, DAY - ONE), entry(2, DAY - 2 * ONE), entry(3, due_on))

        assert (found.level is Level.FLAG) == holds

    def test_counts_one_that_is_still_open(self) -> None:
        found = judge(
            entry(1, DAY - ONE, 1, paid=False), entry(2, DAY - 60 * ONE), entry(3, DAY - 90 * ONE)
        )

        assert found.facts == ("settlement:1", "settlement:2", "settlement:3")


class TestBoth:
    def test_a_new_holder_starts_clean(self) -> None:
        of_another = SettlementFact(9, "S-9", DAY - 90 * ONE, 60, is_same_holder=False)

        assert judge(of_another).level is Level.NONE

    def test_names_only_what_makes_it_hold(self) -> None:
        found = judge(entry(1, DAY - 40 * ONE, 25, paid=False), entry(2, DAY - 60 * ONE))

        assert found.facts == ("settlement:1",)

    @pytest.mark.parametrize(
        ("settlements", "words"),
        [
            ([entry(1, DAY - 40 * ONE, 25, paid=False)], "واریز نشده"),
            ([entry(n, DAY - 30 * n * ONE) for n in (1, 2, 3)], "دیر واریز شده"),
            ([entry(n, DAY - 30 * n * ONE, 20 * n, paid=False) for n in (1, 2, 3)], "آستانه"),
        ],
    )
    def test_is_said_in_one_sentence(self, settlements: list[SettlementFact], words: str) -> None:
        inputs = inputs_of(*settlements)

        said = sentence(NUMBERS, inputs, evaluate(NUMBERS, inputs).words)

        assert words in said
        assert "%(" not in said

    def test_keeps_its_inputs_without_loss(self) -> None:
        inputs = inputs_of(entry(1, DAY - 40 * ONE, 25, paid=False), entry(2, DAY - ONE))

        assert unpack(pack(inputs)) == inputs

    def test_has_bounds_for_its_numbers(self) -> None:
        assert parameters.faults("F08", NUMBERS) == []  # type: ignore[arg-type]
        assert parameters.faults("F08", NUMBERS | {"count": 0})  # type: ignore[arg-type]


@pytest.fixture
def watched(contract: Contract) -> Contract:
    """Return a contract whose account is watched, with one settlement overdue since 30 days."""
    PolicyRule.objects.filter(code="F08").update(is_enabled=True)
    make_settlement(
        contract, period_first=later(-60), period_last=later(-31), due_on=later(-30),
        recorded_on=later(-30),
    )  # fmt: skip
    return contract


def run(clock: Principal, day: date, mode: str = "full") -> RuleRun:
    return actions.flag_termination_review(as_of=day, actor=clock, at=moment(day), mode=mode)


@pytest.mark.django_db
class TestFlag:
    @pytest.fixture(autouse=True)
    def _switchable(self, first_policy: None) -> None:
        """Let the tests switch a rule of the first version on."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE oversight_policyrule DISABLE TRIGGER USER")

    def test_opens_a_review_of_the_contract(
        self, watched: Contract, clock: Principal, gas_manager: Principal, day: date
    ) -> None:
        run(clock, day)

        flag = Flag.objects.get(code="F08")
        assert (flag.contract, flag.is_watch) == (watched, False)
        assert TerminationReview.objects.get(contract=watched).flags.filter(pk=flag.pk).exists()
        assert replay(flag).is_same
        told = in_words(flag.evaluation["tree"], gas_manager)
        assert watched.settlements.get().key in str(told["children"][0]["facts"])

    def test_stays_off_while_the_policy_says_so(
        self, watched: Contract, clock: Principal, day: date
    ) -> None:
        PolicyRule.objects.filter(code="F08").update(is_enabled=False)
        run(clock, day)

        assert not Flag.objects.filter(code="F08").exists()

    def test_is_found_by_time_alone(self, watched: Contract, clock: Principal, day: date) -> None:
        run(clock, later(-25, day))
        assert not Flag.objects.filter(code="F08").exists()

        run(clock, day, "incremental")

        assert Flag.objects.filter(code="F08").exists()

    def test_ends_when_it_was_remitted(
        self, watched: Contract, clock: Principal, gas_clerk: Principal, day: date
    ) -> None:
        run(clock, day)
        owed = watched.settlements.get()
        record_remittance(
            settlement_id=owed.pk, amount=owed.amount, settled_on=day, source="حواله ۱",
            actor=gas_clerk, on=day, at=moment(day),
        )  # fmt: skip

        run(clock, day, "incremental")

        assert FlagEnd.objects.get(flag__code="F08").kind == "cleared"
        assert TerminationReview.objects.get(contract=watched).state == "superseded"
        (shown,) = strips([Flag.objects.get(code="F08")], gas_clerk)
        assert not shown["is_recounted"]  # the same day counted again says nothing of today

    def test_ends_when_the_entry_was_wrong(
        self, watched: Contract, clock: Principal, gas_clerk: Principal, day: date
    ) -> None:
        run(clock, day)
        reverse_settlement(
            settlement_id=watched.settlements.get().pk, reason="این مبلغ دو بار شمرده شده بود.",
            actor=gas_clerk, on=day, at=moment(day),
        )  # fmt: skip

        run(clock, day, "incremental")

        assert not Flag.objects.open().filter(code="F08").exists()


@pytest.mark.django_db
class TestRemittanceMeasure:
    @pytest.fixture(autouse=True)
    def _switched_on(self, first_policy: None) -> None:
        """Switch F08 on in the first version: three late ones in six months."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE oversight_policyrule DISABLE TRIGGER USER")
        PolicyRule.objects.filter(code="F08").update(is_enabled=True, parameters=NUMBERS)

    def entered(self, contract: Contract, late: int, in_time: int) -> None:
        for number in range(late + in_time):
            due = later(-20 - number)
            make_settlement(
                contract, period_first=later(-60), period_last=later(-50), due_on=due,
                recorded_on=due, settled_on=due + ONE if number < late else due,
                settled_source="حواله", settled_by=1,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("late", "value", "tone", "verdict"),
        [(0, "۱۰۰", "ok", "برآورده"), (1, "۷۵", "warn", "۱ بار تأخیر"),
         (2, "۵۰", "warn", "۲ بار تأخیر"), (3, "۲۵", "danger", "گذشته از آستانه")],
    )  # fmt: skip
    def test_weighs_late_ones_at_below_and_above_the_threshold(
        self, contract: Contract, gas_manager: Principal, day: date,
        late: int, value: str, tone: str, verdict: str,
    ) -> None:  # fmt: skip
        self.entered(contract, late, 4 - late)

        said = remittance_measure(contract, gas_manager, day)

        assert said is not None
        assert (said.tone, said.verdict) == (tone, verdict)
        assert said.value.startswith(value)
        assert said.middle == said.value
        assert said.asked == "کمتر از ۳ بار تأخیر"

    def test_shows_the_count_that_carries_the_flag_on_the_page_of_its_review(
        self, contract: Contract, gas_manager: Principal, clock: Principal, day: date
    ) -> None:
        self.entered(contract, 3, 1)
        actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))

        (shown,) = strips([Flag.objects.get(code="F08")], gas_manager)

        assert (shown["measured"], shown["threshold"]) == (3, 3)
        assert (shown["first"], shown["last"]) == (window_start(day, 6), day)

    def test_is_left_out_while_nothing_has_fallen_due(
        self, contract: Contract, gas_manager: Principal, day: date
    ) -> None:
        make_settlement(contract, due_on=day)

        assert remittance_measure(contract, gas_manager, day) is None

    def test_is_left_out_while_the_rule_is_off(
        self, contract: Contract, gas_manager: Principal, day: date
    ) -> None:
        PolicyRule.objects.filter(code="F08").update(is_enabled=False)
        self.entered(contract, 1, 1)

        assert remittance_measure(contract, gas_manager, day) is None

    def test_tells_the_association_nothing(
        self, contract: Contract, association: Principal, day: date
    ) -> None:
        self.entered(contract, 1, 1)

        assert remittance_measure(contract, association, day) is None
