"""Runs: counted, once a day, made up for, and safe against double starts and sudden death."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import User
from audit.models import AuditEvent
from core.clock import now, today
from core.errors import Busy, Invalid, NotPermitted
from core.persian import latin_digits
from notices.models import Letter
from offices.models import TouchedOffice
from oversight import actions, tasks
from oversight.facts.runs import JOB, days_due
from oversight.facts.untold import waits_for_service
from oversight.models import Duty, Flag, RuleRun, TerminationReview
from tests import factories
from tests.oversight.steps import DAY, LONG_AGO, REASONS, later, moment


def run(actor, day=DAY, at=None, **values):
    return actions.flag_termination_review(as_of=day, actor=actor, at=at or moment(day), **values)


class TestPage:
    def test_shows_all_runs_page_by_page(
        self, first_policy, clock, expert, browser_of, monkeypatch
    ):
        monkeypatch.setattr("oversight.views.runs.RUNS_OF_A_PAGE", 2)
        made = [run(clock, DAY + timedelta(days=number)).pk for number in range(3)]
        browser = browser_of(expert)

        first = browser.get("/runs").context
        second = browser.get("/runs", {"cursor": first["page"].next})

        assert [row["run"].pk for row in first["runs"]] == made[:0:-1]
        assert [row["run"].pk for row in second.context["runs"]] == made[:1]
        assert 'rel="prev"' in second.text
        assert browser.get("/runs?cursor=x").status_code == 400

    def test_groups_on_the_desk_what_is_alike_and_leads_to_just_these(
        self, first_policy, platform_admin, browser_of
    ):
        at = now()
        ends = [("failed", 0)] * 10 + [("failed", 40), ("done", 0), ("done", 1)]
        for state, days in ends:
            row = RuleRun.objects.create(
                job=JOB, as_of=today(), mode="full", started_at=at - timedelta(days=days),
                triggered_by=1, triggered_by_name="سامانه",
            )  # fmt: skip
            RuleRun.objects.filter(pk=row.pk).update(state=state, finished_at=at)
        browser = browser_of(platform_admin)

        desk = browser.get("/desk")

        told = desk.context["runs"]
        assert [(one.state, one.runs) for one in told] == [("failed", 10), ("done", 2)]
        assert "۱۰ اجرا" in desk.text
        for one in told:
            page = browser.get(one.url)
            assert {row["run"].state for row in page.context["runs"]} == {one.state}
            assert len(page.context["runs"]) == one.runs
        assert len(browser.get("/runs?state=x&since=y&job=z").context["runs"]) == len(ends)

    def test_keeps_the_choice_from_page_to_page(
        self, first_policy, expert, browser_of, monkeypatch
    ):
        monkeypatch.setattr("oversight.views.runs.RUNS_OF_A_PAGE", 1)
        for number in range(2):
            run(expert, DAY + timedelta(days=number), dry=True)

        page = browser_of(expert).get("/runs?state=done")

        assert 'href="?state=done&amp;cursor=' in page.text


class TestRun:
    def test_flags_opens_and_counts(self, flagged, clock):
        done = run(clock)

        assert done.state == "done"
        assert done.counts["by_rule"] == {"F02": 1}
        assert (done.counts["flags"], done.counts["watches"]) == (1, 0)
        review = TerminationReview.objects.get()
        assert review.number == "1405-F-001"
        assert (review.contract, review.state) == (flagged, "open")
        assert review.issued_on == review.opened_on == DAY
        assert review.flags.filter(code="F02").exists()

    def test_twice_moves_nothing(self, flagged, clock):
        run(clock)
        before = Flag.objects.count(), TerminationReview.objects.count()

        again = run(clock)

        assert (again.counts["flags"], again.counts["opened"]) == (0, 0)
        assert before == (Flag.objects.count(), TerminationReview.objects.count())

    def test_tells_the_office_in_the_letter_on_what_the_review_rests(self, flagged, clock):
        run(clock)

        flag = Flag.objects.get(code="F02")
        letter = Letter.objects.get(kind="review.hearing")
        assert flag.sentence in letter.body
        for number in flag.cases.values_list("number", flat=True):
            assert number in latin_digits(letter.body)

    def test_joins_a_new_flag_to_the_open_review(self, flagged, clock):
        run(clock)
        factories.make_final_case(contract=flagged, severity="critical", final_on=DAY)

        again = run(clock)

        assert again.counts["opened"] == 0
        assert again.counts["joined"] >= 1
        assert TerminationReview.objects.get().flags.filter(code="F01").exists()

    def test_lets_a_flag_wait_that_comes_after_the_service_of_the_notice(
        self, served, flagged, gas_manager, clock
    ):
        factories.make_final_case(contract=flagged, severity="critical", final_on=DAY)

        again = run(clock)

        assert (again.counts["opened"], again.counts["joined"]) == (0, 0)
        flag = Flag.objects.get(code="F01")
        assert not flag.reviews.exists()
        assert served.number in latin_digits(waits_for_service(flag))
        assert Duty.objects.get(flag=flag).state == "running"

    def test_opens_a_review_of_its_own_for_it_once_the_other_is_over(
        self, heard, flagged, gas_manager, clock
    ):
        factories.make_final_case(contract=flagged, severity="critical", final_on=DAY)
        run(clock)

        actions.decide_review(
            review_id=heard.pk, outcome="warn", reasons=REASONS,
            actor=gas_manager.with_fresh_factor(), on=DAY, at=moment(DAY),
        )  # fmt: skip
        again = run(clock)

        flag = Flag.objects.open().get(code="F01")
        review = flag.reviews.get()
        assert again.counts["opened"] == 1
        assert review.pk != heard.pk
        assert (review.state, review.served_on) == ("open", None)
        assert Duty.objects.get(flag=flag).due_on == review.decision_due_on

    def test_leaves_an_event_of_its_own(self, flagged, clock):
        done = run(clock)

        assert AuditEvent.objects.about(done).get().verb == "rules.run"

    def test_tries_without_effect(self, flagged, expert):
        done = run(expert, dry=True)

        assert done.counts["flags"] > 0
        assert any("F02" in one["sentence"] for one in done.counts["shown"])
        assert not Flag.objects.exists()
        assert not TerminationReview.objects.exists()
        assert AuditEvent.objects.about(done).get().verb == "rules.tried"

    def test_takes_what_was_touched(self, flagged, clock):
        TouchedOffice.objects.create(office=flagged.office)

        run(clock, dry=True)
        assert TouchedOffice.objects.exists()
        run(clock)
        assert not TouchedOffice.objects.exists()

    def test_leaves_what_was_touched_to_a_run_of_today(self, flagged, clock):
        TouchedOffice.objects.get_or_create(office=flagged.office)

        run(clock, day=later(-1), at=moment(DAY))

        assert TouchedOffice.objects.exists()

    def test_refuses_a_day_ahead(self, first_policy, clock):
        with pytest.raises(Invalid):
            run(clock, day=later(1), at=moment(DAY))
        assert run(clock, day=later(1), at=moment(DAY), dry=True).state == "done"

    def test_refuses_a_day_before_the_first_policy(self, first_policy, clock):
        with pytest.raises(Invalid):
            run(clock, day=date(2020, 1, 1), at=moment(DAY))

    @pytest.mark.parametrize("role", ["deputy", "gas_manager", "operator", "auditor"])
    def test_refuses_a_role_without_the_permission(self, flagged, role, request):
        with pytest.raises(NotPermitted):
            run(request.getfixturevalue(role))


class TestScheduled:
    def test_has_one_row_a_day(self, flagged, clock):
        first = run(clock, scheduled=True)

        assert run(clock, scheduled=True).pk == first.pk
        assert RuleRun.objects.count() == 1

    def test_takes_a_failed_day_up_again(self, flagged, clock):
        begun = actions.begin_run(as_of=DAY, actor=clock, at=moment(DAY), scheduled=True)
        actions.fail_run(run_id=begun.pk, error="boom", actor=clock, at=moment(DAY))

        done = run(clock, scheduled=True)

        assert (done.pk, done.state, done.error) == (begun.pk, "done", "")

    def test_takes_up_the_row_of_a_dead_process(self, flagged, clock):
        dead = actions.begin_run(as_of=DAY, actor=clock, at=moment(DAY), scheduled=True)

        assert run(clock, scheduled=True).pk == dead.pk
        assert Flag.objects.exists()

    def test_marks_the_extra_run_of_a_dead_process(self, flagged, clock):
        dead = actions.begin_run(as_of=DAY, actor=clock, at=moment(DAY) - timedelta(hours=2))

        run(clock)

        dead.refresh_from_db()
        assert (dead.state, dead.error) == ("failed", "interrupted")

    def test_makes_up_for_missed_days_in_order(self, flagged, clock):
        run(clock, day=later(-4), scheduled=True)

        assert list(days_due(DAY)) == [later(-3), later(-2), later(-1), DAY]

    def test_begins_with_today(self, db):
        assert list(days_due(DAY)) == [DAY]

    def test_does_not_dig_forever(self, first_policy, clock):
        run(clock, day=later(-400), scheduled=True)

        assert len(list(days_due(DAY))) == 61


class TestTasks:
    def test_runs_all_missed_days(self, flagged, clock, monkeypatch):
        monkeypatch.setattr(tasks, "today", lambda: DAY)
        monkeypatch.setattr(tasks, "now", lambda: moment(DAY))
        run(clock, day=later(-2), scheduled=True)

        done = tasks.flag_termination_review(scheduled=True)

        assert [one["as_of"] for one in done] == [later(-1).isoformat(), DAY.isoformat()]
        assert tasks.flag_termination_review(scheduled=True) == []

    def test_looks_at_touched_offices_only_if_there_are(self, flagged, clock, monkeypatch):
        monkeypatch.setattr(tasks, "today", lambda: DAY)
        monkeypatch.setattr(tasks, "now", lambda: moment(DAY))
        TouchedOffice.objects.all().delete()
        assert tasks.flag_touched() == {}
        TouchedOffice.objects.create(office=flagged.office)

        assert tasks.flag_touched()["counts"]["opened"] == 1

    def test_writes_why_a_run_failed(self, first_policy, monkeypatch):
        monkeypatch.setattr(tasks, "now", lambda: moment(DAY))

        def boom(**_values):
            raise RuntimeError("boom")

        monkeypatch.setattr(tasks.actions, "execute_run", boom)
        with pytest.raises(RuntimeError):
            tasks.flag_termination_review(as_of=DAY.isoformat(), unknown="tolerated")

        failed = RuleRun.objects.get()
        assert (failed.state, failed.error) == ("failed", "RuntimeError('boom')")

    @pytest.mark.parametrize("day", [LONG_AGO])
    def test_follows_reviews(self, day, served, clock):
        late = (served.decision_due_on + timedelta(days=1)).isoformat()

        first = tasks.follow_reviews(as_of=late)

        assert (first["heard"], first["escalated"]) == (1, 1)
        assert not any(tasks.follow_reviews(as_of=late).values())


class TestCommand:
    def test_tries(self, flagged, capsys):
        call_command("flag_termination_review", as_of=DAY.isoformat(), dry_run=True)

        assert '"state": "done"' in capsys.readouterr().out
        assert not Flag.objects.exists()

    def test_returns_quietly_beside_another_run(self, first_policy, capsys, monkeypatch):
        def busy(**_):
            raise Busy

        monkeypatch.setattr(actions, "execute_run", busy)

        call_command("flag_termination_review", as_of=DAY.isoformat())

        told = capsys.readouterr()
        assert '"state": "busy"' in told.out
        assert "another run is at work" in told.err

    @pytest.mark.parametrize("day", ["yesterday", "2020-01-01", "2999-01-01"])
    def test_refuses_a_day_that_cannot_be_run(self, first_policy, day):
        with pytest.raises(CommandError):
            call_command("flag_termination_review", as_of=day)


def prepare():
    """Return a contract that is due, committed."""
    actions.load_policies()
    contract = factories.make_contract()
    for final_on in (date(2026, 8, 20), date(2026, 10, 30)):
        factories.make_final_case(contract=contract, final_on=final_on, sanction="reminder")
    return contract


@pytest.mark.usefixtures("real_db")
class TestAtOnce:
    def test_two_runs_leave_one_set_of_flags(self):
        prepare()
        system = User.objects.system()
        gate, ended = threading.Barrier(6), []

        def work():
            gate.wait()
            try:
                with transaction.atomic():
                    ended.append(run(system).counts["flags"])
            except Busy:
                ended.append("busy")
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        written = Flag.objects.count()
        assert written > 0
        assert sorted(one for one in ended if one != "busy" and one) == [written]
        assert len(set(Flag.objects.values_list("fingerprint", flat=True))) == written
        assert TerminationReview.objects.count() == 1

    def test_a_second_start_beside_a_run_at_work_returns_quietly(self):
        prepare()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [actions.runs._LOCK])
            answers = []

            def work():
                answers.append(tasks.flag_termination_review(as_of=DAY.isoformat()))
                connection.close()

            thread = threading.Thread(target=work)
            thread.start()
            thread.join()

        assert answers == [[{"as_of": DAY.isoformat(), "state": "busy"}]]
        assert not Flag.objects.exists()
        assert RuleRun.objects.get().error == "busy"

    def test_a_killed_run_leaves_nothing_half_done_and_is_taken_up(self):
        prepare()
        environment = os.environ | {
            "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        }
        command = [
            sys.executable, "manage.py", "flag_termination_review", "--skip-checks",
            "--as-of", DAY.isoformat(), "--scheduled",
        ]  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            # The run stops where it opens reviews, its flags written and not committed.
            cursor.execute("LOCK TABLE oversight_terminationreview IN ACCESS EXCLUSIVE MODE")
            process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
            wait_for(cursor, "SELECT count(*) FROM pg_locks WHERE NOT granted")
            process.send_signal(signal.SIGKILL)
            process.wait()
        time.sleep(0.5)
        assert not Flag.objects.exists()
        dead = RuleRun.objects.get(job=JOB)
        assert dead.state == "running"

        done = run(User.objects.system(), scheduled=True)

        assert (done.pk, done.state) == (dead.pk, "done")
        assert Flag.objects.filter(code="F02").count() == 1
        assert TerminationReview.objects.count() == 1


def url_of(name):
    """Return the address of another database on the server that the tests run on."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def wait_for(cursor, query):
    for _attempt in range(300):
        cursor.execute(query)
        if cursor.fetchone()[0]:
            return
        time.sleep(0.1)
    raise AssertionError(f"never: {query}")
