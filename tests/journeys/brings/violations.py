"""How the pages of acts on reports, cases and hearing sessions open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import RoleGrant
from accounts.roles import Role
from approvals.actions import confirm_act
from approvals.models import PendingAct
from contracts.models import Contract
from core.clock import now
from tests.architecture.world import REASON, png
from tests.factories import TODAY, make_principal
from tests.journeys.brings.doors import Bring, Doors, Opening
from tests.violations.benches import DAY, Bench
from tests.violations.stories import LONG_AGO, Walk, file_report, moment, scan_of
from violations import actions
from violations.models import Evidence, HearingSession


def contract_of(bench: Bench) -> Contract:
    """Return the contract of a bench's office."""
    found = bench.case.contract
    assert found is not None
    return found


def begun(bench: Bench, **values: Any) -> Walk:
    """Return a new report against the office of a bench, by its reporter."""
    reporter = values.pop("reporter", bench.reporter)
    report = file_report(contract_of(bench), reporter, **values)
    return Walk(report, bench.manager, bench.operator)


def decided(**values: Any) -> Bench:
    """Return a bench whose case is decided, its decision served today."""
    bench = Bench()
    bench.walk.day = DAY
    bench.walk.decide(bench.manager, **values)
    bench.walk.day = TODAY
    bench.walk.notify("decision")
    return bench


def final(**values: Any) -> tuple[Bench, Walk]:
    """Return a bench and a case of it that has become final."""
    bench = Bench()
    walk = begun(bench, on=LONG_AGO).open().wait(1).notify().defend()
    walk.decide(bench.manager, **values).notify("decision").wait(40)
    walk.day = TODAY
    return bench, walk


def supplement(to: Doors) -> Opening:
    """The report was returned to its reporter."""
    bench = Bench()
    report = begun(bench).report
    actions.return_report(report_id=report.pk, reason=REASON, actor=bench.manager, **moment(TODAY))
    return to.by(bench.reporter, report.number)


def notice(to: Doors) -> Opening:
    """The case was opened, and its notice is due."""
    bench = Bench()
    return to.by(bench.clerk, begun(bench).open().case.number)


def notified(who: str) -> Bring:
    """Return what brings a case into its defence window, for somebody of its bench."""

    def bring(to: Doors) -> Opening:
        bench = Bench()
        walk = begun(bench, on=TODAY - timedelta(days=4)).open().notify()
        return to.by(getattr(bench, who), walk.case.number)

    return bring


def contest_objection(to: Doors) -> Opening:
    """An objection was entered in the office's name from paper."""
    bench = Bench()
    walk = begun(bench, on=TODAY - timedelta(days=60)).open().notify().defend()
    walk.day = TODAY - timedelta(days=2)
    walk.decide(bench.manager).notify("decision")
    actions.enter_paper_appeal(
        case_id=walk.case.pk, text=REASON, received_on=walk.day,
        evidence_ids=scan_of(bench.clerk, "appeal", moment(walk.day)["at"]), actor=bench.clerk,
        **moment(walk.day),
    )  # fmt: skip
    return to.by(bench.operator, walk.case.number)


def contest(to: Doors) -> Opening:
    """A defence was entered in the office's name from paper."""
    bench = Bench()
    walk = begun(bench, on=TODAY - timedelta(days=4)).open().notify()
    actions.enter_paper_defence(
        case_id=walk.case.pk, stance="accepts", text=REASON, received_on=walk.day,
        evidence_ids=scan_of(bench.clerk, "defence", moment(walk.day)["at"]), actor=bench.clerk,
        **moment(walk.day),
    )  # fmt: skip
    return to.by(bench.operator, walk.case.number)


def heard(who: str) -> Bring:
    """Return what brings a case to where its decision is due, for somebody of its bench."""

    def bring(to: Doors) -> Opening:
        bench = Bench()
        return to.by(getattr(bench, who), bench.case.number)

    return bring


def objectable(who: str) -> Bring:
    """Return what brings a case into its appeal window, for somebody of its bench."""

    def bring(to: Doors) -> Opening:
        bench = decided()
        return to.by(getattr(bench, who), bench.case.number)

    return bring


def appeal_decision(to: Doors) -> Opening:
    """The office has objected to the decision."""
    bench = decided()
    bench.walk.appeal()
    return to.by(make_principal(Role.AGENCY_APPEAL, bench.agency), bench.case.number)


def correction_verify(to: Doors) -> Opening:
    """The office says that it has done what was set."""
    bench = decided()
    set_one = actions.add_correction(
        case_id=bench.case.pk, text=REASON, due_on=TODAY + timedelta(days=18), actor=bench.manager,
        **moment(TODAY),
    )  # fmt: skip
    actions.report_correction(
        correction_id=set_one.pk, note=REASON, actor=bench.operator, **moment(TODAY)
    )
    return to.by(bench.manager, bench.case.number, set_one.public_id)


def execute(to: Doors) -> Opening:
    """The decision is final and suspends the contract."""
    bench, walk = final(sanction="suspension", sanction_days=15, override_reason=REASON)
    return to.by(bench.manager, walk.case.number)


def close(to: Doors) -> Opening:
    """The decision is final, and its sanction asks for nothing more."""
    bench, walk = final()
    return to.by(bench.manager, walk.case.number)


def reopen(to: Doors) -> Opening:
    """The case was closed without action by two persons."""
    bench = Bench()
    second = make_principal(Role.AGENCY_MANAGER, bench.agency)
    actions.close_no_action(
        case_id=bench.case.pk, code="evidence", reason=REASON, actor=bench.manager, **moment(TODAY)
    )
    pending = PendingAct.objects.get(target_id=bench.case.public_id)
    confirm_act(pending_id=pending.pk, actor=second, **moment(TODAY))
    return to.by(to.world.people[Role.DEPUTY], bench.case.number)


def stand_back(to: Doors) -> Opening:
    """The case waits for its decision."""
    bench = Bench()
    return to.by(bench.manager, bench.case.number)


def judgment(to: Doors) -> Opening:
    """The decision is final."""
    bench, walk = final()
    return to.by(make_principal(Role.AGENCY_APPEAL, bench.agency), walk.case.number)


def ask_evidence(to: Doors) -> Opening:
    """A restricted file hangs on the report."""
    walk = Bench().walk
    Evidence.objects.create(
        report=walk.report, name="رسید.png", media_type="image/png", size=100, sha256="0" * 64,
        original=ContentFile(png(), "o.png"), copy=ContentFile(png(), "c.png"), uploaded_at=now(),
        attached_at=now(), uploaded_by=0, uploaded_by_name="کارگزار", is_restricted=True,
    )  # fmt: skip
    return to.by(to.world.people[Role.DEPUTY], walk.case.number)


def stand_in(to: Doors) -> Opening:
    """The only manager has reported; who weighed the report has left the house."""
    bench = Bench()
    before = make_principal(Role.AGENCY_MANAGER, bench.agency)
    report = file_report(contract_of(bench), bench.manager, on=LONG_AGO)
    walk = Walk(report, before, bench.operator).open().notify().defend()
    RoleGrant.objects.filter(user_id=before.user_id).update(ends_on=LONG_AGO)
    return to.by(to.world.people[Role.DEPUTY], walk.case.number)


def session(who: str, bring: Callable[[Bench], HearingSession]) -> Bring:
    """Return what brings a hearing session to a state, for somebody of its bench."""

    def act(to: Doors) -> Opening:
        bench = Bench()
        held = bring(bench)
        return to.by(getattr(bench, who), bench.case.number, held.public_id)

    return act


def on_closed_day(bench: Bench) -> HearingSession:
    """The calendar closes the day of the session after it was called."""
    called = bench.served()
    HearingSession.objects.filter(pk=called.pk).update(closed_day="تعطیلی به سبب آلودگی هوا")
    return called


def contested_absence(bench: Bench) -> HearingSession:
    """The office contests that the minutes note it absent."""
    held = bench.hold_without_office()
    return actions.contest_absence(
        session_id=held.pk, reason=REASON, actor=bench.operator, **moment(DAY)
    )


BRINGS: dict[str, Bring] = {
    "violations:appeal": objectable("operator"),
    "violations:appeal-decision": appeal_decision,
    "violations:ask-evidence": ask_evidence,
    "violations:close": close,
    "violations:close-no-action": heard("manager"),
    "violations:reopen": reopen,
    "violations:stand-back": stand_back,
    "violations:contest-objection": contest_objection,
    "violations:contest-paper": contest,
    "violations:correction": objectable("manager"),
    "violations:correction-verify": correction_verify,
    "violations:decision": heard("manager"),
    "violations:defence": notified("operator"),
    "violations:execute": execute,
    "violations:hearing-absence": session("operator", Bench.hold_without_office),
    "violations:hearing-absence-answer": session("second", contested_absence),
    "violations:hearing-confirm-day": session("clerk", on_closed_day),
    "violations:hearing-minutes": session("clerk", Bench.served),
    "violations:hearing-refusal": session("clerk", lambda bench: bench.hold(bench.served())),
    "violations:hearing-sign": session("manager", lambda bench: bench.hold(bench.served())),
    "violations:judgment": judgment,
    "violations:notice": notice,
    "violations:paper-appeal": objectable("clerk"),
    "violations:paper-defence": notified("clerk"),
    "violations:schedule": heard("clerk"),
    "violations:stand-in": stand_in,
    "violations:summon": notified("clerk"),
    "violations:supplement": supplement,
    "violations:waive": notified("operator"),
}
