from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.roles import Role
from contracts.actions.notice_ends import lift_notice
from contracts.models import EndingProof, Waiver
from tests.contracts.stories import served, step, suspended, under_notice, waive
from tests.factories import (
    NOW,
    TODAY,
    make_case,
    make_contract,
    make_final_case,
    make_notice,
    make_principal,
    make_report,
    step_case,
)
from tests.violations.stories import REASONS
from violations.acts.ending import nothing_to_carry_out
from violations.models import (
    Appeal,
    Case,
    CaseReport,
    Decision,
    Defence,
    Evidence,
    Notice,
    PointEntry,
    ViolationReport,
)
from violations.states import REPORT_FLOW, TO_EXECUTE, CaseState, ReportState, SanctionKind

pytestmark = pytest.mark.django_db


def refused(call):
    """Tell with which words the database refuses; nothing when it lets it pass."""
    try:
        with transaction.atomic():
            call()
    except IntegrityError as error:
        return str(error).split("\n")[0]
    return ""


class TestFlows:
    @pytest.mark.parametrize(
        "name",
        [
            "violations_case_flow", "violations_report_flow", "violations_decision_four_eyes",
            "violations_casereport_four_eyes", "violations_pointentry_due",
            "violations_proof_of_decision", "violations_case_sealed", "violations_case_kept",
            "violations_decision_sealed", "violations_evidence_kept",
        ],
    )  # fmt: skip
    def test_cannot_be_switched_off_by_a_session(self, name):
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = %s", [name])
            assert cursor.fetchall() == [("A",)]

    @pytest.mark.parametrize("before", list(ReportState))
    def test_refuse_every_other_move_of_a_report(self, before, gas_clerk):
        report = make_report(reporter=gas_clerk)
        rows = ViolationReport.objects.filter(pk=report.pk)
        triaged = {"triaged_by": 999_999, "triaged_on": TODAY, "triage_reason": "دلیل"}
        if before != ReportState.SUBMITTED:
            original = {}
            if before == ReportState.DUPLICATE:
                like = {"contract": report.contract, "type": report.type}
                original = {"duplicate_of": make_report(reporter=gas_clerk, **like)}
            rows.update(state=before, version=2, **triaged, **original)
        version = 1 if before == ReportState.SUBMITTED else 2

        for after in ReportState:
            if after == before or REPORT_FLOW.allows(before, after):
                continue
            values = {"state": after, "version": version + 1, **triaged}
            told = refused(lambda values=values: rows.update(**values))
            assert told == f"A report does not go from {before} to {after}."

    def test_ask_for_the_next_version(self):
        case = make_case()

        assert "version" in refused(
            lambda: Case.objects.filter(pk=case.pk).update(state="closed_no_action")
        )

    @pytest.mark.parametrize("state", [s for s in CaseState if s != CaseState.OPENED])
    def test_let_a_case_start_as_opened_only(self, state):
        assert refused(lambda: make_case(state=state))

    def test_refuse_a_triage_of_the_own_report(self, gas_clerk):
        report = make_report(reporter=gas_clerk)

        assert refused(
            lambda: ViolationReport.objects.filter(pk=report.pk).update(
                state="accepted", version=2, triaged_by=gas_clerk.user_id, triaged_on=TODAY
            )
        ) == "Nobody triages the own report."  # fmt: skip


def served_case(**values):
    """Return a case in the defence window, past the actions."""
    case = make_case(**values)
    Notice.objects.create(
        case=case, kind="charge", channel="portal", letter_no="1405-N-1", text="ابلاغ",
        issued_on=case.opened_on, issued_by=-7, served_on=case.opened_on, served_at=NOW,
        proof="تأیید دریافت",
    )  # fmt: skip
    step_case(
        case, state="notified", is_issued=True, served_on=case.opened_on,
        defence_due_on=case.opened_on + timedelta(days=11),
        decision_due_on=case.opened_on + timedelta(days=42),
    )  # fmt: skip
    case.refresh_from_db()
    return case


def tell(case, due_on):
    """Serve the decision the day before its window ends."""
    make_notice(case, "decision", due_on - timedelta(days=1))


def decide(case, day, **values):
    """Write a decision and move the case, past the actions."""
    defaults = {
        "case": case, "forum": "agency", "outcome": "proven", "reasons": REASONS,
        "occurrence": 1, "sanction": "written_warning", "decided_on": day, "decided_by": -5,
        "decided_by_name": "مدیر",
    }  # fmt: skip
    Decision.objects.create(**(defaults | values))
    step_case(
        case, state="decided", outcome="proven", occurrence=1, sanction="written_warning",
        decided_on=day,
    )  # fmt: skip


class TestDueProcess:
    def test_starts_the_window_only_with_a_served_notice(self):
        case = make_case()

        assert refused(
            lambda: step_case(
                case, state="notified", served_on=TODAY, defence_due_on=TODAY,
            )
        ) == "The defence window starts when the notice was served."  # fmt: skip

    def test_refuses_a_decision_before_the_office_was_heard(self):
        case = served_case()
        step_case(case, state="defence_lapsed")

        told = refused(lambda: decide(case, case.defence_due_on))

        assert told == "Nothing is decided before the time to answer is over."

    def test_lets_decide_the_day_after_the_window(self):
        case = served_case()
        step_case(case, state="defence_lapsed")

        assert not refused(lambda: decide(case, case.defence_due_on + timedelta(days=1)))

    def test_lets_nobody_decide_in_the_window_after_a_defence(self):
        case = served_case()
        Defence.objects.create(
            case=case, stance="denies", text="نه", submitted_on=case.served_on,
            submitted_at=NOW, written_by=1, written_by_name="متصدی",
        )  # fmt: skip
        step_case(case, state="defended")

        assert refused(lambda: decide(case, case.defence_due_on))
        assert not refused(lambda: decide(case, case.defence_due_on + timedelta(days=1)))

    def test_lets_decide_after_a_waiver_of_this_office(self):
        case = served_case()
        step_case(case, state="defence_lapsed")
        Waiver.objects.create(
            window="defence", subject_type="violations.case", subject_id=case.public_id,
            office=case.office, text="می‌پذیرم", given_on=case.served_on, given_at=NOW,
            given_by=1, given_by_name="متصدی",
        )  # fmt: skip

        assert not refused(lambda: decide(case, case.served_on))

    def test_refuses_a_decided_state_without_a_decision(self):
        case = served_case()
        step_case(case, state="defence_lapsed")
        day = case.defence_due_on + timedelta(days=1)

        assert refused(
            lambda: step_case(
                case, state="decided", outcome="proven", occurrence=1, decided_on=day,
                sanction="written_warning",
            )
        )  # fmt: skip

    def test_refuses_an_outcome_that_nobody_decided(self):
        case = make_final_case()

        told = refused(lambda: step_case(case, outcome="not_proven", sanction="none"))

        assert told == "Outcome and sanction come from a decision."

    @pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, True), (1, False)])
    def test_makes_final_after_the_appeal_window(self, days, is_refused):
        case = served_case()
        step_case(case, state="defence_lapsed")
        decide(case, case.defence_due_on + timedelta(days=1))
        due_on = case.defence_due_on + timedelta(days=22)
        tell(case, due_on)

        told = refused(
            lambda: step_case(
                case, state="final", appeal_due_on=due_on, final_on=due_on + timedelta(days=days)
            )
        )

        assert bool(told) is is_refused

    def test_never_makes_final_what_was_not_served(self):
        case = served_case()
        step_case(case, state="defence_lapsed")
        decide(case, case.defence_due_on + timedelta(days=1))

        assert refused(lambda: step_case(case, state="final", final_on=TODAY))

    def test_keeps_an_appealed_case_open_until_the_appeal_is_decided(self):
        case = served_case()
        step_case(case, state="defence_lapsed")
        decide(case, case.defence_due_on + timedelta(days=1))
        tell(case, case.defence_due_on)
        step_case(case, state="appealed", appeal_due_on=case.defence_due_on)

        assert refused(lambda: step_case(case, state="final", final_on=TODAY))


class TestWindows:
    def test_are_not_moved(self):
        case = make_final_case()

        for column in ("defence_due_on", "appeal_due_on"):
            assert refused(lambda column=column: step_case(case, **{column: TODAY})), column
        assert refused(lambda: step_case(case, occurrence=3))

    def test_of_defence_end_after_the_service(self):
        case = make_case()
        make_notice(case, "charge", case.opened_on)

        for days, is_refused in ((0, True), (1, False)):
            told = refused(
                lambda days=days: step_case(
                    case, state="notified", served_on=case.opened_on,
                    defence_due_on=case.opened_on + timedelta(days=days),
                )
            )  # fmt: skip
            assert bool(told) is is_refused

    def test_of_appeal_start_with_the_served_decision(self):
        case = served_case()
        step_case(case, state="defence_lapsed")
        decide(case, case.defence_due_on + timedelta(days=1))
        due_on = case.defence_due_on + timedelta(days=30)

        assert refused(lambda: step_case(case, appeal_due_on=due_on))
        make_notice(case, "decision", due_on)
        assert refused(lambda: step_case(case, appeal_due_on=due_on))
        assert not refused(lambda: step_case(case, appeal_due_on=due_on + timedelta(days=1)))


class TestFourEyes:
    def test_refuses_the_reporter_as_decider(self, gas_clerk):
        case = served_case()
        report = make_report(reporter=gas_clerk, contract=case.contract, type=case.type)
        CaseReport.objects.create(case=case, report=report)
        step_case(case, state="defence_lapsed")
        day = case.defence_due_on + timedelta(days=1)

        told = refused(lambda: decide(case, day, decided_by=gas_clerk.user_id))

        assert told == "Nobody decides the own report."

    def test_refuses_the_deciders_report_afterwards(self):
        case = served_case()
        manager = make_principal(Role.AGENCY_MANAGER, case.agency)
        step_case(case, state="defence_lapsed")
        decide(case, case.defence_due_on + timedelta(days=1), decided_by=manager.user_id)
        report = make_report(reporter=manager, contract=case.contract, type=case.type)

        assert refused(lambda: CaseReport.objects.create(case=case, report=report))

    @pytest.mark.parametrize("person", [-5, -7, -11])
    def test_refuses_an_appeal_decider_who_had_a_part(self, person):
        case = served_case()
        step_case(case, state="defence_lapsed")
        attendance = [{"name": "عضو", "user_id": -11, "is_present": True, "is_recused": False}]
        decide(case, case.defence_due_on + timedelta(days=1), attendance=attendance)
        tell(case, TODAY)
        step_case(case, state="appealed", appeal_due_on=TODAY)

        told = refused(
            lambda: Decision.objects.create(
                case=case, forum="appeal", outcome="proven", reasons=REASONS,
                sanction="written_warning", decided_on=TODAY, decided_by=person,
                decided_by_name="یکی", occurrence=1,
            )
        )  # fmt: skip

        assert told == "An appeal is decided by somebody who had no part in the case."

    @pytest.mark.parametrize("forum", ["agency", "committee", "appeal", "judgment"])
    def test_refuses_a_decision_out_of_its_state(self, forum):
        case = make_case()

        assert refused(
            lambda: Decision.objects.create(
                case=case, forum=forum, outcome="not_proven", reasons=REASONS, sanction="none",
                decided_on=TODAY, decided_by=-5, decided_by_name="یکی", document_no="1",
                document_on=TODAY, document_issuer="دیوان",
            )
        )  # fmt: skip


class TestSealedRows:
    def test_keep_what_a_case_is_about(self):
        case = make_case()
        for column, value in (
            ("number", "1405-99999"), ("points", 1), ("occurred_on", TODAY),
            ("severity", "minor"), ("opened_on", TODAY), ("holder_id", case.holder_id + 1),
        ):  # fmt: skip
            assert refused(lambda c=column, v=value: step_case(case, **{c: v})), column

    def test_keep_a_report_as_it_was_filed(self, gas_clerk):
        report = make_report(reporter=gas_clerk)
        rows = ViolationReport.objects.filter(pk=report.pk)
        for column, value in (
            ("narrative", "دیگر"), ("occurred_on", TODAY), ("reporter_id", 3), ("amount", 5),
            ("is_late", True), ("submitted_on", TODAY - timedelta(days=1)),
        ):  # fmt: skip
            assert refused(lambda c=column, v=value: rows.update(**{c: v})), column

    def test_keep_decisions_defences_and_points(self):
        case = make_final_case()
        entry = PointEntry.objects.create(
            office=case.office, holder=case.holder, case=case, points=50,
            effective_on=case.final_on, expires_on=case.final_on + timedelta(days=700),
        )  # fmt: skip

        assert refused(lambda: Decision.objects.filter(case=case).update(reasons="دیگر"))
        assert refused(lambda: PointEntry.objects.filter(pk=entry.pk).update(points=5))
        assert refused(lambda: PointEntry.objects.filter(pk=entry.pk).delete())
        assert refused(lambda: Decision.objects.filter(case=case).delete())

    def test_keep_a_served_notice(self):
        case = served_case()
        rows = Notice.objects.filter(case=case)

        assert refused(lambda: rows.update(served_on=TODAY))
        assert refused(lambda: rows.update(text="دیگر"))
        assert refused(rows.delete)

    def test_keep_recorded_days(self):
        case = make_final_case()

        assert refused(lambda: step_case(case, final_on=TODAY))
        assert refused(lambda: step_case(case, decided_on=TODAY))

    def test_are_not_deleted(self, gas_clerk):
        report = make_report(reporter=gas_clerk)
        case = make_case()

        assert refused(ViolationReport.objects.filter(pk=report.pk).delete)
        assert refused(Case.objects.filter(pk=case.pk).delete)

    def test_let_a_file_be_attached_once(self):
        case, other = make_case(), make_case()
        file = Evidence.objects.create(
            name="a.pdf", original="a", media_type="application/pdf", size=1, sha256="0" * 64,
            uploaded_by=1, uploaded_by_name="یکی", uploaded_at=NOW,
        )  # fmt: skip
        rows = Evidence.objects.filter(pk=file.pk)

        assert refused(lambda: rows.update(sha256="1" * 64))
        rows.update(case=case, attached_at=NOW)
        assert refused(lambda: rows.update(case=other))
        assert refused(rows.delete)


class TestPoints:
    @pytest.mark.parametrize("outcome", ["opened", "not_proven"])
    def test_come_from_final_proven_cases_only(self, outcome):
        case = (
            make_case()
            if outcome == "opened"
            else make_final_case(outcome="not_proven", sanction="none", occurrence=None)
        )

        assert refused(
            lambda: PointEntry.objects.create(
                office=case.office, holder=case.holder, case=case, points=50,
                effective_on=TODAY, expires_on=TODAY + timedelta(days=700),
            )
        ) == "Only a final proven case has points."  # fmt: skip

    @pytest.mark.parametrize(("outcome", "is_kept"), [("proven", True), ("not_proven", False)])
    def test_are_taken_back_exactly_and_from_who_is_cleared(self, outcome, is_kept):
        case = make_final_case()
        values = {
            "office": case.office, "holder": case.holder, "case": case,
            "effective_on": case.final_on, "expires_on": case.final_on + timedelta(days=700),
        }  # fmt: skip
        entry = PointEntry.objects.create(points=50, **values)

        if outcome != "proven":
            clear(case)

        assert refused(lambda: PointEntry.objects.create(points=-49, reverses=entry, **values))
        assert is_kept is (
            refused(lambda: PointEntry.objects.create(points=-50, reverses=entry, **values))
            == "Points are taken back when the case is proven no more."
        )


def clear(case):
    """Let a court find, past the actions, that a final case is not proven."""
    Decision.objects.create(
        case=case, forum="judgment", outcome="not_proven", reasons=REASONS, sanction="none",
        decided_on=TODAY, decided_by=make_principal(Role.SECRETARIAT).user_id,
        decided_by_name="دبیرخانه", document_no="۱", document_on=TODAY, document_issuer="دیوان",
    )  # fmt: skip
    case.refresh_from_db()
    step_case(case, outcome="not_proven", sanction="none", sanction_days=None)


class TestService:
    @pytest.mark.parametrize("channel", ["letter", "in_person"])
    def test_on_paper_has_the_scan_of_its_receipt(self, channel):
        notice = Notice.objects.create(
            case=make_case(), kind="charge", channel="portal", letter_no="1405-N-1", text="ابلاغ",
            issued_on=TODAY, issued_by=-7,
        )  # fmt: skip
        rows, told = Notice.objects.filter(pk=notice.pk), {"served_on": TODAY, "served_at": NOW}

        assert "violations_notice_paper_scanned" in refused(
            lambda: rows.update(channel=channel, proof="رسید پست", **told)
        )
        assert not refused(lambda: rows.update(proof="تأیید دریافت در درگاه", **told))


class TestObjection:
    """An objection that waits is over with the decision on it, and by nothing else."""

    @pytest.fixture
    def rows(self, walk):
        story = walk().open().notify().defend()
        story.decide(story.triager).notify("decision").appeal()
        return Appeal.objects.filter(case=story.case)

    def uphold(self, rows, decider):
        appeal = rows.get()
        Decision.objects.create(
            case=appeal.case, forum="appeal", outcome="proven", reasons=REASONS, occurrence=1,
            sanction="written_warning", decided_on=appeal.filed_on, decided_by=decider.user_id,
            decided_by_name="مرجع تجدیدنظر",
        )  # fmt: skip
        return appeal.filed_on

    @pytest.mark.parametrize("result", ["upheld", "reduced", "annulled"])
    def test_has_no_result_without_its_decision(self, rows, result):
        assert refused(lambda: rows.update(result=result, decided_on=TODAY)) == (
            "An objection has a result by the decision on it."
        )

    def test_is_not_annulled_by_a_decision_that_upholds(self, rows, gas_appeal):
        day = self.uphold(rows, gas_appeal)

        assert refused(lambda: rows.update(result="annulled", decided_on=day))
        assert not refused(lambda: rows.update(result="upheld", decided_on=day))

    def test_stays_as_it_was_decided(self, rows, gas_appeal):
        rows.update(result="upheld", decided_on=self.uphold(rows, gas_appeal))

        assert refused(lambda: rows.update(result="reduced")) == (
            "An objection that was decided stays so."
        )


class TestProofOfDecision:
    def proof(self, contract, case):
        return EndingProof.objects.create(
            contract=contract, kind="final_decision", source_id=case.public_id,
            source_label=case.number, reasons=REASONS, decided_on=TODAY, decided_by=-5,
            decided_by_name="مدیر",
        )  # fmt: skip

    def test_takes_a_final_proven_case_of_the_contract(self):
        case = make_final_case()

        assert not refused(lambda: self.proof(case.contract, case))

    def test_refuses_an_open_case(self):
        case = make_case()

        assert refused(lambda: self.proof(case.contract, case))

    def test_refuses_a_case_that_was_not_proven(self):
        case = make_final_case(outcome="not_proven", sanction="none", occurrence=None)

        assert refused(lambda: self.proof(case.contract, case))

    @pytest.mark.parametrize("sanction", ["none", "reminder", "written_warning", "suspension"])
    def test_of_a_lighter_sanction_ends_nothing(self, sanction):
        days = 10 if sanction == "suspension" else None
        case = make_final_case(sanction=sanction, sanction_days=days)
        proof = self.proof(case.contract, case)

        assert "does not stand" in refused(lambda: under_notice(case.contract, proof=proof))

    @pytest.mark.parametrize(
        ("sanction", "carries"),
        [("written_warning", False), ("suspension", True), ("termination_review", True)],
    )
    def test_suspends_from_a_suspension_on(self, sanction, carries):
        days = 10 if sanction == "suspension" else None
        case = make_final_case(sanction=sanction, sanction_days=days)
        proof = self.proof(case.contract, case)

        assert (not refused(lambda: suspended(case.contract, proof=proof))) == carries

    def test_ends_nothing_once_it_was_annulled(self):
        case = make_final_case(sanction="termination_review")
        contract = served(under_notice(case.contract, proof=self.proof(case.contract, case)))
        waive(contract)
        Decision.objects.create(
            case=case, forum="judgment", outcome="not_proven", reasons=REASONS, sanction="none",
            decided_on=TODAY, decided_by=77, decided_by_name="دیوان", document_no="۱",
            document_on=TODAY, document_issuer="دیوان عدالت اداری",
        )  # fmt: skip
        step_case(case, outcome="not_proven", sanction="none")

        assert "does not stand" in refused(
            lambda: step(contract, "terminated", terminated_on=TODAY, ended_on=TODAY)
        )
        lift_notice(contract, TODAY)

    def test_refuses_another_contract(self):
        case = make_final_case()

        assert refused(lambda: self.proof(make_contract(), case))
        assert refused(lambda: self.proof(make_contract(office=case.office), case))


class TestExecution:
    """A sanction is carried out of a final, proven case alone."""

    def test_is_of_a_final_proven_case_only(self) -> None:
        case = make_case()

        with pytest.raises(IntegrityError, match="final, proven"), transaction.atomic():
            step_case(case, executed_on=TODAY)
        final = make_final_case(sanction="suspension", sanction_days=15)
        assert final.final_on
        step_case(final, executed_on=final.final_on, executed_by=0)

    @pytest.mark.parametrize("sanction", SanctionKind.values)
    def test_is_of_a_sanction_that_is_carried_out(self, sanction: str) -> None:
        """Compare the guard, the row of the act and the rule for each kind of sanction."""
        days = 15 if sanction == "suspension" else None
        case = make_final_case(sanction=sanction, sanction_days=days)
        actor = make_principal(Role.AGENCY_MANAGER, case.agency)

        said = nothing_to_carry_out(case, actor, TODAY)
        refusal = refused(lambda: step_case(case, executed_on=case.final_on, executed_by=0))

        assert (said == "", refusal == "") == (sanction in TO_EXECUTE,) * 2

    def test_is_not_written_with_a_new_case(self) -> None:
        with pytest.raises(IntegrityError, match="final, proven"), transaction.atomic():
            make_case(executed_on=TODAY)
