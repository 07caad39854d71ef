"""How the pages of termination reviews and of versions of the policy open."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from oversight import actions
from oversight.models import Duty, TerminationReview
from oversight.states import DutyState
from tests.architecture.world import REASON
from tests.contracts.stories import scan
from tests.factories import NOW, TODAY, make_contract, make_final_case, make_principal, make_report
from tests.journeys.brings.contracts import with_annulled_end
from tests.journeys.brings.doors import Bring, Doors, Opening
from violations.models import CaseReport

SOON = TODAY + timedelta(days=20)
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}


def flagged(manager_reports: bool = False) -> tuple[TerminationReview, Principal]:
    """Return a new review, and the only manager of its agency."""
    made = make_contract()
    for days in (96, 25):
        final_on = TODAY - timedelta(days=days)
        case = make_final_case(contract=made, final_on=final_on, sanction="reminder")
    manager = make_principal(Role.AGENCY_MANAGER, made.agency)
    if manager_reports:
        report = make_report(reporter=manager, contract=made)
        CaseReport.objects.create(case=case, report=report)
    actions.flag_termination_review(as_of=TODAY, actor=User.objects.system(), at=NOW)
    return TerminationReview.objects.get(contract=made), manager


def served(review: TerminationReview) -> Principal:
    """Let the office receive the notice of a review; return its operator."""
    operator = make_principal(Role.OPERATOR, review.contract.office)
    actions.acknowledge_review(review_id=review.pk, actor=operator, **WHEN)
    return operator


def acknowledge(to: Doors) -> Opening:
    """The notice of a review waits for its office."""
    review, _manager = flagged()
    return to.by(make_principal(Role.OPERATOR, review.contract.office), review.number)


def heard(manager_reports: bool = False) -> tuple[TerminationReview, Principal]:
    """Return a review whose office was heard, and the only manager of its agency."""
    review, manager = flagged(manager_reports)
    operator = served(review)
    actions.answer_review(review_id=review.pk, text=REASON, actor=operator, **WHEN)
    actions.waive_hearing(review_id=review.pk, actor=operator, **WHEN)
    review.refresh_from_db()
    return review, manager


def decide(to: Doors) -> Opening:
    """The office was heard, and its agency has not decided."""
    review, manager = heard()
    return to.by(manager, review.number)


def stand_in(to: Doors) -> Opening:
    """The only manager has reported a case that the review counts."""
    review, _manager = heard(manager_reports=True)
    return to.by(to.world.people[Role.DEPUTY], review.number)


def execute(to: Doors) -> Opening:
    """Another has decided in the manager's place that the contract is terminated."""
    review, manager = heard(manager_reports=True)
    member = make_principal(Role.COMMITTEE_MEMBER)
    actions.name_review_stand_in(
        review_id=review.pk, member=User.objects.get(pk=member.user_id).public_id, reason=REASON,
        last_on=SOON, actor=to.world.people[Role.DEPUTY], **WHEN,
    )  # fmt: skip
    actions.decide_review(
        review_id=review.pk, outcome="terminate", reasons=REASON, actor=member, **WHEN
    )
    return to.by(manager, review.number)


def waive(to: Doors) -> Opening:
    """The office has received the notice, and its time to answer runs."""
    review, _manager = flagged()
    return to.by(served(review), review.number)


def proposed(to: Doors) -> Opening:
    """The expert's version of the policy waits for the deputy."""
    version = actions.propose_policy(
        title="آستانهٔ تازهٔ تکرار", valid_from=SOON, note=REASON,
        rules=[{"code": "F01", "is_enabled": True, "parameters": {"count": 2}}],
        actor=to.world.people[Role.EXPERT], **WHEN,
    )  # fmt: skip
    return to.by(to.world.people[Role.DEPUTY], version.number)


def late_duty() -> tuple[Duty, Principal]:
    """Return a duty that has come before the deputy, and the manager of its agency."""
    made, day = make_contract(), TODAY - timedelta(days=60)
    case = make_final_case(contract=made, final_on=day, executed_on=None)
    duty = Duty.objects.get(case=case, kind="execute")
    while duty.state != DutyState.DEPUTY:
        actions.follow_duties(as_of=day, actor=User.objects.system(), at=NOW)
        day += timedelta(days=1)
        duty.refresh_from_db()
    return duty, make_principal(Role.AGENCY_MANAGER, made.agency)


def raise_duty(to: Doors) -> Opening:
    """The agency has let its period pass."""
    duty, _manager = late_duty()
    return to.by(to.world.people[Role.DEPUTY], duty.public_id)


def reopen_duty(to: Doors) -> Opening:
    """The agency has refused a duty after it came before the deputy."""
    duty, manager = late_duty()
    actions.refuse_duty(
        duty_id=duty.pk, code="other_way", reason=REASON, actor=manager, scan=scan(), **WHEN
    )
    return to.by(to.world.people[Role.DEPUTY], duty.public_id)


def paper_answer(to: Doors) -> Opening:
    """The office has received the notice, and has answered on paper."""
    review, _manager = flagged()
    served(review)
    return to.by(to.world.people[Role.SECRETARIAT], review.number)


def answered_on_paper(to: Doors) -> Opening:
    """The agency has entered a paper answer that its office may contest."""
    review, _manager = flagged()
    operator = served(review)
    actions.enter_paper_answer(
        review_id=review.pk, document_no="۱۴۰۵/و/۷", received_on=TODAY, text=REASON, scan=scan(),
        actor=make_principal(Role.AGENCY_CLERK, review.agency), **WHEN,
    )  # fmt: skip
    return to.by(operator, review.number)


def to_be_judged(to: Doors) -> Opening:
    """A stand-in has decided that the contract is terminated, and nobody has carried it out."""
    return to.by(to.world.people[Role.SECRETARIAT], execute(to).names[0])


def impossible(to: Doors) -> Opening:
    """The agency says that a contract cannot be reinstated, for want of a licence."""
    made = make_contract()
    with_annulled_end(made)
    made.office.licences.update(state="transferred", ended_on=TODAY - timedelta(days=1))
    duty = Duty.objects.get(contract=made, kind="reinstate")
    actions.refuse_duty(
        duty_id=duty.pk, code="no_licence", reason=REASON, scan=scan(),
        actor=make_principal(Role.AGENCY_MANAGER, made.agency), **WHEN,
    )  # fmt: skip
    return to.by(to.world.people[Role.DEPUTY], duty.public_id)


BRINGS: dict[str, Bring] = {
    "oversight:acknowledge": acknowledge,
    "oversight:approve": proposed,
    "oversight:contest-answer": answered_on_paper,
    "oversight:decide": decide,
    "oversight:duty-accept-refusal": impossible,
    "oversight:duty-put-on-agenda": raise_duty,
    "oversight:duty-reopen": reopen_duty,
    "oversight:enter-answer": paper_answer,
    "oversight:execute": execute,
    "oversight:name-stand-in": stand_in,
    "oversight:record-judgment": to_be_judged,
    "oversight:refuse": proposed,
    "oversight:waive": waive,
}
