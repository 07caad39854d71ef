"""The sample data: whole, consistent, told through the actions, with work left for everybody."""

import re
import stat
from collections import defaultdict
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.test import override_settings

from accounts.facts import hats_of, principal_for
from accounts.models import ApiToken, RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from accounts.scopes import SCOPES
from accounts.sealing import factor_of
from audit.facts import breaks
from audit.models import AuditEvent, NumberSequence
from contracts.models import Contract
from contracts.states import ContractState
from core.acts import why_not
from core.clock import day_in_tehran
from core.persian import persian_digits
from dashboard.demo import logins, plot, texts
from dashboard.facts.work import work_of
from dashboard.stories import STORIES, stories
from offices.models import Licence, Office
from oversight.acts.policies import APPROVE
from oversight.facts.simulation import difference
from oversight.models import Flag, PolicyVersion, RuleRun, TerminationReview
from oversight.states import FlagEndKind, ReviewState
from readiness.models import Certificate, RatingPeriod
from tests.dashboard.conftest import TODAY, Sample, named
from tests.factories import NOW
from violations.facts import recounts_of
from violations.models import Case, Decision, Defence, PointEntry, ViolationReport
from violations.states import CaseState, Outcome
from workdays.facts import deadline

WORKERS = (
    Role.DEPUTY, Role.EXPERT, Role.SECRETARIAT, Role.COMMITTEE_CHAIR, Role.COUNTY_REP,
    Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL, Role.ASSOCIATION, Role.OPERATOR,
)  # fmt: skip


def principals() -> list[Principal]:
    """Return everybody who can sign in, in each of their roles."""
    found = []
    for login in logins.load():
        user = User.objects.get(username=login.username)
        found += [
            principal_for(user, hat, fresh_factor=True, request_id="") for hat in hats_of(user, NOW)
        ]
    return found


class TestTheSample:
    def test_loses_no_story(self, sample: Sample) -> None:
        assert sample.loaded.lost == ()

    def test_has_sixty_offices_that_say_that_they_are_samples(self, sample: Sample) -> None:
        assert Office.objects.count() == sample.loaded.offices == 60
        assert not Office.objects.exclude(name__contains="(نمونه)").exists()

    def test_spreads_over_all_counties(self, sample: Sample) -> None:
        assert Office.objects.values("county").distinct().count() == 12

    def test_leaves_a_whole_history(self, sample: Sample) -> None:
        assert list(breaks()) == []

    def test_has_a_history_in_the_order_of_time(self, sample: Sample) -> None:
        latest: dict[str, Any] = {}
        for stream, at in AuditEvent.objects.order_by("stream", "sequence").values_list(
            "stream", "at"
        ):
            assert at >= latest.get(stream, at)
            latest[stream] = at
        assert day_in_tehran(max(latest.values())) <= TODAY

    def test_goes_back_eighteen_months(self, sample: Sample) -> None:
        first = ViolationReport.objects.order_by("submitted_on").values_list(
            "submitted_on", flat=True
        )[0]
        assert (TODAY - first).days > 500

    @pytest.mark.parametrize("register", ["violation", "contract", "review"])
    def test_has_numbers_without_gaps(self, sample: Sample, register: str) -> None:
        numbers = {
            "violation": {
                *ViolationReport.objects.values_list("number", flat=True),
                *Case.objects.values_list("number", flat=True),
            },
            "contract": set(Contract.objects.values_list("number", flat=True)),
            "review": set(TerminationReview.objects.values_list("number", flat=True)),
        }[register]
        by_year: defaultdict[int, list[int]] = defaultdict(list)
        for number in numbers:
            found = re.fullmatch(r"(\d{4})-(?:F-)?(\d+)", number)
            assert found
            year, last = found.groups()
            by_year[int(year)].append(int(last))
        given = dict(
            NumberSequence.objects.filter(register=register).values_list("jalali_year", "last")
        )
        assert {year: sorted(serials) for year, serials in by_year.items()} == {
            year: list(range(1, last + 1)) for year, last in given.items()
        }

    def test_has_certificates_of_members_and_an_open_round(self, sample: Sample) -> None:
        period = RatingPeriod.objects.get()

        assert Certificate.objects.filter(office__is_member=True).count() > 20
        assert period.opens_on < TODAY < period.association_due_on
        assert period.scores.filter(office__is_member=True).count() == 6

    def test_has_keys_of_the_association_whose_secrets_nobody_holds(self, sample: Sample) -> None:
        keys = ApiToken.objects.order_by("expires_at")

        assert [(key.name, key.client and key.client.name) for key in keys] == [
            ("داشبورد انجمن (نمونه)", None),
            ("ثبت گواهی آموزش (نمونه)", "سامانهٔ آموزش انجمن (نمونه)"),
        ]
        assert (day_in_tehran(keys[0].expires_at) - TODAY).days < 30
        assert all(key.last_used_at is None and key.revoked_at is None for key in keys)

    def test_has_no_orphaned_grant(self, sample: Sample) -> None:
        for kind, finder in SCOPES.items():
            grants = RoleGrant.objects.filter(scope_kind=kind)
            named_ids = {pk for pk in grants.values_list("scope_id", flat=True) if pk}
            assert finder.exists(named_ids) == named_ids

    def test_has_terms_of_jalali_years(self, sample: Sample) -> None:
        states = set(Contract.objects.values_list("state", flat=True))
        assert {"active", "renewed", "suspended", "termination_notice", "terminated"} <= states
        assert {"pending_signature", "draft"} <= states

    def test_is_loaded_into_an_empty_database_only(self, sample: Sample) -> None:
        with pytest.raises(CommandError, match=r"خالی|empty"):
            call_command("load_demo")

    def test_is_skipped_silently_when_asked(
        self, sample: Sample, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("load_demo", if_empty=True)

        assert capsys.readouterr().out == ""


class TestLogins:
    def test_are_for_their_owner_only(self, sample: Sample) -> None:
        mode = stat.S_IMODE((sample.folder / "logins.json").stat().st_mode)

        assert mode == 0o600

    def test_are_there_for_each_role(self, sample: Sample) -> None:
        assert {person.role for person in principals()} == set(Role) - {Role.SYSTEM}

    def test_are_there_for_each_office(self, sample: Sample) -> None:
        codes = Office.objects.values_list("code", flat=True)

        signing_in = {login.username for login in logins.load()}
        assert {f"operator.{code}" for code in codes} <= signing_in

    def test_have_one_person_with_two_roles(self, sample: Sample) -> None:
        user = User.objects.get(username="member2")

        assert [hat.role for hat in hats_of(user, NOW)] == [
            Role.COMMITTEE_MEMBER, Role.EXPERT,
        ]  # fmt: skip

    def test_open_the_door(self, sample: Sample) -> None:
        login = logins.load()[0]
        user = User.objects.get(username=login.username)

        assert user.check_password(login.password)
        with factor_of(user.pk):
            assert TOTP(Authenticator.objects.get(user=user)).validate_code(login.code())

    def test_are_printed_with_one_line_for_each_role(
        self, sample: Sample, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("demo_logins")

        lines = capsys.readouterr().out.splitlines()
        assert sum(line.startswith("  operator.") for line in lines) == 1
        assert any("operator.CODE" in line for line in lines)
        assert any(line.startswith("  deputy ") and "معاون" in line for line in lines)

    def test_code_is_the_current_one(
        self, sample: Sample, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("demo_code", "deputy")

        assert re.fullmatch(r"\d{6}\n", capsys.readouterr().out)

    def test_are_refused_where_people_are_real(self, sample: Sample) -> None:
        with override_settings(DEMO=False), pytest.raises(logins.NotDemo):
            logins.load()


class TestStories:
    def test_are_all_found_by_the_deputy(self, sample: Sample) -> None:
        told = stories(named("deputy"))

        assert [story.number for story in told] == [story.number for story in STORIES]

    def test_are_hidden_from_those_who_may_not_see_the_record(self, sample: Sample) -> None:
        seen = {story.number for story in stories(named("postbank.clerk"))}

        assert seen <= {1, 7, 8, 13, 17}

    def test_of_the_overcharger_raises_two_rules(self, sample: Sample) -> None:
        flags = Flag.objects.open().filter(office__code=plot.OVERCHARGER)
        gas = TerminationReview.objects.filter(
            office__code=plot.OVERCHARGER, agency__code="gaz"
        ).latest("pk")

        assert {"F02", "F05"} <= set(flags.values_list("code", flat=True))
        assert gas.state == ReviewState.HEARD

    def test_of_another_address_refers_the_licence(self, sample: Sample) -> None:
        case = Case.objects.get(office__code=plot.OTHER_ADDRESS)

        assert (case.sanction, case.occurrence) == ("licence_cancellation_referral", 1)
        assert case.executed_on is not None

    def test_have_no_reasons_that_call_a_denial_an_admission(self, sample: Sample) -> None:
        denied = Defence.objects.filter(stance="denies").values("case")
        reasons = Decision.objects.filter(case__in=denied).values_list("reasons", flat=True)

        assert len(reasons) > 2
        assert not [said for said in reasons if "پذیرش" in said]

    def test_of_the_silent_agency_reaches_the_deputy(self, sample: Sample) -> None:
        review = TerminationReview.objects.get(office__code=plot.SILENT, agency__code="bargh")
        case = Case.objects.filter(office__code=plot.SILENT).latest("pk")

        assert review.state == ReviewState.ESCALATED
        assert case.state == CaseState.FINAL
        assert case.executed_on is None
        assert Flag.objects.open().filter(
            code="A01", facts__contains=[f"case:{case.pk}:unexecuted"]
        )

    def test_of_the_unjust_report_leaves_no_points(self, sample: Sample) -> None:
        case = Case.objects.get(office__code=plot.UNJUST)

        assert case.outcome == Outcome.NOT_PROVEN
        assert case.decisions.get().reasons == texts.REMITTED
        assert not PointEntry.objects.filter(case=case).exists()

    def test_of_the_annulled_decision_supersedes_the_flag(self, sample: Sample) -> None:
        entries = PointEntry.objects.filter(office__code=plot.OVERTURNED)
        flags = Flag.objects.filter(office__code=plot.OVERTURNED, code="F02")

        assert entries.filter(points__lt=0).count() == 1
        assert [flag.end.kind for flag in flags] == [FlagEndKind.SUPERSEDED]

    def test_of_the_annulled_decision_counts_the_later_one_again(self, sample: Sample) -> None:
        cases = Case.objects.filter(office__code=plot.OVERTURNED).order_by("pk")
        annulled, later = cases.filter(type__code="V11")

        own, _none = recounts_of(later, named("gas.manager"))

        assert own
        assert (own.then, own.now, own.without) == (2, 1, (annulled.number,))

    def test_of_the_blocked_renewal_has_84_days(self, sample: Sample) -> None:
        licence = Licence.objects.current().get(office__code=plot.RENEWAL_BLOCKED)

        assert (licence.expires_on - TODAY).days == 84
        assert Case.objects.open().filter(office__code=plot.RENEWAL_BLOCKED).exists()

    def test_above_the_share_of_its_rank_has_a_reason(self, sample: Sample) -> None:
        contracts = Contract.objects.filter(office__code=plot.ABOVE_QUOTA, state="active")

        assert contracts.exclude(quota_exception="").exists()

    def test_of_the_new_holder_counts_anew(self, sample: Sample) -> None:
        cases = Case.objects.filter(office__code=plot.NEW_HOLDER).order_by("occurred_on")

        assert [case.occurrence for case in cases] == [1, 2, 1]

    def test_of_the_duplicates_has_three_reports_in_one_case(self, sample: Sample) -> None:
        case = Case.objects.get(office__code=plot.DUPLICATES)

        assert set(case.reports.values_list("source", flat=True)) == {
            "agency", "complaint", "inspection",
        }  # fmt: skip

    def test_over_a_holiday_rolls(self, sample: Sample) -> None:
        case = Case.objects.get(office__code=plot.HOLIDAY)
        assert case.served_on
        due = deadline("defence_window", case.served_on, case.county.public_id)

        assert due.due_on == case.defence_due_on
        assert due.has_rolled
        assert any(
            step.kind == "rolled" and step.off and step.off.kind == "holiday" for step in due.steps
        )

    def test_with_foreign_letters_is_found_by_a_usual_search(self, sample: Sample) -> None:
        found = ViolationReport.objects.filter(search_key__contains="کاظممیگوید")

        assert found.get().office.code == plot.DIRTY_TEXT

    def test_of_the_guarantee_is_watched(self, sample: Sample) -> None:
        flag = Flag.objects.open().get(office__code=plot.GUARANTEE, code="F11")

        assert flag.is_watch

    def test_of_the_closed_offices(self, sample: Sample) -> None:
        states = dict(
            Office.objects.filter(code__in=[plot.WITH_PERMIT, plot.WITHOUT_PERMIT]).values_list(
                "code", "state"
            )
        )

        assert states[plot.WITH_PERMIT] == "temporarily_closed"
        assert states[plot.WITHOUT_PERMIT] == "inactive"

    def test_of_the_notices_wait_at_each_step(self, sample: Sample) -> None:
        def gas(code: str) -> Any:
            return Contract.objects.filter(office__code=code, agency__code="gaz").latest("pk")

        assert gas(plot.UNDER_NOTICE).notice_ends_on >= TODAY
        assert gas(plot.NOTICE_WAITING).notice_served_on is None
        assert gas(plot.ELAPSED).notice_ends_on < TODAY
        assert gas(plot.ELAPSED).state == ContractState.TERMINATION_NOTICE
        assert gas(plot.TERMINATED).state == ContractState.TERMINATED


class TestWork:
    @pytest.mark.parametrize("role", WORKERS)
    def test_waits_for_the_role(self, sample: Sample, role: Role) -> None:
        people = [person for person in principals() if person.role is role]

        assert any(work_of(person, TODAY) for person in people)

    def test_of_every_kind_waits_for_the_gas_manager(self, sample: Sample) -> None:
        assert len({task.title for task in work_of(named("gas.manager"), TODAY)}) >= 4

    def test_of_the_deputy_has_a_proposal_that_moves_whom_its_note_names(
        self, sample: Sample
    ) -> None:
        proposal = PolicyVersion.objects.get(state="proposed")
        parameters = proposal.rules.get(code="F04").parameters
        assert why_not(APPROVE, proposal, named("deputy"), TODAY) is None

        effect = difference(proposal, TODAY)

        assert persian_digits(parameters["flag"]) in proposal.note
        assert effect is not None
        assert effect.added_count > 0
        codes = {move.office_code for move in effect.added}
        held = PointEntry.objects.filter(effective_on__lte=TODAY, expires_on__gt=TODAY)
        for code in codes:
            points = held.filter(office__code=code).aggregate(total=Sum("points"))["total"]
            assert points >= parameters["flag"]

    def test_of_the_night_is_done(self, sample: Sample) -> None:
        assert RuleRun.objects.filter(as_of=TODAY, state="done", is_scheduled=True).exists()
        assert not RuleRun.objects.exclude(state="done").exists()
