"""What people are told: by their part in a record, in scope, once, and never who reported."""

import json
import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile

from accounts.actions import renew_entry
from accounts.roles import Role
from audit.models import AuditEvent
from core.clock import TEHRAN
from core.errors import Invalid
from core.persian import isolated, persian_digits
from lists.actions import fail_job, finish_job
from notices import actions
from notices.actions.inbox import Wishes
from notices.facts.kinds import KINDS, worded
from notices.facts.pages import lines_of
from notices.models import Message, Notification, Reach
from notices.rules import channels_of, is_instant, not_in_the_night
from notices.states import Topic
from offices.actions import start_import
from offices.tasks import take_import
from tests.contracts.stories import served, under_notice
from tests.factories import NOW, TODAY, make_contract, make_job, make_principal
from tests.offices.workbooks import xlsx
from tests.oversight.doors import make_reviews
from tests.violations.stories import REASONS, STORY, noon
from violations import actions as of_cases
from violations.actions import issue_notice

LATER = noon(TODAY) + timedelta(hours=1)


@pytest.fixture
def spread(relay):
    """Return a function that lets the relay work on the day of the stories."""

    def run():
        with time_machine.travel(LATER):
            while relay():
                pass

    return run


def told(person, kind=None):
    rows = Notification.objects.visible_to(person)
    return list(rows.filter(kind=kind) if kind else rows)


def issue(story):
    """Issue the notice in the portal, where it waits."""
    issue_notice(
        case_id=story.case.pk, kind="charge", channel="portal", actor=story.triager, **story.now
    )


def wishes(**values):
    defaults = {"choices": {}, "quiet_from": time(21), "quiet_to": time(7)}
    return Wishes(**(defaults | values))


class TestFollow:
    def test_tells_the_one_who_triages(self, walk, gas_manager, gas_clerk, power_manager, spread):
        walk()
        spread()

        news = told(gas_manager, "report.submitted")
        assert [row.needs_action for row in news] == [True]
        assert not told(gas_clerk)  # who did it knows
        assert not told(power_manager)

    def test_ends_the_call_to_act_with_the_next_step(self, walk, gas_manager, gas_clerk, spread):
        story = walk()
        spread()
        assert told(gas_manager)[0].needs_action

        story.open().notify()
        spread()

        assert told(gas_clerk, "report.accepted")
        calls = Notification.objects.filter(kind="case.notice_issued", needs_action=True)
        assert not calls.exists()

    def test_asks_nothing_of_who_decides_while_the_window_of_an_answer_runs(
        self, walk, gas_manager, spread
    ):
        story = walk().open().notify()
        story.answer()
        spread()

        (news,) = told(gas_manager, "case.defended")
        assert story.case.state == "notified"
        assert not news.needs_action

    def test_tells_the_office_of_its_notice_and_nothing_before(self, walk, operator, spread):
        story = walk().open()
        spread()
        assert not told(operator)

        issue(story)
        spread()

        assert {row.kind for row in told(operator)} == {"case.notice_issued"}

    def test_tells_the_office_of_a_sanction_and_of_a_verified_correction(
        self, walk, gas_manager, operator, spread
    ):
        story = walk().open().notify().defend().decide(
            gas_manager, sanction="suspension", sanction_days=5, override_reason=REASONS,
        )  # fmt: skip
        story.notify("decision").waive("appeal")
        case = story.case.pk
        of_cases.execute_sanction(case_id=case, actor=gas_manager, **story.now)
        correction = of_cases.add_correction(
            case_id=case, text="بازگرداندن وجه", due_on=story.day + timedelta(days=28),
            actor=gas_manager, **story.now,
        )  # fmt: skip
        of_correction = {"correction_id": correction.pk, **story.now}
        of_cases.report_correction(note="وجه بازگردانده شد.", actor=operator, **of_correction)
        of_cases.verify_correction(
            is_done=True, note="دیده شد.", actor=gas_manager, **of_correction
        )
        spread()

        for kind in ("case.sanction_executed", "case.correction_verified"):
            assert len(told(operator, kind)) == 1

    def test_never_says_who_reported_or_what(self, walk, gas_clerk, gas_manager, spread):
        story = walk().open().notify().defend().decide(gas_manager)
        story.notify("decision").waive("appeal")
        spread()

        kept = json.dumps(list(Notification.objects.values_list("values", flat=True)))
        carried = json.dumps(list(Message.objects.values_list("payload", flat=True)))
        for secret in (gas_clerk.name, gas_manager.name, STORY, REASONS):
            for text in (kept, carried):
                assert secret not in json.loads(f"[{json.dumps(text)}]")[0]
                assert json.dumps(secret)[1:-1] not in text

    def test_does_not_tell_of_what_is_long_past(self, walk, gas_manager, relay):
        walk()
        with time_machine.travel(LATER + timedelta(days=8)):
            relay()

        assert not told(gas_manager)

    def test_tells_once_however_often_it_runs(self, walk, gas_manager, spread):
        walk()
        message = Message.objects.get(carrier="news")
        for _time in range(3):
            actions.spread(payload=message.payload, at=LATER)

        assert len(told(gas_manager)) == 1

    def test_tells_a_person_in_the_role_that_is_worn(self, walk, gas_manager, deputy, spread):
        walk()
        spread()

        assert not told(deputy)
        assert told(gas_manager)[0].role == Role.AGENCY_MANAGER


class TestKinds:
    @pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)
    def test_have_words_for_their_values(self, kind):
        named = (
            "number", "name", "office", "agency", "contract", "record", "title", "file", "role",
            "reason", "kind", "held", "recorded", "before", "after", "job", "decision", "forum",
        )  # fmt: skip
        values = dict.fromkeys(named, "الف") | {
            "due_on": "2026-11-24",
            "from_on": "2026-11-24",
            "old_on": "2026-11-24",
            "new_on": "2026-11-25",
            "sent_on": "2026-11-25",
            "until_on": "2026-11-25",
            "night_on": "2026-11-25",
            "clock": "ب",
        }

        assert worded(kind.title, values, TODAY)
        assert "{" not in worded(kind.detail, values, TODAY)

    def test_write_the_year_of_a_day_of_another_year(self):
        values = {"due_on": "2027-03-30", "old_on": "2026-11-25", "new_on": ""}

        told = worded("{due_on} / {old_on} / {new_on}", values, TODAY)

        assert told == "۱۰ فروردین ۱۴۰۶ / ۴ آذر / بی‌تاریخ"

    def test_tell_the_facts_of_their_record_and_whether_the_day_is_past(self):
        values = {"office": "دفتر ۱", "number": "1405-00012", "due_on": "2026-11-23"}
        rows = [
            Notification(kind="case.defended", values=values, at=NOW, needs_action=acts)
            for acts in (True, False)
        ]

        late, told_only = lines_of(rows, TODAY)

        assert [text for _label, text in late.facts] == ["دفتر ۱", isolated("1405-00012")]
        assert late.due_on == date(2026, 11, 23) < TODAY
        assert late.is_late
        assert not told_only.is_late

    def test_of_one_that_is_gone_says_so(self, gas_manager):
        row = Notification(kind="gone.away", values={"number": "1"}, at=NOW)

        assert lines_of([row], TODAY)[0].title


class TestMessages:
    @pytest.fixture
    def reached(self, operator):
        actions.set_reach(
            wishes=wishes(mobile="۰۹۱۲ ۱۲۳ ۴۵۶۷", email="daftar@example.ir"),
            actor=operator, at=NOW,
        )  # fmt: skip
        return operator

    def test_go_out_for_official_service_on_all_ways(
        self, walk, reached, spread, mailoutbox, settings, tmp_path
    ):
        settings.SMS_FILE = tmp_path / "sms.log"
        issue(walk().open())
        spread()

        lines = [json.loads(line) for line in (tmp_path / "sms.log").read_text().splitlines()]
        assert [line["to"] for line in lines] == ["…4567"]
        name, about, address = lines[0]["text"].split("\n")
        assert name == "سامانهٔ پیشخوان"
        assert "؛ شمارهٔ \u2066" in about
        assert "/violations/" in address
        assert len(mailoutbox) == 1
        assert mailoutbox[0].subject == f"سامانهٔ پیشخوان: {about}"
        assert mailoutbox[0].body.startswith(f"با سلام و احترام\n\n{about}.\n\n")
        assert address in mailoutbox[0].body
        key = Message.objects.get(carrier="email").public_id
        assert str(key) in mailoutbox[0].extra_headers["Message-ID"]
        assert STORY not in mailoutbox[0].body

    def test_wait_for_the_summary_when_no_law_presses(self, walk, gas_manager, spread):
        actions.set_reach(
            wishes=wishes(choices={"work": ["sms"]}, mobile="09121234567"),
            actor=gas_manager, at=NOW,
        )  # fmt: skip
        walk()
        spread()
        assert not Message.objects.filter(carrier="sms").exists()

        assert actions.send_digests(on=TODAY, at=LATER) == 1
        assert actions.send_digests(on=TODAY, at=LATER) == 1  # ordered again, kept once
        assert Message.objects.filter(carrier="sms").count() == 1

    def test_give_the_summary_after_the_quiet_hours(self, walk, gas_manager, spread):
        actions.set_reach(
            wishes=wishes(
                choices={"digest": ["sms"]}, mobile="09121234567",
                quiet_from=time(21), quiet_to=time(9),
            ),
            actor=gas_manager, at=NOW,
        )  # fmt: skip
        walk()
        spread()
        morning = datetime.combine(TODAY, time(7, 30), TEHRAN)

        assert actions.send_digests(on=TODAY, at=morning) == 1

        told = Message.objects.get(carrier="sms")
        assert told.next_at == datetime.combine(TODAY, time(9), TEHRAN)
        assert not re.search(r"[0-9]", told.payload["text"].split("http")[0])

    def test_do_not_ring_in_the_night(self):
        def local(hour, minute=0):
            return datetime.combine(TODAY, time(hour, minute), TEHRAN)

        assert not_in_the_night(local(12), time(21), time(7)) == local(12)
        assert not_in_the_night(local(3), time(21), time(7)) == local(7)
        late = not_in_the_night(local(22, 30), time(21), time(7))
        assert late == local(7) + timedelta(days=1)
        assert not_in_the_night(local(21), time(21), time(21)) == local(21)


class TestSetReach:
    def test_keeps_addresses_sealed(self, operator):
        actions.set_reach(wishes=wishes(mobile="09121234567"), actor=operator, at=NOW)

        assert "0912" not in Reach.objects.get().mobile_sealed
        event = AuditEvent.objects.get(verb="reach.changed")
        assert event.target_label == event.actor_name
        assert "0912" not in json.dumps(event.changes)

    def test_keeps_official_service_on(self, operator):
        kept = actions.set_reach(
            wishes=wishes(choices={"service": [], "answer": ["sms", "pigeon"]}),
            actor=operator, at=NOW,
        )  # fmt: skip

        assert "service" not in kept.choices
        assert kept.choices["answer"] == ["sms"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("mobile", "12"),
            ("mobile", "04533333333"),
            ("email", "a@b"),
            ("email", "a\r\nBcc: x@y.z"),
        ],
    )
    def test_refuses_what_is_no_address(self, operator, field, value):
        with pytest.raises(Invalid) as refusal:
            actions.set_reach(wishes=wishes(**{field: value}), actor=operator, at=NOW)

        assert list(refusal.value.fields) == [field]


class TestWindow:
    """The ribbon beside the deadline of the notification that is open."""

    @staticmethod
    def told(person, record, due_on):
        values = {"number": record.number, "office": "دفتر", "due_on": due_on.isoformat()}
        return Notification.objects.create(
            user_id=person.user_id, role=person.role, kind="case.notice_issued",
            topic=Topic.DEADLINE, values=values, url=record.get_absolute_url(), event="1", at=NOW,
        )  # fmt: skip

    @staticmethod
    def seen(browser_of, person):
        with time_machine.travel(LATER):
            answer = browser_of(person).get("/notifications")
        return answer.context["window"], answer.text

    def test_is_drawn_while_it_runs(self, walk, operator, browser_of):
        case = walk().open().notify().case
        self.told(operator, case, case.defence_due_on)

        window, page = self.seen(browser_of, operator)

        assert window.due_on == case.defence_due_on
        assert 'class="ribbon ribbon-below"' in page

    @pytest.mark.parametrize("is_over", [True, False], ids=["over", "moved"])
    def test_is_left_out_once_it_is_over_or_ends_on_another_day(
        self, walk, operator, browser_of, is_over
    ):
        story = walk().open().notify()
        due_on = story.case.defence_due_on
        if is_over:
            story.defend()
        self.told(operator, story.case, due_on if is_over else due_on - timedelta(days=1))

        assert self.seen(browser_of, operator)[0] is None

    def test_is_left_out_of_a_record_that_is_out_of_scope(self, walk, power_manager, browser_of):
        case = walk().open().notify().case
        self.told(power_manager, case, case.defence_due_on)

        assert self.seen(browser_of, power_manager)[0] is None

    def test_of_a_review_is_the_agency_s(self, gas, gas_manager, browser_of):
        (review,) = make_reviews(gas, 1)
        self.told(gas_manager, review, review.decision_due_on)

        assert self.seen(browser_of, gas_manager)[0].due_on == review.decision_due_on

    def test_of_a_contract_is_its_notice(self, gas, gas_manager, browser_of):
        contract = served(under_notice(make_contract(agency=gas)))
        self.told(gas_manager, contract, contract.notice_ends_on)

        assert self.seen(browser_of, gas_manager)[0].due_on == contract.notice_ends_on


class TestPage:
    @pytest.fixture
    def reader(self, walk, gas_manager, spread, browser_of):
        walk()
        spread()
        return browser_of(gas_manager)

    @pytest.fixture
    def row(self, reader, gas_manager):
        return told(gas_manager)[0]

    def test_shows_what_is_new_with_its_act(self, reader, row):
        page = reader.get("/notifications").text

        assert persian_digits(row.values["office"]) in page
        assert f"/notifications/{row.public_id}/open" in page

    def test_rings_the_bell(self, reader, row):
        page = reader.get("/offices").text

        assert 'class="tool-badge">۱<' in page

    def test_leads_to_the_record_and_is_read(self, reader, row):
        gone = reader.post(f"/notifications/{row.public_id}/open")

        assert gone["Location"] == row.url
        row.refresh_from_db()
        assert row.read_at

    def test_puts_away(self, reader, row):
        reader.post(f"/notifications/{row.public_id}/archive")

        assert str(row.public_id) not in reader.get("/notifications").text

    def test_puts_off_to_tomorrow(self, reader, row):
        reader.post(f"/notifications/{row.public_id}/tomorrow")

        assert str(row.public_id) not in reader.get("/notifications").text
        row.refresh_from_db()
        tomorrow = row.snoozed_until
        assert Notification.objects.shown(tomorrow).filter(pk=row.pk).exists()

    def test_reads_all(self, reader, row, gas_manager):
        reader.post("/notifications/read")

        assert not Notification.objects.visible_to(gas_manager).unread(date.today()).exists()

    def test_is_nobody_elses(self, row, browser_of, gas):
        colleague = browser_of(make_principal(Role.AGENCY_MANAGER, gas))

        for step in ("open", "archive", "tomorrow"):
            assert colleague.post(f"/notifications/{row.public_id}/{step}").status_code == 404

    def test_keeps_the_ways(self, reader, gas_manager):
        answer = reader.post(
            "/settings/notifications",
            {"mobile": "09121234567", "quiet_from": "۲۲", "quiet_to": "۶:۳۰",
             "answer-sms": "1", "service-sms": ""},
        )  # fmt: skip

        assert answer.status_code == 302
        reach = Reach.objects.get()
        assert reach.choices["answer"] == ["sms"]
        assert (reach.quiet_from, reach.quiet_to) == (time(22), time(6, 30))
        assert "09121234567" not in reader.get("/settings/notifications").text

    def test_shows_and_refuses_hours_in_persian(self, reader):
        assert 'value="۲۱:۰۰"' in reader.get("/settings/notifications").text

        refused = reader.post("/settings/notifications", {"quiet_from": "۲۴:۰۰", "quiet_to": "شب"})

        assert refused.status_code == 422
        assert refused.text.count("ساعت را از ۰۰:۰۰ تا ۲۳:۵۹ بنویسید") >= 2


class TestLongWork:
    """Who asked for it is told that it has ended, in the portal, by the work itself."""

    @staticmethod
    def job(person, **values):
        begun = {"state": "running", "finished_at": None, "file": "", "expires_at": None}
        return make_job(person, **(begun | values))

    def test_tells_that_a_file_is_ready(self, expert, deputy, spread):
        job = self.job(expert)
        file = ContentFile(b"a,b", "a.csv")

        finish_job(job_id=job.pk, counts={"ok": 1}, actor=expert, at=NOW, file=file,
                   file_name="a.csv")  # fmt: skip
        spread()

        (row,) = told(expert, "list.exported")
        assert row.url == job.get_absolute_url()
        assert not told(deputy)

    def test_tells_why_not_to_go_on_waiting(self, expert, spread):
        job = self.job(expert)

        fail_job(job_id=job.pk, reason="بیش از اندازه است.", at=NOW)
        spread()

        assert [row.url for row in told(expert, "job.failed")] == [job.get_absolute_url()]
        assert AuditEvent.objects.get(verb="job.failed").note == "بیش از اندازه است."

    @pytest.mark.parametrize(("seconds", "count"), [(2, 0), (3, 1)])
    def test_says_nothing_of_what_was_seen_to_end(self, expert, relay, seconds, count):
        job = self.job(expert)
        at = job.created_at + timedelta(seconds=seconds)

        finish_job(job_id=job.pk, counts={"ok": 1}, actor=expert, at=at)
        with time_machine.travel(at + timedelta(minutes=1)):
            while relay():
                pass

        assert len(told(expert, "job.finished")) == count

    def test_tells_that_an_import_was_refused(self, secretariat, expert, spread):
        batch = start_import(
            data=xlsx(("الف", "ب"), (1, 2)), file_name="x.xlsx", content="offices",
            actor=secretariat, at=NOW,
        )  # fmt: skip
        with time_machine.travel(NOW):
            take_import(batch.pk)
        spread()

        (row,) = told(secretariat, "import.refused")
        assert row.url == batch.get_absolute_url()
        assert not told(expert, "import.refused")


class TestRenewedEntry:
    def renew(self, whom, admin):
        renew_entry(
            user_id=whom.user_id, reason="حضوری، با کارت ملی", is_factor_lost=True, actor=admin,
            at=LATER,
        )  # fmt: skip

    def test_tells_the_person_who_did_it(self, platform_admin, expert, spread):
        self.renew(expert, platform_admin)
        spread()

        (row,) = told(expert)
        (line,) = lines_of([row], TODAY)
        assert (row.kind, row.topic, row.url) == ("user.renewed", Topic.SECURITY, "/settings")
        assert platform_admin.name in line.detail

    def test_tells_the_other_admins_and_the_auditors(
        self, platform_admin, expert, auditor, deputy, spread
    ):
        other = make_principal(Role.PLATFORM_ADMIN)
        self.renew(expert, platform_admin)
        spread()

        assert [row.kind for row in told(other)] == ["user.renewed/others"]
        assert [row.kind for row in told(auditor)] == ["user.renewed/others"]
        assert not told(platform_admin)
        assert not told(deputy)

    def test_tells_an_admin_that_his_own_is_proposed(self, platform_admin, spread):
        other = make_principal(Role.PLATFORM_ADMIN)
        self.renew(other, platform_admin)
        spread()

        kinds = {row.kind for row in told(other)}
        assert "user.renewal_proposed" in kinds
        assert "user.renewed" not in kinds

    def test_reaches_who_switched_all_else_off(self):
        off = {str(topic): [] for topic in Topic}

        assert channels_of(Topic.SECURITY, off) == {"sms", "email"}
        assert is_instant(Topic.SECURITY)
