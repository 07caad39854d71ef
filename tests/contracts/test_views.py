"""The pages: who sees what, every form as a person fills it, a whole story by clicks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from audit.actions import record
from audit.models import AuditEvent
from contracts.facts import COLUMNS, PANELS, VIEWS
from contracts.models import Contract, EndingProof, Waiver
from contracts.states import ContractState
from core.clock import today
from core.jalali import iso_jalali, short
from core.panels import blocked
from core.persian import persian_digits
from notices.models import Dispatch, Letter
from offices.facts import GUARDS
from offices.models import Office
from tests import factories
from tests.contracts.stories import (
    contract_in,
    letter,
    make_addendum,
    make_import,
    make_proof,
    notified,
    scan,
    served,
    step,
    suspended,
    under_notice,
    waive,
)

S = ContractState
DAY = timedelta(days=1)
LIST = "/contracts"
REASON = "به سبب آنچه در پروندهٔ دفتر آمده است."
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405."""
    with time_machine.travel(factories.NOW, tick=False):
        yield


def do(client: Any, name: str, contract: Contract, **data: Any) -> Any:
    """Post a form of the contract."""
    return client.post(reverse(f"contracts:{name}", args=[contract.number]), data)


def state_of(contract: Contract) -> str:
    """Return where the contract stands now."""
    return Contract.objects.get(pk=contract.pk).state


class TestCourse:
    def test_tells_a_reason_at_the_first_of_the_steps_that_share_it(
        self, contract, gas_manager, browser_of
    ):
        for verb in ("contract.suspended", "contract.notice_issued", "contract.terminated"):
            record(actor=gas_manager, verb=verb, target=contract, note=REASON, at=factories.NOW)

        events = browser_of(gas_manager).get(contract.get_absolute_url()).context["events"]

        assert [event["note"] for event in events] == ["", "", REASON]

    @pytest.mark.parametrize("days", [0, 3])
    def test_draws_a_notice_only_if_it_had_days(self, contract, gas_manager, browser_of, days):
        on = today() - days * DAY
        proof = make_proof(contract, decided_on=on, document_on=on)
        served(under_notice(contract, proof=proof, notice_issued_on=on), on)
        waive(contract)

        page = browser_of(gas_manager).get(contract.get_absolute_url())

        assert (page.context["notice_ribbon"] is not None) == bool(days)


class TestServe:
    DATA = {"served_on": short(factories.TODAY), "proof_text": "رسید پستی ۱۲"}

    def test_keeps_the_scan_and_shows_it_to_those_who_read_evidence(
        self, contract, gas_manager, gas_clerk, operator, association, browser_of
    ):
        notified(contract, gas_manager)

        done = do(browser_of(gas_clerk), "serve-notice", contract, **self.DATA, scan=scan())

        letter = Letter.objects.get()
        address = reverse("notices:receipt-scan", args=[letter.public_id])
        assert (done.status_code, Dispatch.objects.get().letter) == (302, letter)
        for who in (gas_clerk, operator):
            client = browser_of(who)
            assert address in client.get(contract.get_absolute_url()).text
            assert address in client.get(letter.get_absolute_url()).text
            assert client.get(address).content == bytes(Dispatch.objects.get().scan)
        assert AuditEvent.objects.filter(verb="letter.receipt_opened").count() == 2
        stranger = browser_of(association)
        assert address not in stranger.get(contract.get_absolute_url()).text
        assert stranger.get(address).status_code == 404

    def test_is_refused_without_the_scan_and_keeps_what_was_typed(
        self, contract, gas_manager, gas_clerk, browser_of
    ):
        notified(contract, gas_manager)

        page = do(browser_of(gas_clerk), "serve-notice", contract, **self.DATA)

        assert page.status_code == 422
        assert "تصویر رسید" in page.context["form"].errors["scan"][0]
        assert page.context["form"]["proof_text"].value() == "رسید پستی ۱۲"
        assert Contract.objects.get(pk=contract.pk).notice_served_on is None

    def test_says_at_the_scan_why_it_is_refused(self, contract, gas_manager, gas_clerk, browser_of):
        notified(contract, gas_manager)
        lies = scan("رسید.png", b"MZ not a picture")

        page = do(browser_of(gas_clerk), "serve-notice", contract, **self.DATA, scan=lies)

        assert page.status_code == 422
        assert "ذخیره کنید" in page.context["form"].errors["scan"][0]


class TestList:
    @pytest.mark.parametrize("role", ["operator", "auditor", "gas_manager"])
    def test_says_that_the_agency_decides_whatever_is_suggested(
        self, request: Any, browser_of: Any, gas: Any, operator: Any, role: str
    ) -> None:
        factories.make_contract(agency=gas, office=Office.objects.own(operator).get())

        page = browser_of(request.getfixturevalue(role)).get(LIST).content.decode()

        assert "تصمیم با دستگاه است" in page

    @pytest.mark.parametrize(
        "who",
        ["deputy", "expert", "secretariat", "chair", "auditor", "gas_manager", "gas_clerk",
         "gas_appeal", "operator", "association"],
    )  # fmt: skip
    def test_shows_a_contract_in_scope(self, contract, browser_of, request, who):
        page = browser_of(request.getfixturevalue(who)).get(LIST)

        assert page.status_code == 200
        assert contract.number in [row["number"] for row in page.context["rows"]]

    @pytest.mark.parametrize("who", ["power_manager", "county_rep", "platform_admin"])
    def test_hides_it_from_others(self, contract, browser_of, request, who):
        page = browser_of(request.getfixturevalue(who)).get(LIST)

        assert not page.context["rows"]

    def test_hides_money_from_the_association(self, contract, association, browser_of):
        text = browser_of(association).get(LIST).content.decode()

        assert "ضمانت" not in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", 1), ("?view=all", 1), ("?view=ended", 0), ("?view=signing", 0), ("?view=none", 1),
            ("?state=active", 1), ("?state=expired", 0), ("?agency=gaz", 1),
            ("?stage=not_begun", 0),
            ("?guarantee=held", 1), ("?guarantee=none", 0), ("?guarantee=past", 0),
            ("?ends=1405-12", 1), ("?ends=1405-11", 0), ("?ends=past", 0), ("?ends=1405-13", 0),
            ("?ends=x", 0), ("?q=گاز", 1), ("?q=ناپیدا", 0), ("?sort=number", 1),
        ],
    )  # fmt: skip
    def test_narrows(self, contract, deputy, browser_of, query, found):
        page = browser_of(deputy).get(LIST + query)

        assert page.status_code == 200
        assert len(page.context["rows"]) == found

    def test_counts_the_months(self, contract, deputy, browser_of):
        months = {
            item["month"].key: item["month"].total
            for item in browser_of(deputy).get(LIST).context["months"]
        }

        assert len(months) == 13
        assert months["1405-12"] == 1

    def test_tells_in_no_month_what_has_no_guarantee_to_who_knows_no_money(
        self, gas, deputy, association, browser_of
    ):
        gas.requires_guarantee = True
        gas.save()
        factories.make_contract(agency=gas, secured_to=factories.TODAY - timedelta(days=1))

        parts = {
            person.role: [
                (month.unsecured, month.not_begun)
                for month in (
                    item["month"] for item in browser_of(person).get(LIST).context["months"]
                )
                if month.total
            ]
            for person in (deputy, association)
        }

        assert parts == {Role.DEPUTY: [(1, 0)], Role.ASSOCIATION: [(0, 1)]}

    @pytest.mark.parametrize(
        ("needs", "said", "advice"),
        [
            (False, '<span class="muted">لازم نیست</span>', "تمدید"),
            (True, '<span class="t-danger">پایان‌یافته</span>', "تمدید پس از ضمانت‌نامه"),
        ],
    )
    def test_calls_no_guarantee_missing_that_nobody_asks_for(
        self, gas, deputy, browser_of, needs, said, advice
    ):  # fmt: skip
        gas.requires_guarantee = needs
        gas.save()
        past = factories.TODAY - timedelta(days=1)
        contract = factories.make_contract(
            agency=gas, secured_to=past, ends_on=factories.TODAY + 30 * DAY
        )

        page = browser_of(deputy).get(f"{LIST}?q={contract.number}")

        assert said in page.text
        (row,) = page.context["rows"]
        assert str(row["advice"].text) == advice

    @pytest.mark.parametrize("has_case", [True, False])
    def test_suggests_what_the_measures_say(self, gas_manager, gas, browser_of, has_case):
        contract = factories.make_contract(agency=gas, ends_on=factories.TODAY + 30 * DAY)
        if has_case:
            factories.make_case(contract=contract)
        browser = browser_of(gas_manager)

        (row,) = browser.get(f"{LIST}?q={contract.number}").context["rows"]
        page = browser.get(contract.get_absolute_url())

        measured = [each.verdict for each in page.context["measures"]]
        assert ("ابتدا رسیدگی شود" in measured) is has_case
        assert row["advice"] == page.context["advice"]
        assert (row["advice"].tone == "ok") is not has_case

    def test_says_between_whom_they_are(self, contract, gas, deputy, browser_of):
        factories.make_contract(agency=gas)
        factories.make_contract(agency=factories.make_agency(), office=contract.office)

        every = browser_of(deputy).get(LIST)
        one = browser_of(deputy).get(f"{LIST}?q={contract.number}")
        none = browser_of(deputy).get(f"{LIST}?q=1399-0001")

        assert "۳ قرارداد میان ۲ دفتر و ۲ دستگاه" in every.content.decode()
        assert "۱ قرارداد میان ۱ دفتر و ۱ دستگاه" in one.content.decode()
        assert none.context["between"] == ""

    def test_takes_columns_and_views_from_above(self, contract, deputy, browser_of):
        from core.panels import Column, View

        COLUMNS.add(Column("probe", "آزمون", lambda keys, actor, on: dict.fromkeys(keys, "✓✓")))
        VIEWS.add(View("probe", "نمای آزمون", lambda rows, actor, on: rows.none()))
        try:
            client = browser_of(deputy)
            assert "✓✓" in client.get(LIST).content.decode()
            assert not client.get(f"{LIST}?view=probe").context["rows"]
        finally:
            COLUMNS.remove("probe")
            VIEWS.remove("probe")

    def test_makes_the_same_number_of_queries(self, gas, deputy, browser_of):
        client = browser_of(deputy)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(LIST).status_code == 200
            return len(captured)

        near = {"ends_on": today() + 10 * DAY}
        factories.make_contract(agency=gas, **near)
        queries()
        one = queries()
        for _number in range(20):
            factories.make_contract(agency=gas, **near)

        assert queries() == one

    def test_goes_on_by_cursor(self, gas, deputy, browser_of):
        for _number in range(26):
            factories.make_contract(agency=gas)
        client = browser_of(deputy)

        first = client.get(f"{LIST}?size=25")
        second = client.get(f"{LIST}?{first.context['next_query']}")

        assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 1)


class TestFile:
    @pytest.mark.parametrize("state", S)
    @pytest.mark.parametrize("who", ["gas_manager", "deputy"])
    def test_opens_in_every_state(self, gas, office, browser_of, request, state, who):
        contract = contract_in(state, agency=gas, office=office)
        make_addendum(contract)

        page = browser_of(request.getfixturevalue(who)).get(contract.get_absolute_url())

        assert page.status_code == 200

    @pytest.mark.parametrize("who", ["power_manager", "county_rep", "platform_admin"])
    def test_is_not_there_for_others(self, contract, browser_of, request, who):
        client = browser_of(request.getfixturevalue(who))

        assert client.get(contract.get_absolute_url()).status_code == 404

    def test_is_found_in_persian_digits(self, contract, deputy, browser_of):
        number = contract.number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

        assert browser_of(deputy).get(f"{LIST}/{number}").status_code == 200

    @pytest.mark.parametrize(
        ("who", "state", "offered"),
        [
            ("gas_clerk", S.DRAFT, {"edit", "write-text", "record-guarantee", "void"}),
            ("gas_clerk", S.PENDING_SIGNATURE, {"record-guarantee", "return", "void"}),
            ("gas_manager", S.PENDING_SIGNATURE, {"sign", "record-guarantee", "return", "void"}),
            ("gas_clerk", S.ACTIVE, {"renew", "record-guarantee", "write-text"}),
            ("gas_manager", S.SUSPENDED,
             {"resume", "issue-notice", "record-guarantee", "write-text"}),
            ("gas_manager", S.EXPIRED, {"settle", "renew"}),
            ("gas_manager", S.SETTLED, set()),
            ("operator", S.ACTIVE, set()),
            ("operator", S.TERMINATION_NOTICE, {"waive-notice"}),
            ("gas_manager", S.TERMINATION_NOTICE,
             {"withdraw-notice", "record-guarantee", "write-text"}),
            ("deputy", S.ACTIVE, set()),
            ("secretariat", S.TERMINATION_NOTICE, {"record-document", "record-judgment"}),
            ("association", S.ACTIVE, set()),
        ],
    )  # fmt: skip
    def test_offers_what_the_role_may_do(
        self, gas, office, browser_of, request, who, state, offered
    ):
        contract = contract_in(state, agency=gas, office=office)

        page = browser_of(request.getfixturevalue(who)).get(contract.get_absolute_url())

        assert {offer.name for offer in page.context["offers"]} == offered

    def test_offers_the_termination_after_the_notice(self, contract, gas_manager, browser_of):
        waive(served(under_notice(contract)))

        page = browser_of(gas_manager).get(contract.get_absolute_url())

        offered = [offer.name for offer in page.context["offers"]]
        assert offered[:2] == ["terminate", "withdraw-notice"]

    def test_tells_the_association_no_papers(self, contract, association, browser_of):
        make_proof(contract)

        text = browser_of(association).get(contract.get_absolute_url()).content.decode()

        assert "صورت‌جلسهٔ کمیته" not in text
        assert "ضمانت" not in text

    def test_name_who_signed_to_those_inside_only(
        self, contract, gas_manager, expert, operator, association, browser_of
    ):
        Contract.objects.filter(pk=contract.pk).update(signed_by=gas_manager.user_id)
        record(actor=gas_manager, verb="contract.signed", target=contract, at=factories.NOW)

        seen = {
            actor.role: browser_of(actor).get(contract.get_absolute_url()).context["signer"]
            for actor in (expert, operator, association)
        }

        assert seen.pop(expert.role) == gas_manager.name
        assert set(seen.values()) == {""}

    def test_names_no_person_to_the_office(self, contract, gas_manager, operator, browser_of):
        client = browser_of(gas_manager)
        do(client, "urgent-suspend", contract, until=short(today() + DAY), reason=REASON)

        text = browser_of(operator).get(contract.get_absolute_url()).content.decode()

        assert gas_manager.name not in text
        assert REASON in text

    def test_shows_before_and_after(self, contract, deputy, browser_of):
        make_addendum(contract)

        text = browser_of(deputy).get(contract.get_absolute_url()).content.decode()

        assert "۱٬۰۰۰٬۰۰۰٬۰۰۰" in text
        assert "۱٬۵۰۰٬۰۰۰٬۰۰۰" in text

    def test_takes_panels_from_above(self, contract, deputy, browser_of):
        from core.panels import Panel

        seen = []
        PANELS.add(Panel("probe", "contracts/agency_panel.html", lambda *call: seen.append(call)))
        try:
            browser_of(deputy).get(contract.get_absolute_url())
        finally:
            PANELS.remove("probe")

        assert seen[0][0] == contract

    def test_makes_the_same_number_of_queries(self, contract, deputy, browser_of):
        client = browser_of(deputy)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(contract.get_absolute_url()).status_code == 200
            return len(captured)

        make_addendum(contract)
        make_proof(contract)
        queries()
        one = queries()
        for _number in range(10):
            make_proof(contract)

        assert queries() == one


class TestTheOffice:
    def test_finds_what_waits_for_it_before_all_the_rest(self, contract, operator, browser_of):
        under_notice(contract)

        page = browser_of(operator).get(contract.get_absolute_url())
        shown = page.content.decode()

        assert page.context["main_offer"].name == "acknowledge-notice"
        assert shown.count("/acknowledge") == 1
        assert shown.index("actionbar-page") < shown.index('class="split')

    def test_is_not_urged_to_give_up_its_time(self, contract, operator, browser_of):
        served(under_notice(contract))

        page = browser_of(operator).get(contract.get_absolute_url())

        assert page.context["main_offer"] is None
        assert [offer.name for offer in page.context["offers"]] == ["waive-notice"]

    def test_reads_when_a_signed_contract_begins(self, office, gas, operator, browser_of):
        contract = factories.make_contract(agency=gas, office=office, starts_on=today() + 9 * DAY)

        shown = browser_of(operator).get(contract.get_absolute_url())

        assert "آغاز از پنجشنبه ۱۲ آذر ۱۴۰۵" in shown.content.decode()


def ready_for(act: str, state: str, **values: Any) -> Contract:
    """Return a contract in a state on which the act is open."""
    if act == "serve-notice":
        return under_notice(contract_in(S.ACTIVE, **values))
    contract = contract_in(state, **values)
    if act == "decline-end":
        return step(contract, state, mutual_end_on=contract.ends_on, mutual_end_reason=REASON)
    if act == "terminate":
        waive(contract)
    return contract


class TestForms:
    @pytest.mark.parametrize(
        ("who", "name", "state"),
        [
            ("gas_clerk", "edit", S.DRAFT), ("gas_clerk", "record-guarantee", S.DRAFT),
            ("gas_clerk", "void", S.DRAFT), ("gas_clerk", "return", S.PENDING_SIGNATURE),
            ("gas_manager", "sign", S.PENDING_SIGNATURE), ("gas_clerk", "renew", S.ACTIVE),
            ("gas_manager", "amend", S.ACTIVE), ("gas_manager", "urgent-suspend", S.ACTIVE),
            ("gas_manager", "suspend", S.ACTIVE),
            ("gas_manager", "issue-notice", S.ACTIVE),
            ("gas_manager", "propose-end", S.ACTIVE), ("operator", "decline-end", S.ACTIVE),
            ("gas_manager", "decline-end", S.ACTIVE), ("gas_manager", "resume", S.SUSPENDED),
            ("gas_clerk", "serve-notice", S.TERMINATION_NOTICE),
            ("operator", "waive-notice", S.TERMINATION_NOTICE),
            ("gas_manager", "withdraw-notice", S.TERMINATION_NOTICE),
            ("gas_manager", "terminate", S.TERMINATION_NOTICE), ("gas_clerk", "settle", S.EXPIRED),
        ],
    )  # fmt: skip
    def test_open_and_explain_what_is_missing(
        self, gas, office, browser_of, request, who, name, state
    ):
        contract = ready_for(name, state, agency=gas, office=office)
        client = browser_of(request.getfixturevalue(who))
        address = reverse(f"contracts:{name}", args=[contract.number])

        opened, empty = client.get(address), client.post(address, {})

        assert opened.status_code == 200
        assert empty.status_code == 422
        assert state_of(contract) == state

    @pytest.mark.parametrize(
        ("who", "name"),
        [("gas_clerk", "sign"), ("gas_clerk", "terminate"), ("operator", "settle"),
         ("deputy", "urgent-suspend"), ("secretariat", "void"), ("auditor", "edit")],
    )  # fmt: skip
    def test_are_closed_to_other_roles(self, contract, browser_of, request, who, name):
        client = browser_of(request.getfixturevalue(who))
        address = reverse(f"contracts:{name}", args=[contract.number])

        assert client.get(address).status_code == 403
        assert client.post(address, {"reason": REASON}).status_code == 403

    def test_keep_the_text_when_the_contract_has_changed(self, contract, gas_manager, browser_of):
        client = browser_of(gas_manager)
        stale = contract.version - 1

        page = do(client, "urgent-suspend", contract, until=short(today()), reason=REASON,
                  version=stale)  # fmt: skip

        assert page.status_code == 409
        assert REASON in page.content.decode()
        assert f'name="version" value="{contract.version}"' in page.content.decode()
        assert state_of(contract) == S.ACTIVE

    def test_of_a_draft_show_what_another_clerk_wrote_meanwhile(
        self, gas, office, gas_clerk, gas_manager, browser_of
    ):
        service = factories.make_service(gas)
        contract = contract_in(S.DRAFT, agency=gas, office=office)
        client = browser_of(gas_clerk)
        path = reverse("contracts:edit", args=[contract.number])
        sent = {
            "services": [service.pk], "starts_on": short(contract.starts_on),
            "ends_on": short(contract.ends_on), "kind": "contract", "value": "۹۰۰٬۰۰۰٬۰۰۰",
            "notice_days": "۴۵", "retention_percent": "۷٫۵", "version": contract.version - 1,
        }  # fmt: skip

        page = client.post(path, sent)

        rows = {row.name: row for row in page.context["rows"]}
        assert page.status_code == 409
        assert rows["notice_days"].typed == "45"
        assert rows["notice_days"].stored == str(contract.notice_days)
        rest = {"services": [service.pk]} | dict(page.context["rest"]) | page.context["opened"]
        done = client.post(path, rest | {"take-notice_days": "stored", "services": [service.pk]})
        assert done.status_code == 302
        found = Contract.objects.get(pk=contract.pk)
        assert (found.notice_days, found.value) == (contract.notice_days, 900_000_000)

    def test_draft_a_contract(self, gas, office, gas_clerk, browser_of):
        service = factories.make_service(gas)

        page = browser_of(gas_clerk).post(
            "/contracts/new",
            {
                "office": office.code, "services": [service.pk], "starts_on": short(today()),
                "ends_on": iso_jalali(today() + 200 * DAY), "kind": "contract",
                "value": "۹۰۰٬۰۰۰٬۰۰۰", "notice_days": "۴۵", "retention_percent": "۷٫۵",
            },
        )  # fmt: skip

        contract = Contract.objects.get()
        assert page.url == contract.get_absolute_url()
        assert (contract.value, contract.notice_days) == (900_000_000, 45)
        assert float(contract.retention_percent) == 7.5

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"office": "9"}, "office"), ({"services": []}, "services"),
            ({"notice_days": "0"}, "notice_days"),
            ({"retention_percent": "۱۲"}, "retention_reason"),
            ({"retention_percent": "x"}, "retention_percent"),
            ({"ends_on": "1400/01/01"}, "ends_on"),
        ],
    )  # fmt: skip
    def test_mark_the_field_that_is_wrong(self, gas, office, gas_clerk, browser_of, values, field):
        service = factories.make_service(gas)
        data = {
            "office": office.code, "services": [service.pk], "starts_on": short(today()),
            "ends_on": short(today() + 200 * DAY), "kind": "contract", "notice_days": "30",
            "retention_percent": "0",
        }  # fmt: skip

        page = browser_of(gas_clerk).post("/contracts/new", data | values)

        assert page.status_code == 422
        assert list(page.context["form"].errors) == [field]

    def test_offer_only_the_own_agencys_services(self, gas, power, gas_clerk, browser_of):
        own, foreign = factories.make_service(gas), factories.make_service(power)

        page = browser_of(gas_clerk).get("/contracts/new?agency=bargh")

        offered = set(page.context["form"].fields["services"].queryset)
        assert own in offered
        assert foreign not in offered

    def test_of_termination_want_the_offices_code(self, contract, gas_manager, browser_of):
        waive(served(under_notice(contract)))
        client = browser_of(gas_manager)

        shown = client.get(f"{contract.get_absolute_url()}/terminate")
        wrong = do(client, "terminate", contract, reason=REASON, confirmation="1")
        right = do(client, "terminate", contract, reason=REASON, confirmation=contract.office.code)

        assert shown.context["waiver"].given_by_name in shown.content.decode()
        assert (wrong.status_code, right.status_code) == (422, 302)
        assert state_of(contract) == S.TERMINATED

    def test_of_weight_ask_for_a_code_when_the_factor_is_old(
        self, contract, gas_manager, browser_of
    ):
        client = browser_of(gas_manager)
        session = client.session
        session["factor_at"] = 0.0
        session.save()

        page = do(client, "urgent-suspend", contract, until=short(today()), reason=REASON)

        assert page.status_code == 422
        assert page.context["asks_factor"]
        assert state_of(contract) == S.ACTIVE

    def test_take_a_proof_of_the_contract(self, contract, gas_manager, browser_of):
        proof = make_proof(contract)

        do(browser_of(gas_manager), "suspend", contract, basis=proof.public_id,
           until=short(today() + 9 * DAY), reason=REASON)  # fmt: skip

        suspended_now = Contract.objects.get(pk=contract.pk)
        assert suspended_now.suspension_proof == proof

    @pytest.mark.parametrize("act", ["suspend", "issue-notice", "guarantee-call"])
    def test_ask_for_nothing_where_no_proof_would_carry_it(
        self, contract, gas_manager, browser_of, act
    ):
        client, more = browser_of(gas_manager), []
        if act == "guarantee-call":
            more = [contract.guarantees.get().public_id]

        page = client.get(reverse(f"contracts:{act}", args=[contract.number, *more]))
        shown = page.content.decode().split("<main")[1].split("</main>")[0]

        assert page.status_code == 200
        assert "<textarea" not in shown
        assert "مستندی برای این کار ندارد" in shown
        assert ("/urgent-suspend" in shown) == (act == "suspend")

    def test_show_no_form_of_a_renewal_that_has_been_begun(self, contract, gas_clerk, browser_of):
        following = contract.ends_on + 300 * DAY
        factories.make_contract(
            agency=contract.agency, office=contract.office, state=S.PENDING_SIGNATURE,
            renewed_from=contract, starts_on=contract.ends_on + DAY, ends_on=following,
        )  # fmt: skip

        page = browser_of(gas_clerk).get(f"{contract.get_absolute_url()}/renew")
        shown = page.content.decode().split("<main")[1].split("</main>")[0]

        assert page.status_code == 409
        assert "<form" not in shown
        assert "تمدید این قرارداد آغاز شده است" in shown

    def test_name_services_with_the_comma_of_the_reader(self, gas, office, gas_manager, browser_of):
        services = [factories.make_service(gas), factories.make_service(gas)]
        contract = factories.make_contract(agency=gas, office=office, services=services)
        client = browser_of(gas_manager)
        client.cookies["language"] = "en"

        parties = client.get(contract.get_absolute_url()).context["parties"]

        assert "، " not in " ".join(str(party["text"]) for party in parties)

    def test_say_beside_a_new_term_what_holds_now(self, contract, gas_manager, browser_of):
        Contract.objects.filter(pk=contract.pk).update(notice_days=30, retention_percent="7.50")

        page = browser_of(gas_manager).get(f"{contract.get_absolute_url()}/amend")
        fields = page.context["form"].fields

        assert fields["notice_days"].help_text == "اکنون: ۳۰ روز"
        assert "۷٫۵" in fields["retention_percent"].help_text

    def test_ask_for_a_reason_to_exceed_the_share_only_where_it_is_exceeded(
        self, gas, gas_manager, browser_of
    ):
        contract = contract_in(S.PENDING_SIGNATURE, agency=gas)

        shown = browser_of(gas_manager).get(f"{contract.get_absolute_url()}/sign")

        assert all(check.holds for check in shown.context["checks"] if check.name == "quota")
        assert "quota_exception" not in shown.content.decode()

    def test_want_a_proof_and_say_where_it_comes_from(self, contract, gas_manager, browser_of):
        page = do(browser_of(gas_manager), "issue-notice", contract, basis="document",
                  reason=REASON)  # fmt: skip

        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"basis"}
        assert "سند" in page.content.decode()


class TestStory:
    @pytest.mark.usefixtures("right_code")
    def test_from_the_draft_to_the_settlement(
        self, gas, office, gas_clerk, gas_manager, operator, secretariat, browser_of, media
    ):
        clerk, manager, counter = map(browser_of, (gas_clerk, gas_manager, operator))
        service = factories.make_service(gas)
        clerk.post(
            "/contracts/new",
            {
                "office": office.code, "services": [service.pk], "starts_on": short(today()),
                "ends_on": short(today() + 200 * DAY), "kind": "contract", "notice_days": "30",
                "retention_percent": "0",
            },
        )  # fmt: skip
        contract = Contract.objects.get()

        do(clerk, "write-text", contract, text="ماده ۱، موضوع. انجام خدمات")
        do(clerk, "record-guarantee", contract, kind="bank", number="98-1", amount="5,000",
           expires_on=short(today() + 300 * DAY))  # fmt: skip
        assert counter.get(contract.get_absolute_url()).status_code == 404
        do(clerk, "send", contract)
        assert counter.get(contract.get_absolute_url()).status_code == 200
        do(manager, "sign", contract, agreed="on")
        assert state_of(contract) == S.PENDING_SIGNATURE
        do(counter, "accept", contract, agreed="on", one_time_code="123456")
        declared = manager.get(f"{contract.get_absolute_url()}/sign").context["text"]
        do(manager, "sign", contract, agreed="on")
        assert state_of(contract) == S.ACTIVE
        assert AuditEvent.objects.filter(verb="contract.signed").latest("pk").note == declared
        do(browser_of(secretariat), "record-document", contract, **letter())
        document = {"basis": EndingProof.objects.get().public_id, "reason": REASON}
        do(manager, "suspend", contract, until=short(today() + 5 * DAY), **document)
        assert state_of(contract) == S.SUSPENDED
        do(manager, "issue-notice", contract, **document)
        assert state_of(contract) == S.TERMINATION_NOTICE
        do(counter, "acknowledge-notice", contract, received="on")
        do(counter, "waive-notice", contract, agreed="on", one_time_code="123456")
        assert Waiver.objects.get().office == office
        do(manager, "terminate", contract, reason=REASON, confirmation=office.code)
        assert state_of(contract) == S.TERMINATED
        do(clerk, "settle", contract, clearance="م-۱۲")
        assert state_of(contract) == S.SETTLED

    @pytest.mark.usefixtures("right_code")
    def test_to_an_end_by_agreement(self, contract, gas_manager, operator, browser_of):
        manager, counter = browser_of(gas_manager), browser_of(operator)

        do(manager, "propose-end", contract, ends_on=short(today() + 30 * DAY), reason=REASON)
        page = counter.get(contract.get_absolute_url())
        loss = counter.get(f"{contract.get_absolute_url()}/accept-end").content.decode()
        do(counter, "accept-end", contract, agreed="on", one_time_code="123456")
        after = counter.get(contract.get_absolute_url())

        assert page.context["main_offer"].name == "accept-end"
        assert [offer.name for offer in page.context["other_answers"]] == ["decline-end"]
        assert all(
            each.service.title in loss
            for each in contract.contract_services.select_related("service")
        )
        assert [offer.name for offer in after.context["offers"]] == ["withdraw-acceptance"]
        assert state_of(contract) == S.ACTIVE

    def test_back_from_a_notice(self, contract, gas_manager, browser_of):
        served(under_notice(suspended(contract)))

        do(browser_of(gas_manager), "withdraw-notice", contract, reason=REASON)

        assert state_of(contract) == S.SUSPENDED

    def test_refuses_politely_what_came_too_late(self, contract, gas_clerk, browser_of):
        page = do(browser_of(gas_clerk), "send", contract)

        assert page.status_code == 302
        assert state_of(contract) == S.ACTIVE


class TestConfirm:
    def test_is_a_list_for_the_manager(self, gas, gas_manager, gas_clerk, browser_of):
        source = make_import()
        rows = [
            contract_in(S.ACTIVE, agency=gas, origin="import", source_import=source)
            for _number in range(2)
        ]
        client = browser_of(gas_manager)

        page = client.get("/contracts/confirm")
        done = client.post("/contracts/confirm", {"contracts": [row.pk for row in rows]})

        assert len(page.context["rows"]) == 2
        assert done.url == LIST
        assert not Contract.objects.filter(confirmed_on=None).exists()
        assert browser_of(gas_clerk).get("/contracts/confirm").status_code == 403

    def test_takes_only_the_own_agencys(self, gas, gas_manager, browser_of):
        foreign = contract_in(S.ACTIVE, origin="import", source_import=make_import())

        page = browser_of(gas_manager).post("/contracts/confirm", {"contracts": [foreign.pk]})

        assert page.status_code == 422
        assert Contract.objects.get(pk=foreign.pk).confirmed_on is None


class TestPlaces:
    def test_on_the_offices_page(self, contract, deputy, gas_clerk, power_clerk, browser_of):
        address = f"/offices/{contract.office.code}"

        for who, sees in ((deputy, True), (gas_clerk, True), (power_clerk, False)):
            client = browser_of(who)
            text = client.get(address).content.decode()
            assert (reverse("contracts:contract", args=[contract.number]) in text) is sees
            assert client.get(f"{address}/contracts").status_code == 200

    def test_have_a_row_for_each_agency_without_a_contract(self, contract, deputy, browser_of):
        bare = [factories.make_agency(f"x{number}", position=number) for number in range(4)]

        page = browser_of(deputy).get(f"/offices/{contract.office.code}").content.decode()

        assert page.count("قراردادی نیست") == len(bare)
        assert all(f'<th scope="row">{agency.short_name}</th>' in page for agency in bare)
        assert "پیشنهاد قرارداد" not in page

    def test_lead_who_drafts_to_the_form_with_office_and_agency(
        self, contract, gas_clerk, auditor, browser_of
    ):
        office = factories.make_office()
        link = f'href="/contracts/new?office={office.code}&amp;agency=gaz"'

        def page(who):
            return browser_of(who).get(f"/offices/{office.code}").content.decode()

        assert link in page(gas_clerk)
        assert link not in page(auditor)
        form = browser_of(gas_clerk).get(f"/contracts/new?office={office.code}&agency=gaz")
        assert form.context["form"]["office"].value() == office.code
        assert form.context["agency"] == contract.agency

    def test_in_the_list_of_offices(self, contract, deputy, browser_of):
        page = browser_of(deputy).get("/offices")

        assert "sq-active" in page.content.decode()

    def test_in_the_type_ahead(self, contract, gas_clerk, browser_of):
        found = browser_of(gas_clerk).get(f"/offices/suggest?q={contract.office.code}").json()

        assert "فعال" in found[0]["hint"]

    def test_blocks_an_office_without_a_contract_where_one_is_needed(self, gas_clerk, browser_of):
        code, client = factories.make_office().code, browser_of(gas_clerk)

        (blocked_row,) = client.get(f"/offices/suggest?q={code}").json()
        (told,) = client.get(f"/offices/suggest?q={code}&all=1").json()

        assert blocked_row["blocked"]
        assert not told["blocked"]
        assert told["reason"] == blocked_row["reason"] != ""

    def test_on_the_agencys_page(self, contract, gas_manager, browser_of):
        page = browser_of(gas_manager).get("/agencies/gaz")

        assert f"{LIST}?agency=gaz" in page.content.decode()

    def test_against_closing_an_office(self, contract):
        assert blocked(GUARDS, "close", contract.office, today())
        assert not blocked(GUARDS, "close", factories.make_office(), today())

    def test_blocks_a_transfer_while_an_ended_one_is_not_settled(self, gas, office):
        licence = office.licences.get()
        contract_in(S.SETTLED, agency=gas, office=office)
        assert not blocked(GUARDS, "transfer", licence, today())

        ended = contract_in(S.EXPIRED, agency=gas, office=office)
        assert persian_digits(ended.number) in blocked(GUARDS, "transfer", licence, today())[0]

    def test_of_an_operator(self, contract, browser_of):
        other = factories.make_principal(Role.OPERATOR, factories.make_office())

        text = browser_of(other).get(f"/offices/{contract.office.code}").content.decode()

        assert contract.number not in text
