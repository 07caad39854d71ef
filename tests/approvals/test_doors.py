"""Pages and REST of pending acts: who sees what, what is open, and the same sentences."""

import pytest

from accounts.principal import Principal
from approvals import views
from approvals.actions import withdraw_act
from approvals.acts import PENDING
from approvals.models import PendingAct
from core.acts import why_not
from dashboard.facts.work import work_of
from notices.actions import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from offices.models import Office
from tests.approvals.conftest import REASON, confirm, propose
from tests.factories import make_office, make_same_person
from tests.oversight.doors import as_role, cost
from tests.oversight.steps import DAY, later, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "right_code")]
LIST = "/api/v1/pending-acts"
CODE = {"one_time_code": "123456"}
SEES = ("expert", "secretariat", "auditor")
OTHERS = ("deputy", "chair", "gas_manager", "operator", "association", "county_rep")


class TestPages:
    @pytest.mark.parametrize("who", SEES)
    def test_open_for_those_concerned(self, pending, browser_of, request, who):
        browser = browser_of(as_role(request, who))

        assert pending.title in browser.get("/approvals").content.decode()
        assert "دفتر تازه" in browser.get(pending.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("who", OTHERS)
    def test_hide_it_from_others(self, pending, browser_of, request, who):
        browser = browser_of(as_role(request, who))

        assert pending.title not in browser.get("/approvals").content.decode()
        assert browser.get(pending.get_absolute_url()).status_code == 404
        assert browser.get(f"{pending.get_absolute_url()}/confirm").status_code == 404

    @pytest.mark.parametrize(
        ("who", "acts"),
        [("secretariat", ["confirm", "refuse"]), ("expert", ["withdraw"]), ("auditor", [])],
    )
    def test_offer_what_is_open(self, pending, browser_of, request, who, acts):
        page = browser_of(as_role(request, who)).get(pending.get_absolute_url())

        assert [act.name for act in page.context["acts"]] == acts

    def test_confirm(self, pending, secretariat, browser_of, renaming):
        url = pending.get_absolute_url()

        answer = browser_of(secretariat).post(f"{url}/confirm", {"agreed": "on"})

        pending.refresh_from_db()
        assert (answer.headers["Location"], pending.state) == (url, "confirmed")

    def test_ask_for_a_code_that_is_fresh(self, pending, secretariat, browser_of):
        browser = browser_of(secretariat)
        session = browser.session
        session["factor_at"] = 0
        session.save()
        url = f"{pending.get_absolute_url()}/confirm"

        without = browser.post(url, {"agreed": "on"})
        wrong = browser.post(url, {"agreed": "on", "one_time_code": "000000"})
        pending.refresh_from_db()
        assert (without.status_code, wrong.status_code, pending.state) == (422, 422, "pending")
        browser.post(url, {"agreed": "on", **CODE})

        pending.refresh_from_db()
        assert pending.state == "confirmed"

    def test_say_why_the_act_itself_is_refused(self, pending, secretariat, browser_of, renaming):
        renaming.against = "نام دفتر در دست بررسی است."

        answer = browser_of(secretariat).post(
            f"{pending.get_absolute_url()}/confirm", {"agreed": "on"}
        )

        assert answer.status_code == 422
        assert renaming.against in answer.content.decode()

    def test_say_that_the_content_has_changed(self, pending, secretariat, browser_of, office):
        Office.objects.filter(pk=office.pk).update(name="نامی دیگر")

        page = browser_of(secretariat).get(f"{pending.get_absolute_url()}/confirm")

        found = why_not(PENDING["confirm"], pending, secretariat, DAY)
        assert page.status_code == 409
        assert found is not None
        assert page.context["against"] == found.message

    def test_refuse_with_a_reason(self, pending, secretariat, browser_of):
        browser_of(secretariat).post(f"{pending.get_absolute_url()}/refuse", {"reason": REASON})

        pending.refresh_from_db()
        assert (pending.state, pending.reason) == ("refused", REASON)

    def test_withdraw(self, pending, expert, browser_of):
        browser_of(expert).post(f"{pending.get_absolute_url()}/withdraw", {"reason": ""})

        pending.refresh_from_db()
        assert pending.state == "withdrawn"

    @pytest.mark.parametrize(
        ("who", "act"),
        [("expert", "confirm"), ("expert", "refuse"), ("secretariat", "withdraw"),
         ("auditor", "confirm")],
    )  # fmt: skip
    def test_refuse_who_sees_it_and_may_not(self, pending, browser_of, request, who, act):
        url = f"{pending.get_absolute_url()}/{act}"
        browser = browser_of(as_role(request, who))

        assert browser.get(url).status_code == browser.post(url).status_code == 403

    def test_never_list_what_waits_for_the_reader_as_another_s(
        self, renaming, secretariat, expert, browser_of, monkeypatch
    ):
        monkeypatch.setattr(views, "MOST", 1)
        for _number in range(3):
            propose(expert, make_office())

        (group,) = browser_of(secretariat).get("/approvals").context["groups"]

        assert (len(group["rows"]), group["has_more"]) == (1, True)

    def test_list_at_the_same_cost_for_one_and_for_many(
        self, pending, secretariat, expert, browser_of
    ):
        browser = browser_of(secretariat)
        few = cost(browser.get, "/approvals")
        for _number in range(5):
            propose(expert, make_office())

        assert cost(browser.get, "/approvals") == few


class TestDesk:
    def kinds(self, who: Principal) -> list[str]:
        return [task.kind for task in work_of(who, DAY) if task.kind == "approve"]

    def test_shows_it_to_who_may_confirm_and_to_nobody_else(
        self, pending, secretariat, expert, deputy, auditor, gas_manager
    ):
        (task,) = [task for task in work_of(secretariat, DAY) if task.kind == "approve"]

        assert (task.url, task.due_on) == (pending.get_absolute_url(), pending.expires_on)
        for other in (expert, deputy, auditor, gas_manager):
            assert self.kinds(other) == []

    def test_does_not_show_it_to_another_account_of_the_proposer(
        self, pending, secretariat, expert
    ):
        make_same_person(expert, secretariat)

        assert self.kinds(secretariat) == []

    def test_forgets_what_is_decided(self, pending, secretariat):
        confirm(pending, secretariat)

        assert self.kinds(secretariat) == []


class TestNews:
    def readers(self, verb: str) -> set[tuple[int, bool]]:
        """Spread the news of a verb; return who reads it, and whether something is to be done."""
        for message in Message.objects.filter(carrier=CarrierName.NEWS, payload__verb=verb):
            spread(payload=message.payload, at=moment(DAY))
        rows = Notification.objects.filter(kind=verb)
        return set(rows.values_list("user_id", "needs_action"))

    def test_reaches_confirmers_and_then_the_proposer(
        self, renaming, secretariat, expert, deputy, office
    ):
        pending = propose(expert, office)

        assert self.readers("pending.proposed") == {(secretariat.user_id, True)}
        confirm(pending, secretariat)
        assert self.readers("pending.confirmed") == {(expert.user_id, False)}

    def test_of_a_withdrawal_leaves_nothing_to_do(self, renaming, secretariat, expert, office):
        pending = propose(expert, office)
        self.readers("pending.proposed")
        withdraw_act(pending_id=pending.pk, actor=expert, on=later(1), at=moment(later(1)))

        assert self.readers("pending.withdrawn") == {(secretariat.user_id, False)}
        assert self.readers("pending.proposed") == {(secretariat.user_id, False)}

    def test_of_a_proposal_that_was_withdrawn_first_asks_nobody(
        self, renaming, secretariat, expert, office
    ):
        pending = propose(expert, office)
        withdraw_act(pending_id=pending.pk, actor=expert, on=DAY, at=moment(DAY))

        assert self.readers("pending.proposed") == set()

    def test_does_not_ask_another_account_of_the_proposer(
        self, renaming, secretariat, expert, office
    ):
        make_same_person(expert, secretariat)
        propose(expert, office)

        assert self.readers("pending.proposed") == set()


class TestRest:
    @pytest.mark.parametrize("who", SEES)
    def test_lists_and_tells_it_to_those_concerned(self, pending, api_of, request, who):
        client = api_of(as_role(request, who))

        (row,) = client.get(LIST).json()["results"]
        detail = client.get(f"{LIST}/{pending.public_id}").json()

        assert detail == row
        assert row["rows"] == [{"label": "نام تازه", "value": "دفتر تازه"}]
        assert (row["act"], row["state"], row["digest"]) == (
            pending.act, "pending", pending.digest,
        )  # fmt: skip

    @pytest.mark.parametrize("who", OTHERS)
    def test_hides_it_from_others(self, pending, api_of, request, who):
        client = api_of(as_role(request, who))

        assert client.get(LIST).json()["results"] == []
        assert client.get(f"{LIST}/{pending.public_id}").status_code == 404
        assert client.post(f"{LIST}/{pending.public_id}/confirm", CODE).status_code == 404

    @pytest.mark.parametrize("who", [*SEES])
    @pytest.mark.parametrize("state", ["pending", "changed", "confirmed"])
    def test_transitions_are_what_the_actions_do(
        self, pending, office, secretariat, api_of, request, who, state
    ):
        if state == "changed":
            Office.objects.filter(pk=office.pk).update(name="نامی دیگر")
        if state == "confirmed":
            confirm(pending, secretariat)
        actor, client = as_role(request, who), api_of(as_role(request, who))

        moves = client.get(f"{LIST}/{pending.public_id}/transitions").json()

        assert [move["name"] for move in moves] == ["confirm", "refuse", "withdraw"]
        for move in moves:
            record = PendingAct.objects.get(pk=pending.pk)
            found = why_not(PENDING[move["name"]], record, actor, DAY)
            assert (move["is_allowed"], move["why_not"]) == (
                found is None, "" if found is None else found.message,
            )  # fmt: skip
            if not move["is_allowed"]:
                data = {"reason": REASON} if move["name"] != "confirm" else {}
                sent = data if move["name"] == "withdraw" else data | CODE
                answer = client.post(f"{LIST}/{pending.public_id}/{move['name']}", sent)
                assert answer.status_code in {403, 409}

    def test_confirms(self, pending, secretariat, api_of, renaming):
        answer = api_of(secretariat).post(f"{LIST}/{pending.public_id}/confirm", CODE)

        assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
        assert len(renaming.done) == 1

    def test_refuses_without_a_code(self, pending, secretariat, api_of):
        answer = api_of(secretariat).post(f"{LIST}/{pending.public_id}/confirm", {})

        assert answer.status_code == 403
        assert answer.json()["type"].endswith("factor-required")

    def test_refuses_and_withdraws(self, pending, secretariat, expert, api_of, office):
        refused = api_of(secretariat).post(
            f"{LIST}/{pending.public_id}/refuse", {"reason": REASON} | CODE
        )
        again = propose(expert, office)
        withdrawn = api_of(expert).post(f"{LIST}/{again.public_id}/withdraw", {})

        assert (refused.json()["state"], refused.json()["reason"]) == ("refused", REASON)
        assert withdrawn.json()["state"] == "withdrawn"
