"""What a court or higher authority does with a final decision: it annuls, reduces or sends back."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from approvals.actions import confirm_act
from approvals.models import PendingAct
from audit.models import AuditEvent
from contracts.models import Contract
from contracts.states import ContractState
from core.acts import why_not
from core.clock import now, today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import long, short
from core.persian import persian_digits
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_principal
from tests.sql import refused_and_undone, refused_at_runtime, runtime_role
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, filed_scan, noon, scan_of
from violations import actions, rules
from violations.acts.cases import RECORD_JUDGMENT
from violations.facts import clocks_of, live_points, proposed_sanction
from violations.facts.paper import judgment_in_words
from violations.facts.terms import kept_by_body
from violations.models import Case, Decision, Evidence, PointEntry
from violations.rules.reckoning import LADDER
from violations.states import CaseState, JudgmentResult, SanctionKind
from workdays.facts import deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
OVERRIDE = "با توجه به گستردگی زیان مشترکان، تخفیف ممکن نیست."
HEAVY = {"sanction": "suspension", "sanction_days": 30, "override_reason": OVERRIDE}


@pytest.fixture
def heard(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, operator: Principal
) -> Walk:
    """Return a case in which the office was heard, long ago."""
    report = file_report(contract, gas_clerk, on=LONG_AGO)
    return Walk(report, gas_manager, operator).open().notify().defend()


@pytest.fixture
def suspending(heard: Walk, gas_manager: Principal) -> Walk:
    """Return a final case whose sanction is a suspension, carried out."""
    heard.decide(gas_manager, **HEAVY).notify("decision").waive("appeal")
    actions.execute_sanction(case_id=heard.case.pk, actor=gas_manager, **heard.now)
    return heard


@pytest.fixture
def final(heard: Walk, gas_manager: Principal) -> Walk:
    """Return a final case in which nothing is to be carried out."""
    return heard.decide(gas_manager).notify("decision").waive("appeal")


def judge(story: Walk, actor: Principal, result: str, **values: Any) -> Case:
    """Record a judgment on the case of a story."""
    defaults = {
        "case_id": story.case.pk, "result": result, "document_no": "۱۴۰۵/۱۲",
        "document_on": story.day, "document_issuer": "دیوان عدالت اداری", "reasons": REASONS,
        "evidence_ids": scan_of(actor, "judgment", story.now["at"]), "actor": actor, **story.now,
    }  # fmt: skip
    return actions.record_judgment(**(defaults | values))


def test_its_second_person_reads_the_day_of_the_last_decision(
    heard: Walk, gas_manager: Principal, gas_appeal: Principal
) -> None:
    heard.decide(gas_manager, **HEAVY).notify("decision").appeal()
    heard.day += timedelta(days=4)
    actions.decide_appeal(
        case_id=heard.case.pk, result="reduced", reasons=REASONS, sanction="written_warning",
        actor=gas_appeal, **heard.now,
    )  # fmt: skip
    paper = {"result": "annulled", "document_no": "۱۲", "document_issuer": "دیوان"}

    (_label, judged), *_others = judgment_in_words(heard.case, paper)

    assert heard.case.decided_on != heard.day
    assert persian_digits(short(heard.day)) in judged


@pytest.mark.parametrize("story", ["final", "suspending"])
def test_asks_for_days_only_where_it_may_be_reduced_to_a_suspension(
    story: str, gas_appeal: Principal, browser_of: Any, request: pytest.FixtureRequest
) -> None:
    case = request.getfixturevalue(story)
    with time_machine.travel(noon(case.day), tick=False):
        browser = browser_of(gas_appeal)
        page = reverse("violations:judgment", args=[case.case.number])
        form = browser.get(page).context["form"]
        answer = browser.post(page, {"result": "reduced"})

    lighter = {value for value, _label in form.fields["sanction"].choices}
    assert ("sanction_days" in form.fields) is ("suspension" in lighter) is (story != "final")
    assert ('name="sanction_days"' in answer.text) is (story != "final")


@pytest.mark.parametrize("result", ["annulled", "sent_back"])
def test_that_ends_a_decision_is_named_above_the_case_of_the_office(
    final: Walk, gas_appeal: Principal, browser_of: Any, result: str
) -> None:
    judge(final, gas_appeal, result)

    with time_machine.travel(noon(final.day), tick=False):
        page = browser_of(final.operator).get(reverse("violations:file", args=[final.case.number]))

    said = page.context["judged_by"]
    assert said
    assert said.split("\u2066")[0] in page.text
    for part in ("دیوان عدالت اداری", persian_digits("۱۴۰۵/۱۲"), long(final.day)):
        assert persian_digits(part) in persian_digits(said)


def verbs(case: Case) -> list[str]:
    return list(
        AuditEvent.objects.filter(target_id=str(case.public_id)).values_list("verb", flat=True)
    )


class TestReduced:
    def test_leaves_the_case_final_with_the_lighter_sanction(
        self, suspending: Walk, gas_appeal: Principal
    ) -> None:
        judge(suspending, gas_appeal, "reduced", sanction="suspension", sanction_days=10)

        case = suspending.case
        assert (case.state, case.outcome) == (CaseState.FINAL, "proven")
        assert (case.sanction, case.sanction_days) == ("suspension", 10)
        assert live_points(office_id=case.office_id, as_of=suspending.day).total == case.points
        assert verbs(case).count("case.reduced") == 1
        judgment = case.decisions.get(forum="judgment")
        assert (judgment.judgment_result, judgment.occurrence) == ("reduced", case.occurrence)

    @pytest.mark.parametrize(
        ("sanction", "days"),
        [("suspension", 30), ("suspension", 31), ("termination_review", None), ("bad", None),
         ("suspension", None), ("", None)],
    )  # fmt: skip
    def test_is_never_as_grave_as_before(
        self, suspending: Walk, gas_appeal: Principal, sanction: str, days: int | None
    ) -> None:
        with pytest.raises(Invalid):
            judge(suspending, gas_appeal, "reduced", sanction=sanction, sanction_days=days)

    def test_ends_a_suspension_that_the_sanction_carries_no_more(
        self, suspending: Walk, gas_appeal: Principal, contract: Contract
    ) -> None:
        judge(suspending, gas_appeal, "reduced", sanction="written_warning")

        contract.refresh_from_db()
        assert contract.state == ContractState.ACTIVE

    @pytest.mark.parametrize("passed", [3, 5, 10])
    def test_shortens_a_suspension_to_its_days(
        self, suspending: Walk, contract: Contract, gas_appeal: Principal, passed: int
    ) -> None:
        contract.refresh_from_db()
        first, due = contract.suspended_on, contract.suspended_until
        assert first
        assert due == first + timedelta(days=29)
        suspending.day = first + timedelta(days=passed)

        judge(suspending, gas_appeal, "reduced", sanction="suspension", sanction_days=5)

        contract.refresh_from_db()
        last = first + timedelta(days=4)
        is_over = last < suspending.day
        assert contract.suspended_until == (None if is_over else last)
        assert contract.state == (ContractState.ACTIVE if is_over else ContractState.SUSPENDED)
        assert AuditEvent.objects.about(contract).latest("pk").verb == (
            "contract.suspension_shortened"
        )

    def test_leaves_a_suspension_that_the_sanction_carries(
        self, suspending: Walk, gas_appeal: Principal, contract: Contract
    ) -> None:
        judge(suspending, gas_appeal, "reduced", sanction="suspension", sanction_days=10)

        contract.refresh_from_db()
        assert contract.state == ContractState.SUSPENDED

    def test_is_followed_by_another_judgment(self, suspending: Walk, gas_appeal: Principal) -> None:
        judge(suspending, gas_appeal, "reduced", sanction="suspension", sanction_days=10)
        judge(suspending, gas_appeal, "reduced", sanction="suspension", sanction_days=5)
        judge(suspending, gas_appeal, "annulled")

        assert suspending.case.outcome == "not_proven"
        with pytest.raises(IllegalMove):
            judge(suspending, gas_appeal, "annulled")

    def test_takes_what_is_not_carried_out_from_the_agency(
        self, heard: Walk, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        heard.decide(gas_manager, **HEAVY).notify("decision").waive("appeal")
        assert heard.case.execution_due_on is not None

        judge(heard, gas_appeal, "reduced", sanction="written_warning")

        case = heard.case
        assert (case.execution_due_on, case.closing_due_on is None) == (None, False)

    def test_weighs_in_sql_as_in_python(self) -> None:
        days = (None, 1, 10, 365)
        pairs = list(product(product(LADDER, days), repeat=2))

        with connection.cursor() as cursor:
            for (one, length), (other, longer) in pairs:
                cursor.execute(
                    "SELECT violations_weight(%s, %s) < violations_weight(%s, %s)",
                    [str(one), length, str(other), longer],
                )
                found = cursor.fetchone()[0]
                assert found is (rules.weight(one, length) < rules.weight(other, longer))

    @pytest.mark.parametrize("sanction", SanctionKind.values)
    def test_is_lighter_whoever_writes_it(
        self, suspending: Walk, gas_appeal: Principal, sanction: str
    ) -> None:
        days, scan = (30 if sanction == "suspension" else None), filed_scan(suspending.case)

        with transaction.atomic():  # undone: it is carried into no case
            told = refused_at_runtime(
                lambda: written(suspending, gas_appeal, "reduced", "proven", sanction, days, scan)
            )
            transaction.set_rollback(True)

        is_lighter = rules.weight(sanction, days) < rules.weight("suspension", 30)
        assert (told == "") is is_lighter, told


def written(
    story: Walk, actor: Principal, result: str, outcome: str, sanction: str = "none",
    days: int | None = None, scan: Evidence | None = None, day: date | None = None,
) -> Decision:  # fmt: skip
    """Write a judgment past the actions."""
    case = story.case
    return Decision.objects.create(
        case=case, forum="judgment", judgment_result=result, outcome=outcome, reasons=REASONS,
        sanction=sanction, sanction_days=days, occurrence=1 if outcome == "proven" else None,
        points=case.points if outcome == "proven" else 0,
        decided_on=day or story.day, decided_by=actor.user_id, decided_by_name=actor.name,
        document_no="۱۲", document_on=day or story.day, document_issuer="دیوان",
        scan=scan or filed_scan(case),
    )  # fmt: skip


@pytest.fixture
def sent_back(suspending: Walk, gas_appeal: Principal) -> Walk:
    """Return a case whose decision a judgment has sent back."""
    judge(suspending, gas_appeal, "sent_back")
    return suspending


def decided_by(case: Case, day: date) -> date:
    """Return until when a case is decided whose time begins on a day."""
    return deadline("decision", day, case.county.public_id, body=kept_by_body(case)).due_on


class TestSentBack:
    def test_puts_the_case_back_before_its_decision(
        self, suspending: Walk, gas_appeal: Principal
    ) -> None:
        before = suspending.case

        judge(suspending, gas_appeal, "sent_back")

        case = suspending.case
        assert (case.state, case.outcome, case.sanction) == (CaseState.DEFENDED, "", "")
        assert (case.final_on, case.decided_on, case.appeal_due_on) == (None, None, None)
        assert (case.executed_on, case.occurrence, case.round_no) == (None, None, 2)
        assert (case.served_on, case.defence_due_on) == (before.served_on, before.defence_due_on)
        assert case.defences.exists()
        assert verbs(case).count("case.sent_back") == 1

    def test_gives_a_fresh_window_from_its_day(self, sent_back: Walk) -> None:
        case = sent_back.case
        kept = KeptDeadline.objects.get(clock="case.decision", subject_id=case.public_id)

        assert kept.starts_on == sent_back.day
        assert case.decision_due_on == kept.due_on
        assert sent_back.day < kept.due_on

    def test_without_an_answer_in_time_waits_as_unheard(
        self, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        operator: Principal, gas_appeal: Principal,
    ) -> None:  # fmt: skip
        report = file_report(contract, gas_clerk, on=LONG_AGO)
        story = Walk(report, gas_manager, operator).open().notify().waive("defence")
        story.decide(gas_manager).notify("decision").waive("appeal")

        judge(story, gas_appeal, "sent_back")

        assert story.case.state == CaseState.DEFENCE_LAPSED

    def test_takes_points_and_suspension_back(self, sent_back: Walk, contract: Contract) -> None:
        contract.refresh_from_db()
        day = sent_back.day

        assert contract.state == ContractState.ACTIVE
        assert live_points(office_id=sent_back.case.office_id, as_of=day).total == 0

    def test_is_decided_anew_by_another(
        self, sent_back: Walk, gas_manager: Principal, gas: Agency, gas_appeal: Principal
    ) -> None:
        with pytest.raises(NotPermitted):
            sent_back.decide(gas_manager)
        other = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر")

        sent_back.decide(other)

        case = sent_back.case
        assert (case.state, case.sanction) == (CaseState.DECIDED, "written_warning")
        assert case.decisions.filter(forum="agency").count() == 2

    def test_goes_to_the_second_signatory_where_no_manager_is_free(
        self, sent_back: Walk, gas_appeal: Principal
    ) -> None:
        sent_back.decide(gas_appeal)

        assert sent_back.case.state == CaseState.DECIDED

    def test_is_decided_by_another_whoever_writes_it(
        self, sent_back: Walk, gas_manager: Principal, gas: Agency
    ) -> None:
        other = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر")
        proposal = proposed_sanction(sent_back.case.type_id, 1)
        of_matrix = {
            "proposed_sanction": proposal.sanction if proposal else "",
            "proposed_days": proposal.days if proposal else None,
            "override_reason": OVERRIDE,
        }

        def write(actor: Principal) -> Any:
            return lambda: Decision.objects.create(
                case=sent_back.case, forum="agency", outcome="proven", reasons=REASONS,
                sanction="written_warning", occurrence=1, decided_on=sent_back.day,
                points=sent_back.case.points, **of_matrix,
                decided_by=actor.user_id, decided_by_name=actor.name,
            )  # fmt: skip

        assert "holds no role" in refused_at_runtime(write(gas_manager))
        assert refused_at_runtime(write(other)) == ""

    def test_is_closed_by_no_former_decider_whoever_writes_it(
        self, sent_back: Walk, gas_manager: Principal
    ) -> None:
        with pytest.raises(NotPermitted):
            actions.close_no_action(
                case_id=sent_back.case.pk, code="competence", reason=OVERRIDE, actor=gas_manager,
                **sent_back.now,
            )  # fmt: skip

        told = refused_at_runtime(
            lambda: Case.objects.filter(pk=sent_back.case.pk).update(
                state="closed_no_action", closed_from=sent_back.case.state, closed_on=today(),
                closed_by=gas_manager.user_id, closing_code="competence", closing_note=OVERRIDE,
                reopen_due_on=today() + timedelta(days=60), version=sent_back.case.version + 1,
            )
        )  # fmt: skip
        assert "ended by another person" in told

    def test_opens_the_objection_window_anew(
        self, sent_back: Walk, gas: Agency, gas_appeal: Principal
    ) -> None:
        other = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر")
        sent_back.decide(other)
        with pytest.raises(IllegalMove):
            sent_back.appeal()

        sent_back.notify("decision").appeal()
        actions.decide_appeal(
            case_id=sent_back.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal,
            **sent_back.now,
        )  # fmt: skip

        assert sent_back.case.state == CaseState.FINAL

    def test_is_not_final_by_the_former_waiver(
        self, sent_back: Walk, gas: Agency, gas_appeal: Principal
    ) -> None:
        other = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر")
        sent_back.decide(other).notify("decision")
        told = refused_at_runtime(
            lambda: Case.objects.filter(pk=sent_back.case.pk).update(
                state="final", final_on=sent_back.day, version=sent_back.case.version + 1
            )
        )
        assert told == "A decision is final when its appeal window is over."

        sent_back.waive("appeal")

        assert sent_back.case.state == CaseState.FINAL
        assert PointEntry.objects.filter(points__gt=0, case=sent_back.case).count() == 2
        assert live_points(office_id=sent_back.case.office_id, as_of=sent_back.day).total == 50

    def test_is_sent_back_once_more(self, sent_back: Walk, gas: Agency, chair: Principal) -> None:
        gas_appeal = make_principal(Role.AGENCY_APPEAL, gas, name="مرجع دوم")
        other = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر")
        sent_back.decide(other).notify("decision").waive("appeal")

        judge(sent_back, gas_appeal, "sent_back")

        assert sent_back.case.round_no == 3
        with pytest.raises(NotPermitted):
            sent_back.decide(other)

    def test_shows_the_clocks_of_its_round(self, sent_back: Walk) -> None:
        clocks = clocks_of(sent_back.case, sent_back.day)

        assert [clock.key for clock in clocks if clock.is_running] == ["decision"]

    @pytest.mark.parametrize("wrong", [
        {"round_no": 3}, {"state": "defence_lapsed"}, {"state": "notified"}, {"outcome": "proven"},
        {"sanction": "suspension"}, {"occurrence": 1}, {"executed_by": 5}, {"served_on": None},
        {"defence_due_on": None}, {"is_contested": True}, {"closing_note": "x"}, {"version": 1},
    ])  # fmt: skip
    def test_leaves_nothing_of_the_decision_whoever_writes_it(
        self, final: Walk, gas_appeal: Principal, wrong: dict[str, Any]
    ) -> None:
        written(final, gas_appeal, "sent_back", "not_proven")
        case = final.case
        right = dict(
            actions.judgments.UNDECIDED, state="defended", round_no=2, version=case.version + 1,
            sent_back_at=noon(final.day), decision_due_on=decided_by(case, final.day),
        )  # fmt: skip
        rows = Case.objects.filter(pk=case.pk)

        later = {"decision_due_on": decided_by(case, final.day) + timedelta(days=1)}
        with runtime_role():
            assert refused_and_undone(lambda: rows.update(**(right | wrong)))
            assert "no day more" in refused_and_undone(lambda: rows.update(**(right | later)))
            assert refused_and_undone(lambda: rows.update(**right)) == ""

    def test_needs_its_judgment_whoever_writes_it(self, final: Walk, gas_appeal: Principal) -> None:
        case = final.case
        rows = Case.objects.filter(pk=case.pk)
        right = dict(
            actions.judgments.UNDECIDED, state="defended", round_no=2, version=case.version + 1,
            sent_back_at=noon(final.day), decision_due_on=decided_by(case, final.day),
        )  # fmt: skip
        told = "A final case is sent back by a judgment alone."

        assert refused_at_runtime(lambda: rows.update(**right)) == told
        assert refused_at_runtime(lambda: rows.update(**(right | {"round_no": 1}))) == told
        written(final, gas_appeal, "annulled", "not_proven")
        assert refused_at_runtime(lambda: rows.update(**right)) == told

    def test_has_the_whole_window_whoever_writes_it(
        self, final: Walk, gas_appeal: Principal
    ) -> None:
        written(final, gas_appeal, "sent_back", "not_proven")
        case = final.case
        short = dict(
            actions.judgments.UNDECIDED, state="defended", round_no=2, version=case.version + 1,
            sent_back_at=noon(final.day), decision_due_on=final.day,
        )  # fmt: skip

        told = refused_at_runtime(lambda: Case.objects.filter(pk=case.pk).update(**short))

        assert told == "A window has the whole length of its rule."


class TestApplied:
    """A judgment is carried into its case in the transaction that records it."""

    @pytest.mark.parametrize(
        ("result", "outcome", "sanction"),
        [("annulled", "not_proven", "none"), ("sent_back", "not_proven", "none"),
         ("reduced", "proven", "reminder")],
    )  # fmt: skip
    def test_whoever_writes_it(
        self, final: Walk, gas_appeal: Principal, result: str, outcome: str, sanction: str
    ) -> None:
        scan = filed_scan(final.case)

        def write() -> None:
            written(final, gas_appeal, result, outcome, sanction, scan=scan)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS violations_decision_judged IMMEDIATE")

        assert refused_at_runtime(write) == "A judgment is carried into its case."

    def test_sent_back_proves_nothing_whoever_writes_it(
        self, final: Walk, gas_appeal: Principal
    ) -> None:
        written(final, gas_appeal, "sent_back", "not_proven")
        rows = Case.objects.filter(pk=final.case.pk)
        values = {
            "outcome": "not_proven", "sanction": "none", "version": final.case.version + 1
        }  # fmt: skip

        told = refused_at_runtime(lambda: rows.update(**values))

        assert told == "Outcome and sanction come from a decision."

    def test_takes_the_newest_of_those_that_reduce(
        self, suspending: Walk, gas_appeal: Principal, contract: Contract
    ) -> None:
        case, scan = suspending.case, filed_scan(suspending.case)
        rows = Case.objects.filter(pk=case.pk)
        held = Contract.objects.filter(pk=contract.pk)
        first = held.get().suspended_on
        assert first

        def write() -> None:
            for days in (20, 10):
                written(
                    suspending, gas_appeal, "reduced", "proven", "suspension", days, scan, today()
                )
                rows.update(sanction_days=days, version=F("version") + 1)
                last = first + timedelta(days=days - 1)
                held.update(suspended_until=last, version=F("version") + 1)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS violations_decision_judged IMMEDIATE")

        assert refused_at_runtime(write) == ""


class TestNews:
    @pytest.mark.parametrize("result", ["annulled", "reduced", "sent_back"])
    def test_of_a_judgment_reach_office_agency_and_deputy_at_once(
        self, suspending: Walk, gas_appeal: Principal, gas_clerk: Principal, deputy: Principal,
        operator: Principal, result: str,
    ) -> None:  # fmt: skip
        sanction = "written_warning" if result == "reduced" else ""
        Notification.objects.all().delete()

        judge(suspending, gas_appeal, result, sanction=sanction)
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("-pk")[:3]:
            spread(payload=message.payload, at=suspending.now["at"])

        verb = {"annulled": "case.annulled", "reduced": "case.reduced"}.get(
            result, "case.sent_back"
        )
        heard = set(
            Notification.objects.filter(kind__startswith=verb).values_list("user_id", flat=True)
        )
        assert {gas_clerk.user_id, deputy.user_id, operator.user_id} <= heard


def test_says_who_records_it_to_those_who_do_not(
    final: Walk, gas_appeal: Principal, chair: Principal
) -> None:
    secretary, day = make_principal(Role.SECRETARIAT), final.day
    people = {"مرجع تجدیدنظر": gas_appeal, "رئیس کمیته": chair, "دبیرخانه": secretary}
    for who, recorder in people.items():
        for person in people.values():
            found = why_not(RECORD_JUDGMENT, final.case, person, day)
            assert (found is None) is (person is recorder)
            assert found is None or who in found.message
            assert found is None or "اعتراض" not in found.message
        RoleGrant.objects.filter(user_id=recorder.user_id).update(
            ends_on=LONG_AGO - timedelta(days=1)
        )


def test_asks_for_a_known_result(suspending: Walk, gas_appeal: Principal) -> None:
    with pytest.raises(Invalid) as caught:
        judge(suspending, gas_appeal, "upheld")

    assert set(caught.value.fields) == {"result"}
    assert Evidence.objects.filter(kind="judgment", attached_at__isnull=False).count() == 0


class TestPages:
    @pytest.mark.parametrize("who", ["gas_manager", "gas_appeal", "operator", "secretariat"])
    def test_of_a_case_that_was_sent_back_show_what_was_decided(
        self, sent_back: Walk, request: Any, browser_of: Any, who: str
    ) -> None:
        client = browser_of(request.getfixturevalue(who))

        page = client.get(sent_back.case.get_absolute_url())

        assert page.status_code == 200
        assert [row["decision"].forum for row in page.context["decisions"]] == [
            "agency", "judgment",
        ]  # fmt: skip

    def test_record_a_reduction(self, final: Walk, gas_appeal: Principal, browser_of: Any) -> None:
        client, case = browser_of(gas_appeal), final.case
        address = f"{case.get_absolute_url()}/judgment"
        page = client.get(address)
        form = page.context["form"]
        assert page.context["judged"] == SanctionKind(case.sanction).label
        assert page.context["judged_on"] == case.decided_on
        assert [value for value, _label in form.fields["result"].choices] == [
            "annulled", "reduced", "sent_back",
        ]  # fmt: skip
        data = {
            "document_no": "۱۲", "document_on": "1405/09/09", "document_issuer": "دیوان عدالت",
            "reasons": REASONS, "result": "reduced",
            "evidence": [str(key) for key in scan_of(gas_appeal, "judgment", now())],
        }  # fmt: skip

        assert client.post(address, data).status_code != 302
        client.post(address, data | {"sanction": "reminder"})

        assert final.case.sanction == "reminder"

    def test_over_rest_send_back_and_list(
        self, sent_back: Walk, gas_manager: Principal, api_of: Any
    ) -> None:
        client, case = api_of(gas_manager), sent_back.case

        rows = client.get("/api/v1/decisions", {"case": case.public_id}).json()["results"]

        found = {row["forum"]: row["judgment_result"] for row in rows}
        assert found == {"agency": None, "judgment": "sent_back"}
        shown = client.get(f"/api/v1/cases/{case.public_id}").json()
        assert (shown["round_no"], shown["state"], shown["outcome"]) == (2, "defended", None)


class TestOfAnEarlierDay:
    """A judgment that is entered late takes effect by another person, who did not decide."""

    def late(self, story: Walk, actor: Principal) -> Case:
        day = story.day
        story.day += timedelta(days=60)
        return judge(story, actor, "annulled", document_on=day)

    def test_waits_for_a_second_person(
        self, final: Walk, gas_appeal: Principal, deputy: Principal
    ) -> None:
        self.late(final, gas_appeal)

        assert final.case.outcome == "proven"
        assert not Decision.objects.filter(forum="judgment").exists()
        pending = PendingAct.objects.get(target_id=final.case.public_id)
        confirm_act(pending_id=pending.pk, actor=deputy, **final.now)
        assert final.case.outcome == "not_proven"
        written = Decision.objects.get(forum="judgment")
        assert (written.decided_by, written.decided_on) == (gas_appeal.user_id, final.day)

    def test_is_not_confirmed_by_who_decided_or_entered_it(
        self, final: Walk, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        make_principal(Role.AGENCY_MANAGER, final.case.agency)  # free, so that it stays inside
        self.late(final, gas_appeal)

        pending = PendingAct.objects.get(target_id=final.case.public_id)
        for barred in (gas_manager, gas_appeal):
            with pytest.raises(NotPermitted):
                confirm_act(pending_id=pending.pk, actor=barred, **final.now)
        assert final.case.outcome == "proven"

    def test_is_entered_once_while_it_waits(self, final: Walk, gas_appeal: Principal) -> None:
        self.late(final, gas_appeal)

        with pytest.raises(IllegalMove):
            judge(final, gas_appeal, "annulled", document_on=final.day - timedelta(days=60))

    def test_is_confirmed_in_the_database_too(self, final: Walk, gas_appeal: Principal) -> None:
        case, scan = final.case, filed_scan(final.case)

        def write() -> None:
            Decision.objects.create(
                case=case, forum="judgment", judgment_result="annulled", reasons=REASONS,
                outcome="not_proven", sanction="none", points=0, decided_on=today(),
                decided_by=gas_appeal.user_id, decided_by_name="x", document_no="۱",
                document_on=case.decided_on, document_issuer="دیوان", scan=scan,
                round_no=case.round_no,
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS violations_decision_second IMMEDIATE")

        assert "second person" in refused_at_runtime(write)

    @pytest.mark.parametrize("result", ["annulled", "reduced", "sent_back"])
    def test_shows_the_second_person_what_it_did_with_which_decision(
        self, suspending: Walk, gas_appeal: Principal, result: str
    ) -> None:
        day = suspending.day
        suspending.day += timedelta(days=60)
        lighter = "written_warning" if result == "reduced" else ""

        judge(suspending, gas_appeal, result, sanction=lighter, document_on=day)

        pending = PendingAct.objects.get(target_id=suspending.case.public_id)
        rows = dict(pending.rows)
        with translation.override("fa"):
            shown = " ".join(rows.values())
            assert str(JudgmentResult(result).label) in shown
            assert str(SanctionKind(suspending.case.sanction).label) in shown
            assert not lighter or str(SanctionKind(lighter).label) in shown
        assert pending.arguments["document_no"] in shown
        assert pending.arguments["document_issuer"] in shown

    def test_leaves_no_page_to_enter_it_again_while_it_waits(
        self, final: Walk, gas_appeal: Principal
    ) -> None:
        assert why_not(RECORD_JUDGMENT, final.case, gas_appeal, final.day) is None

        self.late(final, gas_appeal)

        assert why_not(RECORD_JUDGMENT, final.case, gas_appeal, final.day) is not None

    def test_is_known_to_the_office_and_its_keeper_at_once(
        self, final: Walk, gas_appeal: Principal, gas_clerk: Principal, operator: Principal
    ) -> None:
        Notification.objects.all().delete()

        self.late(final, gas_appeal)

        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("-pk")[:3]:
            spread(payload=message.payload, at=final.now["at"])
        heard = Notification.objects.filter(kind__startswith="case.paper_proposed/")
        people = set(heard.values_list("user_id", flat=True))
        assert {gas_clerk.user_id, operator.user_id} <= people
