"""Acts on reports, papers, closings and workbooks, for the test of the column `tells`."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.roles import Role
from approvals.actions import confirm_act
from approvals.models import PendingAct
from core.clock import now, today
from core.jalali import slashed
from lists.tasks import take_jobs
from tests.act_news import Doing
from tests.factories import (
    TODAY,
    make_case,
    make_contract,
    make_principal,
    make_type,
    picture,
)
from tests.offices.workbooks import xlsx
from tests.scenes.audiences.cases import on, serve_notice
from tests.violations.benches import DAY, Bench
from tests.violations.stories import (
    LONG_AGO,
    REASONS,
    STORY,
    Walk,
    file_report,
    moment,
    noon,
    scan_of,
)
from violations import actions
from violations.acts import cases as acts
from violations.acts import reports, sheets, types
from violations.models import Evidence, ReportSheet, SheetRow

ONE = timedelta(days=1)


def of_reports(request: Any) -> Iterator[Doing]:
    """Yield the answers to a report, and how it is taken back."""
    contract, kind = make_contract(), make_type()
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    for licence in (False, True):
        reporter = clerk if not licence else make_principal(Role.COUNTY_REP, contract.office.county)
        answers = manager if not licence else make_principal(Role.SECRETARIAT)
        track = make_type(track="licence") if licence else kind
        report = file_report(contract, reporter, track, on=DAY,
                             **({"agency_id": None} if licence else {}))  # fmt: skip
        yield Doing(reports.FILE, partial(
            file_report, contract, reporter, track, on=DAY, separate_reason=REASONS,
            **({"agency_id": None} if licence else {})))  # fmt: skip
        who: dict[str, Any] = {"report_id": report.pk, "actor": answers, **moment(DAY)}
        answers_to: tuple[Any, ...] = (
            (reports.ACCEPT, actions.accept_report, {}),
            (reports.RETURN, actions.return_report, {"reason": REASONS}),
            (reports.REJECT, actions.reject_report, {"reason": REASONS}),
            (reports.REFER, actions.refer_report, {"reason": REASONS, "referred_to": "دادسرا"}),
        )  # fmt: skip
        for act, call, values in answers_to:
            yield Doing(act, partial(call, **who, **values))
        yield Doing(reports.WITHDRAW, partial(
            actions.withdraw_report, report_id=report.pk, actor=reporter,
            **moment(DAY)))  # fmt: skip
        with transaction.atomic():
            actions.return_report(reason=REASONS, **who)
            yield Doing(reports.SUPPLEMENT, partial(
                actions.supplement_report, report_id=report.pk, text=REASONS, actor=reporter,
                evidence_ids=(), **moment(DAY)))  # fmt: skip
            transaction.set_rollback(True)
        again = file_report(contract, reporter, track, on=DAY, separate_reason=REASONS,
                            **({"agency_id": None} if licence else {}))  # fmt: skip
        yield Doing(reports.DUPLICATE, partial(
            actions.mark_duplicate, report_id=again.pk, original_id=report.pk, reason=REASONS,
            actor=answers, **moment(DAY)))  # fmt: skip


def of_closings(request: Any) -> Iterator[Doing]:
    """Yield how a closing without action is confirmed, and how the case is reopened."""
    for licence in (False, True):
        bench = Bench(licence=licence)
        closer = bench.secretary if licence else bench.manager
        second = (
            make_principal(Role.COMMITTEE_CHAIR)
            if licence
            else make_principal(Role.AGENCY_APPEAL, bench.agency)
        )
        make_principal(closer.role, None if licence else bench.agency)
        actions.close_no_action(case_id=bench.case.pk, code="competence", reason=REASONS,
                                actor=closer, **moment(DAY))  # fmt: skip
        pending = PendingAct.objects.get(target_id=bench.case.public_id)
        key: dict[str, Any] = {"pending_id": pending.pk, **moment(DAY)}
        yield Doing(acts.CLOSE_NO_ACTION, partial(confirm_act, actor=second, **key))
        confirm_act(actor=second, **key)
        yield on(acts.REOPEN, actions.reopen_case, bench, make_principal(Role.DEPUTY),
                 reason=REASONS)  # fmt: skip


def of_papers(request: Any) -> Iterator[Doing]:
    """Yield the papers entered in the office's name, how it contests them, and judgments."""
    for licence in (False, True):
        bench = Bench(licence=licence, waives=False)
        paper = actions.enter_paper_defence(
            case_id=bench.case.pk, stance="denies", text=REASONS, received_on=DAY,
            actor=bench.keeper, evidence_ids=scan_of(bench.keeper, "defence", noon(DAY)),
            **moment(DAY),
        )  # fmt: skip
        yield on(acts.CONTEST_PAPER, actions.contest_paper, bench, bench.operator,
                 defence=paper.public_id, reason=REASONS)  # fmt: skip
        bench = Bench(licence=licence)
        bench.sealed()
        bench.decide()
        serve_notice(bench, "decision")

        def enter(bench: Bench = bench) -> None:
            actions.enter_paper_appeal(
                case_id=bench.case.pk, text=REASONS, received_on=DAY, actor=bench.keeper,
                evidence_ids=scan_of(bench.keeper, "appeal", noon(DAY)), **moment(DAY),
            )  # fmt: skip

        final = partial(actions.waive_window, case_id=bench.case.pk, window="appeal",
                        actor=bench.operator, **moment(DAY))  # fmt: skip
        yield Doing(acts.ENTER_PAPER_APPEAL, enter)
        with transaction.atomic():
            enter()
            yield on(acts.CONTEST_OBJECTION, actions.contest_objection, bench, bench.operator,
                     reason=REASONS)  # fmt: skip
            transaction.set_rollback(True)
        final()
        judge = make_principal(
            Role.COMMITTEE_CHAIR if licence else Role.AGENCY_APPEAL,
            None if licence else bench.agency,
        )
        yield on(acts.RECORD_JUDGMENT, actions.record_judgment, bench, judge, document_no="۱۲",
                 document_on=DAY, document_issuer="دیوان عدالت اداری", reasons=REASONS,
                 evidence_ids=scan_of(judge, "judgment", noon(DAY)))  # fmt: skip


def of_late_papers(request: Any) -> Iterator[Doing]:
    """Yield the entry of an objection that came in time to a case which is final since."""
    contract = make_contract()
    reporter, keeper = (make_principal(Role.AGENCY_CLERK, contract.agency) for _one in range(2))
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    kind = make_type(severity="critical")
    report = file_report(contract, reporter, kind, on=LONG_AGO)
    story = Walk(report, manager, make_principal(Role.OPERATOR, contract.office))
    story.open().notify().defend()
    story.decide(manager, override_reason=REASONS, sanction="suspension", sanction_days=15)
    case = story.notify("decision").wait(60).case
    assert case.appeal_due_on is not None
    actions.enter_paper_appeal(
        case_id=case.pk, text=REASONS, received_on=case.appeal_due_on, actor=keeper,
        evidence_ids=scan_of(keeper, "appeal", story.now["at"]), **story.now,
    )  # fmt: skip
    waiting = PendingAct.objects.get(target_id=case.public_id)
    yield Doing(acts.ENTER_PAPER_APPEAL, partial(
        confirm_act, pending_id=waiting.pk, actor=make_principal(Role.DEPUTY),
        **story.now))  # fmt: skip


def of_rows(request: Any) -> Iterator[Doing]:
    """Yield what is done to chosen rows of a list, and what is asked of a case."""
    late = make_case(serve_due_on=today() - 3 * ONE)
    clerk, manager = (make_principal(role, late.agency)
                      for role in (Role.AGENCY_CLERK, Role.AGENCY_MANAGER))  # fmt: skip
    deputy = make_principal(Role.DEPUTY)
    when: dict[str, Any] = {"case_ids": [late.pk], "on": today(), "at": now()}
    yield Doing(acts.ASSIGN, lambda: actions.assign_cases(
        assignee_id=clerk.user_id, actor=manager, **when))  # fmt: skip
    yield Doing(acts.REMIND, lambda: actions.remind_of_cases(actor=deputy, **when))
    bench = Bench()
    Evidence.objects.create(
        case=bench.case, kind="report", name="x.png", original="x.png", copy="x.png",
        media_type="image/png", size=1, sha256="1" * 64, uploaded_at=noon(DAY),
        attached_at=noon(DAY), uploaded_by=0, uploaded_by_name="x", is_restricted=True,
    )  # fmt: skip
    yield on(
        acts.ASK_FOR_EVIDENCE, actions.ask_for_evidence, bench, deputy, reason=REASONS, day=TODAY
    )

    clean = Bench()

    def dossier() -> None:
        actions.ask_for_dossier(case_id=clean.case.pk, actor=clean.manager, at=now())
        take_jobs()

    yield Doing(acts.ASK_FOR_DOSSIER, dossier)


def of_sheets(request: Any) -> Iterator[Doing]:
    """Yield the acts on a workbook of reports, on a file, and on the keys of the form."""
    request.getfixturevalue("monkeypatch").setattr(
        "lists.work.current_app.send_task", lambda *_args, **_more: None
    )
    contract, kind = make_contract(), make_type()
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    head = ("کد دفتر", "نوع تخلف", "تاریخ رخداد", "شرح رخداد")
    row = [contract.office.code, kind.code, slashed(TODAY - 40 * ONE), STORY]
    book: dict[str, Any] = {"file_name": "x.xlsx", "actor": clerk, "on": today(), "at": now()}

    def bring(*rows: Any) -> ReportSheet:
        sheet = actions.bring_sheet(data=xlsx(head, *rows), **book)
        take_jobs()
        return sheet

    yield Doing(sheets.BRING, lambda: bring(row))
    other = make_type(track="licence")
    licence = [contract.office.code, other.code, slashed(TODAY - 80 * ONE), STORY]
    sheet = bring(row, licence, [None, None, None, STORY])
    key: dict[str, Any] = {"sheet_id": sheet.pk, "actor": clerk, "at": now()}

    def file() -> None:
        actions.file_sheet(**key)
        take_jobs()

    yield Doing(sheets.FILE_ROWS, file)
    yield Doing(sheets.DOWNLOAD, lambda: actions.hand_out_errors(**key))
    SheetRow.objects.filter(sheet=sheet).update(state="waiting", told={}, problems=[])
    yield Doing(sheets.CHECK_ROWS, lambda: actions.check_sheet(**key))
    yield Doing(reports.UPLOAD, lambda: actions.upload_evidence(
        file=SimpleUploadedFile("رسید.png", picture("navy")), kind="report", actor=clerk,
        at=now()))  # fmt: skip
    yield Doing(types.SET_KEYS, lambda: actions.set_type_keys(
        agency_id=contract.agency_id, codes=[kind.code], actor=manager, at=now()))  # fmt: skip


SOURCES = (of_reports, of_closings, of_papers, of_late_papers, of_rows, of_sheets)
