"""Work that waits on the day of loading, so that every role finds something to do."""

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import QuerySet

from contracts.actions import (
    accept_contract,
    draft_contract,
    record_document,
    send_for_signature,
    suspend_contract,
    urgent_suspend,
    write_articles,
)
from contracts.models import Contract
from contracts.states import ContractState
from core.jalali import year_end, year_of
from core.papers.heads import Letter
from dashboard.demo import attached, exhibits, plot, texts
from dashboard.demo.agreements import short
from dashboard.demo.contract_text import text_for
from dashboard.demo.court import Court, Event
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from dashboard.demo.tales import Teller
from offices.models import Office
from offices.states import OfficeState
from oversight.actions import propose_policy, recommend
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS, RuleCode
from violations import actions
from violations.models import Case, ViolationReport


class Todo:
    """Leaves reports, notices, defences, decisions and signatures waiting."""

    def __init__(self, stage: Stage, court: Court, offices: dict[str, Made]) -> None:
        self._stage = stage
        self._court = court
        self._teller = Teller(stage, court)
        self._offices = offices
        self._taken: set[str] = set(plot.PLOTS)

    def scripts(self) -> Iterator[Script]:
        """Yield everything that is left over."""
        for agency in ("gaz", "bargh"):
            yield self._waiting(agency, "V16", days=1)
            yield self._returned(agency)
            yield self._to_serve(agency)
            yield self._running(agency, "V18", days=5)
            yield self._to_decide(agency, "V18", days=16)
            yield self._to_decide(agency, "V20", days=24)
            yield self._appealed(agency)
            yield self._to_sign(agency)
        yield self._to_hold("gaz", "V18", days=27)
        yield self._forgotten("post", "V16", days=54)
        yield self._licence_report(days=1)
        yield self._licence_case("V02", days=20, reaches="decide")
        yield self._licence_case("V02", days=12, reaches="summon")
        yield self._licence_case("V04", days=6, reaches="notify")
        yield self._licence_case("V10", days=42, reaches="appeal")
        for by in ("expert", "rep.ardabil", "association"):
            yield self._returned_licence(by)
        yield self._operator_work(plot.GUARANTEE, "gaz")
        yield self._operator_work(plot.NEXT_REPORT, "bargh")
        yield self._suspended()
        yield self._policy()
        yield self._recommendation()

    def _office(self, agency: str = "", prefix: str = "") -> Made:
        """Return a working office that has no part yet, with a contract of the agency if named."""
        found = Office.objects.filter(state=OfficeState.ACTIVE, is_member=True)
        found = found.filter(code__startswith=prefix).exclude(code__in=self._taken)
        if agency:
            found = found.filter(
                contracts__agency__code=agency,
                contracts__state=ContractState.ACTIVE,
                contracts__starts_on__lt=self._stage.on - timedelta(days=5),
            )
        free = found.exclude(pk__in=Case.objects.open().values("office"))
        # In a small province everybody has a case at times: then one with a case will do.
        known = (code for code in reversed(self._offices) if code.startswith(prefix))
        code = _first(free) or _first(found) or next(known)
        chosen = self._offices[code]
        self._taken.add(chosen.code)
        return chosen

    def _event(self, code: str, agency: str) -> Event:
        return self._teller.event(self._office(agency), code, agency)

    def _waiting(self, agency: str, code: str, days: int) -> Script:
        yield from self._teller.begin(days)
        event, by = self._event(code, agency), f"{short(agency)}.clerk"
        self._court.report(event, by, evidence_ids=self._court.attach(event, by))

    def _returned(self, agency: str) -> Script:
        yield from self._teller.begin(3)
        report = self._court.report(self._event("V20", agency), f"{short(agency)}.clerk")
        yield self._stage.after(1)
        self._return(report)

    def _return(self, report: ViolationReport) -> None:
        actions.return_report(
            report_id=report.pk,
            reason=texts.RETURNS,
            actor=self._court.triager(report),
            **self._stage.when,
        )

    def _case(self, agency: str, code: str, days: int) -> Generator[datetime, None, Case]:
        yield from self._teller.begin(days)
        cases = yield from self._teller.opened(self._event(code, agency), f"{short(agency)}.clerk")
        yield self._stage.soon(45)
        return cases[0]

    def _to_serve(self, agency: str) -> Script:
        yield from self._case(agency, "V16", 3)

    def _forgotten(self, agency: str, code: str, days: int) -> Script:
        """Leave an accepted report so long that its agency's duty is on the agenda."""
        yield from self._case(agency, code, days)
        self._stage.climb()

    def _running(self, agency: str, code: str, days: int) -> Script:
        case = yield from self._case(agency, code, days)
        yield from self._court.notify(case)

    def _to_decide(self, agency: str, code: str, days: int) -> Script:
        case = yield from self._case(agency, code, days)
        yield from self._court.notify(case)
        yield from self._court.hear(case, "partly", with_papers=True)

    def _to_hold(self, agency: str, code: str, days: int) -> Script:
        """Leave a case that its agency hears today: the minutes wait to be recorded and signed."""
        case = yield from self._case(agency, code, days)
        yield from self._court.notify(case)
        yield from self._court.hear(case, "partly")
        yield self._stage.after(1)
        stage = self._stage
        judges = [stage.by(f"{short(agency)}.{name}") for name in ("manager", "clerk2")]
        starts_at = stage.at(stage.workday_back(stage.today), 7)
        place = f"دفتر مدیر {self._court.agency(agency).short_name} (نمونه)"
        self._court.call(case, starts_at, judges, place)

    def _appealed(self, agency: str) -> Script:
        case = yield from self._case(agency, "V16", 34)
        yield from self._court.notify(case)
        yield from self._court.hear(case, "denies")
        yield from self._court.judge(case, is_proven=True)
        yield self._stage.after(1)
        self._court.appeal(case)

    def _to_sign(self, agency: str) -> Script:
        """Leave a contract with an office that the agency does not work with yet."""
        yield from self._teller.begin(4)
        stage = self._stage
        running = Contract.objects.running().filter(agency__code=agency)
        terminated = Contract.objects.filter(agency__code=agency, terminated_on__isnull=False)
        free = (
            Office.objects.filter(state=OfficeState.ACTIVE)
            .exclude(pk__in=running.values("office"))
            .exclude(pk__in=terminated.values("office"))
            .exclude(code__in=plot.PLOTS)
            .order_by("code")
            .first()
        )
        if free is None:
            return
        clerk = stage.by(f"{short(agency)}.clerk")
        services = self._court.services_of(agency)
        contract = draft_contract(
            agency_id=self._court.agency(agency).pk,
            office_id=free.pk,
            service_ids=services[:1],
            starts_on=stage.on,
            ends_on=year_end(year_of(stage.on)),
            value=600_000_000,
            actor=clerk,
            **stage.when,
        )
        yield stage.soon(30)
        self._court.secure(contract, clerk)
        write_articles(
            contract_id=contract.pk, text=text_for(contract), actor=clerk, **stage.when
        )  # fmt: skip
        send_for_signature(contract_id=contract.pk, actor=clerk, **stage.when)
        yield stage.soon(30)
        operator = stage.by(f"operator.{free.code}")
        accept_contract(contract_id=contract.pk, actor=operator, **stage.when)

    def _licence_report(self, days: int) -> Script:
        yield from self._teller.begin(days)
        self._court.report(self._event("V03", ""), "expert")

    def _returned_licence(self, by: str) -> Script:
        yield from self._teller.begin(4)
        prefix = "2401" if by == "rep.ardabil" else ""  # reports of the own county only
        event = self._teller.event(self._office(prefix=prefix), "V03", "")
        report = self._court.report(event, by)
        yield self._stage.after(1)
        self._return(report)

    def _licence_case(self, code: str, days: int, reaches: str) -> Script:
        yield from self._teller.begin(days)
        court, stage = self._court, self._stage
        event = self._event(code, "")
        files = court.attach(event, "expert")
        report = court.report(event, "expert", source="inspection", evidence_ids=files)
        yield stage.after(1)
        (case,) = court.accept(report)
        if reaches == "notify":
            return
        yield stage.soon(40)
        yield from court.notify(case)
        yield from court.hear(case, "denies")
        if reaches == "summon":
            return
        if reaches == "decide":
            yield from court.sit(case, stage.after(1))
            return
        yield from court.judge(case, is_proven=True)
        yield stage.after(2)
        court.appeal(case)

    def _operator_work(self, code: str, agency: str) -> Script:
        """Leave an office a notice that it has not received yet."""
        yield from self._teller.begin(4)
        event = self._teller.event(self._offices[code], "V18", agency)
        (case,) = yield from self._teller.opened(event, f"{short(agency)}.clerk")
        yield self._stage.soon(30)
        self._court.issue(case, "charge")

    def _suspended(self) -> Script:
        """Leave two contracts suspended: one on the regulator's document, one urgently."""
        yield from self._teller.begin(11)
        stage, contract_id = self._stage, self._contract("gaz")
        met_on = stage.on - timedelta(days=2)
        paper, number = attached.minutes(met_on), f"{year_of(stage.on)}/۳۲۰/ک"
        proof = record_document(
            contract_id=contract_id,
            letter=Letter(number=number, on=met_on, issuer="کمیتهٔ نظارت (نمونه)"),
            file=ContentFile(exhibits.draw(paper, 1), name=paper.name),
            reason="تعلیق سی‌روزهٔ قرارداد برابر صورت‌جلسهٔ کمیتهٔ نظارت",
            actor=stage.by("secretariat"),
            **stage.when,
        )
        suspend_contract(
            contract_id=contract_id,
            proof=proof,
            until=stage.on + timedelta(days=30),
            reason="تعلیق سی‌روزه بر پایهٔ صورت‌جلسهٔ کمیتهٔ نظارت",
            actor=stage.by("gas.manager"),
            **stage.when,
        )
        yield from self._teller.begin(3)
        urgent_suspend(
            contract_id=self._contract("bargh"),
            until=stage.on + timedelta(days=8),
            reason="برداشت بی سند از حساب وجوه قبض‌ها دیده شده و در دست بررسی است",
            actor=stage.by("power.manager"),
            **stage.when,
        )

    def _contract(self, agency: str) -> int:
        office = self._office(agency)
        running = Contract.objects.filter(
            office_id=office.pk, agency__code=agency, state=ContractState.ACTIVE
        )
        # Around the turn of the year there are two: the one that ends, and its renewal.
        return running.order_by("starts_on", "pk").values_list("pk", flat=True)[0]

    def _policy(self) -> Script:
        """Let the expert propose a stricter threshold, which waits for the deputy."""
        yield from self._teller.begin(3)
        stage = self._stage
        propose_policy(
            title="پایین آوردن آستانهٔ امتیاز (نمونه)",
            valid_from=stage.today + timedelta(days=21),
            note="دفتری با ۶۰ امتیاز هنوز به بازبینی نرسیده است؛ پیشنهاد می‌شود آستانه پایین بیاید.",
            rules=[
                {
                    "code": RuleCode.POINTS,
                    "is_enabled": True,
                    "parameters": {"watch": 40, "flag": 60},
                }
            ],
            actor=stage.by("expert"),
            **stage.when,
        )

    def _recommendation(self) -> Script:
        """Let the province recommend in a review that waits for its agency."""
        yield from self._teller.begin(2)
        review = (
            TerminationReview.objects.filter(state__in=OPEN_REVIEWS, office__code=plot.OVERCHARGER)
            .order_by("agency__position")
            .first()
        )
        if review is not None:
            recommend(
                review_id=review.pk,
                text="با توجه به تکرار در دو دستگاه، تعلیق تا پایان آموزش کاربران پیشنهاد می‌شود.",
                actor=self._stage.by("expert"),
                **self._stage.when,
            )


def _first(offices: QuerySet[Office]) -> str | None:
    """Return the code of the first of some offices."""
    return offices.order_by("code").values_list("code", flat=True).first()
