"""Acts on reviews, duties, policies and runs, for the test of the column `tells`."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from accounts.models import User
from accounts.roles import Role
from core.papers.heads import Letter
from offices.models import Office
from oversight import actions
from oversight.acts import duties, papers, policies, reviews
from oversight.facts.overdue import overdue_of
from oversight.models import Duty
from tests.act_news import Doing, doing
from tests.contracts.annulled import annul, proven, terminated
from tests.contracts.stories import scan
from tests.factories import make_contract, make_final_case, make_principal, make_report
from tests.oversight.steps import DAY, REASONS, later, moment
from tests.scenes import oversight
from violations.models import CaseReport

WHEN: dict[str, Any] = {"on": DAY, "at": moment(DAY)}


def of_scenes(request: Any) -> Iterator[Doing]:
    """Yield the scenes with a paper or a day."""
    for scenes in oversight.SCENES:
        for scene in scenes():
            naming = scene.act is reviews.NAME_STAND_IN
            without = {Role.AGENCY_MANAGER, Role.AGENCY_APPEAL} if naming else ()
            yield doing(scene)._replace(without=frozenset(without))


def of_reviews(request: Any) -> Iterator[Doing]:
    """Yield what is done to a review, from its notice to its end."""
    actions.load_policies()
    review, operator = oversight._review()
    agency = review.agency
    manager, clerk = (
        make_principal(role, agency) for role in (Role.AGENCY_MANAGER, Role.AGENCY_CLERK)
    )
    deputy = make_principal(Role.DEPUTY)
    key: dict[str, Any] = {"review_id": review.pk, **WHEN}
    steps: tuple[Any, ...] = (
        (reviews.RECOMMEND, actions.recommend, deputy, {"text": REASONS}),
        (reviews.REMIND, actions.remind_agency, deputy, {}),
        (reviews.NOTE, _note, clerk, {"text": REASONS}),
        (reviews.STAND_BACK, actions.stand_back_from_review, manager, {"reason": REASONS}),
    )  # fmt: skip
    for act, call, actor, values in steps:
        yield Doing(act, partial(call, actor=actor, **key, **values))
    actions.acknowledge_review(actor=operator, **key)
    yield Doing(reviews.WAIVE, partial(actions.waive_hearing, actor=operator, **key))
    actions.enter_paper_answer(
        document_no="۱۴۰۵/و/۷", received_on=DAY, text=REASONS, scan=scan(), actor=clerk, **key
    )  # fmt: skip
    yield Doing(papers.CONTEST_ANSWER, partial(
        actions.contest_paper_answer, reason=REASONS, actor=operator, **key))  # fmt: skip


def _note(*, on: Any, **values: Any) -> object:
    return actions.add_review_note(**values)


def of_duties(request: Any) -> Iterator[Doing]:
    """Yield what is done to a late duty, and to an impossible reinstatement."""
    actions.load_policies()
    case = make_final_case(final_on=later(-60), executed_on=None)
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)
    make_principal(Role.DEPUTY)
    deputy, clock = make_principal(Role.DEPUTY), User.objects.system()
    duty = case.duties.get(kind="execute")
    assert case.agency is not None
    overdue = [item.digest for item in overdue_of(deputy, DAY)]
    yield Doing(duties.SEND, partial(
        actions.remind_agencies, codes=[case.agency.code], seen=overdue, note=REASONS,
        actor=deputy, **WHEN))  # fmt: skip
    actions.follow_duties(as_of=DAY, actor=clock, at=moment(DAY))
    duty.refresh_from_db()
    key: dict[str, Any] = {"duty_id": duty.pk, "reason": REASONS, **WHEN}
    for state in ("head", "deputy"):
        Duty.objects.filter(pk=duty.pk).exclude(state=state).exclude(state="deputy").update(
            state=state, **{f"{state}_on": DAY}
        )
    yield Doing(duties.PUT_ON_AGENDA, partial(actions.put_duty_on_agenda, actor=deputy, **key))

    def refuse() -> None:
        actions.refuse_duty(code="other_way", scan=scan(), actor=manager, **key)

    yield Doing(duties.REFUSE_DUTY, refuse)
    refuse()
    yield Doing(duties.REOPEN, partial(actions.reopen_duty, actor=deputy, **key))
    contract = make_contract()
    ended = terminated(contract, proven(contract, on=later(-60)))
    ended.office.licences.update(state="transferred", ended_on=later(-1))
    annul(ended.ending_proof, make_principal(Role.AGENCY_APPEAL, ended.agency))
    impossible = Duty.objects.get(contract=ended, kind="reinstate")
    key = {"duty_id": impossible.pk, "reason": REASONS, **WHEN}
    chief = make_principal(Role.AGENCY_MANAGER, ended.agency)
    actions.refuse_duty(code="no_licence", scan=scan(), actor=chief, **key)
    yield Doing(duties.ACCEPT_REFUSAL, partial(actions.accept_refusal, actor=deputy, **key))


def of_decisions(request: Any) -> Iterator[Doing]:
    """Yield each decision on a review, and how one is carried out."""
    outcomes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("keep", {"plan": "آموزش کارکنان دفتر", "plan_due_on": later(20)}),
        ("warn", {}),
        ("suspend", {"suspension_days": 9}),
        ("terminate", {}),
    )
    for outcome, more in outcomes:
        review = oversight.heard_review()
        manager = make_principal(Role.AGENCY_MANAGER, review.agency)
        key: dict[str, Any] = {"review_id": review.pk, "actor": manager, **WHEN}
        yield Doing(reviews.DECIDE, partial(
            actions.decide_review, outcome=outcome, reasons=REASONS, **key, **more))  # fmt: skip


def of_carrying_out(request: Any) -> Iterator[Doing]:
    """Yield a decision of another than the manager, who carries it out, and its judgment."""
    review = oversight.heard_review()
    Office.objects.filter(pk=review.office_id).update(is_member=True)
    manager, appeal = (make_principal(role, review.agency)
                       for role in (Role.AGENCY_MANAGER, Role.AGENCY_APPEAL))  # fmt: skip
    report = make_report(reporter=manager, contract=review.contract)
    CaseReport.objects.create(case=review.flags.get().cases.all()[0], report=report)
    decide = partial(actions.decide_review, review_id=review.pk, outcome="terminate",
                     reasons=REASONS, actor=appeal, **WHEN)  # fmt: skip
    yield Doing(reviews.DECIDE, decide, frozenset({Role.AGENCY_MANAGER}))
    decide()
    yield Doing(reviews.EXECUTE, partial(
        actions.execute_review, review_id=review.pk, actor=manager, **WHEN))  # fmt: skip
    yield Doing(papers.RECORD_JUDGMENT, lambda: actions.record_review_judgment(
        review_id=review.pk, letter=Letter("۱۴۰۵/ح/۱۲", DAY, "دادگاه عمومی ساری"), file=scan(),
        reason=REASONS, actor=make_principal(Role.SECRETARIAT), **WHEN))  # fmt: skip


def of_policies(request: Any) -> Iterator[Doing]:
    """Yield the answers to a proposed version, and a run of the rules."""
    (proposal,) = oversight.policy_scenes()
    version = proposal.action(**proposal.values)
    deputy = make_principal(Role.DEPUTY)
    key: dict[str, Any] = {"version_id": version.pk, "actor": deputy, **WHEN}
    yield Doing(policies.APPROVE, partial(actions.approve_policy, **key))
    yield Doing(policies.REFUSE_POLICY, partial(actions.refuse_policy, reason=REASONS, **key))
    expert = make_principal(Role.EXPERT)
    yield Doing(policies.RUN, partial(actions.begin_run, as_of=DAY, actor=expert, at=moment(DAY)))


SOURCES = (of_scenes, of_reviews, of_duties, of_decisions, of_carrying_out, of_policies)
