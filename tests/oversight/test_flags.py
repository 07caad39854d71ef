"""Flags are written once, replayed byte for byte, and seen by those whom they concern."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from offices.models import TouchedOffice
from oversight import actions
from oversight.facts.replay import recount, replay
from oversight.models import Flag, FlagEnd, PolicyRule, PolicyVersion, TerminationReview
from tests import factories
from tests.oversight.steps import DAY, LONG_AGO, REASONS, later, moment
from tests.violations.stories import scan_of
from violations import actions as violations
from violations.models import CaseReport


def refused(statement, *values, match=None):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            cursor.execute(statement, values)


def _another(flag):
    """Write a flag like one that there is."""
    values = {field.attname: getattr(flag, field.attname) for field in flag._meta.concrete_fields}
    values |= {"id": None, "public_id": uuid4(), "fingerprint": uuid4().hex}
    return Flag.objects.create(**values)


class TestImmutable:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE oversight_flag SET sentence = 'x'",
            "UPDATE oversight_flag SET updated_at = pishkhan_now()",
            "DELETE FROM oversight_flag_cases",
            "DELETE FROM oversight_flag",
            "TRUNCATE oversight_flag CASCADE",
            "DELETE FROM oversight_policyrule",
            "UPDATE oversight_policyrule SET parameters = '{}'",
            "UPDATE oversight_policyversion SET valid_from = valid_from - 1",
            "UPDATE oversight_policyversion SET state = 'proposed'",
            "DELETE FROM oversight_policyversion",
            "DELETE FROM oversight_terminationreview",
            "DELETE FROM oversight_terminationreview_flags",
            "UPDATE oversight_terminationreview SET opened_on = opened_on - 1",
            "UPDATE oversight_terminationreview SET state = 'closed', version = version + 1",
            "UPDATE oversight_terminationreview SET state = 'heard'",
        ],
    )
    def test_is_refused_by_the_database(self, review, statement):
        refused(statement)

    def test_an_end_is_written_once(self, heard, gas_manager):
        actions.decide_review(
            review_id=heard.pk, outcome="warn", reasons=REASONS, actor=gas_manager, on=DAY,
            at=moment(DAY),
        )  # fmt: skip
        assert FlagEnd.objects.exists()

        refused("UPDATE oversight_flagend SET reason = 'x'")
        refused("DELETE FROM oversight_flagend")

    def test_a_policy_in_force_gets_no_rule(self, first_policy):
        version = PolicyVersion.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyRule.objects.create(version=version, code="F01", provenance="assumed")


class TestReviewTriggers:
    @pytest.mark.parametrize("heard_on", [None, DAY, later(9)])
    def test_refuses_a_hearing_while_the_time_runs(self, served, heard_on):
        refused(
            "UPDATE oversight_terminationreview SET state = 'heard', heard_on = %s,"
            " version = version + 1", heard_on, match="heard on a day|its time is not over",
        )  # fmt: skip

    @pytest.mark.parametrize("due_on", [None, DAY])
    def test_refuses_a_service_without_time_to_answer(self, review, due_on):
        refused(
            "UPDATE oversight_terminationreview SET served_on = %s, service_proof = 'x',"
            " hearing_due_on = %s, version = version + 1", DAY, due_on,
            match="time to answer",
        )  # fmt: skip

    def test_refuses_a_decision_by_a_reporter(self, heard, gas_manager):
        report = factories.make_report(reporter=gas_manager, contract=heard.contract)
        CaseReport.objects.create(case=heard.flags.get().cases.first(), report=report)

        refused(
            "UPDATE oversight_terminationreview SET state = 'decided', outcome = 'warn',"
            " reasons = repeat('x', 100), decided_on = %s, decided_by = %s,"
            " version = version + 1", DAY, gas_manager.user_id, match="own report",
        )  # fmt: skip

    def test_carries_no_heavier_act_than_it_was_decided_for(self, heard, gas_manager):
        actions.decide_review(
            review_id=heard.pk, outcome="suspend", reasons=REASONS, actor=gas_manager, on=DAY,
            at=moment(DAY), suspension_days=10,
        )  # fmt: skip

        refused(
            "UPDATE contracts_contract SET state = 'termination_notice',"
            " ending_proof_id = suspension_proof_id, notice_id = gen_random_uuid(),"
            " notice_issued_on = %s, version = version + 1 WHERE id = %s",
            DAY, heard.contract_id, match="not decided to terminate",
        )  # fmt: skip

    @pytest.mark.parametrize("outcome", ["keep", "warn"])
    def test_a_mild_outcome_proves_no_ending(self, heard, gas_manager, outcome):
        more = {"plan": "برنامهٔ بهبود دفتر", "plan_due_on": heard.contract.ends_on}
        actions.decide_review(
            review_id=heard.pk, outcome=outcome, reasons=REASONS, actor=gas_manager, on=DAY,
            at=moment(DAY), **(more if outcome == "keep" else {}),
        )  # fmt: skip

        refused(
            "INSERT INTO contracts_endingproof (created_at, updated_at, public_id, contract_id,"
            " kind, source_id, source_label, document_no, document_issuer, reasons, decided_on,"
            " decided_by, decided_by_name) VALUES (now(), now(), gen_random_uuid(), %s,"
            " 'decided_review', %s, 'x', '', '', 'x', %s, 1, 'x')",
            heard.contract_id, heard.public_id, DAY,
        )  # fmt: skip

    def test_takes_up_a_flag_only_before_its_notice_was_served(
        self, flagged, review, operator, clock
    ):
        more = _another(review.flags.get())
        review.flags.add(more)
        actions.acknowledge_review(review_id=review.pk, actor=operator, on=DAY, at=moment(DAY))

        refused(
            "INSERT INTO oversight_terminationreview_flags (terminationreview_id, flag_id)"
            " VALUES (%s, %s)", review.pk, _another(more).pk, match="no flag after its notice",
        )  # fmt: skip
        assert set(review.flags.all()) == {review.flags.order_by("pk").first(), more}

    def test_one_open_review_for_a_contract(self, review):
        with pytest.raises(IntegrityError), transaction.atomic():
            TerminationReview.objects.create(
                number="1405-F-999", contract=review.contract, office=review.office,
                agency=review.agency, county=review.county, opened_on=DAY, decision_due_on=DAY,
            )  # fmt: skip


class TestReplay:
    def test_every_flag_is_derived_again_byte_for_byte(self, review):
        flags = list(Flag.objects.select_related("version"))

        assert flags
        assert all(replay(flag).is_same for flag in flags)

    def test_notices_what_was_changed_by_hand(self, review):
        flag = Flag.objects.select_related("version").get(code="F02")
        flag.inputs["cases"][0]["severity"] = "minor"

        assert set(replay(flag).differences) >= {"facts", "evaluation", "fingerprint"}

    def test_notices_another_sentence(self, review):
        flag = Flag.objects.select_related("version").get(code="F02")
        flag.sentence += " "

        assert replay(flag).differences == ("sentence",)

    def test_does_not_depend_on_the_language(self, review):
        from django.utils import translation

        with translation.override("en"):
            assert all(replay(flag).is_same for flag in Flag.objects.select_related("version"))

    def test_recounts_on_todays_records(self, review, gas_appeal):
        flag = Flag.objects.select_related("version").get(code="F02")
        assert recount(flag).is_same
        case = flag.cases.order_by("-final_on").first()
        violations.record_judgment(
            case_id=case.pk, document_no="دیوان/۱", document_on=DAY,
            document_issuer="دیوان عدالت اداری", actor=gas_appeal, on=DAY, at=moment(DAY),
            reasons="رأی به سبب ایراد در ابلاغ نقض شد و تخلف محرز نیست." * 3,
            evidence_ids=scan_of(gas_appeal, "judgment", moment(DAY)),
        )  # fmt: skip

        again = recount(flag)

        assert (again.level, again.is_same) == ("none", False)
        assert replay(flag).is_same

    def test_the_command_says_so_by_its_exit_code(self, review, capsys):
        call_command("replay_flag", str(review.flags.get(code="F02").public_id), today=True)
        call_command("replay_flag", "all")

        assert "identical; today's records: flag" in capsys.readouterr().out

    def test_the_command_fails_on_a_difference(self, review, monkeypatch, capsys):
        from oversight.management.commands import replay_flag

        monkeypatch.setattr(
            replay_flag, "replay", lambda flag: type(replay(flag))({}, ("evaluation",))
        )
        with pytest.raises(SystemExit) as left:
            call_command("replay_flag", str(Flag.objects.first().pk))

        assert left.value.code == 1
        assert "DIFFERENT: evaluation" in capsys.readouterr().out


class TestVisibility:
    @pytest.mark.parametrize(
        ("role", "sees"),
        [
            ("deputy", True), ("expert", True), ("secretariat", True), ("auditor", True),
            ("chair", True), ("clock", True), ("gas_manager", True), ("gas_clerk", True),
            ("gas_appeal", True), ("power_manager", False), ("operator", True),
            ("other_operator", False), ("association", True), ("platform_admin", False),
        ],
    )  # fmt: skip
    def test_reviews_and_their_flags(self, served, operator, role, sees, request):
        actor = request.getfixturevalue(role)

        assert TerminationReview.objects.visible_to(actor).exists() == sees
        assert Flag.objects.visible_to(actor).filter(code="F02").exists() == sees

    def test_a_watch_of_the_office_is_not_the_operators(self, review, operator):
        assert not Flag.objects.visible_to(operator).filter(scope="office").exists()

    @pytest.mark.parametrize("day", [LONG_AGO])
    def test_a_flag_on_an_agency_is_its_own_and_the_provinces(
        self, day, review, clock, gas_manager, power_manager, deputy, operator
    ):
        actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))
        silent = Flag.objects.filter(facts=[f"review:{review.pk}"])

        assert silent.visible_to(gas_manager).exists()
        assert silent.visible_to(deputy).exists()
        assert not silent.visible_to(power_manager).exists()
        assert not silent.visible_to(operator).exists()

    def test_a_contracts_flag_keeps_other_agencies_cases_out(self, flagged, power, clock):
        other = factories.make_contract(agency=power, office=flagged.office)
        factories.make_final_case(contract=other)

        actions.flag_termination_review(as_of=DAY, actor=clock, at=moment(DAY))

        flag = Flag.objects.get(code="F02")
        assert {case["agency"] for case in flag.inputs["cases"]} == {"gaz"}


class TestTheNightlyRecount:
    """What the rules find on the records as they are is what is flagged, and nothing else."""

    @staticmethod
    def as_owner(statement, *values):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("flag", "flag_cases", "flagend", "terminationreview_flags"):
                cursor.execute(f"ALTER TABLE oversight_{table} DISABLE TRIGGER USER")
            cursor.execute(statement, values)

    @pytest.fixture
    def run(self, review, clock):
        TouchedOffice.objects.all().delete()
        return actions.flag_termination_review(
            as_of=DAY, actor=clock, at=moment(DAY), scheduled=True
        )

    def test_finds_each_open_flag_and_nothing_more(self, run):
        count = Flag.objects.filter(end__isnull=True).count()

        assert count > 0
        assert actions.look_at_flags(DAY) == ([], count)

    def test_names_the_contract_of_an_altered_flag(self, run, review):
        self.as_owner("UPDATE oversight_flag SET sentence = 'x' WHERE code = 'F02'")

        (named,) = actions.look_at_flags(DAY)[0]

        assert named == f"flag F02 of {review.contract.number}: the flag was altered: sentence"

    def test_names_the_contract_whose_flag_was_ended_without_ground(self, run, review):
        flag = review.flags.get(code="F02")
        self.as_owner(
            "INSERT INTO oversight_flagend (created_at, updated_at, flag_id, kind, \"on\", reason)"
            " VALUES (now(), now(), %s, 'superseded', %s, 'x')",
            flag.pk, DAY,
        )  # fmt: skip

        (named,) = actions.look_at_flags(DAY)[0]

        assert named == f"flag F02 of {review.contract.number}: the rule holds, and no flag says so"

    def test_waits_for_the_run_of_the_day(self, review):
        assert actions.look_at_flags(later(1)) == ([], 0)
