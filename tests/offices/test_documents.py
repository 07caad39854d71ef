"""States of licences and offices rest on sealed documents; an old one has a second person."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from approvals.actions import confirm_act, refuse_act
from approvals.models import PendingAct
from audit.actions import record
from audit.models import AuditEvent
from core.clock import now, today
from core.errors import IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from offices import actions
from offices.forms import HolderForm, OfficeForm
from offices.models import Licence, LicenceHolder, LicenceScan, Office, OfficeLetter
from offices.states import PAPER_OF, LicenceState
from tests.factories import (
    NOW,
    TODAY,
    document,
    head,
    make_division,
    make_licence,
    make_licence_scan,
    make_office,
    make_office_letter,
    make_principal,
    make_province,
)
from tests.movers import move_refused
from tests.offices.endings import ends_soon
from tests.runtime import settle
from tests.sql import refused_at_runtime
from violations.facts import broken_seals
from workdays.facts import deadline
from workdays.models import DeadlineRule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
DAY = timedelta(days=1)
BACK = TODAY - 30 * DAY
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}
UNTIL = TODAY + 60 * DAY
TERM: dict[str, Any] = {"number": "N-2", "issued_on": TODAY, "expires_on": TODAY + 900 * DAY}


def suspend(licence: Licence, actor: Principal, **values: Any) -> Licence:
    defaults = document() | {
        "state": "suspended",
        "suspended_until": UNTIL,
        "reason": "نامهٔ سازمان",
    }
    return actions.change_licence_state(
        licence_id=licence.pk, actor=actor, **(WHEN | defaults | values)
    )


def close(office: Office, actor: Principal, **values: Any) -> Office:
    defaults = document() | {
        "state": "temporarily_closed", "ends_on": UNTIL, "reason": "مجوز تعمیر",
    }  # fmt: skip
    return actions.change_office_state(
        office_id=office.pk, actor=actor, **(WHEN | defaults | values)
    )


@pytest.fixture(autouse=True)
def _rule() -> None:
    DeadlineRule.objects.get_or_create(
        key="no_transfer_lock", valid_from=date(2021, 3, 21),
        defaults={"value": 1080, "unit": "day", "provenance": "SOURCED", "citation": "آزمون"},
    )  # fmt: skip


@pytest.fixture
def licence(office: Office) -> Licence:
    return ends_soon(office)


class TestALicence:
    def test_keeps_the_sealed_document_of_its_renewal(self, licence, secretariat):
        actions.request_renewal(licence_id=licence.pk, actor=secretariat, **WHEN)

        actions.renew_licence(
            licence_id=licence.pk, actor=secretariat, **TERM, **document(), **WHEN
        )

        kept = licence.scans.get(paper="renewal")
        event = AuditEvent.objects.about(licence).get(verb="licence.renewed")
        assert event.changes["scan_sha256"] == [None, kept.scan_sha256]
        assert (kept.document_no, kept.document_on, kept.in_force_on) == ("۱۲/۳", TODAY, TODAY)
        assert list(broken_seals()) == []

    def test_is_renewed_to_a_later_day_only(self, licence, secretariat):
        actions.request_renewal(licence_id=licence.pk, actor=secretariat, **WHEN)
        term = TERM | {"expires_on": licence.expires_on}

        with pytest.raises(Invalid) as caught:
            actions.renew_licence(
                licence_id=licence.pk, actor=secretariat, **term, **document(), **WHEN
            )

        assert set(caught.value.fields) == {"expires_on"}

    @pytest.mark.parametrize("name", ["renew", "transfer"])
    def test_is_neither_renewed_nor_transferred_without_its_document(
        self, licence, secretariat, name
    ):
        bare = {"document_no": "۱۲", "document_on": TODAY, "document_issuer": "سازمان"}
        given = {"licence_id": licence.pk, "actor": secretariat, **TERM, **bare, **WHEN}
        if name == "renew":
            actions.request_renewal(licence_id=licence.pk, actor=secretariat, **WHEN)

            act = actions.renew_licence
        else:
            act = partial(actions.transfer_licence, holder_id=licence.holder_id)

        with pytest.raises(Invalid) as refusal:
            act(**given)

        assert set(refusal.value.fields) == {"file"}

    def test_of_the_regulators_list_names_the_list(self, licence, secretariat):
        actions.request_renewal(licence_id=licence.pk, actor=secretariat, **WHEN)
        source = actions.start_import(
            data=b"list",
            file_name="فهرست.xlsx",
            content="renewals",
            actor=secretariat,
            at=NOW,
            **head(),
        )

        new = actions.renew_by_list(
            licence_id=licence.pk, source=source, actor=secretariat, **TERM, **WHEN
        )

        event = AuditEvent.objects.about(licence).get(verb="licence.renewed")
        assert new.source_list == source
        assert event.changes["sha256"] == [None, source.sha256]
        assert list(broken_seals()) == []
        Path(source.file.path).write_bytes(b"other")
        assert [broken.name for broken in broken_seals()] == [source.file.name]


class TestOfAnEarlierDay:
    def test_a_decision_waits_for_the_deputy(self, licence, secretariat, deputy):
        suspend(licence, secretariat, document_on=BACK)

        licence.refresh_from_db()
        scan = licence.scans.get(paper="suspension")
        assert (licence.state, scan.in_force_on) == ("valid", None)
        proposed = AuditEvent.objects.about(licence).get(verb="licence.document_proposed")
        assert proposed.changes["scan_sha256"] == [None, scan.scan_sha256]
        pending = PendingAct.objects.get(target_id=licence.public_id)
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm_act(pending_id=pending.pk, actor=secretariat, **WHEN)
        with pytest.raises(IllegalMove):
            suspend(licence, secretariat, document_on=BACK, file=document("red")["file"])

        confirm_act(pending_id=pending.pk, actor=deputy, **WHEN)

        licence.refresh_from_db()
        scan.refresh_from_db()
        assert (licence.state, licence.suspended_until) == ("suspended", UNTIL)
        assert (scan.in_force_on, licence.document_on) == (TODAY, BACK)

    def test_a_transfer_waits_and_is_refused_without_a_trace_on_the_office(
        self, office, licence, secretariat, deputy
    ):
        actions.enter_transfer(
            licence_id=licence.pk, kind="legal", name="آرتا", legal_id="99990000034",
            has_clearances=True, actor=secretariat, **document(document_on=BACK), **TERM, **WHEN,
        )  # fmt: skip
        pending = PendingAct.objects.get(target_id=licence.public_id)

        refuse_act(pending_id=pending.pk, reason="تاریخ نامه درست نیست", actor=deputy, **WHEN)

        office.refresh_from_db()
        licence.refresh_from_db()
        assert (licence.state, office.holder.name == "آرتا") == ("valid", False)
        assert LicenceHolder.objects.filter(name="آرتا").exists()

    def test_a_renewal_waits_for_the_deputy(self, licence, secretariat, deputy):
        actions.request_renewal(licence_id=licence.pk, actor=secretariat, **WHEN)
        paper = document(document_on=BACK)
        actions.renew_licence(licence_id=licence.pk, actor=secretariat, **TERM, **paper, **WHEN)
        assert not Licence.objects.filter(previous=licence).exists()

        pending = PendingAct.objects.get(target_id=licence.public_id)
        confirm_act(pending_id=pending.pk, actor=deputy, **WHEN)

        assert Licence.objects.get(previous=licence).number == "N-2"

    def test_a_closure_waits_for_the_deputy(self, office, secretariat, deputy):
        close(office, secretariat, document_on=BACK)
        office.refresh_from_db()
        assert office.state == "active"

        pending = PendingAct.objects.get(target_id=office.public_id)
        confirm_act(pending_id=pending.pk, actor=deputy, **WHEN)

        office.refresh_from_db()
        letter = office.letters.get()
        assert (office.state, letter.in_force_on) == ("temporarily_closed", TODAY)

    def test_what_the_act_refuses_is_not_proposed(self, licence, secretariat):
        make_licence(make_office(licensed=False), number="N-2")
        actions.request_renewal(licence_id=licence.pk, actor=secretariat, **WHEN)

        with pytest.raises(Invalid) as refusal:
            actions.renew_licence(
                licence_id=licence.pk, actor=secretariat, **TERM, **document(document_on=BACK),
                **WHEN,
            )  # fmt: skip

        assert set(refusal.value.fields) == {"number"}
        assert not PendingAct.objects.exists()
        assert not LicenceScan.objects.exists()

    def test_in_time_is_one_persons(self, office, licence, secretariat):
        last = deadline("paper_entry", TODAY - 20 * DAY, office.county.public_id).due_on

        suspend(licence, secretariat, document_on=TODAY - 20 * DAY, on=last)

        licence.refresh_from_db()
        assert licence.state == "suspended"

    def test_the_office_hears_that_it_is_a_renewal_and_how_it_ended(
        self, office, licence, secretariat, deputy
    ):
        make_principal(Role.OPERATOR, office)
        actions.request_renewal(licence_id=licence.pk, actor=secretariat, **WHEN)
        actions.renew_licence(
            licence_id=licence.pk, actor=secretariat, **TERM, **document(document_on=BACK), **WHEN
        )
        pending = PendingAct.objects.get(target_id=licence.public_id)
        refuse_act(pending_id=pending.pk, reason="تاریخ نامه درست نیست", actor=deputy, **WHEN)

        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=NOW)

        heard = Notification.objects.filter(role=Role.OPERATOR).order_by("pk")
        told = {row.kind: row.values for row in heard}
        for kind in ("licence.document_proposed", "pending.refused/register"):
            assert "تمدید" in told[kind]["paper"]
        assert told["pending.refused/register"]["reason"] == "تاریخ نامه درست نیست"

    def test_the_office_hears_of_a_refused_closure(self, office, secretariat, deputy):
        make_principal(Role.OPERATOR, office)
        close(office, secretariat, document_on=BACK)
        pending = PendingAct.objects.get(target_id=office.public_id)
        refuse_act(pending_id=pending.pk, reason="تاریخ نامه درست نیست", actor=deputy, **WHEN)

        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=NOW)

        told = Notification.objects.get(role=Role.OPERATOR, kind="pending.refused/register")
        assert "تعطیل" in told.values["paper"]

    def test_the_office_hears_of_it_at_once(self, office, licence, secretariat):
        make_principal(Role.OPERATOR, office)

        suspend(licence, secretariat, document_on=BACK)
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=NOW)

        assert Notification.objects.filter(role=Role.OPERATOR).exists()


class TestAnOffice:
    @pytest.mark.parametrize("state", ["temporarily_closed", "suspended", "closed"])
    def test_is_halted_on_its_document_alone(self, office, secretariat, state):
        with pytest.raises(Invalid) as refusal:
            close(office, secretariat, state=state, file=None, document_issuer="")

        assert set(refusal.value.fields) == {"file", "document_issuer"}

    def test_ends_its_suspension_early_on_a_document_and_later_without(self, office, secretariat):
        close(office, secretariat, state="suspended", ends_on=TODAY + 5 * DAY)
        back = {"state": "active", "ends_on": None}
        none = {"document_no": "", "document_on": None, "document_issuer": "", "file": None}

        with pytest.raises(Invalid) as refusal:
            close(office, secretariat, **back, **none)
        later = {"on": TODAY + 6 * DAY, "at": NOW + 6 * DAY}
        done = close(office, secretariat, **back, **none, **later)

        head = {"document_no", "document_on", "document_issuer", "file"}
        assert set(refusal.value.fields) == head
        assert done.state == "active"


class TestAHolder:
    def test_of_an_urban_office_is_a_legal_entity_when_entered_too(self, secretariat):
        office = make_office(licensed=False, holder=None, state="draft")

        with pytest.raises(Invalid) as refusal:
            actions.enter_holder(
                office_id=office.pk, kind="natural", name="یاشار نمونه", actor=secretariat, at=NOW
            )

        assert set(refusal.value.fields) == {"kind"}

    def test_of_an_urban_office_is_offered_as_a_legal_entity_alone(self):
        urban, rural = HolderForm(office_kind="urban"), HolderForm(office_kind="rural_ict")

        kinds = [{key for key, _label in form.fields["kind"].choices} for form in (urban, rural)]
        assert kinds == [{"legal"}, {"natural", "legal"}]


class TestAPlace:
    def test_names_its_county_where_two_share_a_name(self):
        county = make_division(level="county", name="پارس‌آباد", parent=make_province())
        district = make_division(level="district", name="اصلاندوز", parent=county)
        twins = [
            make_division(level=level, name="اسلام‌آباد", parent=district)
            for level in ("city", "rural_district")
        ]
        field = OfficeForm(is_new=True).fields["place"]

        labels = {field.label_from_instance(twin) for twin in twins}
        assert len(labels) == 2
        assert all("اصلاندوز، پارس‌آباد" in label for label in labels)

    def test_says_its_county_to_the_page_however_deep_it_lies(self):
        county = make_division(level="county", name="پارس‌آباد", parent=make_province())
        district = make_division(level="district", name="اصلاندوز", parent=county)
        rural = make_division(level="rural_district", name="گرمادوز", parent=district)
        make_division(level="village", name="نمونه", parent=rural)
        form = OfficeForm(is_new=True)

        for name, count in (("district", 1), ("place", 2)):
            options = [one.data["attrs"] for one in form[name].subwidgets if one.data["value"]]
            assert [one["data-county"] for one in options] == [str(county.pk)] * count


class TestTheDatabase:
    def test_every_documented_state_names_its_paper(self):
        assert set(PAPER_OF) == {
            state for state in LicenceState
            if state not in {"renewal_requested", "expired"}
        }  # fmt: skip

    @pytest.mark.parametrize(
        "values",
        [
            {"state": "suspended", "suspended_until": UNTIL, "document_no": "۱"},
            {"state": "cancelled", "ended_on": TODAY, "document_no": "۱"},
            {"state": "transferred"},
        ],
    )
    def test_moves_no_licence_without_its_document(self, licence, secretariat, values):
        told = [(f"licence.{values['state']}", secretariat)]

        assert "whose scan is kept" in move_refused(licence, values, told)

    def test_renews_no_licence_without_document_or_list(self, licence, secretariat):
        actions.request_renewal(licence_id=licence.pk, actor=secretariat, **WHEN)

        refused = move_refused(licence, {"state": "renewed"}, [("licence.renewed", secretariat)])

        assert "whose scan is kept" in refused

    def test_closes_no_office_without_its_document(self, office, secretariat):
        def write() -> None:
            last = office.intervals.get()
            last.ends_on = TODAY - DAY
            last.save()
            office.intervals.create(
                state="temporarily_closed", starts_on=TODAY, planned_until=UNTIL, reason="-",
                document_no="۱", document_on=TODAY,
            )  # fmt: skip
            Office.objects.filter(pk=office.pk).update(state="temporarily_closed")
            record(
                actor=secretariat, verb="office.temporarily_closed", target=office,
                changes={"state": ("active", "temporarily_closed")}, at=now(),
            )  # fmt: skip
            settle()

        assert "whose scan is kept" in refused_at_runtime(write)

    @pytest.mark.parametrize("head", ["document_no", "document_on", "document_issuer"])
    def test_takes_no_document_without_its_head(self, licence, office, secretariat, head):
        whole = document(document_on=today(), kept_on=today(), kept_by=secretariat.user_id)
        whole.pop("file")
        broken = whole | {head: None if head == "document_on" else ""}

        def write(columns: dict[str, Any]) -> None:
            make_licence_scan(licence, paper="suspension", **columns)

        assert "number, day and issuer" in refused_at_runtime(partial(write, broken))
        assert refused_at_runtime(partial(write, whole)) == ""

    def test_wants_the_deputy_for_an_old_document(self, office, secretariat):
        paper = document(kept_on=today(), kept_by=secretariat.user_id)
        paper.pop("file")

        def write(day: date) -> None:
            values = paper | {"document_on": day}
            letter = make_office_letter(office, state="active", **values)
            OfficeLetter.objects.filter(pk=letter.pk).update(in_force_on=today())
            settle()

        assert "confirmed by the deputy" in refused_at_runtime(partial(write, BACK))
        assert refused_at_runtime(partial(write, today())) == ""

    def test_lets_a_document_take_effect_once(self, office):
        paper = document()
        paper.pop("file")
        letter = make_office_letter(office, state="active", **paper)
        rows = OfficeLetter.objects.filter(pk=letter.pk)
        rows.update(in_force_on=TODAY)

        assert "neither changed" in refused_at_runtime(lambda: rows.update(in_force_on=None))
