"""The acts on a report: who files, completes and withdraws it, and who triages it."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal, may
from accounts.roles import Permission
from contracts.acts.recusals import STOOD_BACK
from contracts.facts.recusals import is_recused_from
from core.acts import ActTable, Confirm, Excluded, Final, Paper, Whose, once_per_record
from offices.acts.interests import INTERESTED
from offices.models import Licence
from violations.acts.moments import day_of, moment
from violations.facts.triage import PASSES_TO, triage_turn
from violations.models import Evidence, ViolationReport
from violations.states import REPORT_FLOW, ReportState, Track

P = Permission
R = ReportState
# How long after filing it its reporter may withdraw a report.
UNDO = timedelta(minutes=10)


def lock(key: int, actor: Principal) -> ViolationReport:
    """Return the report in the actor's scope, locked."""
    return ViolationReport.objects.visible_to(actor).lock(key)


def lock_evidence(key: int, actor: Principal) -> Evidence:
    """Return the file in the actor's scope, locked."""
    return Evidence.objects.visible_to(actor).lock(key)


def tracks_of(report: ViolationReport) -> list[Track]:
    """Return the tracks in which the report opens a case, the contract's first."""
    if report.type.track != "both":
        return [Track(report.type.track)]
    return [Track.CONTRACT, Track.LICENCE] if report.contract_id else [Track.LICENCE]


def triages(actor: Principal, report: ViolationReport, on: date) -> bool:
    """Tell whether the actor's side triages the report: that of one of its tracks, in its turn."""
    tracks = tracks_of(report)
    if Track.LICENCE in tracks and may(actor, P.REPORT_TRIAGE_LICENCE):
        return True
    if Track.CONTRACT in tracks and actor.role in PASSES_TO:
        return triage_turn(report, day_of(on)) == actor.role
    return Track.CONTRACT in tracks and may(actor, P.REPORT_TRIAGE_CONTRACT)


def filed(actor: Principal, report: ViolationReport, on: date) -> bool:
    """Tell whether the report is the actor's own."""
    return report.reporter_id == actor.user_id


@once_per_record
def is_of_person(report: ViolationReport, account: int) -> bool:
    """Tell whether the person of an account has filed the report, by whatever account."""
    return is_same_person(report.reporter_id, account)


def has_filed(report: ViolationReport, actor: Principal, on: date) -> str:
    """Return that the actor has filed the report."""
    if not is_of_person(report, actor.user_id):
        return ""
    return _("You filed this report, so somebody else weighs it.")


@once_per_record
def holder_on(report: ViolationReport) -> int | None:
    """Return who held the licence on the day of the event; a later transfer changes nothing."""
    held = (
        Licence.objects.filter(office_id=report.office_id, issued_on__lte=report.occurred_on)
        .order_by("-issued_on", "-pk")
        .values_list("holder_id", flat=True)
        .first()
    )
    return held or report.office.holder_id


def nobody_holds_licence(report: ViolationReport, actor: Principal, on: date) -> str:
    """Return that no case can be opened, because nobody held the licence of the office."""
    if report.office.holder_id is not None or holder_on(report) is not None:
        return ""
    return _("Nobody holds the licence of this office.")


def undo_is_over(report: ViolationReport, actor: Principal, on: date) -> str:
    """Return that the ten minutes in which a fresh report can be withdrawn are over."""
    if report.state != R.SUBMITTED or moment(on) - report.submitted_at <= UNDO:
        return ""
    return _("A report can be withdrawn within ten minutes. Ask its agency to reject it.")


def stood_back_from_office(report: ViolationReport, actor: Principal, on: date) -> str:
    """Return that the actor stood back from the contracts of the report's office and agency."""
    if report.agency_id is None or not is_recused_from(
        report.agency_id, report.office_id, actor.user_id
    ):
        return ""
    return str(STOOD_BACK)


def asked_of_the_case(report: ViolationReport, actor: Principal, on: date) -> str:
    """Return nothing: the case is an argument, of which the action asks `is_recused`."""
    return ""


BY_TRACK = Whose(
    "the agency's free manager, else its second signatory, else the secretariat for the contract"
    " track; the secretariat for the licence track",
    triages,
    gettext_lazy("This report is weighed by the other side: each track by its own."),
)
OWN = Whose(
    "who filed the report",
    filed,
    gettext_lazy("Only the one who filed this report may do this."),
)
REPORTER = Excluded("reporter", has_filed)
OF_OFFICE = Excluded("who stood back from the office's contracts", stood_back_from_office)
RECUSED_THERE = Excluded("who stood back from the case that it joins", asked_of_the_case)
NO_TRIAGE = gettext_lazy("The report no longer waits for triage.")
TRIAGERS = (P.REPORT_TRIAGE_CONTRACT, P.REPORT_TRIAGE_LICENCE)

EVIDENCE_ACTS = ActTable("evidence", lock_evidence, not_by=(), paper=Paper.NONE)
UPLOAD = EVIDENCE_ACTS.act(
    "upload", title=gettext_lazy("Add evidence"), icon="evidence",
    permissions=(P.EVIDENCE_ADD,),
    event={"evidence.uploaded": gettext_lazy("uploaded a file")},
    confirm=Confirm.CLICK,
    tells=(),
    undo=Final("A file that no record takes is forgotten after a day."),
)  # fmt: skip

REPORT_ACTS = ActTable("report", lock, ReportState, not_by=(), paper=Paper.NONE)
act = REPORT_ACTS.act

FILE = act(
    "file", title=gettext_lazy("File a violation report"), icon="report",
    permissions=(P.REPORT_FILE,), target=R.SUBMITTED,
    event={"report.submitted": gettext_lazy("filed the report")}, paper=Paper.OPTIONAL,
    tells=("agency", "secretariat"), confirm=Confirm.PLAIN, undo="withdraw",
)  # fmt: skip
ACCEPT = act(
    "accept", title=gettext_lazy("Accept and open the case"), icon="check",
    permissions=TRIAGERS, whose=BY_TRACK, not_by=(REPORTER, OF_OFFICE, INTERESTED),
    states=REPORT_FLOW.sources_of(R.ACCEPTED), state_error=NO_TRIAGE, target=R.ACCEPTED,
    blocked=(nobody_holds_licence,),
    event={"report.accepted": gettext_lazy("accepted the report and opened the case")},
    tells=("reporter",),
    confirm=Confirm.PLAIN,
    undo="case.close-no-action",
)  # fmt: skip
RETURN = act(
    "return", title=gettext_lazy("Return for completion"), icon="undo-2",
    permissions=TRIAGERS, whose=BY_TRACK, not_by=(REPORTER, OF_OFFICE, INTERESTED),
    states=REPORT_FLOW.sources_of(R.RETURNED), state_error=NO_TRIAGE, target=R.RETURNED,
    event={"report.returned": gettext_lazy("returned the report for completion")},
    tells=("reporter",),
    confirm=Confirm.PLAIN,
    undo="supplement",
)  # fmt: skip
DUPLICATE = act(
    "duplicate", title=gettext_lazy("Mark as a duplicate"), icon="copy",
    permissions=TRIAGERS, whose=BY_TRACK, not_by=(REPORTER, RECUSED_THERE, OF_OFFICE, INTERESTED),
    states=REPORT_FLOW.sources_of(R.DUPLICATE), state_error=NO_TRIAGE, target=R.DUPLICATE,
    event={"report.marked_duplicate": gettext_lazy("marked the report as a duplicate")},
    tells=("reporter",),
    confirm=Confirm.PLAIN,
    undo=Final("The report goes on in the case that it joined."),
)  # fmt: skip
REFER = act(
    "refer", title=gettext_lazy("Refer to another authority"), icon="forward",
    permissions=TRIAGERS, whose=BY_TRACK, not_by=(REPORTER, OF_OFFICE, INTERESTED),
    states=REPORT_FLOW.sources_of(R.REFERRED), state_error=NO_TRIAGE, target=R.REFERRED,
    event={"report.referred": gettext_lazy("referred the report to another authority")},
    tells=("reporter",),
    confirm=Confirm.PLAIN,
    undo=Final("The other authority answers; the matter is reported anew here."),
)  # fmt: skip
REJECT = act(
    "reject", title=gettext_lazy("Reject"), icon="x", is_danger=True,
    permissions=TRIAGERS, whose=BY_TRACK, not_by=(REPORTER, OF_OFFICE, INTERESTED),
    states=REPORT_FLOW.sources_of(R.REJECTED), state_error=NO_TRIAGE, target=R.REJECTED,
    event={"report.rejected": gettext_lazy("rejected the report")},
    tells=("reporter",), confirm=Confirm.PAGE,
    undo=Final("A rejected matter is reported anew, with what was missing."),
)  # fmt: skip
SUPPLEMENT = act(
    "supplement", title=gettext_lazy("Complete and send again"), verb=gettext_lazy("Complete"),
    icon="pencil",
    permissions=(P.REPORT_FILE,), whose=OWN,
    states=REPORT_FLOW.sources_of(R.SUBMITTED),
    state_error=gettext_lazy("The report was not returned."), target=R.SUBMITTED,
    event={"report.supplemented": gettext_lazy("completed the report")}, paper=Paper.OPTIONAL,
    tells=("agency", "secretariat"),
    confirm=Confirm.PLAIN,
    undo=Final("What was submitted stays in the record."),
)  # fmt: skip
WITHDRAW = act(
    "withdraw", title=gettext_lazy("Withdraw"), icon="undo-2", is_danger=True,
    permissions=(P.REPORT_WITHDRAW,), whose=OWN,
    states=REPORT_FLOW.sources_of(R.WITHDRAWN),
    state_error=gettext_lazy("The report can no longer be withdrawn."), target=R.WITHDRAWN,
    blocked=(undo_is_over,),
    event={"report.withdrawn": gettext_lazy("withdrew the report")},
    confirm=Confirm.PAGE,
    tells=(),
    undo=Final("A withdrawn matter is reported anew."),
)  # fmt: skip
