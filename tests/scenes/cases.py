"""Scenes of reports, cases, hearings and corrections."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from core.acts import Act
from tests.act_arguments import Scene
from tests.factories import make_contract, make_principal, make_report, make_type
from tests.violations.benches import DAY, WHY, Bench, seat_of
from tests.violations.stories import REASONS, STORY, file_report, moment, noon, scan_of
from violations import actions
from violations.acts import cases as acts
from violations.acts import corrections, hearings, reports
from violations.acts.notices import ACKNOWLEDGE_NOTICE, RECORD_SERVICE_OF_NOTICE
from violations.models import CaseReport
from violations.states import Channel

ONE = timedelta(days=1)


def _scene(
    act: Act, action: Callable[..., Any], bench: Bench, actor: Principal, **values: Any
) -> Scene:
    return Scene(act, action, {"case_id": bench.case.pk, "actor": actor, **values, **moment(DAY)})


def report_scenes() -> Iterator[Scene]:
    """Yield the acts on a report."""
    contract = make_contract()
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    yield Scene(reports.FILE, actions.submit_report, {
        "office_id": contract.office_id, "agency_id": contract.agency_id,
        "type_id": make_type().pk, "occurred_on": DAY - 5 * ONE, "discovered_on": DAY - 3 * ONE,
        "narrative": STORY, "evidence_ids": scan_of(clerk, "report", noon(DAY)), "actor": clerk,
        **moment(DAY),
    })  # fmt: skip
    report = file_report(contract, clerk, on=DAY)
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    actions.return_report(report_id=report.pk, reason=REASONS, actor=manager, **moment(DAY))
    yield Scene(reports.SUPPLEMENT, actions.supplement_report, {
        "report_id": report.pk, "text": REASONS, "actor": clerk,
        "evidence_ids": scan_of(clerk, "report", noon(DAY)), **moment(DAY),
    })  # fmt: skip


def answer_scenes() -> Iterator[Scene]:
    """Yield the acts before a decision: defences, the day, the session and who decides."""
    bench = Bench(waives=False)
    office, keeper = bench.operator, bench.keeper
    files = {"evidence_ids": scan_of(office, "defence", noon(DAY))}
    said = {"stance": "denies", "text": REASONS}
    yield _scene(acts.DEFEND, actions.submit_defence, bench, office, **said, **files)
    yield _scene(acts.ENTER_PAPER_DEFENCE, actions.enter_paper_defence, bench, keeper,
                 **said, received_on=DAY,
                 evidence_ids=scan_of(keeper, "defence", noon(DAY)))  # fmt: skip
    heard = Bench()
    yield _scene(
        acts.SCHEDULE, actions.schedule_case, heard, heard.keeper, decision_on=DAY + 7 * ONE
    )
    held = Bench()
    session = held.hold(held.served())
    yield Scene(hearings.NOTE_REFUSAL, actions.record_refusal, {
        "session_id": session.pk, "seat": seat_of(session, held.second).public_id, "reason": WHY,
        "witnesses": list(session.seats.filter(user__isnull=False)
                          .exclude(user_id=held.second.user_id).order_by("pk")
                          .values_list("public_id", flat=True)[:2]),
        "evidence_ids": scan_of(held.keeper, "minutes", noon(DAY)), "actor": held.keeper,
        **moment(DAY),
    })  # fmt: skip


def stand_in_scenes() -> Iterator[Scene]:
    """Yield the naming of who decides where nobody of the agency is free."""
    bench = Bench()
    for person in (bench.manager, bench.second, bench.clerk):
        report = make_report(reporter=person, contract=bench.case.contract)
        CaseReport.objects.create(case=bench.case, report=report)
    member = User.objects.get(pk=bench.members[0].user_id).public_id
    yield _scene(acts.NAME_STAND_IN, actions.name_stand_in, bench, make_principal(Role.DEPUTY),
                 member=member, reason=REASONS, last_on=DAY + 20 * ONE)  # fmt: skip


def decided_scenes() -> Iterator[Scene]:
    """Yield the acts after a decision."""
    unserved = decided()
    actions.issue_notice(case_id=unserved.case.pk, kind="decision", channel=Channel.LETTER,
                         actor=unserved.keeper, **moment(DAY))  # fmt: skip
    receipt = scan_of(unserved.keeper, "receipt", noon(DAY))[0]
    service = {"served_on": DAY, "proof": "رسید ۱۲", "receipt_id": receipt}
    yield _scene(acts.RECORD_SERVICE, actions.record_service, unserved, unserved.keeper,
                 kind="decision", **service)  # fmt: skip
    told = decided()
    actions.issue_notice(case_id=told.case.pk, kind="decision", channel="portal",
                         actor=told.keeper, **moment(DAY))  # fmt: skip
    yield _scene(acts.ACKNOWLEDGE, actions.acknowledge_notice, told, told.operator, kind="decision")
    told = _served()
    files = scan_of(told.operator, "appeal", noon(DAY))
    yield _scene(acts.APPEAL, actions.file_appeal, told, told.operator, text=REASONS,
                 evidence_ids=files)  # fmt: skip
    yield _scene(acts.ADD_CORRECTION, actions.add_correction, told, told.keeper, text=REASONS,
                 due_on=DAY + 10 * ONE)  # fmt: skip
    entered = scan_of(told.clerk, "appeal", noon(DAY))
    yield _scene(acts.ENTER_PAPER_APPEAL, actions.enter_paper_appeal, told, told.clerk,
                 text=REASONS, received_on=DAY, evidence_ids=entered)  # fmt: skip


def later_scenes() -> Iterator[Scene]:
    """Yield the acts on a final case: a judgment, and the office's report of a correction."""
    final = _served()
    actions.waive_window(case_id=final.case.pk, window="appeal", actor=final.operator,
                         **moment(DAY))  # fmt: skip
    appeal = make_principal(Role.AGENCY_APPEAL, final.agency)
    yield _scene(acts.RECORD_JUDGMENT, actions.record_judgment, final, appeal, document_no="۱۲",
                 document_on=DAY, document_issuer="دیوان عدالت اداری", reasons=REASONS,
                 evidence_ids=scan_of(appeal, "judgment", noon(DAY)))  # fmt: skip
    correction = actions.add_correction(
        case_id=final.case.pk, text=REASONS, due_on=DAY + 10 * ONE, actor=final.keeper,
        **moment(DAY),
    )  # fmt: skip
    yield Scene(corrections.REPORT_CORRECTION, actions.report_correction, {
        "correction_id": correction.pk, "note": REASONS, "actor": final.operator,
        "evidence_ids": scan_of(final.operator, "correction", noon(DAY)), **moment(DAY),
    })  # fmt: skip


def decided() -> Bench:
    """Return a case that was decided in a session and not served yet."""
    bench = Bench()
    bench.sealed()
    bench.decide()
    return bench


def _served() -> Bench:
    bench = decided()
    actions.issue_notice(case_id=bench.case.pk, kind="decision", channel="portal",
                         actor=bench.keeper, **moment(DAY))  # fmt: skip
    actions.acknowledge_notice(case_id=bench.case.pk, kind="decision", actor=bench.operator,
                               **moment(DAY))  # fmt: skip
    return bench


# The same acts on the record of a part, done by the same action.
AS = {
    acts.REPORT_A_CORRECTION: corrections.REPORT_CORRECTION,
    ACKNOWLEDGE_NOTICE: acts.ACKNOWLEDGE,
    RECORD_SERVICE_OF_NOTICE: acts.RECORD_SERVICE,
}
SCENES = (report_scenes, answer_scenes, stand_in_scenes, decided_scenes, later_scenes)
