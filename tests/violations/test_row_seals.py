"""The legal columns of a case's rows are sealed in their events: who edits one is named."""

import pytest
from django.db import connection

from accounts.roles import Role
from audit import row_seals
from audit.models import AuditEvent
from oversight import tasks
from oversight.actions import look_at_rows
from oversight.models import RuleRun
from tests.factories import make_principal
from tests.violations import (
    test_absences,
    test_contested_objection,
    test_paper,
    test_refusals,
)
from tests.violations.benches import Bench
from tests.violations.stories import LONG_AGO, Walk, file_report
from violations import actions
from violations.models import Appeal, Case, Decision, Defence, Notice, PointEntry, ViolationReport


def as_owner(statement):
    """Write as the owner of the tables who has switched all triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("decision", "notice", "appeal", "pointentry"):
            cursor.execute(f"ALTER TABLE violations_{table} DISABLE TRIGGER USER")
        cursor.execute(statement)


@pytest.fixture
def final(walk, gas_manager, gas_appeal) -> Case:
    """Return a case that went through service, decision and objection and has its points."""
    story = walk().open().notify().defend()
    story.decide(gas_manager).notify("decision").appeal()
    actions.decide_appeal(
        case_id=story.case.pk, result="upheld",
        reasons="دلیل تازه‌ای نیست و رأی با اسناد پرونده سازگار است.",
        actor=gas_appeal, **story.now,
    )  # fmt: skip
    case: Case = story.case
    return case


class TestAWholeCase:
    def test_seals_each_of_its_rows_once(self, final):
        written = {
            f"{name}:{row.public_id}"
            for name, rows in (
                ("decision", Decision.objects.all()), ("objection", Appeal.objects.all()),
                ("result", Appeal.objects.all()), ("points", PointEntry.objects.all()),
                ("service", Notice.objects.filter(served_on__isnull=False)),
                ("defence", Defence.objects.all()),
            )
            for row in rows
        }  # fmt: skip
        events = AuditEvent.objects.about(final).filter(changes__has_key="sealed")
        sealed = [key for event in events for key in event.changes["sealed"][1]]

        assert sorted(sealed) == sorted(written)
        assert look_at_rows() == ([], len(written))


class TestTheNight:
    @pytest.mark.parametrize(
        ("part", "statement"),
        [
            ("decision", "UPDATE violations_decision SET reasons = 'x' WHERE forum = 'agency'"),
            ("service", "UPDATE violations_notice SET proof = 'x' WHERE kind = 'decision'"),
            ("objection", "UPDATE violations_appeal SET text = 'x' || text"),
            ("result", "UPDATE violations_appeal SET result = 'annulled'"),
            ("points", "UPDATE violations_pointentry SET points = points + 1"),
        ],
    )  # fmt: skip
    def test_names_a_row_that_its_owner_edited(self, final, part, statement):
        as_owner(statement)

        assert look_at_rows()[0] == [f"{part} {final.number}: the row was altered"]

    def test_names_a_row_that_was_removed_or_put_in(self, final):
        entry = PointEntry.objects.get()
        as_owner("DELETE FROM violations_pointentry")
        entry.pk, entry.public_id = None, final.public_id
        entry.save(force_insert=True)

        found = look_at_rows()[0]

        assert f"points {final.number}: no act wrote this row" in found
        assert any(one.endswith("the row is missing") for one in found)

    def test_alarms_and_counts_what_fits(self, final, settings, tmp_path, caplog):
        settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchor.log")
        whole = row_seals.look().whole
        as_owner("UPDATE violations_decision SET reasons = 'x' WHERE forum = 'agency'")

        tasks.verify_proofs()

        run = RuleRun.objects.get(job="verify_proofs")
        assert f"decision {final.number}: the row was altered" in run.counts["broken"]
        assert run.counts["sealed"] == whole - 1
        assert f"decision {final.number}" in caplog.text
        assert AuditEvent.objects.filter(verb="proofs.broken").exists()


@pytest.mark.django_db
class TestContests:
    """What an office or a person contests, or does not sign, is sealed too."""

    @pytest.fixture
    def reported(self, contract, gas) -> ViolationReport:
        reporter = make_principal(Role.AGENCY_CLERK, gas, name="گزارش‌دهنده")
        return file_report(contract, reporter, on=LONG_AGO)

    @pytest.fixture(autouse=True)
    def media(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def test_of_a_defence_are_named(self, reported, gas_manager, operator, gas_clerk):
        story = Walk(reported, gas_manager, operator).open().notify()
        test_paper.contest(story, test_paper.enter(story, gas_clerk))

        self.edit("defence", "contest_reason = 'x'", "defence_contest", story.case)

    def test_of_an_objection_are_named(self, reported, gas_manager, operator, gas_clerk):
        story = Walk(reported, gas_manager, operator).open().notify().defend()
        story.decide(gas_manager).notify("decision")
        test_contested_objection.enter(story, gas_clerk)
        test_contested_objection.contest(story)

        self.edit("appeal", "contest_reason = 'x'", "objection_contest", story.case)

    def test_that_the_office_replaces_are_named(self, reported, gas_manager, operator, gas_clerk):
        story = Walk(reported, gas_manager, operator).open().notify().defend()
        story.decide(gas_manager).notify("decision")
        test_contested_objection.enter(story, gas_clerk)
        story.appeal()

        where = "contest_reason = 'x' WHERE is_paper"
        self.edit("appeal", where, "objection_contest", story.case)

    def test_of_a_signature_are_named(self):
        bench = Bench()
        held = bench.hold(bench.served())
        test_refusals.refuse(bench, held, bench.second)

        where = "refusal_reason = 'x' WHERE refused_at IS NOT NULL"
        self.edit("sessionseat", where, "seat_refusal", bench.case)

    def test_of_an_absence_are_named(self):
        bench = Bench()
        test_absences.contest(bench, bench.hold_without_office())

        where = "contest_reason = 'x' WHERE contested_at IS NOT NULL"
        self.edit("sessionseat", where, "absence_contest", bench.case)

    def test_of_an_answered_absence_are_named(self):
        bench = Bench()
        held = bench.hold_without_office()
        test_absences.contest(bench, held)
        test_absences.answer(bench, held)

        where = "answer_reason = 'x' WHERE contested_at IS NOT NULL"
        self.edit("sessionseat", where, "absence_answer", bench.case)

    def edit(self, table, statement, part, case):
        assert look_at_rows()[0] == []
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE violations_{table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE violations_{table} SET {statement}")

        assert look_at_rows()[0] == [f"{part} {case.number}: the row was altered"]
