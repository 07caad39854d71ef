from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import today
from core.jalali import add_months
from offices.models import Licence
from tests.factories import (
    TODAY,
    drop_case,
    make_case,
    make_contract,
    make_final_case,
    make_holder,
    make_office,
    make_type,
)
from tests.violations.stories import LONG_AGO, REASONS, file_report, moment
from violations import actions, facts
from violations.models import Case, CaseRule, PointEntry
from violations.states import Severity

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def occurrence(case, occurred_on, **values):
    defaults = {
        "office_id": case.office_id, "holder_id": case.holder_id, "type_code": case.type.code,
        "occurred_on": occurred_on,
    }  # fmt: skip
    return facts.occurrence_for(**(defaults | values))


class TestOccurrenceFor:
    def test_counts_final_proven_cases_of_the_type(self):
        case = make_final_case()

        assert occurrence(case, TODAY) == 2
        assert occurrence(case, TODAY, type_code="other") == 1

    def test_counts_across_agencies(self):
        case = make_final_case()
        make_final_case(contract=make_contract(office=case.office), type=case.type)

        assert occurrence(case, TODAY) == 3

    def test_takes_another_version_of_the_type_as_the_same(self):
        case = make_final_case(type=make_type("V1", valid_to=TODAY - 9 * DAY))
        make_type("V1", valid_from=TODAY - 8 * DAY)

        assert occurrence(case, TODAY) == 2

    def test_starts_anew_with_a_new_holder(self):
        case = make_final_case()

        assert occurrence(case, TODAY, holder_id=make_holder().pk) == 1

    def test_leaves_out_other_offices_and_what_was_not_proven(self):
        case = make_final_case(outcome="not_proven", sanction="none", occurrence=None)

        assert occurrence(case, TODAY) == 1
        assert occurrence(make_final_case(), TODAY, office_id=make_office().pk) == 1

    @pytest.mark.parametrize(("days", "expected"), [(-1, 1), (0, 1), (1, 2)])
    def test_needs_the_earlier_notice_served_before(self, days, expected):
        case = make_final_case()

        assert occurrence(case, case.served_on + days * DAY) == expected

    @pytest.mark.parametrize(("days", "expected"), [(-1, 2), (0, 1)])
    def test_ends_with_the_look_back_window(self, days, expected):
        case = make_final_case()
        end = add_months(case.final_on, 24)

        assert occurrence(case, end + days * DAY) == expected

    def test_knows_only_what_was_final_as_of_the_day(self):
        case = make_final_case()

        assert occurrence(case, case.final_on, as_of=case.final_on - DAY) == 1
        assert occurrence(case, case.final_on, as_of=case.final_on) == 2

    def test_counts_linked_twins_once(self):
        case = make_final_case()
        twin = make_final_case(
            contract=case.contract, type=case.type, track="licence", agency=None, linked=case
        )
        type(case).objects.filter(pk=case.pk).update(linked=twin)

        assert occurrence(case, TODAY) == 2

    def test_makes_two_queries(self, django_assert_num_queries):
        case = make_final_case()

        with django_assert_num_queries(3):  # one of them reads the type
            occurrence(case, TODAY)

    @settings(
        max_examples=25, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(
        st.lists(st.tuples(st.integers(-860, 0), st.booleans(), st.booleans()), max_size=4),
        st.integers(-120, 30),
    )
    def test_equals_a_brute_force_over_all_cases(self, rows, day):
        contract, kind, other = make_contract(), make_type(), make_type()
        expected = 1
        occurred_on = TODAY + day * DAY
        for final, is_proven, is_same_type in rows:
            values = {} if is_proven else {
                "outcome": "not_proven", "sanction": "none", "occurrence": None
            }  # fmt: skip
            case = make_final_case(
                contract=contract, type=kind if is_same_type else other,
                final_on=TODAY + final * DAY, **values,
            )  # fmt: skip
            is_repeat = case.served_on < occurred_on < add_months(case.final_on, 24)
            expected += is_proven and is_same_type and is_repeat

        assert facts.occurrence_for(
            office_id=contract.office_id, holder_id=contract.office.holder_id,
            type_code=kind.code, occurred_on=occurred_on,
        ) == expected  # fmt: skip


class TestProposedSanction:
    def test_reads_the_matrix(self):
        kind = make_type()

        assert facts.proposed_sanction(kind.pk, 1).sanction == "written_warning"
        assert facts.proposed_sanction(kind.pk, 2).days == 15
        assert facts.proposed_sanction(kind.pk, 9).sanction == "termination_review"

    def test_is_none_without_a_matrix(self):
        kind = make_type(with_matrix=False)

        assert facts.proposed_sanction(kind.pk, 1) is None


class TestReckoning:
    def test_is_there_from_the_first_migration(self):
        assert facts.reckoning_on(TODAY).quorum == 3

    def test_changes_from_its_day(self):
        first = today() + DAY
        CaseRule.objects.update(valid_to=today())
        CaseRule.objects.create(
            quorum=5, lookback_months=12, points_months=36, provenance="assumed", valid_from=first
        )

        assert facts.reckoning_on(today()).quorum == 3
        assert facts.reckoning_on(first).points_months == 36

    def test_refuses_a_day_before_all_rules(self):
        with pytest.raises(facts.NoReckoning):
            facts.reckoning_on(date(2000, 1, 1))


def give_points(case, points=50, **values):
    defaults = {"effective_on": case.final_on, "expires_on": add_months(case.final_on, 24)}
    return PointEntry.objects.create(
        office=case.office, holder=case.holder, case=case, points=points, **(defaults | values)
    )


class TestLivePoints:
    @pytest.mark.parametrize(("days", "total"), [(-1, 0), (0, 50)])
    def test_start_with_finality(self, days, total):
        case = make_final_case()
        give_points(case)

        found = facts.live_points(office_id=case.office_id, as_of=case.final_on + days * DAY)

        assert found.total == total

    @pytest.mark.parametrize(("days", "total"), [(-1, 50), (0, 0)])
    def test_drop_out_on_their_last_day(self, days, total):
        case = make_final_case()
        entry = give_points(case)

        found = facts.live_points(office_id=case.office_id, as_of=entry.expires_on + days * DAY)

        assert found.total == total

    def test_stay_with_the_old_holder(self):
        case = make_final_case()
        give_points(case)
        case.office.holder = make_holder()
        case.office.save()

        assert facts.live_points(office_id=case.office_id, as_of=TODAY).total == 0

    def test_take_one_query(self, django_assert_num_queries):
        case = make_final_case()
        give_points(case)

        with django_assert_num_queries(1):
            found = facts.live_points(office_id=case.office_id, as_of=TODAY)
        assert found.entries[0].case_number == case.number


class TestEffectOf:
    def test_shows_points_occurrence_and_sanction(self):
        case = make_final_case()
        give_points(case)

        effect = facts.effect_of(
            office_id=case.office_id, contract_id=case.contract_id, type_id=case.type_id,
            occurred_on=TODAY, as_of=TODAY,
        )  # fmt: skip

        assert (effect.points_before, effect.points_added, effect.points_after) == (50, 50, 100)
        assert effect.occurrence == 2
        assert (effect.proposal.sanction, effect.proposal.days) == ("suspension", 15)
        assert effect.same_agency_majors == 1

    def test_counts_majors_of_twelve_months(self):
        contract = make_contract()
        edge = add_months(TODAY, -12)
        for final_on in (edge, edge + DAY):
            make_final_case(contract=contract, final_on=final_on)
        make_final_case(contract=contract, type=make_type(severity=Severity.MINOR))

        effect = facts.effect_of(
            office_id=contract.office_id, contract_id=contract.pk, type_id=make_type().pk,
            occurred_on=TODAY, as_of=TODAY,
        )  # fmt: skip

        assert effect.same_agency_majors == 1


class TestContractOn:
    @pytest.mark.parametrize(("days", "is_found"), [(-1, False), (0, True)])
    def test_from_its_first_day(self, days, is_found):
        contract = make_contract()

        found = facts.contract_on(
            office_id=contract.office_id, agency_id=contract.agency_id,
            day=contract.starts_on + days * DAY,
        )  # fmt: skip

        assert (found == contract) is is_found

    def test_not_a_draft(self):
        contract = make_contract(state="pending_signature")

        assert not facts.contract_on(
            office_id=contract.office_id, agency_id=contract.agency_id, day=TODAY
        )


class TestDuplicatesOf:
    def near(self, report, actor, days=0):
        return facts.duplicates_of(
            office_id=report.office_id, type_id=report.type_id,
            occurred_on=report.occurred_on + days * DAY, actor=actor,
        )  # fmt: skip

    @pytest.mark.parametrize(("days", "count"), [(0, 1), (30, 1), (31, 0), (-30, 1), (-31, 0)])
    def test_finds_what_is_near(self, contract, gas_clerk, days, count):
        report = file_report(contract, gas_clerk)

        assert len(self.near(report, gas_clerk, days)) == count

    def test_tells_nothing_of_another_agency(self, contract, gas_clerk, power_clerk, operator):
        report = file_report(contract, gas_clerk)

        assert self.near(report, power_clerk) == []
        assert self.near(report, operator) == []

    def test_leaves_out_what_was_withdrawn(self, contract, gas_clerk):
        report = file_report(contract, gas_clerk)
        type(report).objects.filter(pk=report.pk).update(state="withdrawn", version=2)

        assert self.near(report, gas_clerk) == []


class TestClocksAndSteps:
    def test_follow_the_case(self, walk, gas_manager):
        story = walk(on=LONG_AGO).open()
        assert [c.key for c in facts.clocks_of(story.case, story.day)] == ["service"]
        assert facts.stepper_of(story.case, story.day)[1].status == "now"

        story.notify()
        running = [c.key for c in facts.clocks_of(story.case, story.day) if c.is_running]
        assert running == ["defence"]

        story.defend().decide(gas_manager).notify("decision")
        clocks = {c.key: c for c in facts.clocks_of(story.case, story.day)}
        assert clocks["appeal"].is_running
        assert clocks["decision"].done_on == story.day
        statuses = {s.key: s.status for s in facts.stepper_of(story.case, story.day)}
        assert statuses == {
            "filed": "done", "service": "done", "defence": "done", "decision": "done",
            "appeal": "now", "final": "next", "closed": "next",
        }  # fmt: skip

        story.wait(60)
        steps = {s.key: s for s in facts.stepper_of(story.case, story.day)}
        assert steps["final"].status == "done"
        assert steps["appeal"].status == "skipped"
        assert steps["closed"].status == "now"

    def test_show_what_is_overdue(self, walk):
        story = walk().open()
        late = story.case.serve_due_on + DAY

        assert facts.stepper_of(story.case, late)[1].is_overdue
        assert not facts.stepper_of(story.case, late - DAY)[1].is_overdue

    def test_an_objection_that_was_made_is_not_overdue(self, walk, gas_manager):
        story = walk().open().notify().defend().decide(gas_manager).notify("decision").appeal()

        steps = {s.key: s for s in facts.stepper_of(story.case, story.case.appeal_due_on + DAY)}
        assert steps["appeal"].status == "now"
        assert not steps["appeal"].is_overdue


class TestServingWhatWasDecided:
    def test_is_due_on_a_stored_day(self, walk, gas_manager):
        case = walk().open().notify().defend().decide(gas_manager).case

        terms = facts.Terms(case.county.public_id, case.decided_on)
        due = terms.due("serve_notice", case.decided_on)
        assert case.decision_serve_due_on == due.due_on
        assert case.calendar_version == due.calendar_version
        clock = next(c for c in facts.clocks_of(case, TODAY) if c.key == "decision_service")
        assert (clock.due_on, clock.is_running) == (due.due_on, True)

    def test_is_overdue_until_it_is_served(self, walk, gas_manager):
        story = walk().open().notify().defend().decide(gas_manager)
        due = story.case.decision_serve_due_on

        assert not Case.objects.overdue(due).exists()
        assert Case.objects.overdue(due + DAY).get() == story.case
        story.notify("decision")
        assert not Case.objects.overdue(due + DAY).exists()

    def test_holds_for_the_result_of_an_appeal(self, walk, gas_manager, gas_appeal):
        story = walk().open().notify().defend().decide(gas_manager).notify("decision").appeal()
        actions.decide_appeal(
            case_id=story.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal,
            **moment(story.day),
        )  # fmt: skip
        due = story.case.result_serve_due_on

        terms = facts.Terms(story.case.county.public_id, story.case.final_on)
        assert due == terms.due("serve_notice", story.case.final_on).due_on
        assert Case.objects.overdue(due + DAY).get() == story.case
        story.notify("appeal_result")
        assert story.case.result_served_on is not None
        assert not Case.objects.overdue(due + DAY).exists()


class TestAgainstRenewal:
    def test_names_each_unresolved_case(self, walk, gas_manager, office):
        licence = Licence.objects.get(office=office)
        assert facts.against_renewal(licence, TODAY) == []

        story = walk().open()
        assert len(facts.against_renewal(licence, TODAY)) == 1

        story.notify()
        (text,) = facts.against_renewal(licence, TODAY)
        assert "دستگاه پرونده می‌تواند کمک کند" in text

        story.waive("defence").decide(gas_manager).notify("decision").waive("appeal")
        assert facts.against_renewal(licence, TODAY) == []


def test_hearing_is_read_in_four_queries(walk, django_assert_num_queries):
    case = walk().open().notify().defend().case

    with django_assert_num_queries(4):
        facts.hearing_of(case)


@pytest.mark.django_db
class TestOpenOn:
    @pytest.mark.parametrize(
        ("back", "is_open"), [(86, False), (85, True), (31, True), (30, False), (0, False)]
    )
    def test_counts_a_final_case_from_its_opening_to_the_day_before_its_end(self, back, is_open):
        case = make_final_case(final_on=TODAY - timedelta(days=30))  # opened 55 days before

        found = Case.objects.open_on(TODAY - timedelta(days=back)).filter(pk=case.pk)

        assert found.exists() is is_open

    def test_counts_a_case_that_was_dropped_until_then(self):
        case = make_case(opened_on=TODAY - timedelta(days=20))
        drop_case(case, TODAY - timedelta(days=5))

        assert Case.objects.open_on(TODAY - timedelta(days=6)).filter(pk=case.pk).exists()
        assert not Case.objects.open_on(TODAY - timedelta(days=5)).filter(pk=case.pk).exists()

    def test_is_today_what_is_open(self):
        make_final_case()
        make_case(opened_on=TODAY)

        assert set(Case.objects.open_on(TODAY)) == set(Case.objects.open())
