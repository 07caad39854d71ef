"""The pages of policies, flags and runs: who sees what, and each form as a person fills it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from approvals.actions import confirm_act
from approvals.models import PendingAct
from core.jalali import iso_jalali, long
from notices.facts.approvals import to_proposer
from oversight import actions
from oversight.models import Flag, PolicyVersion, RuleRun
from oversight.rules.shifts import shifts
from oversight.states import PolicyState, RuleCode
from oversight.views.sentences import rules_in_words
from tests import factories
from tests.oversight.doors import SEES, as_role, cost
from tests.oversight.steps import DAY, later, moment
from violations.facts import sums_of_points
from violations.models import PointEntry

pytestmark = pytest.mark.django_db
PROVINCE = ("deputy", "expert", "secretariat", "chair", "auditor")
OTHERS = ("gas_manager", "gas_clerk", "gas_appeal", "operator", "association", "county_rep",
          "platform_admin")  # fmt: skip
SIGNED = {"agreed": "on", "confirmation": "۲"}
NOTE = "مصوبهٔ جلسهٔ ۱۳ کارگروه دربارهٔ آستانهٔ تکرار"


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of the day of the tests."""
    with time_machine.travel(moment(DAY), tick=False):
        yield


@pytest.fixture
def proposal(first_policy, expert) -> PolicyVersion:
    """Return a proposal of the expert, that waits for the deputy."""
    rule = {"code": "F02", "is_enabled": True,
            "parameters": {"count": 3, "months": 12, "severities": ["major"]}}  # fmt: skip
    return actions.propose_policy(
        title="نسخهٔ تازه", valid_from=later(7), note=NOTE, rules=[rule], actor=expert, on=DAY,
        at=moment(DAY),
    )  # fmt: skip


def filled(page: Any, **changed: Any) -> dict[str, Any]:
    """Return what a browser would send of a page's form, with some fields changed."""
    form = page.context["form"]
    values = {
        name: form.get_initial_for_field(field, name)
        for name, field in form.fields.items()
        if form.get_initial_for_field(field, name) not in (None, False)
    }
    return values | changed


class TestPolicies:
    @pytest.mark.parametrize("who", PROVINCE)
    def test_show_proposals_to_the_province(self, proposal, browser_of, request, who):
        page = browser_of(as_role(request, who)).get("/policy")

        assert [version.number for version in page.context["versions"]] == [2, 1]
        assert page.context["current"].number == 1

    @pytest.mark.parametrize("who", OTHERS)
    def test_show_what_is_approved_to_all(self, proposal, browser_of, request, who):
        browser = browser_of(as_role(request, who))

        assert [row.number for row in browser.get("/policy").context["versions"]] == [1]
        assert browser.get("/policy/1").status_code == 200
        assert browser.get("/policy/2").status_code == 404

    def test_cost_the_same_for_one_and_for_many(self, proposal, expert, browser_of):
        browser = browser_of(expert)
        few = cost(browser.get, "/policy")

        for number in range(3, 23):
            PolicyVersion.objects.create(
                number=number, title="نسخه", valid_from=later(9), proposed_by=expert.user_id,
                proposed_by_name=expert.name,
            )  # fmt: skip

        assert cost(browser.get, "/policy") == few


class TestPolicyPage:
    @pytest.mark.parametrize(
        ("who", "approves"), [("deputy", True), ("expert", False), ("auditor", False)]
    )
    def test_lets_the_second_person_approve(self, proposal, browser_of, request, who, approves):
        page = browser_of(as_role(request, who)).get("/policy/2")

        assert ("approve" in {act.name for act in page.context["acts"]}) is approves
        effect = page.context["effect"]
        assert (effect["number"], effect["size"]) == (1, 0)
        assert [side["total"] for side in effect["sides"]] == [0, 0]

    def test_tries_a_proposal_on_the_records_of_today(self, first_policy, expert, browser_of):
        contract = factories.make_contract()
        case = factories.make_final_case(contract=contract, points=50)
        PointEntry.objects.create(
            case=case, office=case.office, holder=case.holder, points=50,
            effective_on=case.final_on, expires_on=later(90),
        )  # fmt: skip
        assert sums_of_points([case.office_id], DAY) == {case.office_id: 50}
        rule = {"code": "F04", "is_enabled": True, "parameters": {"watch": 30, "flag": 40}}
        actions.propose_policy(
            title="آستانهٔ پایین‌تر", valid_from=later(7), note=NOTE, rules=[rule], actor=expert,
            on=DAY, at=moment(DAY),
        )  # fmt: skip

        page = browser_of(expert).get("/policy/2")

        effect = page.context["effect"]
        (moved,) = effect["sides"][0]["rows"]
        assert (effect["before"], effect["after"], effect["sign"]) == (0, 1, "+")
        assert (moved["move"].contract, moved["points"]) == (contract.number, 50)
        assert {(one["before"], one["after"]) for one in moved["why"][0]["shifts"]} == {
            ("۶۰", "۳۰"), ("۱۰۰", "۴۰"),
        }  # fmt: skip
        assert "نسخهٔ ۱" in page.content.decode()
        assert "۱۰۰ ← ۴۰" in page.content.decode()

    def test_says_which_rules_a_proposal_switches(self):
        assert shifts(RuleCode.POINTS, {"flag": 100}, None)[0]["after"] == "خاموش"
        assert shifts(RuleCode.POINTS, None, {"flag": 100})[0]["before"] == "خاموش"
        assert shifts(RuleCode.POINTS, None, {"flag": 100})[0]["after"] == "روشن"
        assert shifts(RuleCode.LICENCE_LOST, {}, {}) == []
        (grades,) = shifts(
            RuleCode.MAJOR_REPEAT,
            {"count": 2, "months": 12, "severities": ["major"]},
            {"count": 2, "months": 12, "severities": ["moderate"]},
        )
        assert (grades["before"], grades["after"]) == ("شدید", "متوسط")

    def test_shows_each_rule_with_its_numbers(self, first_policy, operator, browser_of):
        page = browser_of(operator).get("/policy/1")

        codes = [row["rule"].code for row in page.context["rules"]]
        assert codes == sorted(codes)
        assert {"F01", "A01"} <= set(codes)

    def test_says_each_rule_as_a_sentence_with_its_values(self, first_policy, operator, browser_of):
        rows = browser_of(operator).get("/policy/1").context["rules"]

        assert len(rows) == len(RuleCode)
        for row in rows:
            assert "{" not in row["sentence"]
            assert not row["is_changed"]
        (points,) = (row["sentence"] for row in rows if row["rule"].code == "F04")
        assert '<b class="value">۶۰ امتیاز</b>' in points
        assert '<b class="value">۱۰۰ امتیاز</b>' in points

    def test_marks_what_a_proposal_changes_beside_what_is_in_force(
        self, proposal, expert, browser_of
    ):
        rows = browser_of(expert).get("/policy/2").context["rules"]

        changed = [row for row in rows if row["is_changed"]]
        assert changed
        assert all("is-changed" in row["sentence"] and "<s>" in row["sentence"] for row in changed)


class TestPropose:
    @pytest.mark.parametrize("who", ["expert", "secretariat"])
    def test_makes_a_proposal(self, first_policy, browser_of, request, who):
        browser = browser_of(as_role(request, who))
        data = filled(
            browser.get("/policy/propose"), title="سخت‌گیرتر", note=NOTE, F02_count="3",
            valid_from=iso_jalali(later(7)),
        )  # fmt: skip

        answer = browser.post("/policy/propose", data)

        assert answer.headers["Location"] == "/policy/2"
        rule = PolicyVersion.objects.get(number=2).rules.get(code="F02")
        assert (rule.parameters["count"], rule.provenance) == (3, "assumed")

    def test_proposes_each_rule_under_the_sentence_in_which_it_is_read(
        self, first_policy, expert, browser_of
    ):
        page = browser_of(expert).get("/policy/propose")

        (version,) = PolicyVersion.objects.all()
        read = {one["rule"].code: one["sentence"] for one in rules_in_words(version, None)}
        sets = page.context["rule_sets"]
        assert {one["code"]: one["sentence"] for one in sets}.items() <= read.items()
        assert all(str(one["sentence"]) in page.content.decode() for one in sets)

    def test_offers_a_rule_that_is_off_and_says_where_its_numbers_come_from(
        self, first_policy, expert, browser_of
    ):
        browser = browser_of(expert)
        page = browser.get("/policy/propose")
        offered = {one["code"] for one in page.context["form"].rule_sets()}

        browser.post("/policy/propose", filled(
            page, title="واریزها", note=NOTE, on_F08="on", valid_from=iso_jalali(later(7)),
        ))  # fmt: skip

        assert {"F07", "F08", "F10"} <= offered
        assert not offered & {"F12", "A03"}
        rules = PolicyVersion.objects.get(number=2).rules
        assert rules.get(code="F08").is_enabled
        assert "فرض" in rules.get(code="F08").citation
        assert not rules.get(code="F07").is_enabled

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"note": "کوتاه"},
            {"F02_count": "۰"},
            {"F02_count": "بسیار"},
            {"F02_count": "2"},  # what is in force: it changes nothing
            {"valid_from": iso_jalali(DAY)},
            {"valid_from": "1405-13-01"},
        ],
    )
    def test_keeps_what_is_wrong_on_the_form(self, first_policy, expert, browser_of, wrong):
        browser = browser_of(expert)
        right = {"title": "نسخه", "note": NOTE, "F02_count": "3",
                 "valid_from": iso_jalali(later(7))}  # fmt: skip

        answer = browser.post(
            "/policy/propose", filled(browser.get("/policy/propose"), **(right | wrong))
        )

        assert answer.status_code == 422
        assert PolicyVersion.objects.count() == 1

    def test_names_the_proposals_that_wait(self, proposal, expert, browser_of):
        page = browser_of(expert).get("/policy/propose")

        assert [one["version"].pk for one in page.context["waiting"]] == [proposal.pk]
        assert str(RuleCode("F02").label) in page.text.split("sheet sheet-key")[0]
        assert f'<a href="{proposal.get_absolute_url()}">' in page.text
        assert proposal.title in page.text

    def test_is_compared_with_what_is_in_force_on_its_first_day(
        self, proposal, expert, deputy, browser_of
    ):
        pending = PendingAct.objects.get(target_id=proposal.public_id)
        confirm_act(pending_id=pending.pk, actor=deputy, on=DAY, at=moment(DAY))
        rule = {"code": "F04", "is_enabled": False}
        actions.propose_policy(
            title="نسخهٔ بعد", valid_from=later(20), note=NOTE, rules=[rule], actor=expert,
            on=DAY, at=moment(DAY),
        )  # fmt: skip

        page = browser_of(deputy).get("/policy/3/approve")

        assert page.context["effect"]["number"] == 2
        assert {row["rule"].code for row in page.context["changes"]} <= {"F04"}

    def test_says_from_when_an_approved_version_is_in_force(self, proposal, expert, deputy):
        pending = PendingAct.objects.get(target_id=proposal.public_id)
        confirm_act(pending_id=pending.pk, actor=deputy, on=DAY, at=moment(DAY))

        news = to_proposer(str(pending.public_id))

        assert news.values["outcome"] == f"از {long(later(7))} لازم‌الاجراست"

    def test_starts_from_what_is_approved_for_later(self, proposal, expert, deputy, browser_of):
        actions.approve_policy(version_id=proposal.pk, actor=deputy, on=DAY, at=moment(DAY))
        browser = browser_of(expert)

        browser.post("/policy/propose", filled(
            browser.get("/policy/propose"), title="سخت‌گیرتر", note=NOTE, F03_count="4",
            valid_from=iso_jalali(later(9)),
        ))  # fmt: skip

        rules = PolicyVersion.objects.get(number=3).rules
        assert [rules.get(code=code).parameters["count"] for code in ("F02", "F03")] == [3, 4]

    @pytest.mark.parametrize("who", ["deputy", "chair", "auditor", *OTHERS])
    def test_is_closed_to_others(self, first_policy, browser_of, request, who):
        assert browser_of(as_role(request, who)).get("/policy/propose").status_code == 403


class TestBreadcrumbs:
    @pytest.mark.parametrize(
        ("who", "path", "way"),
        [("expert", "propose", ["/policy"]),
         ("deputy", "2/approve", ["/policy", "/policy/2"]),
         ("deputy", "2/refuse", ["/policy", "/policy/2"])],
    )  # fmt: skip
    def test_lead_back_from_each_form(self, proposal, browser_of, request, who, path, way):
        page = browser_of(as_role(request, who)).get(f"/policy/{path}").content.decode()

        crumbs = page.split('class="crumbs"')[1].split("</nav>")[0]
        assert [part.split('"')[0] for part in crumbs.split('href="')[1:]] == way


class TestSecondPerson:
    def test_approves(self, proposal, deputy, browser_of):
        browser_of(deputy).post("/policy/2/approve", SIGNED)

        proposal.refresh_from_db()
        assert (proposal.state, proposal.approved_by_name) == (PolicyState.APPROVED, deputy.name)

    @pytest.mark.parametrize("left_out", ["agreed", "confirmation"])
    def test_does_not_approve_without_agreement(self, proposal, deputy, browser_of, left_out):
        sent = {name: value for name, value in SIGNED.items() if name != left_out}

        assert browser_of(deputy).post("/policy/2/approve", sent).status_code == 422
        proposal.refresh_from_db()
        assert proposal.state == PolicyState.PROPOSED

    def test_does_not_approve_another_number(self, proposal, deputy, browser_of):
        answer = browser_of(deputy).post("/policy/2/approve", SIGNED | {"confirmation": "1"})

        assert answer.status_code == 422
        assert "confirmation" in answer.context["form"].errors

    def test_shows_the_effect_before_it_is_signed(self, proposal, deputy, browser_of):
        assert browser_of(deputy).get("/policy/2/approve").context["effect"]["number"] == 1

    def test_refuses_with_a_reason(self, proposal, deputy, browser_of):
        browser = browser_of(deputy)

        short = browser.post("/policy/2/refuse", {"reason": "نه"})
        long = browser.post("/policy/2/refuse", {"reason": "این آستانه دفاتر کم‌کار را می‌زند."})

        proposal.refresh_from_db()
        assert (short.status_code, long.status_code) == (422, 302)
        assert proposal.state == PolicyState.REFUSED

    @pytest.mark.parametrize("name", ["approve", "refuse"])
    @pytest.mark.parametrize(
        ("who", "status"),
        [("expert", 403), ("secretariat", 403), ("gas_manager", 404), ("platform_admin", 404)],
    )
    def test_is_the_deputy(self, proposal, browser_of, request, who, status, name):
        browser = browser_of(as_role(request, who))

        assert browser.get(f"/policy/2/{name}").status_code == status
        assert browser.post(f"/policy/2/{name}").status_code == status

    def test_needs_a_fresh_factor(self, proposal, deputy, browser_of):
        browser = browser_of(deputy)
        session = browser.session
        session["factor_at"] = 0
        session.save()

        assert browser.post("/policy/2/approve", SIGNED).status_code == 422
        proposal.refresh_from_db()
        assert proposal.state == PolicyState.PROPOSED


class TestPendingAct:
    """The pages of the pending act lead to those of the version, which ask for more care."""

    @pytest.fixture
    def address(self, proposal) -> str:
        """Return the page of the pending act."""
        return PendingAct.objects.get(target_id=proposal.public_id).get_absolute_url()

    @pytest.mark.parametrize(("own", "name"), [("confirm", "approve"), ("refuse", "refuse")])
    def test_is_decided_on_the_page_of_the_version(
        self, address, proposal, deputy, browser_of, own, name
    ):
        browser = browser_of(deputy)

        links = {act.name: act.url for act in browser.get(address).context["acts"]}
        shown = browser.get(f"{address}/{own}")
        sent = browser.post(f"{address}/{own}", {"agreed": "on", "reason": NOTE})

        assert links[own] == f"/policy/2/{name}"
        assert shown.headers["Location"] == sent.headers["Location"] == f"/policy/2/{name}"
        proposal.refresh_from_db()
        assert proposal.state == PolicyState.PROPOSED

    @pytest.mark.parametrize("own", ["confirm", "refuse"])
    def test_stays_closed_to_others(self, address, expert, browser_of, own):
        assert browser_of(expert).get(f"{address}/{own}").status_code == 403

    def test_says_itself_that_it_is_decided(self, address, deputy, browser_of):
        browser = browser_of(deputy)
        browser.post("/policy/2/approve", SIGNED)

        assert browser.get(f"{address}/confirm").status_code == 409


class TestFlagPage:
    @pytest.mark.parametrize("who", [*SEES, "county_rep"])
    def test_opens_for_those_concerned(self, served, browser_of, request, who):
        flag = Flag.objects.get(reviews=served)

        page = browser_of(as_role(request, who)).get(flag.get_absolute_url())

        assert page.status_code == 200
        assert page.context["replayed"]

    @pytest.mark.parametrize("who", ["operator", "association"])
    def test_opens_to_the_office_with_the_service(self, review, browser_of, request, who):
        flag = Flag.objects.get(reviews=review)

        assert browser_of(as_role(request, who)).get(flag.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("who", ["power_manager", "other_operator", "platform_admin"])
    def test_is_not_there_for_others(self, review, browser_of, request, who):
        flag = Flag.objects.get(reviews=review)

        answer = browser_of(as_role(request, who)).get(flag.get_absolute_url())

        assert answer.status_code == 404


class TestRuns:
    @pytest.mark.parametrize("who", [*PROVINCE, "platform_admin"])
    def test_are_shown(self, review, browser_of, request, who):
        page = browser_of(as_role(request, who)).get("/runs")

        assert len(page.context["runs"]) == 1

    @pytest.mark.parametrize("who", sorted(set(OTHERS) - {"platform_admin"}))
    def test_are_closed_to_others(self, review, browser_of, request, who):
        assert browser_of(as_role(request, who)).get("/runs").status_code == 403

    def test_try_the_rules_on_demand(self, flagged, expert, browser_of):
        data = {"as_of": iso_jalali(DAY), "mode": "full", "dry": "on"}

        browser_of(expert).post("/runs", data)

        run = RuleRun.objects.get()
        assert (run.is_dry, run.is_scheduled, run.state) == (True, False, "done")
        assert not Flag.objects.exists()

    @pytest.mark.parametrize("wrong", [{"as_of": ""}, {"as_of": "1405-40-40"}, {"mode": "half"}])
    def test_keep_what_is_wrong_on_the_form(self, flagged, expert, browser_of, wrong):
        data = {"as_of": iso_jalali(DAY), "mode": "full", "dry": "on"} | wrong

        assert browser_of(expert).post("/runs", data).status_code == 422
        assert not RuleRun.objects.exists()

    @pytest.mark.parametrize("who", ["deputy", "auditor", "platform_admin"])
    def test_refuse_a_role_without_the_permission(self, flagged, browser_of, request, who):
        data = {"as_of": iso_jalali(DAY), "mode": "full", "dry": "on"}

        assert browser_of(as_role(request, who)).post("/runs", data).status_code == 422
        assert not RuleRun.objects.exists()

    def test_cost_the_same_for_one_and_for_many(self, review, expert, browser_of):
        browser = browser_of(expert)
        one = cost(browser.get, "/runs")

        for step in range(5):
            actions.flag_termination_review(
                as_of=later(-step), dry=True, actor=expert, at=moment(DAY)
            )

        assert cost(browser.get, "/runs") == one
