"""
The column `tells` of the acts on a case: who gets news right after each act, and nobody else.

The acts are done once in a case of each track; what their events tell is spread at once.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from approvals.actions import confirm_act
from approvals.models import PendingAct
from core.acts import Act
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.act_news import differences
from tests.factories import make_principal
from tests.violations.benches import DAY, MINUTES, Bench
from tests.violations.stories import REASONS, moment, noon
from violations import actions
from violations.acts import cases, corrections, hearings, notices

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
# Whom a word of the column means.
HEARD_AS: dict[str, set[str]] = {
    "office": {Role.OPERATOR},
    "agency": {Role.AGENCY_MANAGER, Role.AGENCY_CLERK},
    "secretariat": {Role.SECRETARIAT},
    "association": {Role.ASSOCIATION},
    "deputy": {Role.DEPUTY},
    "decider": {
        Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL, Role.COMMITTEE_CHAIR,
        Role.COMMITTEE_MEMBER,
    },
    "person": {Role.COMMITTEE_MEMBER},
    "reporter": {Role.AGENCY_CLERK, Role.COUNTY_REP},
    "second": {Role.AGENCY_MANAGER, Role.AGENCY_APPEAL, Role.COMMITTEE_CHAIR, Role.DEPUTY},
}  # fmt: skip


class Story:
    """One case from its opening to its end; `heard` is who was told after each act."""

    def __init__(self, heard: dict[Act, set[str]], *, licence: bool) -> None:
        self.heard = heard
        self.bench = bench = Bench(licence=licence)
        self.operator, self.keeper = bench.operator, bench.keeper
        self.appeal = (
            make_principal(Role.COMMITTEE_CHAIR)
            if licence
            else make_principal(Role.AGENCY_APPEAL, bench.agency)
        )
        make_principal(Role.OPERATOR, bench.case.office)  # a colleague of who acts
        make_principal(Role.ASSOCIATION, "00000000-0000-7000-8000-000000000001")
        self.day = DAY
        self.told: set[int] = set()

    @property
    def key(self) -> dict[str, Any]:
        """Return the case as actions take it."""
        return {"case_id": self.bench.case.pk}

    @property
    def now(self) -> dict[str, Any]:
        """Return the day and moment as actions take them."""
        return moment(self.day)

    def do(self, act: Act, call: Callable[..., Any], who: Any, **values: Any) -> Any:
        """Do an act, spread its news, and note who heard of it."""
        self.spread()
        before = set(Notification.objects.values_list("pk", flat=True))
        done = call(actor=who, **values, **self.now)
        self.spread()
        fresh = Notification.objects.exclude(pk__in=before)
        self.heard[act] |= set(fresh.values_list("role", flat=True))
        return done

    def spread(self) -> None:
        """Tell what waits in the outbox, whatever the hour."""
        waiting = Message.objects.filter(carrier=CarrierName.NEWS).exclude(pk__in=self.told)
        for message in waiting.order_by("pk"):
            self.told.add(message.pk)
            spread(payload=message.payload, at=noon(self.day))

    def notice(self, kind: str) -> None:
        """Issue a notice and let the office acknowledge it."""
        self.do(cases.ISSUE_NOTICE, actions.issue_notice, self.keeper, kind=kind,
                channel="portal", **self.key)  # fmt: skip
        self.do(cases.ACKNOWLEDGE, actions.acknowledge_notice, self.operator, kind=kind,
                **self.key)  # fmt: skip

    def session(self) -> None:
        """Call a session, call it off, call another one, hold and sign it."""
        bench = self.bench
        self.day = DAY - 13 * ONE
        summon = {
            "starts_at": noon(DAY), "place": "سالن جلسات", "guests": [],
            "judges": [judge.user_id for judge in bench.judges],
        }  # fmt: skip
        self.do(cases.SUMMON, actions.summon_to_hearing, self.keeper, **summon, **self.key)
        self.do(cases.ACKNOWLEDGE, actions.acknowledge_notice, self.operator, kind="summons",
                **self.key)  # fmt: skip
        session = bench.case.sessions.get()
        self.day = DAY
        seats = [{"seat": key} for key in session.seats.values_list("public_id", flat=True)]
        self.do(hearings.HOLD, actions.record_hearing, self.keeper, session_id=session.pk,
                minutes=MINUTES, attendance=seats)  # fmt: skip
        for judge in bench.judges:
            self.do(hearings.SIGN, actions.sign_minutes, judge, session_id=session.pk)

    def decide(self, **values: Any) -> None:
        """Decide by the one who decides; serve the decision."""
        self.do(cases.DECIDE, actions.decide_case, self.bench.decider, outcome="proven",
                reasons=REASONS, override_reason=REASONS, **values, **self.key)  # fmt: skip
        self.notice("decision")

    def object(self) -> None:
        """Object, decide the objection and serve its result."""
        self.do(cases.APPEAL, actions.file_appeal, self.operator, text=REASONS, **self.key)
        self.do(cases.DECIDE_APPEAL, actions.decide_appeal, self.appeal, result="upheld",
                reasons=REASONS, **self.key)  # fmt: skip
        self.notice("appeal_result")

    def correct(self) -> None:
        """Set a correction, report it, refuse it, report it again and verify it."""
        for days in range(9, 13):  # one of them is a working day
            try:
                made = self.do(cases.ADD_CORRECTION, actions.add_correction, self.keeper,
                               text=REASONS, due_on=self.day + days * ONE, **self.key)  # fmt: skip
                break
            except Exception:  # noqa: BLE001 # not a working day
                continue
        for is_done in (False, True):
            self.do(corrections.REPORT_CORRECTION, actions.report_correction, self.operator,
                    correction_id=made.pk, note=REASONS)  # fmt: skip
            self.do(corrections.VERIFY_CORRECTION, actions.verify_correction, self.verifier,
                    correction_id=made.pk, is_done=is_done, note=REASONS)  # fmt: skip

    @property
    def verifier(self) -> Any:
        """Return who verifies corrections, carries out and closes."""
        return self.bench.secretary if self.bench.case.track == "licence" else self.bench.manager

    def end(self) -> None:
        """Carry the sanction out and close the case."""
        self.do(cases.EXECUTE, actions.execute_sanction, self.verifier, **self.key)
        self.do(cases.CLOSE, actions.close_case, self.verifier, note=REASONS, **self.key)


@pytest.fixture
def heard() -> dict[Act, set[str]]:
    """Return which roles were told right after each act, in both tracks."""
    found: dict[Act, set[str]] = defaultdict(set)
    for licence in (False, True):
        story = Story(found, licence=licence)
        story.session()
        story.decide(sanction="suspension", sanction_days=15)
        story.object()
        story.correct()
        story.end()
    for licence in (False, True):
        waived = Story(found, licence=licence)
        waived.session()
        waived.decide(sanction="written_warning")
        waived.do(cases.WAIVE, actions.waive_window, waived.operator, window="appeal",
                  **waived.key)  # fmt: skip
        dropped(Story(found, licence=licence))
    return found


def dropped(idle: Story) -> None:
    """Answer, close without action by two persons, and reopen the case."""
    idle.do(cases.DEFEND, actions.submit_defence, idle.operator, stance="denies", text=REASONS,
            evidence_ids=(), **idle.key)  # fmt: skip
    closer = idle.bench.manager if idle.bench.case.track == "contract" else idle.bench.secretary
    make_principal(closer.role, idle.bench.agency if closer.is_agency else None)
    idle.do(cases.CLOSE_NO_ACTION, actions.close_no_action, closer, code="competence",
            reason=REASONS, **idle.key)  # fmt: skip
    pending = PendingAct.objects.get(target_id=idle.bench.case.public_id)
    idle.do(cases.CLOSE_NO_ACTION, confirm_act, idle.appeal, pending_id=pending.pk)
    deputy = make_principal(Role.DEPUTY)
    idle.do(cases.REOPEN, actions.reopen_case, deputy, reason=REASONS, **idle.key)


# Rows of a case that stand for those of one of its parts.
AS = {
    corrections.REPORT_CORRECTION: cases.REPORT_A_CORRECTION,
    corrections.VERIFY_CORRECTION: cases.VERIFY_A_CORRECTION,
    cases.ACKNOWLEDGE: notices.ACKNOWLEDGE_NOTICE,
}


def test_each_act_tells_whom_its_row_names(heard: dict[Act, set[str]]) -> None:
    apart = [
        f"{act.key} and {AS[act].key} name others"
        for act in heard
        if act in AS and AS[act].tells != act.tells
    ]
    wrong = [*differences(heard, HEARD_AS), *apart]

    assert wrong == [], "\n".join(wrong)
    assert len(heard) == 17
