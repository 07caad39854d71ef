"""What is entered from paper in an office's name: scanned, by no decider, told, contestable."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.actions import record_many as write_events
from audit.models import AuditEvent
from contracts.models import Contract
from core.errors import IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_principal, make_same_person
from tests.sql import refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, noon, scan_of
from violations import actions
from violations.actions import hearing
from violations.models import Case, Decision, Defence
from violations.states import CaseState
from violations.tasks import deadline_tick

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOT_OURS = "این نامه از دفتر ما نیست و مهر آن نیز مهر دفتر نیست."


@pytest.fixture
def reporter(gas: Agency) -> Principal:
    """Return who reported; the keeper of the post is somebody else."""
    return make_principal(Role.AGENCY_CLERK, gas, name="گزارش‌دهنده")


@pytest.fixture
def charged(
    contract: Contract, reporter: Principal, gas_manager: Principal, operator: Principal
) -> Walk:
    """Return a case whose notice was served: the defence window runs."""
    report = file_report(contract, reporter, on=LONG_AGO)
    return Walk(report, gas_manager, operator).open().notify()


def enter(story: Walk, actor: Principal, **values: Any) -> Defence:
    """Enter an admission of the office from paper."""
    defaults = {
        "case_id": story.case.pk, "stance": "accepts", "text": "تخلف را می‌پذیریم.",
        "received_on": story.day, "evidence_ids": scan_of(actor, "defence", story.now["at"]),
        "actor": actor, **story.now,
    }  # fmt: skip
    return actions.enter_paper_defence(**(defaults | values))


def contest(story: Walk, paper: Defence, **values: Any) -> Defence:
    """Contest the paper as the office."""
    defaults = {
        "case_id": story.case.pk, "defence": paper.public_id, "reason": NOT_OURS,
        "actor": story.operator, **story.now,
    }  # fmt: skip
    return actions.contest_paper(**(defaults | values))


def heard(story: Walk) -> set[tuple[str, str]]:
    """Spread what waits; return kind and role of each piece of news."""
    for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
        spread(payload=message.payload, at=noon(story.day))
    return set(Notification.objects.values_list("kind", "role"))


class TestEnterPaperDefence:
    def test_keeps_its_scan_and_tells_the_office(self, charged: Walk, gas_clerk: Principal) -> None:
        paper = enter(charged, gas_clerk)

        assert paper.scan is not None
        assert paper.scan.case_id == charged.case.pk
        assert ("case.defended/paper", Role.OPERATOR) in heard(charged)

    def test_of_the_portal_tells_the_office_nothing(self, charged: Walk) -> None:
        charged.defend()

        assert not any(kind == "case.defended/paper" for kind, _role in heard(charged))

    def test_refuses_who_decides_by_any_account(
        self, charged: Walk, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        with pytest.raises(NotPermitted):
            enter(charged, gas_manager)
        make_same_person(gas_manager, gas_clerk)
        with pytest.raises(NotPermitted):
            enter(charged, gas_clerk)

    def test_is_open_at_the_secretariat_where_the_agency_has_deciders_only(
        self, charged: Walk, secretariat: Principal
    ) -> None:
        assert enter(charged, secretariat).is_paper

    def test_refuses_a_missing_or_restricted_scan(
        self, charged: Walk, gas_clerk: Principal
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            enter(charged, gas_clerk, evidence_ids=())
        assert list(refusal.value.fields) == ["evidence"]

    def test_keeps_who_entered_it_from_deciding(self, charged: Walk, gas_clerk: Principal) -> None:
        enter(charged, gas_clerk)
        agency = charged.case.agency
        RoleGrant.objects.filter(role=Role.AGENCY_MANAGER).update(ends_on=charged.day)
        now_manager = make_principal(Role.AGENCY_MANAGER, agency)
        make_same_person(now_manager, gas_clerk)
        charged.wait(30)

        with pytest.raises(NotPermitted):
            charged.decide(now_manager)

    def test_is_guarded(self, charged: Walk, gas_clerk: Principal, gas_manager: Principal) -> None:
        def insert(by: Principal) -> Callable[[], Any]:
            return lambda: Defence.objects.create(
                case=charged.case, stance="accepts", text="x", submitted_on=charged.day,
                submitted_at=charged.now["at"], is_paper=True, written_by=by.user_id,
                written_by_name="x",
            )  # fmt: skip

        assert "with its scan" in refused_at_runtime(insert(gas_clerk))
        with pytest.raises(Exception, match="enters no paper"):
            insert(gas_manager)()


class TestContestPaper:
    def test_lets_the_window_run_on(self, charged: Walk, gas_clerk: Principal) -> None:
        before = charged.case
        paper = enter(charged, gas_clerk)

        contest(charged, paper)

        case = charged.case
        assert case.state == CaseState.NOTIFIED
        assert (case.defence_due_on, case.decision_due_on) == (
            before.defence_due_on, before.decision_due_on,
        )  # fmt: skip
        charged.defend()
        assert charged.case.state == CaseState.DEFENDED

    def test_after_the_window_leaves_the_office_unheard(
        self, charged: Walk, gas_clerk: Principal
    ) -> None:
        paper = enter(charged, gas_clerk)
        charged.wait(40)

        contest(charged, paper)

        assert charged.case.state == CaseState.DEFENCE_LAPSED

    def test_changes_nothing_where_the_office_answered_itself(
        self, charged: Walk, gas_clerk: Principal
    ) -> None:
        charged.defend()
        paper = enter(charged, gas_clerk)

        contest(charged, paper)

        assert charged.case.state == CaseState.DEFENDED

    def test_reaches_agency_and_decider_and_leaves_one_event(
        self, charged: Walk, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        paper = enter(charged, gas_clerk)
        before = AuditEvent.objects.count()

        contest(charged, paper)

        assert AuditEvent.objects.count() == before + 1
        event = AuditEvent.objects.latest("pk")
        assert (event.verb, event.note) == ("case.paper_contested", NOT_OURS)
        told = {role for kind, role in heard(charged) if kind == "case.paper_contested"}
        assert told == {Role.AGENCY_MANAGER, Role.AGENCY_CLERK}

    def test_is_proven_again_by_another_scan_alone(
        self, charged: Walk, gas_clerk: Principal
    ) -> None:
        paper = enter(charged, gas_clerk)
        contest(charged, paper)
        assert paper.scan is not None
        again = scan_of(gas_clerk, "defence", charged.now["at"], sha256=paper.scan.sha256)
        with pytest.raises(Invalid):
            enter(charged, gas_clerk, evidence_ids=again)

        enter(charged, gas_clerk)

        assert charged.case.defences.counted().count() == 1

    def test_refuses_others_the_portals_own_and_a_second_time(
        self, charged: Walk, gas_clerk: Principal
    ) -> None:
        charged.defend()
        with pytest.raises(IllegalMove):
            contest(charged, Defence.objects.get())
        paper = enter(charged, gas_clerk)
        with pytest.raises(NotPermitted):
            contest(charged, paper, actor=gas_clerk)
        for values, field in (({"reason": "نه"}, "reason"), ({"defence": None}, "defence")):
            with pytest.raises(Invalid) as refusal:
                contest(charged, paper, **values)
            assert list(refusal.value.fields) == [field]
        contest(charged, paper)
        with pytest.raises(IllegalMove):
            contest(charged, paper)

    def test_is_guarded(self, charged: Walk, gas_clerk: Principal) -> None:
        paper = enter(charged, gas_clerk)
        charged.wait(40)
        rows = Defence.objects.filter(pk=paper.pk)
        case = Case.objects.filter(pk=charged.case.pk)
        assert charged.case.state == CaseState.DEFENDED
        back = {"state": CaseState.NOTIFIED, "version": charged.case.version + 1}
        written = {"contested_on": charged.day, "contest_reason": "x"}

        assert "stays heard" in refused_at_runtime(lambda: case.update(**back))
        for by, words in ((gas_clerk, "by the office"), (charged.operator, "")):
            values = written | {"contested_by": by.user_id}
            assert words in refused_at_runtime(partial(rows.update, **values))

    @pytest.mark.usefixtures("right_code")
    def test_has_a_page_and_a_move(
        self, charged: Walk, gas_clerk: Principal, browser_of: Any, api_of: Any
    ) -> None:
        paper = enter(charged, gas_clerk)
        address = f"/violations/{charged.case.number}"
        page = browser_of(charged.operator).get(f"{address}/contest-paper")
        assert str(paper.public_id) in page.content.decode()

        answer = api_of(charged.operator).post(
            f"/api/v1/cases/{charged.case.public_id}/paper-contest",
            {"defence": str(paper.public_id), "reason": NOT_OURS, "one_time_code": "123456"},
        )

        assert answer.status_code == 200, answer.content
        paper.refresh_from_db()
        assert paper.contested_on is not None


class TestRecordJudgment:
    @pytest.fixture
    def final(self, charged: Walk, gas_manager: Principal) -> Walk:
        """Return a final, proven case."""
        charged.waive("defence").decide(gas_manager).notify("decision").waive("appeal")
        return charged

    def record(self, story: Walk, actor: Principal, **values: Any) -> Case:
        defaults = {
            "case_id": story.case.pk, "document_no": "۱۴۰۵/۳۳", "document_on": story.day,
            "document_issuer": "دیوان عدالت اداری", "reasons": REASONS, "actor": actor,
            "evidence_ids": scan_of(actor, "judgment", story.now["at"]), **story.now,
        }  # fmt: skip
        return actions.record_judgment(**(defaults | values))

    def test_keeps_its_scan_and_tells_office_and_agency(
        self, final: Walk, gas_appeal: Principal
    ) -> None:
        self.record(final, gas_appeal)

        assert Decision.objects.get(forum="judgment").scan is not None
        told = {role for kind, role in heard(final) if kind.startswith("case.annulled")}
        assert told >= {Role.OPERATOR, Role.AGENCY_MANAGER, Role.AGENCY_CLERK}

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"evidence_ids": ()}, "evidence"),
            ({"document_no": "بدون شماره"}, "document_no"),
            ({"older": 1}, "document_on"),
            ({"older": -1}, "document_on"),
        ],
    )
    def test_refuses_what_proves_nothing(
        self, final: Walk, gas_appeal: Principal, values: dict[str, Any], field: str
    ) -> None:
        if "older" in values:
            values = {"document_on": final.case.decided_on - values["older"] * DAY}

        with pytest.raises(Invalid) as refusal:
            self.record(final, gas_appeal, **values)

        assert list(refusal.value.fields) == [field]

    def test_refuses_who_decided_the_objection(
        self, charged: Walk, gas_manager: Principal, gas_appeal: Principal, chair: Principal
    ) -> None:
        charged.waive("defence").decide(gas_manager).notify("decision").appeal()
        actions.decide_appeal(
            case_id=charged.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal,
            **charged.now,
        )  # fmt: skip
        charged.notify("appeal_result")

        with pytest.raises(NotPermitted):
            self.record(charged, gas_appeal)

        assert self.record(charged, chair).outcome == "not_proven"

    def test_is_guarded(self, final: Walk, gas_appeal: Principal) -> None:
        def insert(**values: Any) -> Callable[[], Any]:
            return lambda: Decision.objects.create(
                case=final.case, forum="judgment", outcome="not_proven", reasons="x",
                sanction="none", document_issuer="x", decided_on=final.day,
                decided_by=gas_appeal.user_id, decided_by_name="x", **values,
            )  # fmt: skip

        on = final.case.decided_on
        assert on is not None
        assert "with its scan" in refused_at_runtime(insert(document_no="1", document_on=on))
        with pytest.raises(Exception, match="not older"):
            insert(document_no="1", document_on=on - DAY)()


class TestContestedAnswer:
    """An answer that the office contests is none: the window ends as it would without it."""

    def test_lapses_at_the_end_of_the_window(self, charged: Walk, gas_clerk: Principal) -> None:
        contest(charged, enter(charged, gas_clerk))

        charged.wait(40)

        assert charged.case.state == CaseState.DEFENCE_LAPSED

    def test_lapses_by_the_waiver(self, charged: Walk, gas_clerk: Principal) -> None:
        contest(charged, enter(charged, gas_clerk))

        charged.waive("defence")

        assert charged.case.state == CaseState.DEFENCE_LAPSED

    def test_one_case_that_fails_does_not_stop_the_night(
        self, charged: Walk, reporter: Principal, contract: Contract, gas_manager: Principal,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        report = file_report(contract, reporter, on=LONG_AGO)
        other = Walk(report, gas_manager, charged.operator).open().notify()

        def record(*, targets: list[Any], **values: Any) -> None:
            if any(case.pk == charged.case.pk for case, _changes in targets):
                raise ValueError("a rule of the database")
            write_events(targets=targets, **values)

        monkeypatch.setattr(hearing, "record_many", record)

        done = deadline_tick(as_of=(charged.day + 60 * DAY).isoformat())

        assert (done["lapsed"], done["failed"]) == (1, 1)
        assert charged.case.state == CaseState.NOTIFIED
        assert other.case.state == CaseState.DEFENCE_LAPSED
