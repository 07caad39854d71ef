"""The watch over renewals says the same as the act that asks for one."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils.html import strip_tags

from accounts.roles import Role
from core.clock import today
from core.errors import IllegalMove
from core.persian import latin_digits
from offices.actions import request_renewal
from offices.facts.renewals import renewal_stages, renewals
from offices.models import Office
from tests.factories import NOW, make_case, make_contract, make_licence, make_office, make_principal

ISOLATES = {0x2066: None, 0x2069: None}  # in plain text, what <bdi> is in a page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ending(days):
    """Return the licence of a new office that ends so many days from now."""
    return make_licence(make_office(licensed=False), expires_on=today() + days * DAY)


def obstacles(actor, licence):
    rows = {row.number: row for row in renewals(actor, today())[1]}
    return rows[licence.number].obstacles


class TestRenewals:
    @pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (180, True), (181, False)])
    def test_watches_from_half_a_year_before_the_end(self, secretariat, days, shown):
        licence = ending(days)
        numbers = [row.number for row in renewals(secretariat, today())[1]]
        assert (licence.number in numbers) is shown

    @pytest.mark.parametrize(("days", "left"), [(89, -1), (90, 0), (91, 1)])
    def test_counts_to_the_last_day(self, secretariat, days, left):
        licence = ending(days)
        row = next(row for row in renewals(secretariat, today())[1] if row.number == licence.number)
        assert row.left == left
        assert bool(row.obstacles) is (left < 0)

    def test_names_every_unresolved_case(self, secretariat):
        licence = ending(120)
        contract = make_contract(office=Office.objects.get(pk=licence.office_id))
        case = make_case(contract=contract)
        assert len(obstacles(secretariat, licence)) == 1
        assert (
            case.number[-5:].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
            in (obstacles(secretariat, licence)[0])
        )

    @pytest.mark.parametrize("days", [60, 120])
    @pytest.mark.parametrize("has_case", [True, False])
    def test_says_the_same_as_the_act(self, secretariat, days, has_case):
        licence = ending(days)
        if has_case:
            office = Office.objects.get(pk=licence.office_id)
            make_case(contract=make_contract(office=office), is_issued=True)
        seen = obstacles(secretariat, licence)
        ask = partial(request_renewal, licence_id=licence.pk, actor=secretariat)
        if not seen:
            ask(on=today(), at=NOW)
            return
        with pytest.raises(IllegalMove) as caught:
            ask(on=today(), at=NOW)
        told = caught.value.message.translate(ISOLATES)
        assert all(strip_tags(text) in told for text in seen)

    def test_act_does_not_number_a_case_before_its_notice_is_issued(self, secretariat):
        licence = ending(60)
        office = Office.objects.get(pk=licence.office_id)
        case = make_case(contract=make_contract(office=office), is_issued=False)
        with pytest.raises(IllegalMove) as caught:
            request_renewal(licence_id=licence.pk, actor=secretariat, on=today(), at=NOW)
        assert case.number not in latin_digits(caught.value.message)

    def test_takes_the_same_number_of_queries_for_many(
        self, secretariat, django_assert_max_num_queries
    ):
        for _number in range(5):
            ending(120)
        with django_assert_max_num_queries(3):
            renewals(secretariat, today())

    def test_is_the_provinces_page(self, browser_of, secretariat, gas_clerk):
        ending(100)
        page = browser_of(secretariat).get("/offices/renewals")
        assert page.status_code == 200
        assert browser_of(gas_clerk).get("/offices/renewals").status_code == 404

    def test_leads_the_secretariat_to_an_act_where_the_last_day_has_passed(
        self, browser_of, secretariat
    ):
        licence = ending(84)
        browser = browser_of(secretariat)
        tile = browser.get("/desk").text
        listed = browser.get("/offices?licence=expiring").text
        watched = browser.get("/offices/renewals").text
        act = f"/offices/{licence.office.code}/renewed"

        assert "licence=expiring" in tile
        assert licence.office.get_absolute_url() in listed
        assert act in watched
        assert act in browser.get(licence.office.get_absolute_url()).text
        assert browser.get(act).status_code == 200

    @pytest.mark.parametrize("days", [84, 120])
    def test_leads_to_a_form_that_warns_of_the_open_case(self, browser_of, secretariat, days):
        licence = ending(days)
        case = make_case(contract=make_contract(office=Office.objects.get(pk=licence.office_id)))
        act = f"/offices/{licence.office.code}/renewed"
        browser = browser_of(secretariat)

        page = browser.get(act)

        assert act in browser.get("/offices/renewals").text
        assert page.status_code == 200
        assert case.number in latin_digits(page.text)
        assert case.get_absolute_url() in page.text

    def test_says_in_each_row_who_can_help(self, browser_of):
        reader = make_principal(Role.DEPUTY)
        licences = [ending(days) for days in (60, 100, 120, 140)]
        for state, licence in zip(("renewal_requested", "suspended"), licences[2:], strict=True):
            office = Office.objects.get(pk=licence.office_id)
            make_licence(
                make_office(licensed=False), number=f"S-{state}", state=state,
                suspended_until=licence.expires_on if state == "suspended" else None,
                expires_on=licence.expires_on, document_no="د-۱",
            )  # fmt: skip
            make_case(contract=make_contract(office=office))

        body = browser_of(reader).get("/offices/renewals").text.split("<tbody>")[1]

        rows = body.split("</tbody>")[0].split("</tr>")[:-1]
        assert len(rows) == 6
        assert all(any(who in row for who in ("دبیرخانه", "دستگاه پرونده")) for row in rows), rows

    @pytest.mark.parametrize(("days", "is_blocked"), [(84, True), (120, False)])
    def test_is_told_before_the_request_is_written(self, browser_of, days, is_blocked):
        licence = ending(days)
        owner = make_principal(Role.OPERATOR, licence.office)

        page = browser_of(owner).get(f"/offices/{licence.office.code}/renewal")

        assert page.status_code == (409 if is_blocked else 200)
        assert ("این مهلت گذشته است" in page.context["against"]) is is_blocked

    def test_stands_on_the_office_s_page_for_province_and_owner(
        self, browser_of, secretariat, gas_clerk
    ):
        licence = ending(84)
        case = make_case(contract=make_contract(office=Office.objects.get(pk=licence.office_id)))
        owner = make_principal(Role.OPERATOR, licence.office)

        pages = {
            reader: browser_of(reader).get(licence.office.get_absolute_url()).content.decode()
            for reader in (secretariat, owner, gas_clerk)
        }

        for reader in (secretariat, owner):
            assert "آخرین مهلت گذشته" in pages[reader] or "آخرین روز گذشته است" in pages[reader]
        assert case.number in latin_digits(pages[secretariat])
        assert "مانع تمدید" not in pages[gas_clerk]


class TestStage:
    @pytest.mark.parametrize(
        ("state", "days", "words"),
        [
            ("valid", 181, None),
            ("valid", 180, "درخواست تا"),
            ("valid", 0, "مهلت گذشته"),
            ("renewal_requested", 10, "در بررسی دبیرخانه"),
            ("suspended", 10, None),
        ],
    )
    def test_says_how_far_the_renewal_is(self, state, days, words):
        (stage,) = renewal_stages([(state, today() + days * DAY)], today())

        assert (stage is None) if words is None else (words in stage.text)
