"""The sample accounts: what offices took for two agencies each month, mostly remitted in time."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from contracts.actions import record_remittance, record_settlement, reverse_settlement
from contracts.models import Contract, Settlement
from contracts.states import ContractState
from core.clock import TEHRAN
from core.jalali import add_months, month_end, month_start, parts
from dashboard.demo.agreements import short
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from oversight.actions import approve_policy, propose_policy
from oversight.facts.policies import citation_for
from oversight.models import PolicyRule
from oversight.states import RuleCode

AGENCIES = ("gaz", "bargh")
MONTHS = 5
UNPAID, LATE, WRONG, USUAL = range(4)
SYSTEM = "گزارش ماهانهٔ سامانهٔ دستگاه"
_ONE_DAY = timedelta(days=1)


class Books:
    """
    Lets clerks keep the accounts of some offices over the last months.

    The first office remitted nothing of the last month but one, so that F08 opens a review; the
    second was late twice; in the third an entry was wrong and was taken back.
    """

    def __init__(self, stage: Stage, offices: Sequence[Made]) -> None:
        self._stage = stage
        self._offices = offices
        # Its own draws, so that they move nobody else's.
        self._rng = random.Random(stage.seed)  # noqa: S311 - the same sample every time

    def scripts(self) -> Iterator[Script]:
        """Yield the change of the policy, then each office's account with each agency."""
        yield self._policy()
        for serial, office in enumerate(self._offices):
            for agency in AGENCIES:
                yield self._account(office, agency, serial if agency == AGENCIES[0] else USUAL)

    def _moment(self, day: date) -> datetime:
        minutes = self._rng.randrange(8 * 60, 13 * 60)
        return datetime.combine(self._stage.workday(day), time(minutes // 60, minutes % 60), TEHRAN)

    def _policy(self) -> Script:
        """Let the expert propose that accounts are watched, and the deputy approve it."""
        stage = self._stage
        yield self._moment(stage.today - timedelta(days=50))
        rule = PolicyRule.objects.get(version__number=1, code=RuleCode.REMITTANCE)
        version = propose_policy(
            title="پایش واریز وجوه دستگاه‌ها (نمونه)",
            valid_from=stage.on + timedelta(days=10),
            note="دفتر حساب قراردادها از این پس نگه داشته می‌شود و قاعدهٔ واریز روشن می‌شود.",
            rules=[
                {
                    "code": RuleCode.REMITTANCE,
                    "is_enabled": True,
                    "parameters": rule.parameters,
                    "citation": citation_for(rule),
                }
            ],
            resolution="مصوبهٔ نمونهٔ کارگروه",
            actor=stage.by("expert"),
            **stage.when,
        )
        yield self._moment(stage.on + 3 * _ONE_DAY)
        approve_policy(
            version_id=version.pk,
            actor=stage.by("deputy"),
            **stage.when,
        )

    def _account(self, office: Made, agency: str, part: int) -> Script:
        """Tell one office's account with one agency, month by month."""
        stage = self._stage
        for back in range(MONTHS, 0, -1):
            first = month_start(add_months(month_start(stage.today), -back))
            last = month_end(first)
            yield self._moment(last + _ONE_DAY)
            contract = self._running(office, agency, first)
            if contract is None:
                continue
            entry = self._record(contract, agency, first, last)
            if part == WRONG and back == 2:
                yield self._moment(stage.on + _ONE_DAY)
                entry = self._again(entry, contract, agency)
            if part == UNPAID and back == 2:
                continue
            is_late = part == LATE and back in (2, 3)
            paid = self._moment(entry.due_on + 4 * _ONE_DAY if is_late else stage.on + _ONE_DAY)
            yield max(paid, stage.moment + timedelta(minutes=40))
            record_remittance(
                settlement_id=entry.pk,
                amount=entry.amount,
                settled_on=stage.on,
                source=f"حوالهٔ {self._rng.randrange(100_000, 999_999)}",
                actor=stage.by(f"{short(agency)}.clerk"),
                **stage.when,
            )

    def _running(self, office: Made, agency: str, first: date) -> Contract | None:
        """Return the contract whose account holds a month, if its books are open."""
        return (
            Contract.objects.filter(
                office=office.pk,
                agency__code=agency,
                state__in=[ContractState.ACTIVE, ContractState.SUSPENDED],
                in_force_from__lte=first,
            )
            .order_by("-starts_on", "-pk")
            .first()
        )

    def _record(self, contract: Contract, agency: str, first: date, last: date) -> Settlement:
        return record_settlement(
            contract_id=contract.pk,
            key="{}-{:02d}".format(*parts(last)),
            period_first=first,
            period_last=last,
            amount=self._rng.randrange(300, 2_400) * 100_000,
            source=SYSTEM,
            actor=self._stage.by(f"{short(agency)}.clerk"),
            **self._stage.when,
        )

    def _again(self, wrong: Settlement, contract: Contract, agency: str) -> Settlement:
        """Take an entry back that was counted twice, and record the right one."""
        actor = self._stage.by(f"{short(agency)}.clerk")
        reverse_settlement(
            settlement_id=wrong.pk,
            reason="قبض‌های یک روز در گزارش سامانه دو بار شمرده شده بود.",
            actor=actor,
            **self._stage.when,
        )
        return record_settlement(
            contract_id=contract.pk,
            key=f"{wrong.key}-2",
            period_first=wrong.period_first,
            period_last=wrong.period_last,
            amount=wrong.amount * 9 // 10,
            source=SYSTEM,
            actor=actor,
            **self._stage.when,
        )
