"""Acts on cases, hearings and corrections, for the test of the column `tells`."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.acts import Act
from tests.act_news import Doing, doing
from tests.factories import (
    make_principal,
    make_type,
)
from tests.scenes import cases
from tests.violations.benches import DAY, WHY, Bench
from tests.violations.stories import (
    MINUTES,
    REASONS,
    Walk,
    file_report,
    moment,
    noon,
    scan_of,
)
from tests.violations.test_absences import answer, contest
from violations import actions
from violations.acts import absences, corrections, hearings
from violations.acts import cases as acts
from violations.states import Channel
from workdays.actions import add_closure

ONE = timedelta(days=1)
DECIDERS = frozenset({Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL,
                      Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER})  # fmt: skip


def of_scenes(request: Any) -> Iterator[Doing]:
    """Yield the scenes with a paper or a day."""
    for scenes in cases.SCENES:
        for scene in scenes():
            naming = scene.act is acts.NAME_STAND_IN
            without = {Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL} if naming else ()
            yield doing(scene)._replace(without=frozenset(without))


def on(act: Act, call: Callable[..., Any], bench: Any, actor: Principal, **values: Any) -> Doing:
    """Return an act on the case of a bench."""
    day = values.pop("day", DAY)
    return Doing(act, lambda: call(case_id=bench.case.pk, actor=actor, **values, **moment(day)))


def of_steps(request: Any) -> Iterator[Doing]:
    """Yield the steps of a case from its notice to its session."""
    for licence in (False, True):
        bench = Bench(licence=licence)
        report = file_report(
            Contract.objects.get(office=bench.case.office), bench.reporter,
            make_type(track=bench.case.track), on=DAY, separate_reason=REASONS,
            **({"agency_id": None} if licence else {}),
        )  # fmt: skip
        fresh = Walk(report, bench.secretary if licence else bench.manager, bench.operator).open()
        yield on(acts.ISSUE_NOTICE, actions.issue_notice, fresh, bench.keeper, kind="charge",
                 channel="portal")  # fmt: skip
        actions.issue_notice(case_id=fresh.case.pk, kind="charge", channel="portal",
                             actor=bench.keeper, **moment(DAY))  # fmt: skip
        yield on(acts.ACKNOWLEDGE, actions.acknowledge_notice, fresh, bench.operator, kind="charge")
        actions.acknowledge_notice(case_id=fresh.case.pk, kind="charge", actor=bench.operator,
                                   **moment(DAY))  # fmt: skip
        yield on(acts.WAIVE, actions.waive_window, fresh, bench.operator, window="defence")
        yield on(acts.STAND_BACK, actions.stand_back, bench, bench.decider,
                 reason=WHY)._replace(without=DECIDERS)  # fmt: skip
        yield on(acts.ADD_NOTE, _note, bench, bench.keeper, text=REASONS)
        yield on(acts.CLOSE_NO_ACTION, actions.close_no_action, bench,
                 bench.secretary if licence else bench.manager, code="competence",
                 reason=REASONS)  # fmt: skip
        yield on(acts.SUMMON, actions.summon_to_hearing, bench, bench.keeper, starts_at=noon(DAY),
                 place="سالن", guests=[], judges=[one.user_id for one in bench.judges],
                 day=DAY - 13 * ONE)  # fmt: skip
        yield from _of_sessions(bench)


def _note(*, on: Any, **values: Any) -> object:
    return actions.add_note(**values)


def _of_sessions(bench: Bench) -> Iterator[Doing]:
    session = bench.served()
    key: dict[str, Any] = {"session_id": session.pk}
    early = moment(DAY - 2 * ONE)
    yield Doing(hearings.RECUSE, partial(
        actions.recuse_from_hearing, **key, reason=WHY, actor=bench.judges[0],
        **early), DECIDERS)  # fmt: skip
    for how in ("postponed", "cancelled"):
        yield Doing(hearings.CALL_OFF, partial(
            actions.call_off_hearing, **key, how=how, reason=WHY, actor=bench.keeper,
            **early))  # fmt: skip
    seats = [{"seat": one} for one in session.seats.values_list("public_id", flat=True)]
    yield Doing(hearings.HOLD, lambda: actions.record_hearing(
        **key, minutes=MINUTES, attendance=seats, actor=bench.keeper, **moment(DAY)))  # fmt: skip
    session = bench.hold(session)
    for judge in (bench.operator, *bench.judges[: session.quorum]):
        yield Doing(hearings.SIGN, partial(
            actions.sign_minutes, **key, actor=judge, **moment(DAY)))  # fmt: skip
        bench.sign(session, judge)


def of_closed_days(request: Any) -> Iterator[Doing]:
    """Yield how a session is held on a day that the calendar closed since."""
    bench = Bench()
    session = bench.served()
    with transaction.atomic():
        add_closure(day=DAY, title="آلودگی هوا", source="استانداری", actor=bench.secretary,
                    **moment(DAY))  # fmt: skip
        yield Doing(hearings.CONFIRM_DAY, partial(
            actions.confirm_session_day, session_id=session.pk, reason=WHY, actor=bench.keeper,
            **moment(DAY)))  # fmt: skip
        transaction.set_rollback(True)


def of_absences(request: Any) -> Iterator[Doing]:
    """Yield how an absence is contested, and both answers."""
    for licence in (False, True):
        bench = Bench(licence=licence)
        session = bench.hold_without_office()
        yield Doing(absences.CONTEST_ABSENCE, partial(contest, bench, session))
        contest(bench, session)
        for said in ("present", "absent"):
            yield Doing(absences.ANSWER_ABSENCE, partial(
                answer, bench, session, answer=said,
                actor=make_principal(Role.SECRETARIAT)))  # fmt: skip


def of_decisions(request: Any) -> Iterator[Doing]:
    """Yield the decision and what follows it, to the closing."""
    for licence in (False, True):
        bench = Bench(licence=licence)
        bench.sealed()
        values = {"outcome": "proven", "reasons": REASONS, "override_reason": REASONS,
                  "sanction": "suspension", "sanction_days": 15}  # fmt: skip
        yield on(acts.DECIDE, actions.decide_case, bench, bench.decider, **values)
        bench.decide(**values)
        with transaction.atomic():
            yield _paper_service(bench)
            transaction.set_rollback(True)
        serve_notice(bench, "decision")
        yield on(acts.WAIVE, actions.waive_window, bench, bench.operator, window="appeal")
        yield on(acts.APPEAL, actions.file_appeal, bench, bench.operator, text=REASONS)
        actions.file_appeal(case_id=bench.case.pk, text=REASONS, actor=bench.operator,
                            **moment(DAY))  # fmt: skip
        judge = make_principal(
            Role.COMMITTEE_CHAIR if licence else Role.AGENCY_APPEAL,
            None if licence else bench.agency,
        )
        yield on(acts.DECIDE_APPEAL, actions.decide_appeal, bench, judge, result="upheld",
                 reasons=REASONS)  # fmt: skip
        actions.decide_appeal(case_id=bench.case.pk, result="upheld", reasons=REASONS, actor=judge,
                              **moment(DAY))  # fmt: skip
        serve_notice(bench, "appeal_result")
        verifier = bench.secretary if licence else bench.manager
        yield from _of_corrections(bench, verifier)
        yield on(acts.EXECUTE, actions.execute_sanction, bench, verifier)
        actions.execute_sanction(case_id=bench.case.pk, actor=verifier, **moment(DAY))
        yield on(acts.CLOSE, actions.close_case, bench, verifier, note=REASONS)


def _paper_service(bench: Bench) -> Doing:
    actions.issue_notice(case_id=bench.case.pk, kind="decision", channel=Channel.LETTER,
                         actor=bench.keeper, **moment(DAY))  # fmt: skip
    receipt = scan_of(bench.keeper, "receipt", noon(DAY))[0]
    return on(acts.RECORD_SERVICE, actions.record_service, bench, bench.keeper, kind="decision",
              served_on=DAY, proof="رسید ۱۲", receipt_id=receipt)  # fmt: skip


def serve_notice(bench: Bench, kind: str) -> None:
    actions.issue_notice(case_id=bench.case.pk, kind=kind, channel="portal", actor=bench.keeper,
                         **moment(DAY))  # fmt: skip
    actions.acknowledge_notice(case_id=bench.case.pk, kind=kind, actor=bench.operator,
                               **moment(DAY))  # fmt: skip


def _of_corrections(bench: Bench, verifier: Principal) -> Iterator[Doing]:
    made = actions.add_correction(case_id=bench.case.pk, text=REASONS, due_on=DAY + 10 * ONE,
                                  actor=bench.keeper, **moment(DAY))  # fmt: skip
    key: dict[str, Any] = {"correction_id": made.pk, "note": REASONS}
    yield Doing(corrections.REPORT_CORRECTION, lambda: actions.report_correction(
        **key, actor=bench.operator, **moment(DAY)))  # fmt: skip
    actions.report_correction(**key, actor=bench.operator, **moment(DAY))
    for is_done in (False, True):
        yield Doing(corrections.VERIFY_CORRECTION, partial(
            actions.verify_correction, **key, is_done=is_done, actor=verifier,
            **moment(DAY)))  # fmt: skip
    actions.verify_correction(**key, is_done=True, actor=verifier, **moment(DAY))


SOURCES = (of_scenes, of_steps, of_closed_days, of_absences, of_decisions)
# The same acts on the record of a part, done by the same action.
SAME = {**cases.AS, acts.VERIFY_A_CORRECTION: corrections.VERIFY_CORRECTION}
