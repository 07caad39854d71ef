"""What a reporter does with a report: file, withdraw, complete."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from audit.actions import Head, open_record, record
from core.acts import begin, need_role
from core.errors import Invalid
from core.persian import isolated, loose_key
from core.writes import Along, New, Part, nothing
from offices.models import Office
from violations.actions.evidence import attach, claim
from violations.actions.parties import Parties, parties_of
from violations.actions.steps import Problems, change, refuse_personal
from violations.acts.reports import FILE, SUPPLEMENT, WITHDRAW
from violations.facts import Key, Terms, basis_of, triaged_by_body
from violations.facts.sheets import identical_reports
from violations.models import Evidence, ReportDraft, ReportSource, ViolationReport, ViolationType
from violations.rules.columns import MOST_AFFECTED, MOST_AMOUNT
from violations.states import ReportState
from workdays.actions import keep_deadlines, kept_deadlines
from workdays.facts import Basis

LEAST_NARRATIVE = 20
LONGEST_PLACE, LONGEST_WHY = 200, 240

_SOURCES = {
    Role.COUNTY_REP: ReportSource.INSPECTION,
    Role.ASSOCIATION: ReportSource.ASSOCIATION,
    Role.EXPERT: ReportSource.PROVINCE,
    Role.SECRETARIAT: ReportSource.PROVINCE,
}


@transaction.atomic
def submit_report(
    *,
    office_id: Key,
    agency_id: int | None,
    type_id: Key,
    occurred_on: date,
    discovered_on: date,
    narrative: str,
    actor: Principal,
    on: date,
    at: datetime,
    occurred_at: time | None = None,
    place: str = "",
    amount: int | None = None,
    affected: int | None = None,
    evidence_ids: Sequence[UUID] = (),
    separate_reason: str = "",
    draft_id: int | None = None,
    source: str = "",
    asks_identical: bool = False,
    along: Along = nothing,
) -> ViolationReport:
    """
    File a report; nothing of it is edited afterwards.

    An agency's report is always of its own agency, which had a contract with the office on the
    day; others may name an agency, and must for a type of the contract track. Office and type are
    named by key, or by code. `amount` is in rial; `evidence_ids` are public ids; `source` may say
    inspection or complaint for a report of the province. With `asks_identical` a report that says
    the very same as an earlier one needs a `separate_reason`. Of the type, the row in force on
    `occurred_on` is taken. What is written `along` may tell of the report, but its row's key.

    Raises:
        NotPermitted: the role files no reports.
        Invalid: all that is wrong, by field: office, agency, type, occurred_on, discovered_on,
            narrative, amount, affected, evidence, source.
    """
    need_role(FILE, actor)
    problems = Problems()
    _check_days(problems, occurred_on, discovered_on, on)
    _check_numbers(problems, amount, affected)
    story, where, why_separate = _texts(problems, narrative, place, separate_reason)
    days = (("report_after_discovery", discovered_on), ("triage", on))
    basis = basis_of(min(discovered_on, on), *days)
    parties = parties_of(problems, actor, office_id, agency_id, type_id, occurred_on, basis)
    kind = _source(problems, actor, source)
    files = claim(evidence_ids, actor=actor, at=at, problems=problems)
    problems.raise_if_any()
    assert parties is not None  # noqa: S101 - nothing was wrong, so everybody was found
    event = {
        "occurred_on": occurred_on, "occurred_at": occurred_at, "amount": amount,
        "affected": affected, "place": where, "narrative": story,
    }  # fmt: skip
    refused = event if asks_identical and not why_separate else None
    report = _file(
        parties, basis, actor, on, at, files, along, refused,
        source=kind, discovered_on=discovered_on, separate_reason=why_separate, **event,
    )  # fmt: skip
    attach(files, at=at, report=report)
    if draft_id is not None:
        ReportDraft.objects.visible_to(actor).filter(pk=draft_id).delete()
    return report


def _texts(
    problems: Problems, narrative: str, place: str, separate_reason: str
) -> tuple[str, str, str]:
    """Return what was written, cleaned; note what is too short, too long or personal."""
    story = problems.text("narrative", narrative, least=LEAST_NARRATIVE)
    where = problems.text("place", place, least=0, most=LONGEST_PLACE)
    why = problems.text("separate_reason", separate_reason, least=0, most=LONGEST_WHY)
    refuse_personal(problems, narrative=story, place=where)
    return story, where, why


def _refuse_identical(parties: Parties, actor: Principal, event: dict[str, Any]) -> None:
    """
    Refuse a report that says the very same as another one, but one that was withdrawn.

    Asked while the register is locked, so that of two at once the second one sees the first.

    Raises:
        Invalid: by field separate_reason; the text names the earlier report.
    """
    earlier = identical_reports(
        actor, office=parties.office, agency=parties.agency, type__code=parties.type.code, **event
    ).first()
    if earlier is None:
        return
    text = _(
        "Report {number} says the very same. If this is another event, write in separate_reason"
        " why; else nothing is to be done."
    ).format(number=isolated(earlier.number))
    raise Invalid(fields={"separate_reason": [text]})


def _file(
    parties: Parties,
    basis: Basis,
    actor: Principal,
    on: date,
    at: datetime,
    files: Sequence[Evidence],
    along: Along,
    refused: dict[str, Any] | None,
    **told: Any,
) -> ViolationReport:
    """
    Write what was told of these parties under the next number, with the day of its triage.

    A report with the `refused` values is refused where there is one already; None asks for nothing.
    """
    office, discovered_on = parties.office, told["discovered_on"]
    body = triaged_by_body(parties.type, parties.agency)
    terms = Terms(office.county.public_id, basis.start, body, basis)
    due_on = terms.due("report_after_discovery", discovered_on).due_on
    triage = terms.due("triage", on)
    report = ViolationReport(
        agency=parties.agency,
        office=office,
        county=office.county,
        contract=parties.contract,
        type=parties.type,
        submitted_on=on,
        submitted_at=at,
        is_late=on > due_on,
        reporter_id=actor.user_id,
        reporter_name=actor.name,
        triage_due_on=triage.due_on,
        **told,
    )
    report.number, head = open_record(register="violation", on=on, stream=report.audit_stream)
    if refused is not None:
        _refuse_identical(parties, actor, refused)
    report.search_key = search_key(
        report.number, office, parties.type, report.place, report.narrative
    )
    deadlines = kept_deadlines([terms.kept("report.triage", report, triage)])
    _tell(report, files, actor, at, head, [New([report]), deadlines, *along(report)])
    return report


def _tell(
    report: ViolationReport,
    files: Sequence[Evidence],
    actor: Principal,
    at: datetime,
    head: Head,
    along: Sequence[Part],
) -> None:
    record(
        actor=actor,
        verb="report.submitted",
        target=report,
        changes={
            "state": (None, report.state),
            "office": (None, report.office.code),
            "type": (None, f"{report.type.code} {report.type.title}"),
            "occurred_on": (None, report.occurred_on),
            "discovered_on": (None, report.discovered_on),
            "late": (None, report.is_late),
            "evidence": (None, [file.sha256 for file in files]),
        },
        at=at,
        along=along,
        head=head,
    )


def search_key(number: str, office: Office, kind: ViolationType, *texts: str) -> str:
    """Return the key under which a report is found: number, office, type and its texts."""
    return loose_key(" ".join((number, office.code, office.name, kind.title, *texts)))


def _check_days(problems: Problems, occurred_on: date, discovered_on: date, on: date) -> None:
    if occurred_on > on:
        problems.add("occurred_on", _("The day of the event cannot be after today."))
    if discovered_on > on:
        problems.add("discovered_on", _("The day of discovery cannot be after today."))
    elif discovered_on < occurred_on:
        problems.add("discovered_on", _("The discovery cannot be before the event."))


def _check_numbers(problems: Problems, amount: int | None, affected: int | None) -> None:
    if amount is not None and not 0 <= amount <= MOST_AMOUNT:
        problems.add("amount", _("Write the amount in rial, not below zero."))
    if affected is not None and not 0 <= affected <= MOST_AFFECTED:
        problems.add("affected", _("Write how many people, not below zero."))


def _source(problems: Problems, actor: Principal, wanted: str) -> str:
    """Return where the report came from; the province may say that it passes one on."""
    if actor.is_agency:
        return ReportSource.AGENCY
    own = _SOURCES.get(actor.role, ReportSource.PROVINCE)
    if not wanted or wanted == own:
        return own
    passes_on = {ReportSource.INSPECTION, ReportSource.COMPLAINT}
    if own is not ReportSource.PROVINCE or wanted not in passes_on:
        problems.add("source", _("Choose inspection or complaint."))
    return wanted


@transaction.atomic
def withdraw_report(*, report_id: int, actor: Principal, on: date, at: datetime) -> ViolationReport:
    """
    Take back one's own report within ten minutes, or one that was returned; the number stays used.

    Raises:
        NotPermitted: the role files no reports, or the report is another person's.
        ViolationReport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the report is no longer waiting, or the ten minutes are over.
    """
    report: ViolationReport = begin(WITHDRAW, report_id, actor, at)
    changes = change(report, {"state": ReportState.WITHDRAWN})
    record(actor=actor, verb="report.withdrawn", target=report, changes=changes, at=at)
    return report


@transaction.atomic
def supplement_report(
    *,
    report_id: int,
    text: str,
    evidence_ids: Sequence[UUID],
    actor: Principal,
    on: date,
    at: datetime,
) -> ViolationReport:
    """
    Answer what was asked of a returned report and send it again; earlier text stays as it is.

    Raises:
        NotPermitted: the report is another person's.
        ViolationReport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the report was not returned.
        Invalid: by field text, evidence.
    """
    report: ViolationReport = begin(SUPPLEMENT, report_id, actor, on)
    problems = Problems()
    addition = problems.text("text", text, least=5)
    refuse_personal(problems, text=addition)
    files = claim(evidence_ids, actor=actor, at=at, problems=problems)
    problems.raise_if_any()

    whole = f"{report.supplement}\n\n{addition}".strip()
    key = search_key(
        report.number, report.office, report.type, report.place, report.narrative, whole
    )
    terms = Terms(report.county.public_id, on, triaged_by_body(report.type, report.agency))
    triage = terms.due("triage", on)
    changes = change(
        report,
        {
            "state": ReportState.SUBMITTED,
            "supplement": whole,
            "search_key": key,
            "triage_due_on": triage.due_on,
        },
    )
    keep_deadlines(kept=[terms.kept("report.triage", report, triage)])
    attach(files, at=at, report=report)
    del changes["search_key"]
    record(
        actor=actor,
        verb="report.supplemented",
        target=report,
        changes=changes | {"evidence": (None, [file.sha256 for file in files])},
        at=at,
    )
    return report
