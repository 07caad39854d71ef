"""The ordinary cases of eighteen months: most are small, some are proven, few are grave."""

from collections.abc import Iterator
from datetime import date, timedelta

from contracts.models import Contract
from contracts.states import BLOCKING
from dashboard.demo import texts
from dashboard.demo.court import Court, Event, state_of
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from offices.models import Office
from violations import actions
from violations.models import Case, ViolationReport
from violations.states import CaseState, ClosingCode

# Types of everyday reports, by how often they are filed.
CONTRACT_TYPES = {"V01": 10, "V11": 14, "V15": 5, "V16": 9, "V18": 14, "V20": 12, "V24": 5}
LICENCE_TYPES = {"V02": 12, "V03": 8, "V04": 7, "V05": 6, "V08": 3, "V09": 3, "V10": 8}
LICENCE_SHARE = 0.27
COMPLAINT_SHARE = 0.2
# What becomes of a report, per hundred (design: DOMAIN F5).
ENDS = {"accepted": 57, "duplicate": 14, "rejected": 13, "returned": 9, "withdrawn": 3}
STANCES = ("denies", "partly", "partly", "accepts", None)
SMALL, FULL = 46, 540
# A report comes within so many days, and only on a type that was in force when it occurred.
OCCURRED_BEFORE = timedelta(days=9)


class Everyday:
    """Spreads ordinary reports over offices and days, and tells each of them."""

    def __init__(self, stage: Stage, court: Court, offices: list[Made]) -> None:
        self._stage = stage
        self._court = court
        self._rng = stage.branch()
        # A few offices are reported often, most seldom.
        self._offices = offices
        self._weights = [1 / (1 + self._rng.randrange(12)) for _ in offices]

    def scripts(self, first: date) -> Iterator[Script]:
        """Yield the reports' scripts; the last weeks have as many as every other time."""
        span = (self._stage.today - first).days
        for _number in range(FULL if self._stage.is_full else SMALL):
            day = first + timedelta(days=self._rng.randrange(span))
            office = self._rng.choices(self._offices, self._weights)[0]
            yield self._tell(office, day)

    def _tell(self, office: Made, day: date) -> Script:
        stage, rng = self._stage, self._rng
        yield stage.at(stage.workday(day))
        if stage.on >= stage.today:
            return
        is_licence = rng.random() < LICENCE_SHARE
        event, by = self._event(office, is_licence=is_licence)
        if event is None:
            return
        more = {"source": "complaint"} if by == "expert" and rng.random() < 0.5 else {}
        report = self._court.report(event, by, **more)
        end = rng.choices(list(ENDS), list(ENDS.values()))[0]
        if end == "withdrawn":
            yield stage.soon(4)
            actions.withdraw_report(report_id=report.pk, actor=stage.by(by), **stage.when)
            return
        yield stage.after(1, 3)
        yield from self._weigh(report, end, by, event)

    def _event(self, office: Made, *, is_licence: bool) -> tuple[Event | None, str]:
        """Return what happened, and who reports it; None without a contract to report on."""
        stage, rng = self._stage, self._rng
        occurred_on = stage.on - timedelta(days=rng.randrange(1, OCCURRED_BEFORE.days))
        if is_licence:
            code = rng.choices(list(LICENCE_TYPES), list(LICENCE_TYPES.values()))[0]
            by = rng.choice(("expert", "expert", "association", self._rep(office)))
            if by == "association" and not Office.objects.get(pk=office.pk).is_member:
                by = "expert"  # the association reports of its members
            return Event(office, code, "", occurred_on), by
        running = (
            Contract.objects.filter(
                office_id=office.pk, state__in=BLOCKING, in_force_from__lte=occurred_on
            )
            .order_by("pk")
            .values_list("agency__code", flat=True)
        )
        agencies = list(running)
        if not agencies:
            return None, ""
        agency = rng.choice(agencies)
        code = rng.choices(list(CONTRACT_TYPES), list(CONTRACT_TYPES.values()))[0]
        amount = rng.randrange(3, 90) * 100_000 if code in {"V01", "V11"} else None
        return Event(office, code, agency, occurred_on, amount=amount), self._clerk(agency)

    def _rep(self, office: Made) -> str:
        found = {"اردبیل": "rep.ardabil", "پارس‌آباد": "rep.parsabad"}.get(office.county.name)
        return found or "expert"

    def _clerk(self, agency: str) -> str:
        from_agency = self._court.clerk_of(agency)
        return "expert" if self._rng.random() < COMPLAINT_SHARE else from_agency

    def _weigh(self, report: ViolationReport, end: str, by: str, event: Event) -> Script:
        stage, rng, court = self._stage, self._rng, self._court
        actor = court.triager(report)
        if end == "rejected":
            actions.reject_report(
                report_id=report.pk,
                reason=rng.choice(texts.REJECTIONS),
                actor=actor,
                **stage.when,
            )
            return
        if end == "returned":
            actions.return_report(
                report_id=report.pk, reason=texts.RETURNS, actor=actor, **stage.when
            )
            yield stage.after(1, 6)
            actions.supplement_report(
                report_id=report.pk,
                text=texts.SUPPLEMENT,
                evidence_ids=[],
                actor=stage.by(by),
                **stage.when,
            )
            yield stage.after(1, 3)
        elif end == "duplicate":
            yield from self._duplicate(report, by, event)
        cases = court.accept(ViolationReport.objects.get(pk=report.pk))
        yield from self._cases(cases)

    def _duplicate(self, report: ViolationReport, by: str, event: Event) -> Script:
        """Let the same event be reported again, and join the second report to the first."""
        stage, court = self._stage, self._court
        again = court.report(event, by, separate_reason="")
        yield stage.soon(45)
        actions.mark_duplicate(
            report_id=again.pk,
            original_id=report.pk,
            reason="همان رویداد، همان روز و همان دفتر است.",
            actor=court.triager(again),
            **stage.when,
        )

    def _cases(self, cases: list[Case]) -> Script:
        """Tell the cases of one report, one after the other."""
        for case in cases:
            yield self._stage.soon(30)
            yield from self._life(case)

    def _life(self, case: Case) -> Script:
        stage, rng, court = self._stage, self._rng, self._court
        if rng.random() < 0.04:
            actions.close_no_action(
                case_id=case.pk,
                code=ClosingCode.COMPETENCE,
                reason="موضوع در صلاحیت این دستگاه نیست و به مرجع آن آگاهی داده شد.",
                actor=court.verifier(case),
                **stage.when,
            )
            return
        yield from court.notify(case, prompt=rng.random() < 0.7)
        yield from court.hear(case, rng.choice(STANCES))
        is_proven = rng.random() < 0.72
        yield from court.judge(case, is_proven=is_proven)
        if rng.random() < 0.15 and is_proven:
            yield stage.after(2, 6)
            court.appeal(case)
            yield stage.after(5, 14)
            result = rng.choice(("upheld", "upheld", "annulled"))
            court.decide_appeal(case, result)
            yield stage.soon(60)
            court.issue(case, "appeal_result")
            court.acknowledge(case, "appeal_result")
        else:
            yield from court.finish(case, waives=rng.random() < 0.3)
        if state_of(case) is not CaseState.FINAL:
            return
        if rng.random() < 0.93:
            yield from court.follow_up(case)
        else:
            stage.climb()
