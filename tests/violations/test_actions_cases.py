"""Notice, hearing, decision, appeal, finality, and what follows."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import transaction

from accounts.roles import Role
from audit.models import AuditEvent
from contracts.actions import issue_termination_notice, terminate_contract
from contracts.models import EndingProof, Waiver
from contracts.states import ContractState
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.jalali import long, short
from offices.models import TouchedOffice
from tests.contracts.stories import agreed_end
from tests.factories import TODAY, drop_case, make_contract, make_principal, make_type
from tests.sql import refused_at_runtime
from tests.violations.stories import (
    LONG_AGO,
    REASONS,
    Walk,
    confirm_waiting,
    file_report,
    moment,
    scan_of,
)
from violations import actions
from violations.facts import live_points, waiver_text
from violations.models import (
    Appeal,
    Case,
    CaseNote,
    CorrectiveAction,
    Decision,
    Defence,
    Notice,
    PointEntry,
)
from violations.states import CaseState
from workdays.facts import deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OVERRIDE = "شدت رخداد و شمار مشترکان زیان‌دیده بسیار است."


def events(verb):
    return AuditEvent.objects.filter(verb=verb).count()


@pytest.fixture
def walk(of_colleague):
    """Let the stories begin so long ago that their windows are over."""
    return partial(of_colleague, on=LONG_AGO)


@pytest.fixture
def charged(walk):
    return walk().open().notify()


@pytest.fixture
def heard(charged):
    return charged.defend()


@pytest.fixture
def decided(heard, gas_manager):
    return heard.decide(gas_manager)


@pytest.fixture
def final(decided):
    return decided.notify("decision").wait(40)


@pytest.fixture
def licence_story(contract, county_rep, secretariat, operator):
    """Return a licence-track case whose office has answered."""
    kind, on = make_type(track="licence"), TODAY - timedelta(days=14)
    report = file_report(contract, county_rep, kind, on=on, agency_id=None)
    return Walk(report, secretariat, operator).open().notify().defend()


class TestIssueNotice:
    def issue(self, story, actor, kind="charge", channel="portal", text=""):
        return actions.issue_notice(
            case_id=story.case.pk,
            kind=kind,
            channel=channel,
            actor=actor,
            addition=text,
            **story.now,
        )

    def test_writes_the_official_text_and_shows_the_case(self, walk, gas_clerk, operator):
        story = walk().open()
        assert not Case.objects.visible_to(operator).exists()

        notice = self.issue(story, gas_clerk)

        assert story.case.number.replace("1405-00001", "۱۴۰۵-۰۰۰۰۱") in notice.text
        assert notice.letter_no == "1405-N-00001"
        assert Case.objects.visible_to(operator).get() == story.case
        assert story.case.state == CaseState.OPENED
        assert events("case.notice_issued") == 1

    def test_is_issued_once(self, walk, gas_clerk):
        story = walk().open()
        self.issue(story, gas_clerk)

        with pytest.raises(IllegalMove):
            self.issue(story, gas_clerk)

    @pytest.mark.parametrize("kind", ["decision", "appeal_result"])
    def test_has_its_moment(self, walk, gas_clerk, kind):
        with pytest.raises(IllegalMove):
            self.issue(walk().open(), gas_clerk, kind)

    def test_refuses_an_unknown_kind_or_channel(self, walk, gas_clerk):
        with pytest.raises(Invalid) as caught:
            self.issue(walk().open(), gas_clerk, "letter", "pigeon")
        assert set(caught.value.fields) == {"kind", "channel"}

    @pytest.mark.parametrize("role", ["secretariat", "operator", "deputy", "gas_appeal"])
    def test_refuses_the_other_side(self, walk, role, request):
        story = walk().open()

        with pytest.raises((NotPermitted, Case.DoesNotExist)):
            self.issue(story, request.getfixturevalue(role))


class TestAcknowledgeNotice:
    def test_starts_the_defence_window(self, charged):
        case = charged.case

        assert case.state == CaseState.NOTIFIED
        assert case.served_on == charged.day
        assert case.defence_due_on >= charged.day + 11 * DAY
        assert case.decision_due_on > case.defence_due_on
        assert case.calendar_version.startswith("v")
        assert events("case.notice_served") == 1

    def test_names_who_it_was_and_the_role(self, charged, operator):
        proof = charged.case.notices.get().proof

        assert proof == f"تأیید دریافت در درگاه به دست {operator.name}، متصدی دفتر"

    def test_refuses_twice_and_the_agency(self, charged, operator, gas_manager):
        for actor, error in ((operator, IllegalMove), (gas_manager, NotPermitted)):
            with pytest.raises(error):
                actions.acknowledge_notice(
                    case_id=charged.case.pk, kind="charge", actor=actor, **charged.now
                )

    def test_refuses_what_comes_by_letter(self, walk, gas_clerk, operator):
        story = walk().open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="letter", actor=gas_clerk, **story.now
        )

        with pytest.raises(IllegalMove):
            actions.acknowledge_notice(
                case_id=story.case.pk, kind="charge", actor=operator, **story.now
            )

    def test_refuses_the_operator_of_another_office(self, walk, gas_clerk):
        story = walk().open()
        stranger = make_principal(Role.OPERATOR, make_contract().office)

        with pytest.raises(Case.DoesNotExist):
            actions.acknowledge_notice(
                case_id=story.case.pk, kind="charge", actor=stranger, **story.now
            )

    def test_of_a_decision_starts_the_appeal_window(self, decided):
        decided.notify("decision")

        assert decided.case.appeal_due_on >= decided.day + 21 * DAY


class TestRecordService:
    @pytest.fixture
    def issued(self, walk, gas_clerk):
        story = walk().open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="letter", actor=gas_clerk, **story.now
        )
        story.day += 4 * DAY
        return story

    def serve(self, story, actor, receipt, **values):
        defaults = {
            "kind": "charge", "served_on": story.day - DAY, "proof": "رسید پست ۱۲۳",
            "receipt_id": receipt,
        }  # fmt: skip
        return actions.record_service(
            case_id=story.case.pk, actor=actor, **(defaults | story.now | values)
        )

    def test_counts_from_the_receipts_day(self, issued, gas_clerk, upload):
        receipt = upload(gas_clerk, kind="service", on=issued.day)

        notice = self.serve(issued, gas_clerk, receipt.public_id)

        assert notice.receipt == receipt
        assert issued.case.served_on == issued.day - DAY
        assert issued.case.state == CaseState.NOTIFIED

    @pytest.mark.parametrize(
        ("days", "is_refused"), [(1, True), (0, False), (-4, False), (-5, True)]
    )
    def test_lies_between_issue_and_today(self, issued, gas_clerk, upload, days, is_refused):
        receipt = upload(gas_clerk, kind="service", on=issued.day)
        served_on = issued.day + days * DAY
        if not is_refused:
            self.serve(issued, gas_clerk, receipt.public_id, served_on=served_on)
            confirm_waiting(issued.case, issued.now)
            assert issued.case.served_on == served_on
            return
        with pytest.raises(Invalid) as caught:
            self.serve(issued, gas_clerk, receipt.public_id, served_on=served_on)
        assert set(caught.value.fields) == {"served_on"}

    def test_also_serves_what_nobody_acknowledged(self, walk, gas_clerk, upload):
        story = walk().open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="portal", actor=gas_clerk, **story.now
        )
        receipt = upload(gas_clerk, kind="service", on=story.day)

        notice = self.serve(
            story, gas_clerk, receipt.public_id, served_on=story.day, channel="in_person"
        )

        assert notice.channel == "in_person"
        assert story.case.state == CaseState.NOTIFIED

    def test_asks_for_the_receipt(self, issued, gas_clerk, gas_manager, upload):
        with pytest.raises(Invalid) as caught:
            self.serve(issued, gas_clerk, None, proof="", channel="portal")
        assert set(caught.value.fields) == {"receipt", "proof", "channel"}
        others = upload(gas_manager, kind="service", on=issued.day)
        with pytest.raises(Invalid):
            self.serve(issued, gas_clerk, others.public_id)


class TestSubmitDefence:
    def test_starts_the_decision_when_the_office_ends_its_window(self, charged):
        charged.day += 3 * DAY
        charged.defend()

        assert charged.case.state == CaseState.DEFENDED
        assert charged.case.decision_due_on < charged.case.defence_due_on + 32 * DAY
        assert events("case.defended") == 1

    @pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
    def test_is_in_time_on_the_due_day(self, charged, days, is_late):
        charged.day = charged.case.defence_due_on + days * DAY
        charged.answer()

        assert Defence.objects.get().is_late is is_late
        assert charged.case.state == "notified"

    def test_is_stored_late_after_the_lapse(self, charged):
        charged.wait(30).defend()

        assert Defence.objects.get().is_late
        assert charged.case.state == CaseState.DEFENCE_LAPSED
        assert events("case.defended_late") == 1

    def test_refuses_before_the_notice_and_after_the_decision(self, walk, decided, operator):
        with pytest.raises(IllegalMove):
            decided.defend()
        story = walk().open()
        with pytest.raises(Case.DoesNotExist):
            story.defend()

    def test_is_entered_from_paper_by_the_side_that_handles_it(self, charged, gas_clerk, chair):
        values = {
            "case_id": charged.case.pk, "stance": "partly", "text": "پاسخ کاغذی دفتر",
            "evidence_ids": scan_of(gas_clerk, "defence", charged.now["at"]),
            "received_on": charged.day, **charged.now,
        }  # fmt: skip
        with pytest.raises(NotPermitted):
            actions.enter_paper_defence(actor=chair, **values)

        defence = actions.enter_paper_defence(actor=gas_clerk, **values)

        assert defence.is_paper
        assert charged.case.state == CaseState.NOTIFIED


class TestWaiveWindow:
    def test_ends_the_defence_window(self, charged):
        official = waiver_text(charged.case, "defence")

        charged.waive("defence")

        assert charged.case.state == CaseState.DEFENCE_LAPSED
        assert Waiver.objects.get().text == official
        assert events("case.window_waived") == 1

    def test_makes_the_decision_final_with_its_points(self, decided):
        decided.notify("decision").waive("appeal")

        assert decided.case.state == CaseState.FINAL
        assert decided.case.final_on == decided.day
        assert PointEntry.objects.get().points == 50
        assert events("case.window_waived") == 2  # the defence window too

    def test_needs_a_fresh_factor(self, charged):
        charged.operator = replace(charged.operator, fresh_factor=False)

        with pytest.raises(FactorRequired):
            charged.waive("defence")

    @pytest.mark.parametrize("window", ["appeal", "termination_notice", ""])
    def test_refuses_a_window_that_is_not_running(self, charged, window):
        with pytest.raises((IllegalMove, Invalid)):
            charged.waive(window)

    def test_refuses_an_appeal_window_that_was_not_served(self, decided):
        with pytest.raises(IllegalMove):
            decided.waive("appeal")

    def test_is_the_offices_alone(self, charged, gas_manager, secretariat, clock):
        for actor in (gas_manager, secretariat, clock):
            with pytest.raises(NotPermitted):
                actions.waive_window(
                    case_id=charged.case.pk, window="defence", actor=actor,
                    **charged.now,
                )  # fmt: skip

    def test_has_an_official_sentence(self, charged):
        text = waiver_text(charged.case, "defence")

        assert "۱۴۰۵-۰۰۰۰۱" in text


class TestLapseDefences:
    @pytest.mark.parametrize(("days", "moved"), [(0, 0), (1, 1)])
    def test_after_the_due_day(self, charged, clock, days, moved):
        as_of = charged.case.defence_due_on + days * DAY

        assert len(actions.lapse_defences(as_of=as_of, actor=clock)) == moved

    def test_moves_nothing_the_second_time(self, charged, clock):
        as_of = charged.case.defence_due_on + DAY
        actions.lapse_defences(as_of=as_of, actor=clock)

        assert actions.lapse_defences(as_of=as_of, actor=clock) == []
        assert events("case.defence_lapsed") == 1

    def test_is_the_clocks(self, gas_manager):
        with pytest.raises(NotPermitted):
            actions.lapse_defences(as_of=TODAY, actor=gas_manager)


class TestSetActions:
    def many(self, contract, clerk, manager, operator, count):
        kind = make_type()
        stories = []
        for number in range(count):
            report = file_report(
                contract, clerk, kind, on=LONG_AGO, occurred_on=LONG_AGO - number * DAY,
                discovered_on=LONG_AGO,
            )  # fmt: skip
            stories.append(Walk(report, manager, operator).open().notify())
        return stories

    @pytest.mark.parametrize("count", [1, 20])
    def test_make_as_many_queries_for_one_as_for_twenty(
        self, contract, gas_clerk, gas_manager, operator, clock, count,
        django_assert_num_queries,
    ):  # fmt: skip
        stories = self.many(contract, gas_clerk, gas_manager, operator, count)
        as_of = max(story.case.defence_due_on for story in stories) + DAY

        with django_assert_num_queries(12):
            moved = actions.lapse_defences(as_of=as_of, actor=clock)
        assert len(moved) == count

        for story in stories:
            story.day = as_of
            story.decide(gas_manager, sanction="reminder", override_reason=OVERRIDE)
            story.notify("decision")
        as_of = max(story.case.appeal_due_on for story in stories) + DAY
        with django_assert_num_queries(24):  # one reads back the points that are sealed
            moved = actions.finalize_due(as_of=as_of, actor=clock)
        assert len(moved) == count
        assert PointEntry.objects.count() == count


class TestDecideCase:
    def test_proves_with_the_matrix(self, heard, gas_manager):
        heard.decide(gas_manager)

        case, decision = heard.case, Decision.objects.get()
        assert (case.state, case.outcome, case.occurrence) == ("decided", "proven", 1)
        assert (decision.forum, decision.points) == ("agency", 50)
        assert decision.proposed_sanction == case.sanction == "written_warning"
        assert events("case.decided") == 1
        assert not PointEntry.objects.exists()

    def test_acquits_without_sanction_or_points(self, heard, gas_manager):
        heard.decide(gas_manager, outcome="not_proven", sanction="none")

        assert heard.case.outcome == "not_proven"
        assert Decision.objects.get().points == 0

    def test_says_all_that_is_wrong_at_once(self, heard, gas_manager):
        with pytest.raises(Invalid) as caught:
            heard.decide(
                gas_manager, outcome="maybe", reasons="کوتاه", sanction="suspension",
                sanction_days=0,
            )  # fmt: skip
        assert set(caught.value.fields) == {"outcome", "reasons", "sanction_days"}

    @pytest.mark.parametrize(("length", "is_refused"), [(39, True), (40, False)])
    def test_asks_for_reasons_of_forty_letters(self, heard, gas_manager, length, is_refused):
        if is_refused:
            with pytest.raises(Invalid):
                heard.decide(gas_manager, reasons="د" * length)
        else:
            heard.decide(gas_manager, reasons="د" * length)

    def test_asks_why_it_departs_from_the_matrix(self, heard, gas_manager):
        with pytest.raises(Invalid) as caught:
            heard.decide(gas_manager, sanction="reminder")
        assert set(caught.value.fields) == {"override_reason"}

        heard.decide(gas_manager, sanction="reminder", override_reason=OVERRIDE)

        assert Decision.objects.get().override_reason == OVERRIDE

    def test_refuses_a_sanction_on_what_is_not_proven(self, heard, gas_manager):
        with pytest.raises(Invalid):
            heard.decide(gas_manager, outcome="not_proven")

    def test_counts_the_second_occurrence(self, walk, gas_manager):
        kind = make_type("V1")
        first = walk(kind=kind, on=date(2026, 5, 5)).open().notify().waive("defence")
        first.decide(gas_manager).notify("decision").waive("appeal")

        second = walk(kind=kind, on=date(2026, 7, 7)).open().notify().waive("defence")
        second.decide(gas_manager, sanction="suspension")

        assert (second.case.occurrence, second.case.sanction_days) == (2, 15)

    def test_refuses_the_reporter(self, contract, gas_manager, gas_clerk, operator):
        other = make_principal(Role.AGENCY_MANAGER, contract.agency)
        story = Walk(file_report(contract, gas_manager), other, operator).open().notify().defend()

        with pytest.raises(NotPermitted):
            story.decide(gas_manager)

    @pytest.mark.parametrize(
        "role",
        ["gas_clerk", "gas_appeal", "secretariat", "deputy", "expert", "operator", "auditor",
         "chair"],
    )  # fmt: skip
    def test_refuses_every_other_role(self, heard, role, request):
        with pytest.raises(NotPermitted):
            heard.decide(request.getfixturevalue(role))

    def test_does_not_find_another_agencys_case(self, heard, power_manager):
        with pytest.raises(Case.DoesNotExist):
            heard.decide(power_manager)

    def test_needs_a_fresh_factor(self, heard, gas_manager):
        with pytest.raises(FactorRequired):
            heard.decide(replace(gas_manager, fresh_factor=False))

    def test_is_scheduled_first_when_wanted(self, heard, gas_manager):
        actions.schedule_case(
            case_id=heard.case.pk, decision_on=heard.day + DAY, actor=gas_manager, **heard.now
        )
        assert heard.case.state == CaseState.SCHEDULED
        named = heard.day + DAY
        with pytest.raises(IllegalMove, match=re.escape(long(named))):
            heard.decide(gas_manager)

        heard.day = named
        heard.decide(gas_manager)

        assert heard.case.state == CaseState.DECIDED


class TestCommittee:
    def test_decides_what_it_heard_in_a_session(self, licence_story, chair):
        licence_story.sit(chair).decide(chair)

        decision = Decision.objects.get()
        assert decision.forum == "committee"
        assert decision.session.state == "signed"
        assert {row["user_id"] for row in decision.attendance} == set(
            decision.session.seats.filter(is_judge=True).values_list("user_id", flat=True)
        )

    def test_is_not_decided_for_without_a_session(self, licence_story, chair):
        for _member in range(2):
            make_principal(Role.COMMITTEE_MEMBER)
        with pytest.raises(IllegalMove, match="جلسه"):
            licence_story.decide(chair)

        assert not Decision.objects.exists()

    def test_leaves_contract_matters_to_the_agency(self, heard, chair):
        with pytest.raises(NotPermitted):
            heard.decide(chair)

    def test_is_no_matter_of_the_agency(self, licence_story, gas_manager):
        with pytest.raises(Case.DoesNotExist):
            licence_story.decide(gas_manager)


class TestFinalizeDue:
    def test_gives_points_for_their_life(self, final):
        case, entry = final.case, PointEntry.objects.get()

        assert (case.state, case.final_on) == ("final", case.appeal_due_on + DAY)
        assert entry.effective_on == case.final_on
        assert (entry.expires_on - entry.effective_on).days in range(729, 733)
        assert TouchedOffice.objects.filter(office=case.office).exists()

    def test_gives_no_points_for_what_was_not_proven(self, heard, gas_manager):
        heard.decide(gas_manager, outcome="not_proven", sanction="none")
        heard.notify("decision").wait(40)

        assert heard.case.state == CaseState.FINAL
        assert not PointEntry.objects.exists()

    def test_is_the_same_whenever_the_clock_comes_by(self, decided):
        decided.notify("decision")
        due_on = decided.case.appeal_due_on
        decided.wait(200)

        assert decided.case.final_on == due_on + DAY

    def test_asks_for_a_correction_within_the_types_days(self, walk, gas_manager):
        story = walk(kind=make_type(cure_days=15)).open().notify().defend().decide(gas_manager)
        story.notify("decision").wait(40)

        correction = CorrectiveAction.objects.get()
        assert correction.due_on >= story.case.final_on + 16 * DAY
        kept = KeptDeadline.objects.get(clock="case.correction")
        assert kept.subject_label.startswith(f"{correction.case.number} · ")

    def test_counts_linked_twins_once(self, walk, gas_manager, secretariat, chair):
        story = walk(kind=make_type(track="both"), on=TODAY - timedelta(days=14)).open()
        mine, theirs = story.cases
        story.notify().waive("defence").decide(gas_manager).notify("decision").waive("appeal")
        twin = Walk(story.report, secretariat, story.operator).use(theirs)
        twin.notify().waive("defence").sit(chair).decide(chair)
        twin.notify("decision").waive("appeal")

        assert twin.case.state == CaseState.FINAL
        assert PointEntry.objects.get().case == mine


class TestAppeal:
    def test_is_filed_within_the_window(self, decided):
        decided.notify("decision")
        decided.day = decided.case.appeal_due_on
        decided.appeal()

        assert decided.case.state == CaseState.APPEALED
        assert Appeal.objects.get().filed_on == decided.day
        assert events("case.appealed") == 1

    def test_is_refused_the_day_after_and_before_service(self, decided):
        with pytest.raises(IllegalMove):
            decided.appeal()
        decided.notify("decision")
        decided.day = decided.case.appeal_due_on + DAY
        with pytest.raises(IllegalMove):
            decided.appeal()

    def test_is_entered_from_paper_by_the_side_that_handles_it(
        self, decided, upload, gas_clerk, chair
    ):
        decided.notify("decision")
        scan = upload(gas_clerk, "appeal", on=decided.day)
        values = {
            "case_id": decided.case.pk, "text": "اعتراض کاغذی دفتر به رأی شماره ۱",
            "received_on": decided.day, "evidence_ids": [scan.public_id], **decided.now,
        }  # fmt: skip
        with pytest.raises(NotPermitted):
            actions.enter_paper_appeal(actor=chair, **values)
        with pytest.raises(Invalid):
            actions.enter_paper_appeal(
                actor=gas_clerk, **(values | {"received_on": decided.day + DAY})
            )

        assert actions.enter_paper_appeal(actor=gas_clerk, **values).is_paper
        assert decided.case.state == CaseState.APPEALED

    def test_on_paper_asks_for_its_picture(self, decided, gas_clerk):
        decided.notify("decision")
        with pytest.raises(Invalid) as caught:
            actions.enter_paper_appeal(
                case_id=decided.case.pk, text="اعتراض کاغذی دفتر به رأی شماره ۱",
                received_on=decided.day, actor=gas_clerk, **decided.now,
            )  # fmt: skip

        assert set(caught.value.fields) == {"evidence"}

    def test_on_paper_counts_by_the_day_of_receipt(self, decided, upload, gas_clerk):
        decided.notify("decision")
        due_on = decided.case.appeal_due_on
        decided.day = due_on + DAY
        scan = upload(gas_clerk, "appeal", on=decided.day)
        values = {
            "case_id": decided.case.pk, "text": "اعتراض کاغذی دفتر به رأی شماره ۱",
            "evidence_ids": [scan.public_id], "actor": gas_clerk, **decided.now,
        }  # fmt: skip
        with pytest.raises(IllegalMove):
            actions.enter_paper_appeal(received_on=due_on + DAY, **values)

        assert actions.enter_paper_appeal(received_on=due_on, **values).filed_on == due_on

    def test_stops_the_clock(self, decided):
        decided.notify("decision").appeal().wait(100)

        assert decided.case.state == CaseState.APPEALED


class TestDecideAppeal:
    @pytest.fixture
    def appealed(self, heard, gas_manager):
        heard.decide(gas_manager, sanction="suspension", sanction_days=20, override_reason=OVERRIDE)
        return heard.notify("decision").appeal()

    def decide(self, story, actor, result, **values):
        return actions.decide_appeal(
            case_id=story.case.pk, result=result, reasons=REASONS, actor=actor,
            **(story.now | values),
        )  # fmt: skip

    def test_upholds(self, appealed, gas_appeal):
        self.decide(appealed, gas_appeal, "upheld")

        case = appealed.case
        assert (case.state, case.sanction, case.sanction_days) == ("final", "suspension", 20)
        assert case.final_on == appealed.day
        assert PointEntry.objects.get().points == 50
        assert Appeal.objects.get().result == "upheld"
        assert events("case.appeal_decided") == 1

    def test_reduces(self, appealed, gas_appeal):
        self.decide(appealed, gas_appeal, "reduced", sanction="suspension", sanction_days=10)

        assert appealed.case.sanction_days == 10
        assert appealed.case.outcome == "proven"

    @pytest.mark.parametrize(
        ("sanction", "days"),
        [("suspension", 20), ("suspension", 21), ("termination_review", None), ("bad", None)],
    )
    def test_never_makes_it_graver(self, appealed, gas_appeal, sanction, days):
        with pytest.raises(Invalid):
            self.decide(appealed, gas_appeal, "reduced", sanction=sanction, sanction_days=days)

    def test_annuls_without_points(self, appealed, gas_appeal):
        self.decide(appealed, gas_appeal, "annulled")

        case = appealed.case
        assert (case.state, case.outcome, case.sanction) == ("final", "not_proven", "none")
        assert not PointEntry.objects.exists()

    @pytest.mark.parametrize("role", ["gas_manager", "gas_clerk", "secretariat", "deputy"])
    def test_refuses_every_other_role(self, appealed, role, request):
        with pytest.raises(NotPermitted):
            self.decide(appealed, request.getfixturevalue(role), "upheld")

    def test_leaves_it_to_the_agency_that_has_a_decider(self, appealed, gas_appeal, chair):
        with pytest.raises(NotPermitted):
            self.decide(appealed, chair, "upheld")

    def test_falls_to_the_committee_where_the_agency_has_none(self, appealed, chair):
        self.decide(appealed, chair, "upheld")

        assert appealed.case.state == CaseState.FINAL

    def test_refuses_who_decided_or_served_before(self, appealed, gas, gas_manager, gas_clerk):
        for earlier in (gas_manager, gas_clerk):
            now_appeal = replace(earlier, role=Role.AGENCY_APPEAL)
            with pytest.raises(NotPermitted):
                self.decide(appealed, now_appeal, "upheld")

    def test_of_the_committee_is_another_chairs(self, licence_story, chair):
        licence_story.sit(chair).decide(chair).notify("decision").appeal()
        with pytest.raises(NotPermitted):
            self.decide(licence_story, chair, "upheld")

        self.decide(licence_story, make_principal(Role.COMMITTEE_CHAIR), "upheld")

        assert licence_story.case.state == CaseState.FINAL


class TestRecordJudgment:
    def annul(self, story, actor, **values):
        defaults = {
            "document_no": "۱۲۳", "document_on": story.day, "document_issuer": "دیوان عدالت اداری",
            "reasons": REASONS, "evidence_ids": scan_of(actor, "judgment", story.now["at"]),
        }  # fmt: skip
        return actions.record_judgment(
            case_id=story.case.pk, actor=actor, **(story.now | defaults | values)
        )

    def test_takes_the_points_back_from_its_day(self, final, gas_appeal):
        office_id = final.case.office_id
        assert live_points(office_id=office_id, as_of=final.day).total == 50
        TouchedOffice.objects.all().delete()

        self.annul(final, gas_appeal)

        assert final.case.outcome == "not_proven"
        assert final.case.state == CaseState.FINAL
        assert live_points(office_id=office_id, as_of=final.day).total == 0
        assert live_points(office_id=office_id, as_of=final.day).entries == ()
        assert live_points(office_id=office_id, as_of=final.day - DAY).total == 50
        assert TouchedOffice.objects.exists()
        assert events("case.annulled") == 1

    def test_stops_a_termination_that_rests_on_it(self, heard, gas_manager, gas_appeal, contract):
        heard.decide(gas_manager, sanction="termination_review", override_reason=OVERRIDE)
        heard.notify("decision").waive("appeal")
        actions.execute_sanction(case_id=heard.case.pk, actor=gas_manager, **heard.now)
        call = {"contract_id": contract.pk, "reason": "به استناد رأی قطعی", "actor": gas_manager}
        issue_termination_notice(proof=EndingProof.objects.get(), **call, **heard.now)

        self.annul(heard, gas_appeal)

        assert events("contract.proof_annulled") == 1
        contract.refresh_from_db()
        assert contract.state == "active"
        with pytest.raises(IllegalMove, match="اخطار فسخ"):
            terminate_contract(**call, **heard.now)

    def test_hands_the_points_to_a_proven_twin(
        self, walk, gas_manager, gas_appeal, secretariat, chair
    ):
        story = walk(kind=make_type(track="both"), on=TODAY - timedelta(days=14)).open()
        theirs = story.cases[1]
        story.notify().waive("defence").decide(gas_manager).notify("decision").waive("appeal")
        twin = Walk(story.report, secretariat, story.operator).use(theirs)
        twin.notify().waive("defence").sit(chair).decide(chair)
        twin.notify("decision").waive("appeal")
        story.day = twin.day

        self.annul(story, gas_appeal)

        assert live_points(office_id=story.case.office_id, as_of=story.day).total == 50

    def test_refuses_twice_and_what_is_open(self, final, decided, gas_appeal):
        self.annul(final, gas_appeal)
        with pytest.raises(IllegalMove):
            self.annul(final, gas_appeal)

    def test_asks_for_the_document(self, final, gas_appeal):
        with pytest.raises(Invalid) as caught:
            self.annul(
                final, gas_appeal, document_no="", document_issuer="", reasons="",
                document_on=final.day + DAY,
            )  # fmt: skip
        assert set(caught.value.fields) == {
            "document_no", "document_issuer", "reasons", "document_on"
        }  # fmt: skip


class TestExecuteSanction:
    @pytest.fixture
    def suspending(self, heard, gas_manager):
        heard.decide(gas_manager, sanction="suspension", sanction_days=15, override_reason=OVERRIDE)
        return heard.notify("decision").waive("appeal")

    def test_suspends_the_contract_with_a_proof(self, suspending, gas_manager, contract):
        actions.execute_sanction(case_id=suspending.case.pk, actor=gas_manager, **suspending.now)

        contract.refresh_from_db()
        assert contract.state == ContractState.SUSPENDED
        assert contract.suspended_until == suspending.day + 14 * DAY
        assert EndingProof.objects.get().source_id == suspending.case.public_id
        assert suspending.case.executed_on == suspending.day

    def test_is_done_once(self, suspending, gas_manager):
        values = {"case_id": suspending.case.pk, "actor": gas_manager, **suspending.now}
        actions.execute_sanction(**values)

        with pytest.raises(IllegalMove):
            actions.execute_sanction(**values)

    def test_waits_for_finality(self, decided, gas_manager):
        with pytest.raises(IllegalMove):
            actions.execute_sanction(case_id=decided.case.pk, actor=gas_manager, **decided.now)

    @pytest.mark.parametrize("role", ["gas_clerk", "secretariat", "deputy", "operator"])
    def test_is_the_managers(self, suspending, role, request):
        with pytest.raises(NotPermitted):
            actions.execute_sanction(
                case_id=suspending.case.pk, actor=request.getfixturevalue(role), **suspending.now
            )

    @pytest.mark.parametrize("sanction", ["suspension", "termination_review"])
    def test_records_that_an_ended_contract_leaves_nothing_to_do(
        self, heard, gas_manager, contract, sanction
    ):
        days = 15 if sanction == "suspension" else None
        heard.decide(
            gas_manager, sanction=sanction, sanction_days=days, override_reason=OVERRIDE
        ).notify("decision").waive("appeal")
        agreed_end(contract, heard.day)
        heard.day += DAY

        actions.execute_sanction(case_id=heard.case.pk, actor=gas_manager, **heard.now)

        contract.refresh_from_db()
        assert (contract.state, contract.suspended_on) == (ContractState.ENDED_MUTUAL, None)
        assert not EndingProof.objects.exists()
        assert (events("case.sanction_executed"), events("case.sanction_moot")) == (0, 1)
        assert heard.case.executed_on == heard.day

    def test_of_a_review_leaves_the_proof_only(self, heard, gas_manager, contract):
        heard.decide(gas_manager, sanction="termination_review", override_reason=OVERRIDE)
        heard.notify("decision").waive("appeal")

        actions.execute_sanction(case_id=heard.case.pk, actor=gas_manager, **heard.now)

        contract.refresh_from_db()
        assert contract.state == ContractState.ACTIVE
        assert EndingProof.objects.get().contract == contract

    def test_of_the_licence_track_is_the_secretariats(self, licence_story, chair, secretariat):
        licence_story.sit(chair).decide(
            chair, sanction="licence_cancellation_referral", override_reason=OVERRIDE,
        ).notify("decision").waive("appeal")  # fmt: skip

        actions.execute_sanction(
            case_id=licence_story.case.pk, actor=secretariat, **licence_story.now
        )

        assert licence_story.case.executed_on == licence_story.day


class TestCloseCase:
    def close(self, story, actor):
        return actions.close_case(case_id=story.case.pk, note="پایان", actor=actor, **story.now)

    def test_closes_a_final_case(self, final, gas_manager):
        self.close(final, gas_manager)

        assert (final.case.state, final.case.closed_on) == ("closed", final.day)
        assert events("case.closed") == 1

    def test_waits_for_sanction_and_correction(self, heard, gas_manager, operator):
        heard.decide(
            gas_manager, sanction="suspension", sanction_days=5, override_reason=OVERRIDE
        ).notify("decision").waive("appeal")
        with pytest.raises(IllegalMove):
            self.close(heard, gas_manager)
        actions.execute_sanction(case_id=heard.case.pk, actor=gas_manager, **heard.now)
        correction = actions.add_correction(
            case_id=heard.case.pk, text="بازگرداندن وجه", due_on=heard.day + 9 * DAY,
            actor=gas_manager, **heard.now,
        )  # fmt: skip
        with pytest.raises(IllegalMove):
            self.close(heard, gas_manager)
        actions.report_correction(
            correction_id=correction.pk, note="وجه بازگردانده شد.", actor=operator, **heard.now
        )
        actions.verify_correction(
            correction_id=correction.pk, is_done=True, note="رسیدها دیده شد.", actor=gas_manager,
            **heard.now,
        )  # fmt: skip

        self.close(heard, gas_manager)

        assert heard.case.state == CaseState.CLOSED

    def test_refuses_the_clerk_and_an_open_case(self, final, gas_clerk, gas_manager, walk):
        with pytest.raises(NotPermitted):
            self.close(final, gas_clerk)
        with pytest.raises(IllegalMove):
            self.close(walk().open(), gas_manager)


class TestCloseNoAction:
    def close(self, story, actor, reason="موضوع در صلاحیت این دستگاه نیست."):
        return actions.close_no_action(
            case_id=story.case.pk, code="competence", reason=reason, actor=actor, **story.now
        )

    def test_closes_what_was_not_decided(self, walk, gas_manager):
        story = walk().open()

        self.close(story, gas_manager)

        assert story.case.state == CaseState.CLOSED_NO_ACTION
        assert events("case.closed_without_action") == 1

    def test_refuses_a_decided_case_the_clerk_and_no_reason(
        self, decided, gas_clerk, gas_manager, walk
    ):
        with pytest.raises(IllegalMove):
            self.close(decided, gas_manager)
        story = walk().open()
        with pytest.raises(NotPermitted):
            self.close(story, gas_clerk)
        with pytest.raises(Invalid):
            self.close(story, gas_manager, "نه")


class TestCorrections:
    @pytest.fixture
    def correction(self, decided, gas_clerk):
        decided.notify("decision")
        return self.ask(decided, gas_clerk)

    def ask(self, story, actor, **values):
        defaults = {
            "case_id": story.case.pk, "text": "نصب تعرفه", "due_on": self.first_day(story),
            "actor": actor,
        }  # fmt: skip
        return actions.add_correction(**(defaults | story.now | values))

    def first_day(self, story):
        return deadline("window_after_entry", story.day, story.case.county.public_id).due_on

    @pytest.mark.parametrize("back", [1, 3])
    def test_leave_the_office_time_after_it_can_see_them(self, decided, gas_clerk, back):
        decided.notify("decision")
        first = self.first_day(decided)

        with pytest.raises(Invalid) as refused:
            self.ask(decided, gas_clerk, due_on=first - back * DAY)

        assert list(refused.value.fields) == ["due_on"]
        new = CorrectiveAction(case=decided.case, text="x", due_on=TODAY)
        assert "after it can see" in refused_at_runtime(new.save)
        assert self.ask(decided, gas_clerk, due_on=first).due_on == first

    def test_are_asked_of_an_office_that_knows_the_decision(self, decided, gas_clerk):
        with pytest.raises(IllegalMove):
            self.ask(decided, gas_clerk)

        new = CorrectiveAction(case=decided.case, text="x", due_on=TODAY + 30 * DAY)
        assert "was served" in refused_at_runtime(new.save)

    def test_are_not_asked_where_the_closing_is_late(self, heard, gas_manager):
        heard.decide(gas_manager, sanction="reminder", override_reason=OVERRIDE).notify("decision")
        heard.waive("appeal")
        heard.day = heard.case.closing_due_on + DAY

        with pytest.raises(IllegalMove):
            self.ask(heard, gas_manager)

        new = CorrectiveAction(case=heard.case, text="x", due_on=TODAY + 30 * DAY)
        assert "closing is late" in refused_at_runtime(new.save)

    def test_end_on_a_working_day(self, decided, gas_manager):
        decided.notify("decision")
        days = (decided.day + n * DAY for n in range(14, 21))
        friday = next(day for day in days if day.weekday() == 4)

        with pytest.raises(Invalid) as refused:
            actions.add_correction(
                case_id=decided.case.pk, text="نصب تعرفه", due_on=friday, actor=gas_manager,
                **decided.now,
            )  # fmt: skip

        (said,) = refused.value.fields["due_on"]
        assert "جمعه" in said
        assert short(friday + DAY) in said

    def test_are_reported_by_the_office_and_verified(
        self, correction, decided, operator, gas_manager
    ):
        actions.report_correction(
            correction_id=correction.pk, note="نصب شد.", actor=operator, **decided.now
        )
        actions.verify_correction(
            correction_id=correction.pk, is_done=False, note="هنوز نیست.", actor=gas_manager,
            **decided.now,
        )  # fmt: skip
        correction.refresh_from_db()
        assert correction.done_on is None

        actions.report_correction(
            correction_id=correction.pk, note="نصب شد.", actor=operator, **decided.now
        )
        done = actions.verify_correction(
            correction_id=correction.pk, is_done=True, note="دیده شد.", actor=gas_manager,
            **decided.now,
        )  # fmt: skip

        assert done.verified_by == gas_manager.user_id

    def test_follow_from_a_proven_case_only(self, heard, gas_manager):
        with pytest.raises(IllegalMove):
            actions.add_correction(
                case_id=heard.case.pk, text="نصب تعرفه", due_on=TODAY + DAY, actor=gas_manager,
                **heard.now,
            )  # fmt: skip

    def test_refuse_the_wrong_hands(self, correction, decided, operator, gas_clerk, gas_manager):
        with pytest.raises(NotPermitted):
            actions.report_correction(
                correction_id=correction.pk, note="نصب شد.", actor=gas_clerk, **decided.now
            )
        with pytest.raises(IllegalMove):
            actions.verify_correction(
                correction_id=correction.pk, is_done=True, note="دیده شد.", actor=gas_manager,
                **decided.now,
            )  # fmt: skip
        with pytest.raises(NotPermitted):
            actions.add_correction(
                case_id=decided.case.pk, text="نصب تعرفه", due_on=TODAY + DAY, actor=operator,
                **decided.now,
            )  # fmt: skip


class TestNotes:
    def test_stay_inside(self, charged, gas_clerk, operator, association, auditor):
        actions.add_note(
            case_id=charged.case.pk, text="با دفتر تماس گرفته شد.", actor=gas_clerk,
            at=charged.now["at"],
        )  # fmt: skip

        assert CaseNote.objects.visible_to(gas_clerk).exists()
        assert CaseNote.objects.visible_to(auditor).exists()
        assert not CaseNote.objects.visible_to(operator).exists()
        assert not CaseNote.objects.visible_to(association).exists()

    def test_are_not_written_by_offices(self, charged, operator):
        with pytest.raises(NotPermitted):
            actions.add_note(
                case_id=charged.case.pk, text="یادداشت", actor=operator, at=charged.now["at"]
            )


def acts(story, people):
    """Return every act on a case, with the hand that may do it, by name."""
    manager, clerk, operator, appeal = people
    case = story.case.pk
    now = moment(story.day)
    return {
        "issue_notice": lambda: actions.issue_notice(
            case_id=case, kind="charge", channel="portal", actor=clerk, **now),
        "issue_decision": lambda: actions.issue_notice(
            case_id=case, kind="decision", channel="portal", actor=clerk, **now),
        "acknowledge": lambda: actions.acknowledge_notice(
            case_id=case, kind="charge", actor=operator, **now),
        "defend": lambda: actions.submit_defence(
            case_id=case, stance="denies", text="این درست نیست.", evidence_ids=(),
            actor=operator, **now),
        "waive_defence": lambda: actions.waive_window(
            case_id=case, window="defence", actor=operator, **now),
        "waive_appeal": lambda: actions.waive_window(
            case_id=case, window="appeal", actor=operator, **now),
        "schedule": lambda: actions.schedule_case(
            case_id=case, decision_on=story.day, actor=manager, **now),
        "decide": lambda: actions.decide_case(
            case_id=case, outcome="proven", reasons=REASONS, sanction="written_warning",
            actor=manager, **now),
        "appeal": lambda: actions.file_appeal(
            case_id=case, text="رأی درست نیست و رسید پیوست است.", actor=operator, **now),
        "decide_appeal": lambda: actions.decide_appeal(
            case_id=case, result="upheld", reasons=REASONS, actor=appeal, **now),
        "execute": lambda: actions.execute_sanction(case_id=case, actor=manager, **now),
        "close": lambda: actions.close_case(case_id=case, note="", actor=manager, **now),
        "close_no_action": lambda: actions.close_no_action(
            case_id=case, code="competence", reason="موضوع در صلاحیت این دستگاه نیست.",
            actor=manager, **now),
        "reopen": lambda: actions.reopen_case(
            case_id=case, reason="دلیل تازه‌ای رسیده است که باید دیده شود.",
            actor=make_principal(Role.DEPUTY), **now),
        "add_correction": lambda: actions.add_correction(
            case_id=case, text="نصب تعرفه", actor=manager, due_on=deadline(
                "window_after_entry", story.day, story.case.county.public_id).due_on, **now),
        "judgment": lambda: actions.record_judgment(
            case_id=case, document_no="1", document_on=story.day, document_issuer="دیوان",
            reasons=REASONS, actor=appeal,
            evidence_ids=scan_of(appeal, "judgment", now["at"]), **now),
    }  # fmt: skip


ALLOWED = {
    "opened": {"acknowledge", "close_no_action"},
    "notified": {"defend", "waive_defence", "close_no_action"},
    "defended": {"defend", "schedule", "decide", "close_no_action"},
    "defence_lapsed": {"defend", "schedule", "decide", "close_no_action"},
    "scheduled": {"defend", "decide", "close_no_action"},
    "decided": {"waive_appeal", "appeal", "add_correction"},
    "appealed": {"decide_appeal", "add_correction"},
    "final": {"close", "add_correction", "judgment"},
    "closed": {"judgment"},
    "closed_no_action": {"reopen"},
}


class TestEveryStateAndAct:
    def bring(self, story, state, manager, clerk):
        """Bring a case to a state; decisions are served."""
        actions.issue_notice(
            case_id=story.open().case.pk, kind="charge", channel="portal", actor=clerk,
            **story.now,
        )  # fmt: skip
        if state == "opened":
            return
        if state == "closed_no_action":
            drop_case(story.case, story.day)
            return
        actions.acknowledge_notice(
            case_id=story.case.pk, kind="charge", actor=story.operator, **story.now
        )
        if state == "notified":
            return
        if state == "defence_lapsed":
            story.waive("defence")
            return
        story.defend()
        if state == "scheduled":
            acts(story, (manager, clerk, story.operator, None))["schedule"]()
        if state in {"defended", "scheduled"}:
            return
        story.decide(manager).notify("decision", clerk)
        if state == "appealed":
            story.appeal()
        if state in {"final", "closed"}:
            story.waive("appeal")
        if state == "closed":
            actions.close_case(case_id=story.case.pk, note="", actor=manager, **story.now)

    @pytest.mark.parametrize("state", list(CaseState))
    def test_either_moves_or_is_refused(self, walk, state, gas_manager, gas_clerk, gas_appeal):
        story = walk()
        self.bring(story, state, gas_manager, gas_clerk)
        assert story.case.state == state
        people = (gas_manager, gas_clerk, story.operator, gas_appeal)

        done = set()
        for name, act in acts(story, people).items():
            before = AuditEvent.objects.count()
            try:
                with transaction.atomic():
                    act()
                    done.add(name)
                    assert AuditEvent.objects.count() - before in {1, 2, 3}, name
                    raise ZeroDivisionError  # give the state back
            except IllegalMove:
                assert AuditEvent.objects.count() == before
            except ZeroDivisionError:
                pass
        assert done == ALLOWED[state]

    def test_covers_every_state(self):
        assert set(ALLOWED) == set(CaseState)


def test_a_notice_is_served_once_by_the_database_too(charged):
    assert Notice.objects.get().served_on == charged.day


@pytest.mark.parametrize(("after", "is_refused"), [(-1, False), (0, False), (1, True)])
def test_the_day_of_decision_is_not_after_its_last_day(heard, gas_manager, after, is_refused):
    values = {
        "case_id": heard.case.pk, "decision_on": heard.case.decision_due_on + after * DAY,
        "actor": gas_manager, **heard.now,
    }  # fmt: skip
    if is_refused:
        with pytest.raises(Invalid):
            actions.schedule_case(**values)
    else:
        assert actions.schedule_case(**values).state == CaseState.SCHEDULED
