"""Scenes of reviews, duties and the policy."""

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from core.papers.heads import Letter
from oversight import actions
from oversight.acts import duties, papers, policies, reviews
from oversight.models import TerminationReview
from tests.act_arguments import Scene
from tests.contracts.stories import scan
from tests.factories import make_contract, make_final_case, make_principal, make_report
from tests.oversight.steps import DAY, REASONS, later, moment
from tests.violations.stories import scan_of
from violations.models import CaseReport

WHEN: dict[str, Any] = {"on": DAY, "at": moment(DAY)}
TEXT = "تعرفه نصب و وجه اضافه برگشت داده شده است."


def _review() -> tuple[TerminationReview, Principal]:
    """Return an opened review, and the office's operator."""
    contract = make_contract()
    for days in (-96, -25):
        make_final_case(contract=contract, final_on=later(days), sanction="reminder")
    clock = User.objects.system()
    actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))
    review = TerminationReview.objects.get(contract=contract)
    return review, make_principal(Role.OPERATOR, contract.office)


def heard_review() -> TerminationReview:
    """Return a review in which the office was heard."""
    actions.load_policies()
    review, operator = _review()
    actions.answer_review(review_id=review.pk, text=TEXT, actor=operator, **WHEN)
    return actions.waive_hearing(review_id=review.pk, actor=operator, **WHEN)


def review_scenes() -> Iterator[Scene]:
    """Yield the acts on a review."""
    actions.load_policies()
    review, operator = _review()
    key = {"review_id": review.pk, **WHEN}
    clerk = make_principal(Role.AGENCY_CLERK, review.agency)
    yield Scene(reviews.SERVE, actions.record_review_service, {
        "served_on": DAY, "proof": "رسید ۱۲", "scan": scan(), "actor": clerk, **key,
    })  # fmt: skip
    yield Scene(reviews.ACKNOWLEDGE, actions.acknowledge_review, {"actor": operator, **key})
    yield Scene(reviews.ANSWER, actions.answer_review, {
        "text": TEXT, "evidence_ids": scan_of(operator, "defence", moment(DAY)),
        "actor": operator, **key,
    })  # fmt: skip
    actions.acknowledge_review(review_id=review.pk, actor=operator, **WHEN)
    yield Scene(papers.ENTER_ANSWER, actions.enter_paper_answer, {
        "document_no": "۱۴۰۵/و/۷", "received_on": DAY, "text": TEXT, "scan": scan(),
        "actor": clerk, **key,
    })  # fmt: skip
    review = heard_review()
    manager = make_principal(Role.AGENCY_MANAGER, review.agency)
    yield Scene(reviews.DECIDE, actions.decide_review, {
        "review_id": review.pk, "outcome": "keep", "reasons": REASONS, "actor": manager,
        "plan": "آموزش کارکنان دفتر", "plan_due_on": later(20), **WHEN,
    })  # fmt: skip
    report = make_report(reporter=manager, contract=review.contract)
    CaseReport.objects.create(case=review.flags.get().cases.all()[0], report=report)
    member = make_principal(Role.COMMITTEE_MEMBER)
    yield Scene(reviews.NAME_STAND_IN, actions.name_review_stand_in, {
        "review_id": review.pk, "member": User.objects.get(pk=member.user_id).public_id,
        "reason": REASONS, "last_on": later(20), "actor": make_principal(Role.DEPUTY), **WHEN,
    })  # fmt: skip


def judgment_scenes() -> Iterator[Scene]:
    """Yield the judgment on a decision that waits to be carried out."""
    review = heard_review()
    manager = make_principal(Role.AGENCY_MANAGER, review.agency)
    report = make_report(reporter=manager, contract=review.contract)
    CaseReport.objects.create(case=review.flags.get().cases.all()[0], report=report)
    appeal = make_principal(Role.AGENCY_APPEAL, review.agency)
    actions.decide_review(
        review_id=review.pk, outcome="terminate", reasons=REASONS, actor=appeal, **WHEN
    )

    def record_review_judgment(
        *, document_no: str, document_on: Any, file: Any, **rest: Any
    ) -> object:
        head = Letter(document_no, document_on, "دادگاه عمومی ساری")
        return actions.record_review_judgment(letter=head, file=file, **rest)

    yield Scene(papers.RECORD_JUDGMENT, record_review_judgment, {
        "review_id": review.pk, "document_no": "۱۴۰۵/ح/۱۲", "document_on": DAY, "file": scan(),
        "reason": REASONS, "actor": make_principal(Role.SECRETARIAT), **WHEN,
    })  # fmt: skip


def duty_scenes() -> Iterator[Scene]:
    """Yield the acts on a duty."""
    case = make_final_case(final_on=later(-60), executed_on=None)
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)
    yield Scene(duties.REFUSE_DUTY, actions.refuse_duty, {
        "duty_id": case.duties.get(kind="execute").pk, "code": "other_way", "reason": REASONS,
        "scan": scan(), "actor": manager, **WHEN,
    })  # fmt: skip


def policy_scenes() -> Iterator[Scene]:
    """Yield the acts on the policy."""
    actions.load_policies()
    rule = {"code": "F01", "is_enabled": True, "parameters": {"count": 2}}
    yield Scene(policies.PROPOSE, actions.propose_policy, {
        "title": "آستانهٔ تازهٔ تکرار", "valid_from": later(30), "note": REASONS, "rules": [rule],
        "actor": make_principal(Role.EXPERT), **WHEN,
    })  # fmt: skip


SCENES = (review_scenes, judgment_scenes, duty_scenes, policy_scenes)
