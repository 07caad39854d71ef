"""Contracts from a file: enter whole, refuse with a cure, change nothing the second time."""

from datetime import date, timedelta

import pytest

from agencies.models import Agency
from audit.models import AuditEvent
from contracts import actions
from contracts.models import Contract, Guarantee
from core.clock import today
from core.errors import Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from offices import actions as register
from offices.models import Office, TouchedOffice
from offices.tasks import take_import
from tests import factories
from tests.contracts.stories import NOW, TODAY, WHEN, make_import
from tests.offices.workbooks import xlsx
from tests.runtime import as_runtime, make_role
from tests.scenes.interests import hold
from tests.sql import refused_at_runtime

DAY = timedelta(days=1)
TO_COME = today() + 2 * DAY

HEADER = (
    "كد دفتر", "دستگاه اجرایی", "شماره قرارداد", "موضوع قرارداد", "از تاریخ", "تا تاریخ", "وضعیت",
    "تاریخ فسخ", "شماره ضمانت نامه", "مبلغ ضمانت", "اعتبار ضمانت",
    "تاریخ قرارداد",
)  # fmt: skip


@pytest.fixture(autouse=True)
def services(db, gas, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    titles = ("قبض المثنی", "تغییر نام", "دستور قطع و وصل")
    return [factories.make_service(gas, title=title) for title in titles]


def row(office: Office, number: object = "1404/12/7", **values: object) -> list[object]:
    """Return a row under HEADER; `values` replace cells by place."""
    cells = [
        office.code, "گاز", number, "قبض المثني، تغيير نام", "۱۴۰۵/۰۱/۰۱", "1405/12/29", "فعال",
        None, "98-1", "50,000,000", "1406/02/01", "1404/12/25",
    ]  # fmt: skip
    for place, value in values.items():
        cells[int(place[1:])] = value
    return cells


@pytest.fixture
def enter(secretariat):
    """Return a function that brings a file, confirms and applies it."""

    def entered(*rows, is_applied=True, **values):
        batch = register.start_import(
            data=xlsx(HEADER, *rows), file_name="قراردادها.xlsx", content="contracts",
            actor=secretariat, at=NOW, **values,
        )  # fmt: skip
        assert take_import(batch.pk)
        if is_applied:
            register.confirm_import(
                import_id=batch.pk, actor=secretariat, at=NOW, leaves_errors=True
            )
            assert take_import(batch.pk)
        batch.refresh_from_db()
        return batch

    return entered


def messages(batch, level="error"):
    return [found["message"] for found in batch.errors if found["level"] == level]


class TestANewContract:
    def test_enters_by_the_runtime_role(self, office, secretariat):
        role = make_role()
        batch = register.start_import(
            data=xlsx(HEADER, row(office)), file_name="قراردادها.xlsx", content="contracts",
            actor=secretariat, at=NOW,
        )  # fmt: skip
        with as_runtime(role):
            assert take_import(batch.pk)
        register.confirm_import(import_id=batch.pk, actor=secretariat, at=NOW)
        with as_runtime(role):
            assert take_import(batch.pk)

        assert Contract.objects.get().source_import == batch

    def test_enters_whole(self, enter, office, gas):
        batch = enter(row(office))

        contract = Contract.objects.get()
        assert batch.counts["insert"] == 1, batch.errors
        assert (contract.agency, contract.office) == (gas, office)
        assert (contract.state, contract.origin) == ("active", "import")
        assert (contract.starts_on, contract.ends_on) == (date(2026, 3, 21), date(2027, 3, 20))
        assert (contract.agency_number, contract.source_import) == ("1404/12/7", batch)
        assert contract.number.startswith("1405-")
        assert contract.contract_services.count() == 2
        assert set(contract.contract_services.values_list("state", flat=True)) == {"active"}
        guarantee = Guarantee.objects.get()
        assert (guarantee.number, guarantee.amount, guarantee.state) == ("98-1", 50_000_000, "held")
        event = AuditEvent.objects.about(contract).get()
        assert (event.verb, event.stream) == ("contract.imported", f"agency:{gas.pk}")
        assert TouchedOffice.objects.get().office == office

    @pytest.mark.parametrize(
        ("values", "state"),
        [
            ({}, "active"), ({"_6": None}, "active"), ({"_5": "1405/01/30"}, "expired"),
            ({"_6": "فسخ شده", "_7": "1405/05/01"}, "terminated"),
            ({"_6": "اقاله", "_7": "1405/05/01"}, "ended_mutual"),
            ({"_6": "تسویه شده", "_5": "1405/02/01"}, "settled"),
        ],
    )  # fmt: skip
    def test_enters_in_its_state(self, enter, office, values, state):
        batch = enter(row(office, **values))

        assert Contract.objects.get().state == state, batch.errors

    def test_enters_for_an_office_without_a_licence(self, enter):
        enter(row(factories.make_office(licensed=False)))

        assert Contract.objects.get().state == "active"

    def test_changes_nothing_the_second_time(self, enter, office):
        enter(row(office))
        before = Contract.objects.get().version

        batch = enter(row(office), is_applied=False)

        again = Contract.objects.get()
        assert (batch.counts["same"], batch.counts["insert"]) == (1, 0)
        assert again.version == before
        assert AuditEvent.objects.about(again).count() == 1
        assert Guarantee.objects.count() == 1


class TestARefusedRow:
    @pytest.mark.parametrize(
        ("values", "part"),
        [
            ({"_0": "9999"}, "Bring the offices first"),
            ({"_1": "ناشناس"}, "No agency of this name"),
            ({"_2": None}, "Fill this in"),
            ({"_3": "خدمت ناشناخته"}, "has no service"),
            ({"_5": "1404/12/29"}, "end before it starts"),
            ({"_6": "منقضی"}, "not over yet"),
            ({"_6": "معلق"}, "rests on a document"),
            ({"_4": "1405/10/01"}, "has not begun"),
            ({"_11": "1405/10/01"}, "lies ahead"),
            ({"_6": "فسخ"}, "needs the day"),
            ({"_6": "فسخ", "_7": "1404/01/01"}, "within its term"),
            ({"_10": None}, "one of the three is missing"),
        ],
    )
    def test_says_what_to_do(self, enter, office, values, part):
        from django.utils import translation

        with translation.override("en"):
            batch = enter(row(office, **values), is_applied=False)

        assert any(part in message for message in messages(batch)), messages(batch)
        assert not Contract.objects.exists()

    @pytest.mark.parametrize(
        ("values", "titles", "warned"),
        [
            ({"_9": "الف", "_10": "1406/02/01"}, {"مبلغ ضمانت"}, set()),
            ({"_8": "=1+1", "_10": None}, {"شماره ضمانت نامه", "اعتبار ضمانت"}, set()),
            ({"_4": "1405/13/01", "_3": None}, {"از تاریخ"}, {"موضوع قرارداد"}),
            ({"_1": "ناشناس"}, {"دستگاه اجرایی"}, set()),
        ],
    )
    def test_says_all_at_once(self, enter, office, values, titles, warned):
        batch = enter(row(office, **values), is_applied=False)

        found = {level: {one["title"] for one in batch.errors if one["level"] == level}
                 for level in ("error", "warning")}  # fmt: skip
        assert found == {"error": titles, "warning": warned}

    def test_names_all_services_that_are_unknown(self, enter, office):
        batch = enter(row(office, _3="قبض المثنی، یک ناشناس، دو ناشناس"), is_applied=False)

        (message,) = messages(batch)
        assert "یک ناشناس" in message
        assert "دو ناشناس" in message

    def test_is_one_of_two_in_the_file(self, enter, office):
        batch = enter(row(office), row(office), is_applied=False)

        assert {found["line"] for found in batch.errors if found["level"] == "error"} == {2, 3}

    def test_overlaps_in_the_file(self, enter, office):
        batch = enter(row(office, "1"), row(office, "2"), is_applied=False)

        assert len(messages(batch)) == 2

    def test_overlaps_with_the_register(self, enter, office, gas, services):
        factories.make_contract(agency=gas, office=office, services=services[:1])

        batch = enter(row(office), is_applied=False)

        assert len(messages(batch)) == 1

    def test_leaves_the_others(self, enter, office):
        enter(row(office), row(factories.make_office(), "2", _1="ناشناس"))

        assert Contract.objects.count() == 1

    def test_leads_to_what_it_brought(self, enter, office, secretariat, browser_of):
        batch = enter(row(office))

        page = browser_of(secretariat).get(f"/offices/import/{batch.public_id}")

        assert '<a class="btn" href="/contracts">' in page.content.decode()

    def test_is_not_another_roles(self, gas_manager):
        with pytest.raises(NotPermitted):
            register.start_import(
                data=xlsx(HEADER), file_name="x.xlsx", content="contracts", actor=gas_manager,
                at=NOW,
            )  # fmt: skip


class TestConfirmImported:
    def test_is_the_managers_list(self, enter, office, gas_manager, gas_clerk, power_manager):
        enter(row(office))
        key = Contract.objects.get().pk

        with pytest.raises(NotPermitted):
            actions.confirm_imported(contract_ids=[key], actor=gas_clerk, **WHEN)
        assert actions.confirm_imported(contract_ids=[key], actor=power_manager, **WHEN) == []
        assert actions.confirm_imported(contract_ids=[key], actor=gas_manager, **WHEN) == [key]
        assert actions.confirm_imported(contract_ids=[key], actor=gas_manager, **WHEN) == []

        contract = Contract.objects.get()
        assert (contract.confirmed_on, contract.confirmed_by) == (TODAY, gas_manager.user_id)
        verbs = AuditEvent.objects.about(contract).values_list("verb", flat=True)
        assert list(verbs) == ["contract.imported", "contract.import_confirmed"]

    def test_is_known_to_the_manager_at_once(
        self, enter, office, gas_manager, gas_clerk, power_manager
    ):
        enter(row(office))

        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=NOW)

        told = Notification.objects.filter(kind="import.applied/manager")
        assert list(told.values_list("user_id", "url", "needs_action")) == [
            (gas_manager.user_id, "/contracts/confirm", True)
        ]

    def test_leaves_the_own_office_to_somebody_else(self, enter, office, gas_manager, browser_of):
        enter(row(office), row(factories.make_office(), "2", _8=None, _9=None, _10=None))
        hold(office, gas_manager)
        own, other = Contract.objects.order_by("office_id").values_list("pk", flat=True)

        answer = browser_of(gas_manager).post(
            "/contracts/confirm", {"contracts": [own, other]}, follow=True
        )

        assert "برای مدیر دیگری ماند" in answer.content.decode()
        waiting = Contract.objects.filter(confirmed_on=None)
        assert list(waiting.values_list("office", flat=True)) == [office.pk]


class TestRegisterExistingContract:
    def call(self, gas: Agency, office: Office, actor, services, **values):
        return actions.register_existing_contract(
            source_import_id=make_import().pk, agency_id=gas.pk, office_id=office.pk,
            service_ids=[service.pk for service in services], actor=actor, agency_number="12",
            **{"starts_on": date(2025, 3, 21), "ends_on": date(2026, 3, 20)} | values, **WHEN,
        )  # fmt: skip

    def test_enters_as_it_ended(self, gas, office, secretariat, services):
        contract = self.call(
            gas, office, secretariat, services, state="expired", ended_on=date(2026, 3, 20)
        )

        assert (contract.state, contract.origin) == ("expired", "import")

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"starts_on": TO_COME, "ends_on": TO_COME}, "starts_on"),
            ({"signed_on": TO_COME}, "signed_on"),
            ({"state": "suspended", "suspended_on": TODAY, "suspended_until": TODAY}, "state"),
        ],
    )
    def test_binds_no_office_to_what_has_not_begun_or_has_no_document(
        self, gas, office, secretariat, services, values, field
    ):
        with pytest.raises(Invalid) as caught:
            self.call(gas, office, secretariat, services, **values)
        assert set(caught.value.fields) == {field}

        source = make_import()
        days = {"starts_on": TODAY - DAY, "ends_on": TODAY + 2 * DAY, "state": "active"} | values
        told = refused_at_runtime(lambda: Contract.objects.create(
            number="1405-9001", agency=gas, office=office, county=office.county,
            origin="import", source_import=source, **days,
        ))  # fmt: skip
        assert "existing" in told

    def test_refuses_a_known_number(self, gas, office, secretariat, services):
        self.call(gas, office, secretariat, services, state="expired")

        with pytest.raises(Invalid):
            self.call(gas, office, secretariat, services, state="expired")

    def test_refuses_a_role_without_the_permission(self, gas, office, gas_manager, services):
        with pytest.raises(NotPermitted):
            self.call(gas, office, gas_manager, services)
