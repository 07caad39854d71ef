"""What becomes of termination reviews: heard, decided by their agency, or left lying."""

from collections.abc import Iterator
from datetime import timedelta

from contracts import actions as contract_actions
from contracts.models import Contract
from contracts.states import ContractState
from dashboard.demo.agreements import short
from dashboard.demo.plot import (
    ELAPSED,
    NOTICE_WAITING,
    OTHER_ADDRESS,
    OVERCHARGER,
    OVERTURNED,
    PLOTS,
    SILENT,
    TERMINATED,
    UNDER_NOTICE,
)
from dashboard.demo.stage import Script, Stage
from oversight import actions
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS, ReviewOutcome

OUTCOMES = {
    ReviewOutcome.KEEP: 46,
    ReviewOutcome.WARN: 34,
    ReviewOutcome.SUSPEND: 12,
    ReviewOutcome.TERMINATE: 8,
}
SILENCE = 0.08
ANSWERS = (
    (
        "همهٔ موارد برطرف شده است؛ گزارش واریزها و فهرست اصلاحات را ارسال کرده‌ایم و درخواست ادامهٔ"
        " همکاری داریم."
    ),
    "دو کاربر دفتر دوره دیده‌اند، ناظر داخلی گماشته‌ایم و از این پس هر هفته گزارش می‌دهیم.",
)
REASONS = {
    ReviewOutcome.KEEP: (
        "دفتر بخش بزرگ موارد را جبران کرده، پاسخ آن با مستندات همراه است و مردم این محدوده به"
        " خدمت آن نیاز دارند؛ بنابراین قرارداد با برنامهٔ بهبود نگه داشته می‌شود."
    ),
    ReviewOutcome.WARN: (
        "موارد محرز تکرار شده ولی زیان آن جبران شده است؛ با توجه به پاسخ دفتر، اخطار کتبی داده"
        " می‌شود و تکرار دوباره به فسخ قرارداد خواهد رسید."
    ),
    ReviewOutcome.SUSPEND: (
        "تا روشن شدن وضع مالی دفتر و پایان اصلاحاتی که در پاسخ خود وعده داده است، سرویس این"
        " دستگاه برای دفتر به مدت تعیین‌شده قطع و قرارداد تعلیق می‌شود."
    ),
    ReviewOutcome.TERMINATE: (
        "تخلف‌های محرز و پیاپی در یک سال، با وجود اخطار، نشان می‌دهد ادامهٔ همکاری به زیان مردم و"
        " دستگاه است و پاسخ دفتر دلیل تازه‌ای ندارد؛ قرارداد با اخطار قبلی فسخ می‌شود."
    ),
}
PLAN = "آموزش دوبارهٔ کاربران، واریز روزانه و گزارش هفتگی به دستگاه تا پایان مهلت"

YOUNG = 50  # days: the overcharger's earlier reviews were decided, the last one waits
# What the stories ask of a review, by office and agency ("" is every other one of the office).
WISHES: dict[tuple[str, str], str] = {
    (OVERCHARGER, "gaz"): "answered",
    (SILENT, "bargh"): "silent",
    (OVERTURNED, ""): "answered",
    (OTHER_ADDRESS, "gaz"): "untouched",
    (OTHER_ADDRESS, ""): "served",
    (UNDER_NOTICE, "gaz"): "terminate",
    (TERMINATED, "gaz"): "terminate",
    (NOTICE_WAITING, "gaz"): "terminate, unserved",
    (ELAPSED, "gaz"): "terminate, unfinished",
}


class Reviews:
    """Finds the reviews that a night has opened, and tells each of them."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._rng = stage.branch()
        self._last = 0

    def opened(self) -> Iterator[Script]:
        """Yield the scripts of the reviews that are new since the last call."""
        rows = (
            TerminationReview.objects.filter(pk__gt=self._last)
            .order_by("pk")
            .values_list("pk", "office__code", "agency__code")
        )
        for pk, office, agency in list(rows):
            self._last = pk
            wish = WISHES.get((office, agency)) or WISHES.get((office, ""), "")
            is_old = (self._stage.today - self._stage.on).days > YOUNG
            if office in PLOTS and (not wish or (office == OVERCHARGER and is_old)):
                wish = "warn"  # a story goes on at its office, whatever else is drawn
            yield self._tell(pk, office, agency, wish)

    def _tell(self, pk: int, office: str, agency: str, wish: str) -> Script:
        stage, rng = self._stage, self._rng
        if wish == "untouched":
            return
        yield stage.after(1, 1 if wish else 3)
        if not self._is_open(pk):
            return
        operator = stage.by(f"operator.{office}")
        actions.acknowledge_review(review_id=pk, actor=operator, **stage.when)
        if wish == "served":
            return
        if wish or rng.random() < 0.7:
            yield stage.after(1, 1 if wish else 4)
            if not self._is_open(pk):
                return
            actions.answer_review(
                review_id=pk, text=rng.choice(ANSWERS), actor=operator, **stage.when
            )
            actions.waive_hearing(review_id=pk, actor=operator, **stage.when)
        else:
            due_on = TerminationReview.objects.get(pk=pk).hearing_due_on
            yield stage.dawn((due_on or stage.on) + timedelta(days=1))
        if wish in {"answered", "silent"} or (not wish and rng.random() < SILENCE):
            stage.climb()
            return
        yield stage.after(2, 2 if wish else 6)
        if self._is_open(pk):
            yield from self._decide(pk, agency, operator_of=office, wish=wish)

    def _is_open(self, pk: int) -> bool:
        review = TerminationReview.objects.select_related("contract").get(pk=pk)
        running = {ContractState.ACTIVE, ContractState.SUSPENDED}
        return review.state in OPEN_REVIEWS and review.contract.state in running

    def _decide(self, pk: int, agency: str, *, operator_of: str, wish: str) -> Script:
        stage, rng = self._stage, self._rng
        review = TerminationReview.objects.select_related("contract").get(pk=pk)
        outcome = rng.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        if wish:
            outcome = ReviewOutcome.WARN if wish == "warn" else ReviewOutcome.TERMINATE
        elif review.contract.state != ContractState.ACTIVE:
            outcome = ReviewOutcome.WARN
        is_kept, days = outcome is ReviewOutcome.KEEP, rng.choice((10, 15, 30))
        actions.decide_review(
            review_id=pk,
            outcome=outcome,
            reasons=REASONS[outcome],
            plan=PLAN if is_kept else "",
            plan_due_on=stage.on + timedelta(days=30) if is_kept else None,
            suspension_days=days if outcome is ReviewOutcome.SUSPEND else None,
            actor=stage.by(f"{short(agency)}.manager"),
            **stage.when,
        )
        if outcome is ReviewOutcome.SUSPEND:
            stage.nights.add(stage.on + timedelta(days=days + 1))
        if outcome is ReviewOutcome.TERMINATE and wish != "terminate, unserved":
            yield from self._terminate(review.contract_id, agency, operator_of, wish)

    def _terminate(self, contract_id: int, agency: str, office: str, wish: str) -> Script:
        stage = self._stage
        yield stage.after(1, 1 if wish else 2)
        contract_actions.acknowledge_termination_notice(
            contract_id=contract_id, actor=stage.by(f"operator.{office}"), **stage.when
        )
        if wish == "terminate, unfinished":
            return
        ends_on = Contract.objects.get(pk=contract_id).notice_ends_on or stage.on
        yield stage.dawn(stage.workday(ends_on + timedelta(days=1)))
        contract = Contract.objects.get(pk=contract_id)
        if contract.state == ContractState.TERMINATION_NOTICE and contract.ends_on >= stage.on:
            contract_actions.terminate_contract(
                contract_id=contract_id,
                reason="مهلت اخطار فسخ به پایان رسید و دلیل تازه‌ای برای ادامه نبود.",
                actor=stage.by(f"{short(agency)}.manager"),
                **stage.when,
            )
