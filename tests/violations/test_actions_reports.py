from datetime import date, timedelta

import pytest

from accounts.roles import Role
from audit.models import AuditEvent
from contracts.actions import expire_contracts
from core.errors import IllegalMove, Invalid, NotPermitted
from tests.factories import (
    TODAY,
    make_contract,
    make_county,
    make_holder,
    make_licence,
    make_office,
    make_principal,
    make_type,
)
from tests.violations.stories import file_report, moment, noon
from violations import actions
from violations.models import Case, CaseReport, ReportDraft, ViolationReport

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def events(verb):
    return AuditEvent.objects.filter(verb=verb).count()


class TestSubmitReport:
    def test_files_it_with_a_number_of_the_year(self, contract, gas_clerk):
        report = file_report(contract, gas_clerk)

        assert report.number == "1405-00001"
        assert (report.state, report.source) == ("submitted", "agency")
        assert report.contract == contract
        assert report.county == contract.office.county

    def test_leaves_one_event(self, contract, gas_clerk):
        file_report(contract, gas_clerk)

        assert events("report.submitted") == 1
        assert AuditEvent.objects.count() == 1 + events("calendar.loaded")

    def test_infers_the_agency_of_its_people(self, contract, gas_clerk, power):
        report = file_report(contract, gas_clerk, agency_id=None)

        assert report.agency == contract.agency
        with pytest.raises(Invalid) as caught:
            file_report(contract, gas_clerk, agency_id=power.pk)
        assert set(caught.value.fields) == {"agency"}

    def test_says_all_that_is_wrong_at_once(self, contract, gas_clerk):
        with pytest.raises(Invalid) as caught:
            file_report(
                contract, gas_clerk, office_id=0, type_id=0, narrative="کوتاه",
                occurred_on=TODAY + DAY, discovered_on=TODAY + 2 * DAY, amount=-1, affected=-1,
            )  # fmt: skip

        assert set(caught.value.fields) == {
            "office", "type", "narrative", "occurred_on", "discovered_on", "amount", "affected"
        }  # fmt: skip
        assert not ViolationReport.objects.exists()

    @pytest.mark.parametrize(
        ("occurred", "discovered", "wrong"),
        [
            (0, 0, set()),
            (-3, -3, set()),
            (-3, 0, set()),
            (1, 1, {"occurred_on", "discovered_on"}),
            (-1, -2, {"discovered_on"}),
            (0, 1, {"discovered_on"}),
        ],
    )
    def test_keeps_the_order_of_days(self, contract, gas_clerk, occurred, discovered, wrong):
        days = {
            "occurred_on": TODAY + occurred * DAY, "discovered_on": TODAY + discovered * DAY
        }  # fmt: skip
        if not wrong:
            assert file_report(contract, gas_clerk, **days)
            return
        with pytest.raises(Invalid) as caught:
            file_report(contract, gas_clerk, **days)
        assert set(caught.value.fields) == wrong

    def test_needs_a_contract_on_the_day(self, contract, gas_clerk):
        before = contract.starts_on - DAY
        with pytest.raises(Invalid) as caught:
            file_report(contract, gas_clerk, occurred_on=before, kind=make_type())

        assert set(caught.value.fields) == {"office"}

    def test_takes_a_contract_that_has_ended_since(self, contract, gas_clerk, clock):
        last_year = make_contract(
            agency=contract.agency, office=contract.office, starts_on=date(2025, 3, 21),
            ends_on=date(2026, 3, 20),
        )  # fmt: skip
        expire_contracts(as_of=TODAY, actor=clock)

        report = file_report(contract, gas_clerk, occurred_on=date(2026, 3, 20))

        assert report.contract == last_year

    def test_takes_the_type_as_it_stood_on_the_day(self, contract, gas_clerk):
        old = make_type("V9", valid_to=TODAY - 4 * DAY, points=10)
        new = make_type("V9", valid_from=TODAY - 3 * DAY, points=25)

        assert file_report(contract, gas_clerk, new).type == old
        assert file_report(contract, gas_clerk, old, occurred_on=TODAY - 3 * DAY).type == new

    @pytest.mark.parametrize(("days", "is_late"), [(14, False), (18, True)])
    def test_marks_what_is_filed_after_the_time(self, contract, gas_clerk, days, is_late):
        report = file_report(
            contract, gas_clerk, occurred_on=TODAY - days * DAY, discovered_on=TODAY - days * DAY
        )

        assert report.is_late is is_late

    def test_lets_the_county_report_its_own_offices(self, contract, county_rep):
        kind = make_type(track="licence")
        report = file_report(contract, county_rep, kind, agency_id=None)

        assert (report.source, report.agency) == ("inspection", None)
        elsewhere = make_contract(office=make_office(county=make_county()))
        with pytest.raises(Invalid) as caught:
            file_report(elsewhere, county_rep, kind, agency_id=None)
        assert set(caught.value.fields) == {"office"}

    def test_asks_for_the_agency_of_a_contract_matter(self, contract, county_rep):
        with pytest.raises(Invalid) as caught:
            file_report(contract, county_rep, agency_id=None)

        assert set(caught.value.fields) == {"agency"}

    def test_lets_the_association_report_members_only(self, contract, association):
        kind = make_type(track="licence")
        assert file_report(contract, association, kind, agency_id=None).source == "association"
        contract.office.is_member = False
        contract.office.save()

        with pytest.raises(Invalid):
            file_report(contract, association, kind, agency_id=None)

    def test_lets_the_province_pass_a_complaint_on(self, contract, expert):
        kind = make_type(track="licence")
        report = file_report(contract, expert, kind, agency_id=None, source="complaint")

        assert report.source == "complaint"
        with pytest.raises(Invalid):
            file_report(contract, expert, kind, agency_id=None, source="agency")

    @pytest.mark.parametrize("role", ["operator", "deputy", "chair", "auditor", "platform_admin"])
    def test_refuses_a_role_without_the_permission(self, contract, role, request):
        with pytest.raises(NotPermitted):
            file_report(contract, request.getfixturevalue(role))

    def test_is_found_by_a_letter_blind_search(self, contract, gas_clerk):
        text = "مشترك گفت كارمزد بيشتري گرفته شده است، مبلغ ٣٠٠٠٠ ریال"
        report = file_report(contract, gas_clerk, narrative=text)

        assert "کارمزد بیشتری" in report.narrative
        assert "30000" in report.search_key

    def test_ends_the_draft(self, contract, gas_clerk):
        draft = actions.save_draft(draft_id=None, data={"a": 1}, label="۱", actor=gas_clerk)

        file_report(contract, gas_clerk, draft_id=draft.pk)

        assert not ReportDraft.objects.exists()

    def test_makes_few_queries(self, contract, gas_clerk, django_assert_max_num_queries):
        kind = make_type()
        file_report(contract, gas_clerk, kind)

        with django_assert_max_num_queries(12 + 2 + 6):  # kept deadline, outbox; save points
            file_report(contract, gas_clerk, kind)

    def test_gives_the_number_back_when_it_fails(self, contract, gas_clerk):
        with pytest.raises(Invalid):
            file_report(contract, gas_clerk, narrative="")

        assert file_report(contract, gas_clerk).number == "1405-00001"


class TestWithdrawReport:
    @pytest.mark.parametrize(("seconds", "is_refused"), [(0, False), (600, False), (601, True)])
    def test_within_ten_minutes(self, contract, gas_clerk, seconds, is_refused):
        report = file_report(contract, gas_clerk)
        values = {
            "report_id": report.pk, "actor": gas_clerk, "on": TODAY,
            "at": noon(TODAY) + timedelta(seconds=seconds),
        }  # fmt: skip

        if is_refused:
            with pytest.raises(IllegalMove):
                actions.withdraw_report(**values)
        else:
            assert actions.withdraw_report(**values).state == "withdrawn"
            assert events("report.withdrawn") == 1

    def test_refuses_another_person(self, contract, gas_clerk, gas_manager):
        report = file_report(contract, gas_clerk)

        with pytest.raises(NotPermitted):
            actions.withdraw_report(report_id=report.pk, actor=gas_manager, **moment(TODAY))

    def test_refuses_after_acceptance(self, walk, gas_clerk):
        story = walk().open()

        with pytest.raises(IllegalMove):
            actions.withdraw_report(report_id=story.report.pk, actor=gas_clerk, **story.now)

    def test_does_not_find_another_agencys(self, contract, gas_clerk, power_clerk):
        report = file_report(contract, gas_clerk)

        with pytest.raises(ViolationReport.DoesNotExist):
            actions.withdraw_report(report_id=report.pk, actor=power_clerk, **moment(TODAY))


class TestSupplementReport:
    def test_answers_what_was_asked(self, walk, gas_clerk, gas_manager):
        story = walk()
        actions.return_report(
            report_id=story.report.pk, reason="رسید پیوست نیست.", actor=gas_manager, **story.now
        )
        story.day += 2 * DAY

        report = actions.supplement_report(
            report_id=story.report.pk, text="رسید پیوست شد.", evidence_ids=(), actor=gas_clerk,
            **story.now,
        )  # fmt: skip

        assert (report.state, report.supplement) == ("submitted", "رسید پیوست شد.")
        assert report.triage_due_on > story.report.triage_due_on
        assert events("report.supplemented") == 1

    def test_refuses_a_report_that_was_not_returned(self, walk, gas_clerk):
        with pytest.raises(IllegalMove):
            actions.supplement_report(
                report_id=walk().report.pk, text="افزوده", evidence_ids=(), actor=gas_clerk,
                **moment(TODAY),
            )  # fmt: skip


TRIAGE = {
    "return_report": {"reason": "مدارک کامل نیست."},
    "reject_report": {"reason": "رخداد ثابت نیست و سندی ندارد."},
    "refer_report": {"reason": "موضوع کیفری است و باید رسیدگی شود.", "referred_to": "دادسرا"},
    "accept_report": {},
}


class TestTriage:
    @pytest.mark.parametrize("name", TRIAGE)
    def test_moves_the_report_and_leaves_one_event(self, walk, gas_manager, name):
        story = walk()
        before = AuditEvent.objects.count()

        getattr(actions, name)(
            report_id=story.report.pk, actor=gas_manager, **TRIAGE[name], **story.now
        )

        story.report.refresh_from_db()
        assert story.report.triaged_by == gas_manager.user_id
        assert story.report.version == 2
        assert AuditEvent.objects.count() == before + 1

    @pytest.mark.parametrize("name", TRIAGE)
    @pytest.mark.parametrize(
        "role", ["gas_clerk", "secretariat", "deputy", "chair", "gas_appeal", "auditor"]
    )
    def test_refuses_who_does_not_triage_contract_matters(self, walk, name, role, request):
        story = walk()

        with pytest.raises(NotPermitted):
            getattr(actions, name)(
                report_id=story.report.pk, actor=request.getfixturevalue(role), **TRIAGE[name],
                **story.now,
            )  # fmt: skip

    @pytest.mark.parametrize("name", TRIAGE)
    def test_refuses_the_reporter(self, contract, gas_manager, name):
        report = file_report(contract, gas_manager)

        with pytest.raises(NotPermitted):
            getattr(actions, name)(
                report_id=report.pk, actor=gas_manager, **TRIAGE[name], **moment(TODAY)
            )

    @pytest.mark.parametrize("name", TRIAGE)
    def test_refuses_a_report_that_does_not_wait(self, walk, gas_manager, name):
        story = walk().open()

        with pytest.raises(IllegalMove):
            getattr(actions, name)(
                report_id=story.report.pk, actor=gas_manager, **TRIAGE[name], **story.now
            )

    def test_gives_licence_matters_to_the_secretariat(self, walk, gas_manager, secretariat):
        story = walk(kind=make_type(track="licence"))
        with pytest.raises(NotPermitted):
            actions.accept_report(report_id=story.report.pk, actor=gas_manager, **story.now)

        (case,) = actions.accept_report(report_id=story.report.pk, actor=secretariat, **story.now)

        assert (case.track, case.agency, case.contract) == ("licence", None, None)

    @pytest.mark.parametrize("role", ["gas_manager", "secretariat"])
    def test_opens_linked_cases_for_both_tracks(self, walk, role, request):
        story = walk(kind=make_type(track="both"))

        first, second = actions.accept_report(
            report_id=story.report.pk, actor=request.getfixturevalue(role), **story.now
        )

        assert (first.track, second.track) == ("contract", "licence")
        assert (first.number, second.number) == ("1405-00001", "1405-00002")
        assert (first.linked, second.linked) == (second, first)
        assert first.agency is not None
        assert second.agency is None

    def test_opens_the_licence_case_alone_without_an_agency(
        self, contract, county_rep, secretariat
    ):
        report = file_report(contract, county_rep, make_type(track="both"), agency_id=None)

        (case,) = actions.accept_report(report_id=report.pk, actor=secretariat, **moment(TODAY))

        assert case.track == "licence"

    def test_names_the_holder_of_the_day(self, walk, office):
        old = office.holder
        story = walk()
        office.licences.update(state="transferred", ended_on=TODAY - 2 * DAY)
        new = make_holder()
        make_licence(office, holder=new, issued_on=TODAY - DAY)
        office.holder = new
        office.save()

        assert story.open().case.holder == old


class TestMarkDuplicate:
    def mark(self, report, original, actor):
        return actions.mark_duplicate(
            report_id=report.pk, original_id=original.pk, reason="همان رخداد است.", actor=actor,
            **moment(TODAY),
        )  # fmt: skip

    def test_joins_the_case_of_the_original(self, walk, contract, gas_clerk, gas_manager):
        story = walk().open()
        report = file_report(contract, gas_clerk, story.report.type)

        self.mark(report, story.report, gas_manager)

        joined = CaseReport.objects.filter(case=story.case)
        assert set(joined.values_list("report_id", "is_primary")) == {
            (story.report.pk, True), (report.pk, False)
        }  # fmt: skip

    def test_is_told_once_in_the_charge_where_it_says_the_same(
        self, walk, contract, gas_clerk, gas_manager
    ):
        story = walk().open()
        for narrative in (story.report.narrative, f"{story.report.narrative} بار دوم."):
            report = file_report(contract, gas_clerk, story.report.type, narrative=narrative)
            self.mark(report, story.report, gas_manager)

        text = story.notify().case.notices.get().text

        told = [line for line in text.splitlines() if story.report.narrative in line]
        assert told == [
            f"شرح گزارش: {story.report.narrative}",
            f"{story.report.narrative} بار دوم.",
        ]

    def test_joins_when_the_original_is_accepted_later(
        self, walk, contract, gas_clerk, gas_manager
    ):
        story = walk()
        first = file_report(contract, gas_clerk, story.report.type)
        second = file_report(contract, gas_clerk, story.report.type)
        self.mark(first, second, gas_manager)
        self.mark(second, story.report, gas_manager)

        case = story.open().case

        assert set(case.reports.values_list("pk", flat=True)) == {
            first.pk, second.pk, story.report.pk
        }  # fmt: skip

    def test_refuses_another_office_or_agency_or_itself(
        self, walk, contract, gas, power, gas_clerk, power_clerk, gas_manager, secretariat
    ):
        both = make_type(track="both")
        story = walk(kind=both)
        elsewhere = file_report(make_contract(agency=gas), gas_clerk, both)
        powers = file_report(make_contract(agency=power, office=contract.office), power_clerk, both)

        for other, actor in (
            (elsewhere, gas_manager), (powers, gas_manager), (powers, secretariat),
            (story.report, gas_manager),
        ):  # fmt: skip
            with pytest.raises(Invalid) as caught:
                self.mark(story.report, other, actor)
            assert set(caught.value.fields) == {"original"}

    def test_keeps_the_second_reporter_from_deciding(
        self, walk, contract, gas_manager, power_manager
    ):
        story = walk().open()
        report = file_report(contract, gas_manager, story.report.type)
        second = make_principal(Role.AGENCY_MANAGER, contract.agency)
        self.mark(report, story.report, second)
        story.notify(issuer=second).defend()

        with pytest.raises(NotPermitted):
            story.decide(gas_manager)


class TestDrafts:
    def test_are_kept_and_found_by_their_writer_only(self, gas_clerk, gas_manager):
        draft = actions.save_draft(draft_id=None, data={"office": "24"}, label="", actor=gas_clerk)
        actions.save_draft(draft_id=draft.pk, data={"office": "25"}, label="", actor=gas_clerk)

        assert ReportDraft.objects.visible_to(gas_clerk).get().data == {"office": "25"}
        assert not ReportDraft.objects.visible_to(gas_manager).exists()
        with pytest.raises(ReportDraft.DoesNotExist):
            actions.discard_draft(draft_id=draft.pk, actor=gas_manager)

    def test_have_a_size(self, gas_clerk):
        with pytest.raises(Invalid):
            actions.save_draft(draft_id=None, data={"a": "ن" * 30_000}, label="", actor=gas_clerk)

    def test_are_for_reporters(self, operator):
        with pytest.raises(NotPermitted):
            actions.save_draft(draft_id=None, data={}, label="", actor=operator)


def test_no_case_is_opened_without_a_report(walk):
    walk()

    assert not Case.objects.exists()
