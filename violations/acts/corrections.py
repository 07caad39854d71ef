"""The acts on one corrective action, and whether a case has one that is open to them."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from core.acts import Act, ActTable, Confirm, Final, Paper, Whose, once_per_record, why_not
from offices.acts.interests import INTERESTED
from violations.acts.conditions import RECUSED, is_office, keeps_track
from violations.models import Case, CorrectiveAction

P = Permission


def lock(key: int, actor: Principal) -> CorrectiveAction:
    """Return the corrective action in the actor's scope, locked."""
    return CorrectiveAction.objects.visible_to(actor).lock(key)


def keeps_case(actor: Principal, correction: CorrectiveAction, on: date) -> bool:
    """Tell whether the actor's side keeps the case of the correction."""
    return keeps_track(actor, correction.case, on)


def is_past(correction: CorrectiveAction, actor: Principal, on: date) -> str:
    """Return that a judgment sent back the decision that asked for it."""
    if correction.round_no == correction.case.round_no:
        return ""
    return _("The decision that asked for this correction was sent back by a judgment.")


def is_reported(correction: CorrectiveAction, actor: Principal, on: date) -> str:
    """Return that the office has reported it."""
    is_done = correction.done_on is not None or correction.verified_on is not None
    return _("This correction has been reported.") if is_done else ""


def is_not_reported(correction: CorrectiveAction, actor: Principal, on: date) -> str:
    """Return that the office has not reported it yet."""
    return "" if correction.done_on else _("The office has not reported it yet.")


def is_verified(correction: CorrectiveAction, actor: Principal, on: date) -> str:
    """Return that somebody has verified it."""
    return "" if correction.verified_on is None else _("It has been verified.")


CORRECTION_ACTS = ActTable("correction", lock, paper=Paper.NONE)

REPORT_CORRECTION = CORRECTION_ACTS.act(
    "correction-report",
    title=gettext_lazy("Report the correction"),
    verb=gettext_lazy("Report it"),
    icon="wrench",
    permissions=(P.CASE_CORRECT,),
    whose=Whose("the office", is_office,
                gettext_lazy("The office itself says what it has put right.")),
    blocked=(is_past, is_reported),
    event={"case.correction_reported": gettext_lazy("reported a correction")},
    paper=Paper.OPTIONAL,
    tells=("agency", "secretariat"),
    confirm=Confirm.PLAIN,
    undo="correction-verify",
    not_by=(),
)  # fmt: skip
VERIFY_CORRECTION = CORRECTION_ACTS.act(
    "correction-verify",
    title=gettext_lazy("Verify the correction"),
    verb=gettext_lazy("Verify"),
    icon="clipboard-check",
    permissions=(P.CASE_VERIFY,),
    whose=Whose("the side that keeps the case", keeps_case,
                gettext_lazy("This case is kept by the other side: each track by its own.")),
    not_by=(RECUSED, INTERESTED),
    blocked=(is_past, is_not_reported, is_verified),
    event={
        "case.correction_verified": gettext_lazy("verified a correction"),
        "case.correction_refused": gettext_lazy("asked for a correction again"),
    },
    tells=("office",),
    confirm=Confirm.PLAIN,
    undo=Final("A verified correction is done; a refused one is reported again."),
)  # fmt: skip


@once_per_record
def corrections_of(case: Case, actor: Principal) -> list[CorrectiveAction]:
    """Return the corrective actions of the case that the actor may see, oldest first."""
    rows = list(CorrectiveAction.objects.visible_to(actor).filter(case=case).order_by("pk"))
    for row in rows:
        row.case = case
    return rows


def open_corrections(act: Act, case: Case, actor: Principal, on: date) -> list[CorrectiveAction]:
    """Return the corrective actions of the case on which the act is open to the actor."""
    return [row for row in corrections_of(case, actor) if why_not(act, row, actor, on) is None]


def nothing_to_report(case: Case, actor: Principal, on: date) -> str:
    """Return that no correction of the case waits for the office's report."""
    if open_corrections(REPORT_CORRECTION, case, actor, on):
        return ""
    return _("No correction of this case waits for the office.")


def nothing_to_verify(case: Case, actor: Principal, on: date) -> str:
    """Return that no correction of the case waits to be verified."""
    if open_corrections(VERIFY_CORRECTION, case, actor, on):
        return ""
    return _("This correction does not wait for verification.")
