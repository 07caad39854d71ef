"""Whom an act excludes, its action refuses under every account of the person, and nobody else."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from inspect import unwrap
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.actions.grants import Terms, propose_role
from accounts.acts import own_access, own_identity, own_person, own_role
from accounts.identity import identity_of
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from approvals import acts as approvals
from approvals.actions import confirm_act
from approvals.models import PendingAct
from contracts.actions import stand_back
from contracts.acts import answers, judging, reasons, recusals
from contracts.models import Contract
from contracts.states import ContractState as S
from core.acts import TABLES, Act
from core.web import ActPage
from notices import acts as letters
from notices.models import Letter
from offices.actions import set_membership
from offices.acts.interests import has_interest
from offices.acts.offices import declared_it
from oversight.acts import duties, papers, policies, reviews
from oversight.facts.reporters import recusal_blocked, reporter_blocked
from oversight.models import ReviewPaper, TerminationReview
from tests.act_bans import accounts_in_each_role, actions_of, call_with
from tests.architecture.routes import Route, routes
from tests.contracts.stories import contract_in, make_scan, noticed, proposed_addendum, unaccepted
from tests.factories import (
    NOW,
    TODAY,
    make_agency,
    make_final_case,
    make_office,
    make_principal,
    make_report,
    make_same_person,
    make_settlement,
    national_id,
)
from tests.scenes.cases import decided
from tests.scenes.interests import interests
from tests.scenes.oversight import heard_review, policy_scenes
from tests.shares import is_of_today
from tests.violations.benches import DAY, Bench
from tests.violations.stories import REASONS, moment
from tests.violations.test_recusal import Decided, let_stand_back, recused
from tests.violations.test_rounds import returned
from violations import actions
from violations.acts import absences, hearings, reports
from violations.acts.conditions import has_reported, has_stood_back
from violations.acts.deciding import DECIDED_BEFORE
from violations.acts.ending import confirmed_closing
from violations.acts.papers import decided_in_it, decides_the_case
from violations.models import CaseReport, ViolationReport
from workdays.acts import OWN_PART
from workdays.models import KeptDeadline

Reason = Callable[[Any, Any, date], str]
# Reasons that return nothing: the action asks them of one of its arguments.
OF_ARGUMENTS = {
    reasons.asked_of_the_proof, reports.asked_of_the_case, letters.asked_of_the_proposal
}  # fmt: skip
# What a row says and the walk does not ask of its action, with the reason.
_ARGUMENT = "asked of an argument: tests/contracts/test_deciders.py, tests/violations"
_ANOTHER = "the same action as the row of the part or of the record"
_ROWS = "done to chosen rows: tests/violations/test_actions_many.py"
_STRANGERS = "excludes everybody but those who were called"
_HELD = "the document's recorder holds no role that terminates"
_OF = "holder or operator of the office"
NOT_WALKED = {
    f"case.assign: {_OF}": _ROWS,
    f"case.remind: {_OF}": _ROWS,
    f"case.correction-verify: {_OF}": _ANOTHER,
    f"correction.correction-verify: {_OF}": _ANOTHER,
    f"contract.draft: {_OF}": "asked of the office that is named",
    f"contract.remittance: {_OF}": _ANOTHER,
    f"contract.reverse-settlement: {_OF}": _ANOTHER,
    f"notice.service: {_OF}": _ANOTHER,
    "case.assign: who stood back": _ROWS,
    "case.remind: who stood back": _ROWS,
    "case.correction-verify: who stood back": _ANOTHER,
    "correction.correction-verify: who stood back": "tests/violations/test_recusal.py",
    "contract.draft: who stood back from the office's contracts": "tests/contracts/test_recusal.py",
    "contract.issue-notice: recorded the document of the proof": _ARGUMENT,
    "contract.issue-notice: whom the source of the proof bars": _ARGUMENT,
    "contract.suspend: recorded the document of the proof": _ARGUMENT,
    "contract.suspend: whom the source of the proof bars": _ARGUMENT,
    "guarantee.call: recorded the document of the proof": _ARGUMENT,
    "guarantee.call: whom the source of the proof bars": _ARGUMENT,
    "report.duplicate: who stood back from the case that it joins": _ARGUMENT,
    "template.approve: who proposed it": "asked of its pending act",
    "contract.terminate: recorded the document of the proof": _HELD,
    "contract.remittance: who stood back from the office's contracts": _ANOTHER,
    "contract.reverse-settlement: who stood back from the office's contracts": _ANOTHER,
    "notice.service: who stood back": _ANOTHER,
    "notice.service: reporter": _ANOTHER,
    "hearing.contest-absence: who was not called": _STRANGERS,
    "hearing.note-refusal: who was not in the session": _STRANGERS,
    "hearing.recuse: who does not sit for the forum": _STRANGERS,
    "hearing.recuse: who was not called": _STRANGERS,
    "hearing.sign: who was not called": _STRANGERS,
    "user.identify: the account's own person": "tests/accounts/test_identity.py",
}


# Pages that the scenes of the bans don't reach, with the reason.
PAGES_NOT_WALKED = {
    "correction.correction-verify": "tests/violations/test_recusal.py",
    "hearing.contest-absence": _STRANGERS,
    "hearing.recuse": _STRANGERS,
    "notice.service": _ANOTHER,
}
# The kinds of record whose model has another name.
KINDS = {
    "violationreport": "report", "hearingsession": "hearing", "terminationreview": "review",
    "correctiveaction": "correction", "pendingact": "pending", "policyversion": "policy",
    "keptdeadline": "deadline",
}  # fmt: skip


@dataclass(frozen=True)
class Ban:
    """
    A reason, the record of which it is asked, and the person of whom it says something.

    The person has a second account, with `scope`, in the same role or in `twin_role`.
    """

    reason: Reason
    record: Any
    person: Principal
    scope: Any = None
    twin_role: Role | None = None
    on: date = DAY

    def faults(self) -> Iterator[str]:
        """Yield where the second account is judged otherwise than the first, or like a stranger."""
        role = self.twin_role or self.person.role
        twin, stranger = make_principal(role, self.scope), make_principal(role, self.scope)
        make_same_person(self.person, twin)
        own, other, free = (self._says(who) for who in (self.person, twin, stranger))
        name = f"{self.reason.__module__}.{self.reason.__name__}"
        if own == free:
            yield f"{name}: {own!r} to the person and to a stranger"
        if own != other:
            yield f"{name}: {own!r} to the person, {other!r} to the second account"

    def action_faults(self, walked: set[tuple[str, str]]) -> Iterator[str]:
        """Yield the actions that do not refuse an account of the person with the row's sentence."""
        kind = KINDS.get(str(self.record._meta.model_name), str(self.record._meta.model_name))
        for act in TABLES[kind]:
            mine = [one for one in act.not_by if unwrap(one.reason) is unwrap(self.reason)]
            if not mine or act.key not in actions_of():
                continue
            for actor in accounts_in_each_role(self.person, act, self.scope):
                fresh = type(self.record)._base_manager.get(pk=self.record.pk)
                if not act.is_of(actor, fresh, self.on) or not self.reason(fresh, actor, self.on):
                    continue  # some reasons exclude everybody but the person
                wanted = {one.reason(fresh, actor, self.on) for one in act.not_by} - {""}
                found = call_with(*actions_of()[act.key], fresh, actor, self.on)
                walked.add((act.key, mine[0].label))
                if found not in wanted:
                    yield f"{act.key} by {actor.role}: {found!r}, not {wanted}"

    def page_faults(self, browser_of: Any, walked: set[str], *, is_whole: bool) -> Iterator[str]:
        """
        Yield the pages of acts that show the person a form which could only be refused.

        Unless the whole is asked for, a page that was walked is asked again for a share of the
        accounts of its other reasons.
        """
        kind = KINDS.get(str(self.record._meta.model_name), str(self.record._meta.model_name))
        for act in TABLES[kind]:
            mine = [one for one in act.not_by if unwrap(one.reason) is unwrap(self.reason)]
            for address in addresses_of(act, self.record) if mine else ():
                for actor in accounts_in_each_role(self.person, act, self.scope):
                    name = f"{act.key} {mine[0].label} {actor.role} {self.record._meta.label}"
                    if not is_whole and act.key in walked and not is_of_today(name, parts=6):
                        continue
                    fresh = type(self.record)._base_manager.get(pk=self.record.pk)
                    sentence = self.reason(fresh, actor, self.on)
                    if not sentence or not act.is_of(actor, fresh, self.on):
                        continue
                    answer = browser_of(actor).get(address)
                    walked.add(act.key)
                    if answer.status_code in {302, 404}:  # no form is shown here
                        continue
                    against = str((answer.context or {}).get("against", ""))
                    if answer.status_code not in {403, 409} or not against:
                        found = f"{answer.status_code} {against}"
                        yield f"{act.key} by {actor.role}: {address}: {found}"

    def _says(self, who: Principal) -> str:
        fresh = type(self.record)._base_manager.get(pk=self.record.pk)
        return self.reason(fresh, who, self.on)


def of_the_register() -> Iterator[Ban]:
    """Yield those on one's own account, and on the membership that one declared."""
    admin = make_principal(Role.PLATFORM_ADMIN)
    account = User.objects.get(pk=admin.user_id)
    yield Ban(own_role, account, admin)
    yield Ban(own_person, account, admin)
    yield Ban(own_identity, account, admin)
    yield Ban(own_access, account, admin)
    declarer = make_principal(Role.ASSOCIATION, "00000000-0000-7000-8000-000000000001")
    office = make_office(is_member=False)
    set_membership(office_id=office.pk, is_member=True, reason="نامه", actor=declarer, at=NOW)
    yield Ban(declared_it, office, declarer, declarer.scope_ids[0])


def of_contracts() -> Iterator[Ban]:
    """Yield those on who drafted a contract or entered what the office signed."""
    agency = make_agency()
    clerk = make_principal(Role.AGENCY_CLERK, agency)
    drafted = contract_in(S.PENDING_SIGNATURE, agency=agency, drafted_by=clerk.user_id)
    yield Ban(reasons.drafted_it, drafted, clerk, agency)
    entered = unaccepted(agency=agency)
    make_scan(entered, clerk.user_id)
    Contract.objects.filter(pk=entered.pk).update(
        accepted_on=TODAY, acceptance_entered_by=clerk.user_id
    )
    yield Ban(reasons.entered_acceptance, entered, clerk, agency)
    active = contract_in(S.ACTIVE, agency=agency)
    manager = make_principal(Role.AGENCY_MANAGER, agency)
    proposed = proposed_addendum(active, proposed_by=manager.user_id)
    yield Ban(answers.proposed_addendum, proposed, manager, agency)


def of_proofs() -> Iterator[Ban]:
    """Yield those on who recorded a proof, and on whom its case bars."""
    contract = noticed(contract_in(S.ACTIVE))
    assert contract.ending_proof
    recorder = replace(make_principal(Role.SECRETARIAT), user_id=contract.ending_proof.decided_by)
    yield Ban(reasons.recorded_the_ending_proof, contract, recorder)
    ending = Decided()
    ending.act("issue_termination_notice", ending.other, proof=ending.proof)
    agency = ending.contract.agency
    yield Ban(reasons.barred_from_ending, ending.contract, ending.back, agency, on=TODAY)
    halted = Decided()
    until = TODAY + timedelta(days=1)
    halted.act("suspend_contract", halted.other, proof=halted.proof, until=until)
    agency = halted.contract.agency
    yield Ban(reasons.barred_from_suspension, halted.contract, halted.back, agency, on=TODAY)
    yield Ban(judging.decided_what_is_judged, halted.contract, halted.other, agency, on=TODAY)
    yield Ban(judging.barred_from_judging, halted.contract, halted.back, agency, on=TODAY)


def of_cases() -> Iterator[Ban]:
    """Yield those on who reported, decides, decided or stood back."""
    bench = Bench()
    case, agency = bench.case, bench.agency
    report = ViolationReport.objects.get(case_reports__case=case)
    yield Ban(reports.has_filed, report, bench.reporter, agency)
    yield Ban(has_reported, case, bench.reporter, agency)
    yield Ban(decides_the_case, case, bench.manager, agency, Role.AGENCY_CLERK)
    _session, manager = recused(bench)
    yield Ban(has_stood_back, case, manager, agency)
    yield Ban(has_stood_back, _session, manager, agency)
    bench = decided()
    yield Ban(decided_in_it, bench.case, bench.manager, bench.agency, Role.AGENCY_CLERK)
    bench = returned(Bench())
    yield Ban(DECIDED_BEFORE.reason, bench.case, bench.manager, bench.agency)


def of_letters_and_deadlines() -> Iterator[Ban]:
    """Yield those on who stood back from the case of a letter, or has a part in its deadline."""
    bench = Bench()
    _session, manager = recused(bench)
    letter = Letter.objects.filter(subject_id=bench.case.public_id)[0]
    yield Ban(letters.RECUSED.reason, letter, manager, bench.agency)
    kept = KeptDeadline.objects.filter(clock__startswith="case.", subject_id=letter.subject_id)[0]
    yield Ban(OWN_PART.reason, kept, manager, bench.agency)


def of_closings() -> Iterator[Ban]:
    """Yield those on who proposed or confirmed the closing of a case, or has a part in it."""
    bench, deputy = Bench(), make_principal(Role.DEPUTY)
    actions.close_no_action(
        case_id=bench.case.pk, code="competence", reason=REASONS, actor=bench.manager, **moment(DAY)
    )
    pending = PendingAct.objects.get(target_id=bench.case.public_id)
    yield Ban(approvals.ANOTHER.reason, pending, bench.manager, bench.agency)
    yield Ban(approvals.BARRED.reason, pending, bench.reporter, bench.agency)
    confirm_act(pending_id=pending.pk, actor=deputy, **moment(DAY))
    make_principal(Role.DEPUTY)
    yield Ban(confirmed_closing, bench.case, deputy)


def of_roles() -> Iterator[Ban]:
    """Yield that on the person to whom a role is to be given."""
    admin, person = make_principal(Role.PLATFORM_ADMIN), make_principal(Role.PLATFORM_ADMIN)
    User.objects.filter(pk=person.user_id).update(**identity_of(national_id(994_001)))
    terms = Terms(Role.DEPUTY, "", TODAY, None, REASONS, "۱۲", TODAY)
    propose_role(user_id=person.user_id, terms=terms, actor=admin, at=NOW)
    yield Ban(approvals.NOT_OWN.reason, PendingAct.objects.latest("pk"), person)


def of_hearings() -> Iterator[Ban]:
    """Yield those on who was called to a session, sat in it, or reported its case."""
    bench = Bench()
    called, agency = bench.served(), bench.agency
    yield Ban(hearings.reported_what_is_heard, called, bench.reporter, agency)
    yield Ban(hearings.reported_the_session, called, bench.reporter, agency)
    session = bench.hold(called)
    yield Ban(hearings.was_not_called, session, bench.manager, agency)
    yield Ban(hearings.was_not_there, session, bench.second, agency)
    yield Ban(hearings.reported_the_case, session, bench.reporter, agency)
    yield Ban(absences.recorded_it, session, bench.keeper, agency)
    yield Ban(absences.reported_it, session, bench.reporter, agency)
    yield Ban(hearings.does_not_judge, session, bench.operator, bench.case.office)


def of_reviews_and_duties() -> Iterator[Ban]:
    """Yield those on who reported or stood back from a case of a review or duty, or proposed."""
    (proposal,) = policy_scenes()
    version = proposal.action(**proposal.values)
    yield Ban(policies.APPROVE.not_by[0].reason, version, proposal.values["actor"])
    case = make_final_case(executed_on=None)
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)
    let_stand_back(case, manager)
    duty = case.duties.get(kind="execute")
    yield Ban(duties.RECUSED.reason, duty, manager, case.agency)
    review = heard_review()
    counted, agency = review.flags.get().cases.order_by("pk"), review.agency
    reporter = make_principal(Role.AGENCY_MANAGER, agency)
    report = make_report(reporter=reporter, contract=review.contract)
    CaseReport.objects.create(case=counted[0], report=report)
    yield Ban(reporter_blocked, review, reporter, agency)
    yield Ban(reviews.reported_it, review, reporter, agency)
    back = make_principal(Role.AGENCY_MANAGER, agency)
    let_stand_back(counted[1], back)
    yield Ban(recusal_blocked, review, back, agency)


def of_papers_of_reviews() -> Iterator[Ban]:
    """Yield those on who decides a review, entered the answer of its office, or decided it."""
    review = heard_review()
    agency = review.agency
    manager = make_principal(Role.AGENCY_MANAGER, agency)
    yield Ban(papers.decides_it, review, manager, agency, Role.AGENCY_CLERK)
    clerk = make_principal(Role.AGENCY_CLERK, agency)
    ReviewPaper.objects.create(
        review=review, kind="answer", text=REASONS, document_no="۱", document_on=TODAY,
        scan_size=1, scan_sha256="0" * 64, entered_on=TODAY, entered_by=clerk.user_id,
        in_force_on=TODAY,
    )  # fmt: skip
    yield Ban(reviews.entered_answer, review, clerk, agency, Role.AGENCY_MANAGER)
    TerminationReview.objects.filter(pk=review.pk).update(decided_by=manager.user_id)
    yield Ban(papers.decided_it, review, manager, agency, Role.AGENCY_APPEAL)


def of_contract_recusals() -> Iterator[Ban]:
    """Yield those on who stood back from the contracts of an office."""
    contract = contract_in(S.ACTIVE)
    agency = contract.agency
    manager = make_principal(Role.AGENCY_MANAGER, agency)
    settlement, guarantee = make_settlement(contract), contract.guarantees.get()
    report = make_report(contract=contract, reporter=make_principal(Role.AGENCY_CLERK, agency))
    case = make_final_case(contract=contract, executed_on=None)
    stand_back(contract_id=contract.pk, reason=REASONS, actor=manager, on=TODAY, at=NOW)
    for record in (contract, settlement, guarantee):
        yield Ban(recusals.has_stood_back, record, manager, agency, on=TODAY)
    yield Ban(reports.stood_back_from_office, report, manager, agency, on=TODAY)
    yield Ban(has_stood_back, case, manager, agency, on=TODAY)
    bench = Bench(of_contracts=True)
    session, manager = recused(bench)
    yield Ban(has_stood_back, bench.case, manager, bench.agency)
    yield Ban(has_stood_back, session, manager, bench.agency)
    letter = Letter.objects.filter(subject_id=bench.case.public_id)[0]
    yield Ban(letters.RECUSED.reason, letter, manager, bench.agency)
    kept = KeptDeadline.objects.filter(clock__startswith="case.", subject_id=letter.subject_id)[0]
    yield Ban(OWN_PART.reason, kept, manager, bench.agency)


def of_interests() -> Iterator[Ban]:
    """Yield that on who holds or runs the office of a record."""
    for record, person, scope, on in interests():
        yield Ban(has_interest, record, person, scope, on=on)


# Where a route's name of a part of an address stands in a record, tried in this order.
NAMES = {
    "number": ("number", "contract.number", "case.number", "review.number"),
    "code": ("code", "office.code"),
    "public_id": ("public_id",),
    "kind": ("kind",),
    "clock": ("clock",),
    "subject": ("subject_id",),
}


def pages_of(act: Act) -> Iterator[Route]:
    """Yield the routes of the pages on which an act has a form."""
    for route in routes().values():
        view: Any = getattr(route.view, "view_class", None)
        is_page = getattr(view, "act", None) is act and issubclass(view, ActPage)
        if is_page and "<" in route.pattern:  # else the record is named in the form
            yield route


def addresses_of(act: Act, record: Any) -> Iterator[str]:
    """Yield the addresses of the pages on which a record's act has a form."""
    for route in pages_of(act):
        names = re.findall(r"<\w+:(\w+)>", route.pattern)
        values = [next(filter(None, map(partial(value_of, record), NAMES[one])), None)
                  for one in names]  # fmt: skip
        assert None not in values, f"{route.name} of {record!r}: {names}"
        yield reverse(route.name, args=values)


def value_of(record: Any, path: str) -> str | None:
    """Return what stands in a record at a path of attributes; None where there is none."""
    for name in path.split("."):
        record = getattr(record, name, None)
    return None if record is None else str(record)


BANS = (
    of_contract_recusals, of_interests,
    of_the_register, of_contracts, of_proofs, of_cases, of_letters_and_deadlines, of_closings,
    of_roles, of_hearings, of_reviews_and_duties, of_papers_of_reviews,
)  # fmt: skip


def rows() -> Iterator[Act]:
    """Yield every act of every table."""
    for table in TABLES.values():
        yield from table


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_no_page_shows_a_form_to_whom_its_act_excludes(
    db: None, settings: Any, tmp_path: Path, browser_of: Any, is_whole: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path
    walked, faults = set[str](), list[str]()
    with time_machine.travel(NOW, tick=False):
        # A page sets who acts in the database, so that all scenes are made before.
        every = [ban for bans in BANS for ban in bans()]
    for ban in every:
        with time_machine.travel(moment(ban.on)["at"], tick=False):
            faults += ban.page_faults(browser_of, walked, is_whole=is_whole)

    assert not faults, "\n".join(faults)
    pages = {act.key for act in rows() if act.not_by and any(pages_of(act))}
    assert pages - walked == set(PAGES_NOT_WALKED), "\n".join(sorted(pages - walked))


def test_bans_reach_the_person_behind_each_account(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    asked, walked, faults = set(), set[tuple[str, str]](), list[str]()
    with time_machine.travel(NOW, tick=False):
        for bans in BANS:
            for ban in bans():
                asked.add(unwrap(ban.reason))
                faults += [*ban.faults(), *ban.action_faults(walked)]

    every = {unwrap(one.reason) for act in rows() for one in act.not_by}
    assert not faults, "\n".join(faults)
    left = {f"{one.__module__}.{one.__qualname__}" for one in every - asked - OF_ARGUMENTS}
    assert left == set()
    pairs = {(act.key, one.label) for act in rows() for one in act.not_by} - walked
    left_pairs = {f"{key}: {label}" for key, label in pairs}
    assert left_pairs == set(NOT_WALKED), "\n".join(sorted(left_pairs ^ set(NOT_WALKED)))
