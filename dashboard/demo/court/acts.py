"""The single acts of a case, by the people who may."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from accounts.principal import Principal
from agencies.models import Agency, Service
from contracts.actions import add_guarantee
from contracts.models import Contract
from dashboard.demo import attached, exhibits, texts
from dashboard.demo.agreements import short
from dashboard.demo.register import Made
from dashboard.demo.stage import Stage
from violations import actions
from violations.facts import occurrence_for, proposed_sanction
from violations.models import Case, ViolationReport, ViolationType
from violations.states import TO_EXECUTE, Outcome, SanctionKind, Track

COMMITTEE = ("chair", "member", "member2")


@dataclass(frozen=True)
class Event:
    """What happened at an office: the type's code, the agency's code or none, and the day."""

    office: Made
    type: str
    agency: str
    occurred_on: date
    narrative: str = ""
    amount: int | None = None


class Acts:
    """Files, accepts, serves, decides and closes; each method acts in the present."""

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

    def attach(self, event: Event, by: str) -> list[UUID]:
        """Bring in what the reporter of an event has in hand; return the public ids."""
        files = attached.of_report(event.type, event.occurred_on, event.amount)
        return [self.upload(self.stage.by(by), "report", file) for file in files]

    def attach_to_defence(self, case: Case) -> list[UUID]:
        """Bring in what the office shows with its answer; return the public ids."""
        shown = attached.of_defence(self.stage.on)
        return [self.upload(self.operator(case), "defence", shown)]

    def upload(self, actor: Principal, kind: str, exhibit: exhibits.Exhibit) -> UUID:
        """Bring in one file as evidence; return its public id."""
        drawn = exhibits.draw(exhibit, next(self._exhibits))
        file = ContentFile(drawn, name=exhibit.name)
        evidence = actions.upload_evidence(file=file, kind=kind, actor=actor, at=self.stage.moment)
        return evidence.public_id

    # What the keeper of the case does.

    def keeper(self, case: Case) -> Principal:
        """Return who serves notices: the agency's clerk, or the manager; or the secretariat."""
        if case.track == Track.CONTRACT:
            clerk = self._person(case.agency, "clerk")
            is_reporter = case.reports.filter(reporter_id=clerk.user_id).exists()
            return self._person(case.agency, "manager") if is_reporter else clerk
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
        receipt = self.upload(keeper, "service", attached.receipt_of_post(served_on))
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
            reasons=reasons
            or texts.reasons(stage.rng, is_proven=is_proven, stance=self._stance(case)),
            sanction=chosen if is_proven else SanctionKind.NONE,
            sanction_days=length if is_proven else None,
            override_reason=override,
            actor=stage.by("chair") if is_licence else self._person(case.agency, "manager"),
            **stage.when,
        )

    def _stance(self, case: Case) -> str:
        """Return what the office says in its latest defence; empty without one."""
        found = case.defences.order_by("-pk").values_list("stance", flat=True)
        return found.first() or ""

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
            note="همهٔ آنچه از تصمیم برمی‌آمد انجام و سنجیده شد.",
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
        actions.waive_window(
            case_id=case.pk, window=window, actor=self.operator(case), **self.stage.when
        )

    def appeal(self, case: Case) -> None:
        """Object to the decision as the office."""
        actions.file_appeal(
            case_id=case.pk,
            text=texts.appeal(self.stage.rng),
            actor=self.operator(case),
            **self.stage.when,
        )

    def _person(self, agency: Agency | None, role: str) -> Principal:
        assert agency is not None  # noqa: S101 - the contract track names its agency
        return self.stage.by(f"{short(agency.code)}.{role}")

    def verifier(self, case: Case) -> Principal:
        """Return who answers for a case: the agency's manager, or the secretariat."""
        if case.track == Track.CONTRACT:
            return self._person(case.agency, "manager")
        return self.stage.by("secretariat")
