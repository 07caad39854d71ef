"""The regulator's list rests on its letter; one of an earlier day has a second person."""

from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.roles import Role
from approvals.actions import confirm_act, expire_acts, refuse_act
from approvals.models import PendingAct
from audit.actions import record
from audit.models import AuditEvent
from core.clock import now, today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import short
from core.persian import persian_digits
from offices import actions
from offices.models import Licence, RegisterImport
from offices.tasks import take_import, take_imports
from tests.factories import head, make_licence, make_office, make_principal
from tests.movers import forget_events
from tests.offices.workbooks import HEADER as OF_OFFICES
from tests.offices.workbooks import office_row, xlsx
from tests.runtime import as_runtime, make_role, settle
from tests.scenes.interests import hold
from tests.sql import leave_session, not_fixed, refused_and_undone, runtime_role, unwatched
from workdays.facts import deadline

DAY = timedelta(days=1)
HEADER = ("شماره پروانه پیشین", "شماره پروانه جدید", "تاریخ اعتبار جدید")
REASON = "نامه در سازمان یافت نشد"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment(settings, tmp_path):
    """Keep the files apart, and let the whole day be one moment."""
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(now(), tick=False):
        yield


@pytest.fixture(autouse=True)
def _nudges(monkeypatch):
    monkeypatch.setattr("lists.work.current_app.send_task", lambda name, **_: None)


def letter(back: int = 0, **values: Any) -> dict[str, Any]:
    """Return the head of a letter of so many days back."""
    return head(document_on=today() - back * DAY, **values)


def licence(number: str = "A1") -> Licence:
    """Return a licence that ends in forty days."""
    days = {"issued_on": today() - 800 * DAY, "expires_on": today() + 40 * DAY}
    return make_licence(make_office(licensed=False), number=number, state="valid", **days)


def rows(*numbers: str) -> bytes:
    """Return a list that renews licences for three years."""
    last = short(today() + 1100 * DAY)
    return xlsx(HEADER, *((number, f"B{number}", last) for number in numbers))


def start(actor: Any, data: bytes, **values: Any) -> RegisterImport:
    """Bring a list."""
    return actions.start_import(
        data=data, file_name="تمدید.xlsx", content="renewals", actor=actor, at=now(), **values
    )


def brought(actor: Any, *numbers: str, back: int = 0) -> RegisterImport:
    """Bring a list with a letter of so many days back, and let the worker check it."""
    batch = start(actor, rows(*numbers), **letter(back))
    assert take_import(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "checked", batch.refusal
    return batch


def confirm(batch: RegisterImport, actor: Any) -> RegisterImport:
    """Enter a list, as one person may."""
    return actions.confirm_import(import_id=batch.pk, actor=actor, at=now())


def decided(batch: RegisterImport, act: Any, actor: Any, **values: Any) -> RegisterImport:
    """Decide on what waits of a list, and return how it stands then."""
    leave_session()
    pending = PendingAct.objects.waiting().get(target_id=batch.public_id)
    act(pending_id=pending.pk, actor=actor, on=today(), at=now(), **values)
    batch.refresh_from_db()
    return batch


class TestTheLetter:
    def test_is_asked_for_field_by_field(self, secretariat):
        with pytest.raises(Invalid) as refusal:
            start(secretariat, rows("A1"))

        assert set(refusal.value.fields) == {"document_no", "document_on", "document_issuer"}
        assert not RegisterImport.objects.exists()

    @pytest.mark.parametrize(
        ("name", "value"),
        [("document_no", "بی‌شماره"), ("document_no", "1" * 61), ("document_issuer", "ا" * 161)],
    )
    def test_is_checked_as_every_other(self, secretariat, name, value):
        with pytest.raises(Invalid) as refusal:
            start(secretariat, rows("A1"), **letter() | {name: value})

        assert set(refusal.value.fields) == {name}

    def test_is_not_of_a_day_to_come(self, secretariat):
        with pytest.raises(Invalid) as refusal:
            start(secretariat, rows("A1"), **letter(-1))

        assert set(refusal.value.fields) == {"document_on"}

    def test_belongs_to_no_other_content(self, secretariat):
        with pytest.raises(Invalid) as refusal:
            actions.start_import(
                data=xlsx(OF_OFFICES, office_row(1)), file_name="x.xlsx", content="offices",
                actor=secretariat, at=now(), **letter(),
            )  # fmt: skip

        assert set(refusal.value.fields) == {"document_no", "document_on", "document_issuer"}

    def test_stands_on_the_list_its_event_and_each_licence(self, secretariat):
        old = licence()
        batch = brought(secretariat, "A1")
        confirm(batch, secretariat)
        take_imports()

        old.refresh_from_db()
        event = AuditEvent.objects.about(batch).get(verb="import.started")
        assert old.state == "renewed"
        assert (old.document_no, old.document_on) == (batch.document_no, today())
        assert event.changes["document_no"] == [None, batch.document_no]

    def test_is_asked_for_of_a_list_that_came_before_letters_were(self, secretariat):
        licence()
        batch = brought(secretariat, "A1")
        with not_fixed("offices_registerimport"):
            RegisterImport.objects.filter(pk=batch.pk).update(document_on=None)

        with pytest.raises(IllegalMove):
            confirm(batch, secretariat)


class TestOfAnEarlierDay:
    def test_no_one_person_renews_by_it(self, secretariat, deputy):
        old = licence()
        batch = brought(secretariat, "A1", back=30)

        confirm(batch, secretariat)
        batch.refresh_from_db()
        assert (batch.state, take_import(batch.pk)) == ("checked", False)
        with pytest.raises(IllegalMove):
            confirm(batch, secretariat)
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            decided(batch, confirm_act, secretariat)
        assert decided(batch, confirm_act, deputy).state == "confirmed"
        assert take_import(batch.pk)

        old.refresh_from_db()
        new = Licence.objects.get(previous=old)
        assert (old.state, old.document_on) == ("renewed", today() - 30 * DAY)
        assert (new.number, new.source_list) == ("BA1", batch)
        event = AuditEvent.objects.about(old).get(verb="licence.renewed")
        assert event.actor_id == secretariat.user_id

    def test_up_to_the_last_day_of_the_rule_one_person_does(self, secretariat):
        licence()
        back = 0
        while deadline("paper_entry", today() - (back + 1) * DAY, None).due_on >= today():
            back += 1
        batch = confirm(brought(secretariat, "A1", back=back), secretariat)
        assert batch.state == "confirmed"

        licence("A2")
        batch = confirm(brought(secretariat, "A2", back=back + 1), secretariat)
        assert batch.state == "checked"

    def test_the_deputy_reads_the_letter_how_many_licences_and_the_file(
        self, secretariat, deputy, browser_of
    ):
        licence("A1")
        licence("A2")
        batch = brought(secretariat, "A1", "A2", back=30)
        confirm(batch, secretariat)
        pending = PendingAct.objects.get(target_id=batch.public_id)
        browser = browser_of(deputy)

        page = browser.get(pending.get_absolute_url()).content.decode()
        file = f"/offices/import/{batch.public_id}/file"

        values = {value for _label, value in pending.rows}
        assert persian_digits(2) in values
        assert any(batch.document_issuer in value for value in values)
        assert file in page
        answer = browser.get(file)
        assert sha256(answer.content).hexdigest() == batch.sha256
        event = AuditEvent.objects.about(batch).get(verb="import.file_opened")
        assert event.actor_id == deputy.user_id

    def test_what_differs_from_its_seal_is_not_handed_out(self, secretariat, browser_of):
        licence()
        batch = brought(secretariat, "A1")
        other = start(secretariat, rows("A2"), **letter())
        Path(batch.file.path).write_bytes(Path(other.file.path).read_bytes())

        assert browser_of(secretariat).get(f"{batch.get_absolute_url()}/file").status_code == 409
        event = AuditEvent.objects.about(batch).get(verb="import.file_opened")
        assert event.note

    def test_it_can_be_entered_again_once_it_was_refused(self, secretariat, deputy, browser_of):
        old = licence()
        batch = brought(secretariat, "A1", back=30)
        confirm(batch, secretariat)
        browser = browser_of(secretariat)
        waiting = browser.get(batch.get_absolute_url())
        assert not waiting.context["may_confirm"]
        pending = PendingAct.objects.get()
        assert f'href="{pending.get_absolute_url()}"' in waiting.content.decode()

        decided(batch, refuse_act, deputy, reason=REASON)

        page = browser.get(batch.get_absolute_url())
        assert (batch.state, take_import(batch.pk)) == ("checked", False)
        assert REASON in page.content.decode()
        assert page.context["may_confirm"]
        old.refresh_from_db()
        assert old.state == "valid"
        confirm(batch, secretariat)
        assert decided(batch, confirm_act, deputy).state == "confirmed"

    def test_it_expires_unconfirmed(self, secretariat):
        licence()
        system = User.objects.system()
        batch = brought(secretariat, "A1", back=30)
        confirm(batch, secretariat)

        last = deadline("confirm_paper", today(), None).due_on
        assert PendingAct.objects.get().expires_on == last
        with unwatched("approvals_pendingact"):
            PendingAct.objects.update(expires_on=today() - DAY)
        leave_session()

        assert len(expire_acts(as_of=today(), actor=system, at=now())) == 1

        batch.refresh_from_db()
        assert (batch.state, take_import(batch.pk)) == ("checked", False)

    def test_no_deputy_confirms_it_who_holds_an_office_of_it(self, secretariat, deputy):
        hold(licence().office, deputy)
        batch = brought(secretariat, "A1", back=30)
        confirm(batch, secretariat)

        with pytest.raises(NotPermitted):
            decided(batch, confirm_act, deputy)

    def test_it_grows_old_between_the_click_and_the_worker(self, secretariat):
        old = licence()
        batch = confirm(brought(secretariat, "A1"), secretariat)
        late = deadline("paper_entry", today(), None).due_on + DAY

        with time_machine.travel(now() + (late - today()), tick=False):
            assert take_import(batch.pk)

        batch.refresh_from_db()
        old.refresh_from_db()
        assert (batch.state, old.state) == ("checked", "valid")
        assert batch.refusal


class TestThePage:
    def test_names_all_that_is_missing_at_once(self, secretariat, browser_of):
        sent = {"content": "renewals", "known_rows": "update"}

        answer = browser_of(secretariat).post("/offices/import", sent)

        names = {"file", "document_no", "document_on", "document_issuer"}
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, names)

    def test_leads_from_the_letter_to_the_deputy(self, secretariat, browser_of):
        licence()
        browser = browser_of(secretariat)
        day = short(today() - 30 * DAY)
        answer = browser.post("/offices/import", {
            "content": "renewals", "known_rows": "update", "document_no": "۱۲/۳",
            "document_on": day, "document_issuer": "سازمان تنظیم مقررات",
            "file": SimpleUploadedFile("تمدید.xlsx", rows("A1")),
        })  # fmt: skip
        take_imports()

        page = browser.get(answer.url)
        assert "سازمان تنظیم مقررات" in page.content.decode()
        assert page.context["hint"]
        done = browser.post(f"{answer.url}/confirm", follow=True)

        assert PendingAct.objects.get().get_absolute_url() in done.content.decode()
        assert RegisterImport.objects.get().state == "checked"


class TestTheDatabase:
    """What the running house is refused past the actions."""

    def renew(self, old: Licence, batch: RegisterImport, actor: Any, **values: Any) -> None:
        """Renew a licence by a list, in SQL, with the event of the secretariat."""
        term = {"issued_on": old.expires_on + DAY, "expires_on": old.expires_on + 900 * DAY}
        number_and_day = {"document_no": batch.document_no, "document_on": batch.document_on}
        Licence.objects.filter(pk=old.pk).update(
            state="renewed", state_since=today(), version=old.version + 1,
            **number_and_day | values,
        )  # fmt: skip
        Licence.objects.create(
            office=old.office, holder=old.holder, number="N-9", state="valid",
            state_since=term["issued_on"], previous=old, source_list=batch, **term,
        )  # fmt: skip
        record(actor=actor, verb="licence.renewed", target=old, at=now())
        settle()

    def refusal(self, secretariat: Any, back: int = 0, lacks: Any = None, **values: Any) -> str:
        old = licence()
        batch = brought(secretariat, "A1", back=back)
        with not_fixed("offices_registerimport"):
            RegisterImport.objects.filter(pk=batch.pk).update(state="applying", **lacks or {})
        leave_session()
        forget_events()
        with runtime_role(asks_days=True):
            return refused_and_undone(lambda: self.renew(old, batch, secretariat, **values))

    def test_renews_by_a_list_with_the_head_of_its_letter(self, secretariat):
        assert self.refusal(secretariat) == ""

    @pytest.mark.parametrize(
        "lacks",
        [{"document_no": ""}, {"document_on": None}, {"document_issuer": ""},
         {"document_no": "بی‌شماره"}],
    )  # fmt: skip
    def test_renews_by_no_list_without_it(self, secretariat, lacks):
        same = {name: value for name, value in lacks.items() if name != "document_issuer"}

        assert "whose scan is kept" in self.refusal(secretariat, lacks=lacks, **same)

    @pytest.mark.parametrize("values", [{"document_no": ""}, {"document_on": None}])
    def test_writes_number_and_day_of_the_letter_on_the_licence(self, secretariat, values):
        assert "whose scan is kept" in self.refusal(secretariat, **values)

    def test_wants_the_deputy_for_a_letter_of_an_earlier_day(self, secretariat):
        assert "whose scan is kept" in self.refusal(secretariat, back=30)

    def test_takes_one_that_the_deputy_confirmed(self, secretariat, deputy):
        old = licence()
        batch = brought(secretariat, "A1", back=30)
        confirm(batch, secretariat)
        decided(batch, confirm_act, deputy)
        RegisterImport.objects.filter(pk=batch.pk).update(state="applying")
        leave_session()
        forget_events()

        with runtime_role(asks_days=True):
            assert refused_and_undone(lambda: self.renew(old, batch, secretariat)) == ""

    def test_keeps_the_letter_of_a_list(self, secretariat):
        batch = start(secretariat, rows("A1"), **letter())

        rows_of = RegisterImport.objects.filter(pk=batch.pk)
        with runtime_role():
            for values in ({"document_no": "9"}, {"document_on": today() - DAY}):
                assert refused_and_undone(partial(rows_of.update, **values))

    def test_lets_the_house_go_the_whole_way(self, secretariat, deputy):
        old = licence()
        role = make_role()
        batch = brought(secretariat, "A1", back=30)
        confirm(batch, secretariat)
        decided(batch, confirm_act, deputy)

        with as_runtime(role):
            assert take_import(batch.pk)
            settle()

        old.refresh_from_db()
        assert old.state == "renewed"


def test_who_does_not_see_imports_opens_no_list(secretariat, browser_of):
    batch = start(secretariat, rows("A1"), **letter())
    other = make_principal(Role.OPERATOR, make_office())

    assert browser_of(other).get(f"{batch.get_absolute_url()}/file").status_code == 404
