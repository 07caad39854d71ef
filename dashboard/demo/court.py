"""One case, step by step, by the people who may: the words that the sample stories are told in."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from accounts.principal import Principal
from agencies.models import Agency, Service
from contracts.actions import add_guarantee
from contracts.models import Contract
from dashboard.demo import exhibits, texts
from dashboard.demo.agreements import short
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from violations import actions
from violations.facts import occurrence_for, proposed_sanction, waiver_text
from violations.models import Case, CorrectiveAction, ViolationReport, ViolationType
from violations.states import CaseState, Outcome, SanctionKind, Track

TO_EXECUTE = {
    SanctionKind.SUSPENSION,
    SanctionKind.TERMINATION_REVIEW,
    SanctionKind.CANCELLATION_REFERRAL,
}


COMMITTEE = ("chair", "member", "member2")
# By the last digit of their numbers: a part of the cases, always the same.
HEARD_IN_PERSON = frozenset("0369")


@dataclass(frozen=True)
class Event:
    """What happened at an office: the type's code, the agency's code or none, and the day."""

    office: Made
    type: str
    agency: str
    occurred_on: date
    narrative: str = ""
    amount: int | None = None


class Court:
    """Files, accepts, serves, hears, decides and finishes; each method acts in the present."""

    def __init__(self, stage: Stage, *, is_brisk: bool = False) -> None:
        self.stage = stage
        self._is_brisk = is_brisk
        self._types = {kind.code: kind for kind in ViolationType.objects.in_force(stage.today)}
        self._agencies = {agency.code: agency for agency in Agency.objects.all()}
        self._services: dict[str, list[int]] = {}
        rows = Service.objects.filter(is_active=True).order_by("pk")
        for pk, code in rows.values_list("pk", "agency__code"):
            self._services.setdefault(code, []).append(pk)
        self._exhibits = itertools.count(1)

    def kind(self, code: str) -> ViolationType:
        """Return the violation type of a code."""
        return self._types[code]

    def agency(self, code: str) -> Agency:
        """Return the agency of a code."""
        return self._agencies[code]

    def services_of(self, agency: str) -> list[int]:
        """Return the keys of an agency's services."""
        return self._services[agency]

    def secure(self, contract: Contract, clerk: Principal) -> None:
        """Record a guarantee of five percent that outlives the contract by a month."""
        add_guarantee(
            contract_id=contract.pk,
            kind="bank",
            number=f"771/{contract.number[-4:]}",
            issuer="بانک نمونهٔ الف",
            amount=(contract.value or 0) // 20,
            expires_on=contract.ends_on + timedelta(days=30),
            actor=clerk,
            **self.stage.when,
        )

    def clerk_of(self, agency: str) -> str:
        """Return the username of an agency's clerk."""
        return f"{short(agency)}.clerk"

    # What the reporter's side does.

    def report(self, event: Event, by: str, **more: Any) -> ViolationReport:
        """File a report of an event in the name of a person of the cast."""
        stage = self.stage
        agency = self._agencies.get(event.agency)
        return actions.submit_report(
            office_id=event.office.pk,
            agency_id=agency.pk if agency else None,
            type_id=self._types[event.type].pk,
            occurred_on=event.occurred_on,
            discovered_on=more.pop("discovered_on", min(stage.on, event.occurred_on)),
            narrative=event.narrative or texts.narrative(stage.rng, event.type),
            amount=event.amount,
            actor=stage.by(by),
            **stage.when,
            **more,
        )

    def triager(self, report: ViolationReport) -> Principal:
        """Return who weighs a report: the agency's manager, or the secretariat."""
        if report.contract_id is not None and report.type.track != Track.LICENCE:
            return self._person(report.agency, "manager")
        return self.stage.by("secretariat")

    def accept(self, report: ViolationReport) -> list[Case]:
        """Open the report's cases, the contract's first."""
        return actions.accept_report(
            report_id=report.pk, actor=self.triager(report), **self.stage.when
        )

    def upload(self, actor: Principal, kind: str, title: str) -> UUID:
        """Bring in a small picture as evidence; return its public id."""
        serial = next(self._exhibits)
        file = ContentFile(exhibits.picture(serial), name=f"{title} {serial}.png")
        evidence = actions.upload_evidence(file=file, kind=kind, actor=actor, at=self.stage.moment)
        return evidence.public_id

    # What the keeper of the case does.

    def keeper(self, case: Case) -> Principal:
        """Return who serves notices: the agency's clerk, or the secretariat."""
        if case.track == Track.CONTRACT:
            return self._person(case.agency, "clerk")
        return self.stage.by("secretariat")

    def issue(self, case: Case, kind: str, channel: str = "portal") -> None:
        """Issue a notice."""
        actions.issue_notice(
            case_id=case.pk,
            kind=kind,
            channel=channel,
            actor=self.keeper(case),
            **self.stage.when,
        )

    def acknowledge(self, case: Case, kind: str) -> None:
        """Acknowledge a notice as the office."""
        actions.acknowledge_notice(
            case_id=case.pk, kind=kind, actor=self.operator(case), **self.stage.when
        )

    def serve_by_letter(self, case: Case, kind: str, served_on: date) -> None:
        """Record the receipt of a notice that went by letter."""
        keeper = self.keeper(case)
        receipt = self.upload(keeper, "service", "رسید پست")
        actions.record_service(
            case_id=case.pk,
            kind=kind,
            served_on=served_on,
            proof="رسید مرسولهٔ سفارشی با امضای گیرنده (نمونه)",
            receipt_id=receipt,
            actor=keeper,
            **self.stage.when,
        )

    def decide(
        self, case: Case, *, is_proven: bool, reasons: str = "", sanction: str = "",
        days: int | None = None, override: str = "",
    ) -> None:  # fmt: skip
        """Decide a heard case with the matrix's sanction, unless another one is named."""
        stage, case = self.stage, Case.objects.get(pk=case.pk)
        is_licence = case.track == Track.LICENCE
        chosen, length = (sanction, days) if sanction else self._proposed(case)
        actions.decide_case(
            case_id=case.pk,
            outcome=Outcome.PROVEN if is_proven else Outcome.NOT_PROVEN,
            reasons=reasons or texts.reasons(stage.rng, is_proven=is_proven),
            sanction=chosen if is_proven else SanctionKind.NONE,
            sanction_days=length if is_proven else None,
            override_reason=override,
            attendance=self._session() if is_licence else (),
            actor=stage.by("chair") if is_licence else self._person(case.agency, "manager"),
            **stage.when,
        )

    def _proposed(self, case: Case) -> tuple[str, int | None]:
        number = occurrence_for(
            office_id=case.office_id,
            holder_id=case.holder_id,
            type_code=case.type.code,
            occurred_on=case.occurred_on,
            as_of=self.stage.on,
        )
        cell = proposed_sanction(case.type_id, number)
        return (cell.sanction, cell.days) if cell else (SanctionKind.NONE, None)

    def _session(self) -> list[dict[str, Any]]:
        return [
            {"name": person.name, "user_id": person.user_id, "is_present": True}
            for person in map(self.stage.by, COMMITTEE)
        ]

    def decide_appeal(self, case: Case, result: str, **more: Any) -> None:
        """Decide an objection by somebody who had no part."""
        stage = self.stage
        username = f"{short(case.agency.code)}.appeal" if case.agency else ""
        is_agency = case.track == Track.CONTRACT and username in stage.cast
        actions.decide_appeal(
            case_id=case.pk,
            result=result,
            reasons=texts.appeal_reasons(result),
            actor=stage.by(username if is_agency else "chair.appeal"),
            **stage.when,
            **more,
        )

    def execute(self, case: Case) -> None:
        """Carry the sanction out, if there is something to carry out."""
        case = Case.objects.get(pk=case.pk)
        if case.outcome != Outcome.PROVEN or case.sanction not in TO_EXECUTE:
            return
        actor = self.verifier(case)
        if case.sanction_days:
            stage = self.stage
            stage.nights.add(stage.on + timedelta(days=case.sanction_days))
        actions.execute_sanction(case_id=case.pk, actor=actor, **self.stage.when)

    def close(self, case: Case) -> None:
        """Close a final case."""
        actions.close_case(
            case_id=case.pk,
            note="همهٔ آنچه از رأی برمی‌آمد انجام و سنجیده شد.",
            actor=self.verifier(case),
            **self.stage.when,
        )

    # What the office does.

    def operator(self, case: Case) -> Principal:
        """Return the operator of the case's office."""
        return self.stage.by(f"operator.{case.office.code}")

    def defend(self, case: Case, stance: str, text: str = "", files: Iterable[UUID] = ()) -> None:
        """File the office's answer."""
        actions.submit_defence(
            case_id=case.pk,
            stance=stance,
            text=text or texts.defence(self.stage.rng, stance),
            evidence_ids=list(files),
            actor=self.operator(case),
            **self.stage.when,
        )

    def waive(self, case: Case, window: str) -> None:
        """End a window early as the office."""
        case = Case.objects.get(pk=case.pk)
        actions.waive_window(
            case_id=case.pk,
            window=window,
            text=waiver_text(case, window),
            actor=self.operator(case),
            **self.stage.when,
        )

    def appeal(self, case: Case) -> None:
        """Object to the decision as the office."""
        actions.file_appeal(
            case_id=case.pk,
            text=texts.appeal(self.stage.rng),
            actor=self.operator(case),
            **self.stage.when,
        )

    # Whole passages.

    def _after(self, least: int, most: int | None = None) -> datetime:
        """Return a moment some working days later; a brisk court never takes more than it must."""
        return self.stage.after(least, least if self._is_brisk else most)

    def notify(self, case: Case, *, prompt: bool = True) -> Script:
        """Issue the charge and let the office receive it."""
        self.issue(case, "charge")
        yield self._after(0 if prompt else 1, 1 if prompt else 4)
        self.acknowledge(case, "charge")

    def hear(self, case: Case, stance: str | None) -> Script:
        """Let the office answer, or let its window lapse."""
        if stance is None:
            due_on = Case.objects.get(pk=case.pk).defence_due_on
            yield self.stage.dawn((due_on or self.stage.on) + timedelta(days=1))
            return
        yield self._after(1, 5)
        self.defend(case, stance)

    def judge(self, case: Case, *, is_proven: bool, **how: Any) -> Script:
        """
        Decide after some days and serve the decision.

        Some cases of the licence track are heard in a session first, with sealed minutes.
        """
        day = self._after(2, 9)
        if case.track == Track.LICENCE and case.number[-1] in HEARD_IN_PERSON:
            yield from self.sit(case, day)
        else:
            yield day
        self.decide(case, is_proven=is_proven, **how)
        yield self.stage.soon(90)
        self.issue(case, "decision")
        yield self._after(1, 3)
        self.acknowledge(case, "decision")

    def sit(self, case: Case, starts_at: datetime) -> Script:
        """Hear a case of the licence track in a session of the committee, and sign its minutes."""
        members = [self.stage.by(name) for name in COMMITTEE]
        keeper = self.keeper(case)
        session = actions.summon_to_hearing(
            case_id=case.pk,
            starts_at=starts_at,
            place="سالن جلسات معاونت توسعه (نمونه)",
            judges=[member.user_id for member in members],
            actor=keeper,
            **self.stage.when,
        )
        self.acknowledge(case, "summons")
        yield starts_at
        actions.record_hearing(
            session_id=session.pk,
            minutes=texts.MINUTES,
            attendance=[{"seat": seat.public_id} for seat in session.seats.all()],
            actor=keeper,
            **self.stage.when,
        )
        for member in members:
            actions.sign_minutes(session_id=session.pk, actor=member, **self.stage.when)

    def finish(self, case: Case, *, waives: bool) -> Script:
        """Let the decision become final: by waiver, or by the end of the window."""
        if waives:
            yield self._after(1, 2)
            self.waive(case, "appeal")
            self.stage.nights.add(self.stage.on + timedelta(days=1))
            return
        due_on = Case.objects.get(pk=case.pk).appeal_due_on
        yield self.stage.dawn((due_on or self.stage.on) + timedelta(days=1))

    def follow_up(self, case: Case) -> Script:
        """Carry out, have corrections done and verified, and close."""
        yield self._after(1, 6)
        self.execute(case)
        for correction in CorrectiveAction.objects.filter(case=case.pk):
            yield self._after(2, 6)
            actions.report_correction(
                correction_id=correction.pk,
                note="نقص برطرف شد و تصویر آن پیوست پرونده است (نمونه).",
                actor=self.operator(case),
                **self.stage.when,
            )
            yield self._after(1, 4)
            actions.verify_correction(
                correction_id=correction.pk,
                is_done=True,
                note="در بازدید دیده شد که نقص برطرف شده است.",
                actor=self.verifier(case),
                **self.stage.when,
            )
        yield self._after(1, 3)
        self.close(case)

    def prove(self, case: Case, *, waives: bool = True, stance: str | None = "partly") -> Script:
        """Tell a case from its charge to a final proven decision."""
        yield from self.notify(case)
        yield from self.hear(case, stance)
        yield from self.judge(case, is_proven=True)
        yield from self.finish(case, waives=waives)

    def _person(self, agency: Agency | None, role: str) -> Principal:
        assert agency is not None  # noqa: S101 - the contract track names its agency
        return self.stage.by(f"{short(agency.code)}.{role}")

    def verifier(self, case: Case) -> Principal:
        """Return who answers for a case: the agency's manager, or the secretariat."""
        if case.track == Track.CONTRACT:
            return self._person(case.agency, "manager")
        return self.stage.by("secretariat")


def state_of(case: Case) -> CaseState:
    """Return the case's present state."""
    return CaseState(Case.objects.values_list("state", flat=True).get(pk=case.pk))
