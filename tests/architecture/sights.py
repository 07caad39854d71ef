"""
Who sees which row, said a second time: in Python, row by row, from the design.

What the querysets (`VISIBLE`) and the row policies (`FENCE`) show must be the same.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.apps import apps

from accounts.principal import Principal
from accounts.roles import Role
from approvals.models import PendingAct
from contracts.states import PREPARED
from core.clock import now, today
from lists.models.views import house_of
from offices.models import Office
from oversight.models import TerminationReview
from tests.architecture.stage import KEY
from violations.models import (
    Appeal,
    Case,
    CaseReport,
    Decision,
    Evidence,
    EvidenceAccess,
    HearingSession,
    StandIn,
)

R = Role
PROVINCE = {
    R.DEPUTY, R.EXPERT, R.SECRETARIAT, R.COMMITTEE_CHAIR, R.COMMITTEE_MEMBER, R.AUDITOR, R.SYSTEM,
}  # fmt: skip
AGENCY = {R.AGENCY_MANAGER, R.AGENCY_CLERK, R.AGENCY_APPEAL}
Judge = Callable[[Any, Principal], bool]


def own_agency(who: Principal, agency: Any) -> bool:
    return who.role in AGENCY and agency is not None and agency.public_id in who.scope_ids


def own_office(who: Principal, office: Any) -> bool:
    return who.role is R.OPERATOR and office.public_id in who.scope_ids


def own_county(who: Principal, county: Any) -> bool:
    return who.role is R.COUNTY_REP and county.public_id in who.scope_ids


def case(row: Case, who: Principal) -> bool:
    """Tell whether somebody knows of a case."""
    return (
        who.role in PROVINCE
        or (own_agency(who, row.agency) and row.track == "contract")
        or (own_office(who, row.office) and row.is_issued)
        or own_county(who, row.county)
        or (who.role is R.ASSOCIATION and row.office.is_member and row.served_on is not None)
    )


def reads(row: Case, who: Principal) -> bool:
    """Tell whether its text is open."""
    return case(row, who) and (who.role is not R.OPERATOR or row.served_on is not None)


def told(row: Case, who: Principal) -> bool:
    """Tell whether its decision is open."""
    return reads(row, who) and (who.role is not R.OPERATOR or row.appeal_due_on is not None)


def part(row: Any, who: Principal) -> bool:
    """Tell whether what hangs on a case is seen."""
    return who.role is not R.ASSOCIATION and reads(row.case, who)


@cache  # the staged world stands still
def _result_served(row: Case) -> bool:
    return any(one.kind == "appeal_result" and one.served_on for one in row.notices.all())


@cache
def _appeal(row: Case) -> Appeal | None:
    return Appeal.objects.filter(case=row).first()


@cache
def _named_for(row: Case) -> list[StandIn]:
    """Return the namings for a case that count: the newest of each step."""
    named = StandIn.objects.filter(subject_id=row.public_id).order_by("pk")
    return list({one.step: one for one in named}.values())


@cache
def _cases_of(row: Any) -> list[Case]:
    """Return the cases that a report opened or joined."""
    return [one.case for one in CaseReport.objects.filter(report=row)]


@cache
def _requests(row: Case) -> list[EvidenceAccess]:
    return list(EvidenceAccess.objects.filter(case=row))


@cache
def _subject(label: str, public_id: Any) -> Any:
    return apps.get_model(label)._base_manager.get(public_id=public_id)


def knows_outcome(row: Case, who: Principal) -> bool:
    """Tell whether somebody may know how a case ended."""
    if who.role is not R.OPERATOR:
        return who.role is not R.ASSOCIATION
    appeal = _appeal(row)
    is_open = appeal is None or appeal.decided_on is None
    return row.appeal_due_on is not None and (is_open or _result_served(row))


def decision(row: Decision, who: Principal) -> bool:
    if who.role is not R.OPERATOR:
        return part(row, who)
    return told(row.case, who) and (row.forum != "appeal" or _result_served(row.case))


def pending_act(row: PendingAct, who: Principal) -> bool:
    """Tell whether somebody proposed an act, confirms it for its body, or audits."""
    confirms = who.role in row.roles and (row.scope_id is None or row.scope_id in who.scope_ids)
    return who.role in {R.AUDITOR, R.SYSTEM} or row.proposed_by == who.user_id or confirms


def session(row: HearingSession, who: Principal) -> bool:
    served = any(notice.served_on for notice in row.notices.all())
    return part(row, who) and (who.role is not R.OPERATOR or served)


def report(row: Any, who: Principal) -> bool:
    return (
        who.role in PROVINCE
        or own_agency(who, row.agency)
        or (who.role in {R.COUNTY_REP, R.ASSOCIATION} and row.reporter_id == who.user_id)
    )


def _running(row: Case, who: Principal) -> bool:
    """Tell whether somebody stands in for those who decide the case."""
    return any(one.member_id == who.user_id and one.last_on >= today() for one in _named_for(row))


def _opens_evidence(row: Case, who: Principal) -> bool:
    if not reads(row, who):
        return False
    if who.role is R.COMMITTEE_MEMBER:
        return row.track == "licence" or _running(row, who)
    if who.role is R.COMMITTEE_CHAIR:
        return row.track == "licence" or _appeal(row) is not None
    return True


def evidence(row: Evidence, who: Principal) -> bool:
    if row.uploaded_by == who.user_id:
        return True
    mine = row.report is not None and row.report.reporter_id == who.user_id
    if who.role is R.ASSOCIATION:
        return False
    if who.role is R.COUNTY_REP:
        return mine
    cases = [row.case] if row.case else []
    if row.report:
        cases += _cases_of(row.report)
    seen = any(_opens_evidence(one, who) for one in cases)
    if row.report and report(row.report, who):
        committee = who.role in {R.COMMITTEE_CHAIR, R.COMMITTEE_MEMBER}
        seen = seen or not (committee and row.report.type.track == "contract")
    seen = seen or (row.hearing is not None and contract(row.contract, who))
    if who.role is R.OPERATOR:
        return seen and not row.is_restricted
    if who.role is R.AGENCY_CLERK:
        return mine or (seen and not row.is_restricted)
    if who.role is R.DEPUTY:
        return seen and (not row.is_restricted or any(_asked(one, who) for one in cases))
    return seen


def _asked(row: Case, who: Principal) -> bool:
    return any(one.user_id == who.user_id and one.expires_at > now() for one in _requests(row))


def contract(row: Any, who: Principal) -> bool:
    is_sent = row.state not in PREPARED
    return (
        who.role in PROVINCE
        or own_agency(who, row.agency)
        or (own_office(who, row.office) and is_sent)
        or (who.role is R.ASSOCIATION and row.office.is_member and is_sent)
    )


def of_contract(row: Any, who: Principal) -> bool:
    return contract(row.contract, who)


def money(row: Any, who: Principal) -> bool:
    return who.role is not R.ASSOCIATION and contract(row.contract, who)


def contacts(row: Office, who: Principal) -> bool:
    """Tell whether the address book of an office is open."""
    return (
        who.role in PROVINCE - {R.SYSTEM} | AGENCY
        or own_county(who, row.county)
        or own_office(who, row)
    )


def holder(row: Any, who: Principal) -> bool:
    if who.role is R.SECRETARIAT:
        return True
    return any(contacts(office, who) for office in row.offices.all())


def staff(row: Any, who: Principal) -> bool:
    if who.role is R.ASSOCIATION:
        return bool(row.office.is_member)
    return contacts(row.office, who)


def score(row: Any, who: Principal) -> bool:
    if who.role in AGENCY:
        return False
    return staff(row, who)  # as its people are seen


def holding(row: Office, who: Principal) -> bool:
    """Tell whether a search finds an office: by its card, or by contacts that are seen."""
    on_card = KEY in row.search_key.rpartition("|")[0]
    return on_card or (KEY in row.search_key and contacts(row, who))


def flag(row: Any, who: Principal) -> bool:
    served = [review for review in row.reviews.all() if review.served_on]
    return (
        who.role in PROVINCE
        or own_agency(who, row.agency)
        or any(own_office(who, review.office) for review in served)
        or (who.role is R.ASSOCIATION and any(review.office.is_member for review in served))
        or (row.office is not None and own_county(who, row.office.county))
    )


def review(row: Any, who: Principal) -> bool:
    return (
        who.role in PROVINCE
        or own_agency(who, row.agency)
        or (own_office(who, row.office) and row.issued_on is not None)
        or (who.role is R.ASSOCIATION and row.office.is_member and row.served_on is not None)
    )


def review_note(row: Any, who: Principal) -> bool:
    if who.role in {R.OPERATOR, R.ASSOCIATION} or not review(row.review, who):
        return False
    if who.role in {R.AUDITOR, R.SYSTEM}:
        return True
    return own_agency(who, row.agency) if who.role in AGENCY else row.agency is None


def of_agency(row: Any, who: Principal) -> bool:
    return who.role in PROVINCE or own_agency(who, row.agency)


def letter(row: Any, who: Principal) -> bool:
    return (
        who.role in PROVINCE
        or (who.role in AGENCY and row.agency_id in who.scope_ids)
        or (who.role is R.OPERATOR and row.office_id in who.scope_ids and row.opened_at is not None)
    )


CLOCKED: dict[str, tuple[str, Judge]] = {
    "report.triage": ("violations.ViolationReport", report),
    "case.service": ("violations.Case", case),
    "case.appeal": ("violations.Case", told),
    "case.correction": (
        "violations.CorrectiveAction", lambda row, who: part(row, who) and told(row.case, who)
    ),
    "review.hearing": (
        "oversight.TerminationReview",
        lambda row, who: row.served_on is not None and review(row, who),
    ),
    "review.service": ("oversight.TerminationReview", review),
    "review.decision": (
        "oversight.TerminationReview",
        lambda row, who: row.served_on is not None and review(row, who),
    ),
    "duty": ("oversight.Duty", of_agency),
    "contract.notice": ("contracts.Contract", contract),
    "contract.contest": ("contracts.Contract", contract),
    "addendum.contest": (
        "contracts.ContractAddendum", lambda row, who: contract(row.contract, who)
    ),
    "contract.remittance": (
        "contracts.Settlement",
        lambda row, who: who.role is not R.ASSOCIATION and contract(row.contract, who),
    ),
}  # fmt: skip


def deadline(row: Any, who: Principal) -> bool:
    """Tell whether a kept deadline is seen: with what the record's kind of clock opens."""
    label, judge = CLOCKED.get(row.clock, ("violations.Case", reads))
    return judge(_subject(label, row.subject_id), who)


def mine(row: Any, who: Principal) -> bool:
    return bool(row.user_id == who.user_id)


@cache
def _grant(pk: int) -> Any:
    return apps.get_model("accounts", "RoleGrant")._base_manager.filter(pk=pk).first()


def own_act(row: Any, who: Principal) -> bool:
    """Tell whether somebody did this under this grant, or one like it."""
    if row.actor_id != who.user_id or row.grant_id == who.grant_id:
        return bool(row.actor_id == who.user_id)
    grant = _grant(row.grant_id)
    is_alike = grant is not None and grant.user_id == who.user_id and grant.role == who.role
    return is_alike and (not who.scope_ids or grant.scope_id in who.scope_ids)


def review_paper(row: Any, who: Principal) -> bool:
    is_unserved = who.role is R.OPERATOR and row.review.served_on is None
    return who.role is not R.ASSOCIATION and not is_unserved and review(row.review, who)


def mine_in_role(row: Any, who: Principal) -> bool:
    return mine(row, who) and row.role == who.role


def granted(row: Any, who: Principal) -> bool:
    return who.role is R.PLATFORM_ADMIN or row.grant.user_id == who.user_id


def saved_view(row: Any, who: Principal) -> bool:
    is_open = row.owner_id == who.user_id or row.is_shared
    return bool(row.house == house_of(who) and is_open)


def roles(*allowed: Iterable[Role] | Role) -> Judge:
    """Return a judge who lets some roles see all rows."""
    named = {one for some in allowed for one in ([some] if isinstance(some, Role) else some)}
    return lambda _row, who: who.role in named


def everybody(_row: Any, _who: Principal) -> bool:
    return True


AUDIT = {R.DEPUTY, R.EXPERT, R.SECRETARIAT, R.AUDITOR, R.PLATFORM_ADMIN}
VISIBLE: dict[str, Judge] = {
    **dict.fromkeys(
        [
            "territory.Division",
            "workdays.WorkCalendar",
            "workdays.CalendarDay",
            "workdays.DeadlineRule",
            "notices.LetterTemplate",
            "notices.TemplateWithdrawal",
            "agencies.Agency",
            "agencies.AgencyUnit",
            "agencies.AgencyStaff",
            "agencies.Service",
            "offices.Office",
            "offices.Licence",
            "violations.ViolationType",
            "violations.SanctionRule",
            "violations.CaseRule",
            "violations.TypeKeys",
            "oversight.ComparisonRule",
            "readiness.Course",
            "readiness.RatingPeriod",
        ],
        everybody,
    ),
    "accounts.RoleGrant": lambda row, who: (
        who.role in {R.PLATFORM_ADMIN, R.AUDITOR, R.SYSTEM} or mine(row, who)
    ),
    "accounts.ApiClient": granted,
    "accounts.ApiToken": granted,
    "lists.Job": mine_in_role,
    "lists.SavedView": saved_view,
    "lists.ListChoice": mine,
    "audit.AuditEvent": lambda row, who: who.role in AUDIT or own_act(row, who),
    "approvals.PendingAct": pending_act,
    "workdays.KeptDeadline": deadline,
    "workdays.DeadlineInterval": lambda row, who: deadline(row.deadline, who),
    "workdays.DeadlineMove": lambda row, who: deadline(row.deadline, who),
    "workdays.DayImport": roles(R.SECRETARIAT, R.PLATFORM_ADMIN),
    "workdays.JobRun": roles(PROVINCE, R.PLATFORM_ADMIN),
    "workdays.FailedRun": roles(PROVINCE, R.PLATFORM_ADMIN),
    "notices.Notification": mine_in_role,
    "notices.Reach": mine,
    "notices.Letter": letter,
    "notices.Dispatch": lambda row, who: letter(row.letter, who),
    "notices.Webhook": granted,
    "notices.Message": roles(R.PLATFORM_ADMIN, R.AUDITOR, R.SYSTEM),
    "offices.RegisterImport": roles(AUDIT),
    "offices.LicenceHolder": holder,
    "offices.OfficeStaff": staff,
    "readiness.Certificate": lambda row, who: staff(row.staff, who),
    "readiness.RatingScore": score,
    "contracts.Contract": contract,
    "contracts.Guarantee": money,
    "contracts.Settlement": money,
    "contracts.Remittance": lambda row, who: money(row.settlement, who),
    "contracts.GuaranteeCall": lambda row, who: money(row.guarantee, who),
    "contracts.EndingProof": of_contract,
    "contracts.Waiver": lambda row, who: who.role in PROVINCE or own_office(who, row.office),
    "contracts.ContractAddendum": of_contract,
    "contracts.ContractArticle": money,
    "contracts.ContractScan": money,
    "contracts.PaperContest": money,
    "contracts.ContractRecusal": lambda row, who: who.role is not R.OPERATOR and money(row, who),
    "offices.OfficeLetter": lambda row, who: contacts(row.office, who),
    "offices.LicenceScan": lambda row, who: contacts(row.licence.office, who),
    "violations.Case": case,
    "violations.EvidenceAccess": part,
    "violations.PointEntry": part,
    "violations.CorrectiveAction": lambda row, who: part(row, who) and told(row.case, who),
    "violations.CaseNote": lambda row, who: who.role is not R.OPERATOR and part(row, who),
    "violations.Recusal": lambda row, who: who.role is not R.OPERATOR and part(row, who),
    "violations.ViolationReport": report,
    "violations.ReportDraft": lambda row, who: mine(row, who) and row.grant_id == who.grant_id,
    "violations.ReportSheet": lambda row, who: mine(row, who) and row.grant_id == who.grant_id,
    "violations.SheetRow": lambda row, who: (
        mine(row.sheet, who) and row.sheet.grant_id == who.grant_id
    ),
    "violations.StandIn": roles(PROVINCE, AGENCY),
    "violations.Evidence": evidence,
    "violations.HearingSession": session,
    "violations.SessionSeat": lambda row, who: session(row.session, who),
    "violations.Notice": lambda row, who: who.role is not R.ASSOCIATION and case(row.case, who),
    "violations.Defence": part,
    "violations.Decision": decision,
    "violations.Appeal": part,
    "oversight.PolicyVersion": lambda row, who: who.role in PROVINCE or row.state == "approved",
    "oversight.RuleRun": roles(PROVINCE, R.PLATFORM_ADMIN),
    "oversight.Flag": flag,
    "oversight.Duty": of_agency,
    "oversight.TerminationReview": review,
    "oversight.ReviewNote": review_note,
    "oversight.ReviewPaper": review_paper,
    "oversight.DutyPaper": lambda row, who: of_agency(row.duty, who),
    "oversight.Reminder": of_agency,
}


def inside(row: Case, who: Principal) -> bool:
    return (row.track == "contract" and own_agency(who, row.agency)) or own_county(who, row.county)


def known(row: Case, who: Principal) -> bool:
    return (
        inside(row, who)
        or own_office(who, row.office)
        or (who.role is R.ASSOCIATION and row.office.is_member and row.served_on is not None)
    )


def _whole(judge: Judge) -> Judge:
    return lambda row, who: who.role in PROVINCE or judge(row, who)


def fenced_report(row: Any, who: Principal) -> bool:
    return (
        who.role in PROVINCE
        or own_agency(who, row.agency)
        or row.reporter_id == who.user_id
        or any(known(one, who) for one in _cases_of(row))
    )


def fenced_evidence(row: Any, who: Principal) -> bool:
    return (
        row.uploaded_by == who.user_id
        or (row.report is not None and fenced_report(row.report, who))
        or (row.case is not None and known(row.case, who))
        or (
            row.contract is not None
            and (own_agency(who, row.contract.agency) or own_office(who, row.contract.office))
        )
    )


def fenced_naming(row: StandIn, who: Principal) -> bool:
    """Tell whether a naming is let through: with its case, or with its agency's review."""
    if row.step == "review":
        named = TerminationReview.objects.filter(public_id=row.subject_id).first()
        return named is not None and own_agency(who, named.agency)
    case = Case.objects.filter(public_id=row.subject_id).first()
    return case is not None and inside(case, who)


def _by_case(judge: Judge) -> Judge:
    return _whole(lambda row, who: judge(row.case, who))


FENCE: dict[str, Judge] = {
    "violations.ViolationReport": fenced_report,
    "violations.ReportDraft": lambda row, who: who.role is R.SYSTEM or mine(row, who),
    "violations.ReportSheet": lambda row, who: who.role is R.SYSTEM or mine(row, who),
    "violations.SheetRow": lambda row, who: who.role is R.SYSTEM or mine(row.sheet, who),
    "violations.Evidence": _whole(fenced_evidence),
    "violations.EvidenceAccess": _by_case(inside),
    "violations.CaseNote": _by_case(inside),
    "violations.Recusal": _by_case(inside),
    "violations.StandIn": _whole(fenced_naming),
    "violations.Notice": _by_case(known),
    "violations.Defence": _by_case(known),
    "violations.Decision": _by_case(known),
    "violations.Appeal": _by_case(known),
    "violations.CorrectiveAction": _by_case(known),
    "violations.HearingSession": _by_case(known),
    "violations.SessionSeat": _whole(lambda row, who: known(row.session.case, who)),
    "oversight.ReviewNote": _whole(lambda row, who: own_agency(who, row.agency)),
}
