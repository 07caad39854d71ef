"""Scenes of the register, letters, certificates and the calendar."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from accounts.roles import Role
from core.acts import Act
from core.jalali import short
from notices import actions as letter_actions
from notices.acts import ADD_RECEIPT
from notices.models import Letter
from offices import actions
from offices.acts import imports, licences, offices, people
from offices.tasks import take_import
from readiness import actions as readiness
from readiness import acts as training
from tests.act_arguments import Scene
from tests.contracts.stories import scan
from tests.factories import (
    NOW,
    TODAY,
    make_case,
    make_course,
    make_licence,
    make_office,
    make_principal,
    make_staff,
    picture,
)
from tests.offices.workbooks import xlsx
from tests.sql import leave_session
from violations.actions import issue_notice
from workdays import actions as calendar
from workdays import acts as days
from workdays.models import CalendarDay

DAY = timedelta(days=1)
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}
TERM: dict[str, Any] = {"number": "ن-۱", "issued_on": TODAY, "expires_on": date(2031, 11, 23)}
DOCUMENT: dict[str, Any] = {
    "document_no": "۱۲", "document_on": TODAY, "document_issuer": "سازمان تنظیم مقررات",
}  # fmt: skip
REASON = {"reason": "نامهٔ تنظیم مقررات"}


def _by_secretariat(act: Act, action: Callable[..., Any], **values: Any) -> Scene:
    return Scene(act, action, {"actor": make_principal(Role.SECRETARIAT), **values})


def licence_scenes() -> Iterator[Scene]:
    """Yield the acts on licences."""
    bare = make_office(state="draft", licensed=False)
    yield _by_secretariat(offices.ENTER_LICENCE, actions.issue_licence,
                          office_id=bare.pk, at=NOW, **TERM)  # fmt: skip
    licence = make_office().licences.get()
    yield _by_secretariat(licences.SANCTION, actions.change_licence_state, licence_id=licence.pk,
                          state="suspended", suspended_until=TODAY + 30 * DAY, **DOCUMENT,
                          **REASON, **WHEN, file=scan())  # fmt: skip
    yield _by_secretariat(licences.KEEP_SCAN, actions.keep_licence_scan, licence_id=licence.pk,
                          file=scan(), **WHEN)  # fmt: skip
    yield _by_secretariat(licences.TRANSFER, actions.enter_transfer, licence_id=licence.pk,
                          kind="legal", name="آرتا", legal_id="99990000034", has_clearances=True,
                          **DOCUMENT, **TERM, **WHEN, file=scan())  # fmt: skip
    old = make_licence(make_office(licensed=False), expires_on=TODAY + 100 * DAY)
    secretary = make_principal(Role.SECRETARIAT)
    actions.request_renewal(licence_id=old.pk, actor=secretary, **WHEN)
    yield _by_secretariat(licences.ENTER_RENEWED, actions.renew_licence, licence_id=old.pk,
                          **DOCUMENT, **TERM, **WHEN, file=scan())  # fmt: skip


def import_scenes() -> Iterator[Scene]:
    """Yield the acts on files of the register."""
    old = make_licence(make_office(licensed=False), expires_on=TODAY + 100 * DAY)
    columns = ("شماره پروانه پیشین", "شماره پروانه جدید", "تاریخ اعتبار جدید")
    start: dict[str, Any] = {
        "data": xlsx(columns, (old.number, "ن-۲", short(TERM["expires_on"]))),
        "file_name": "تمدید.xlsx", "content": "renewals", "at": NOW, **DOCUMENT,
    }  # fmt: skip
    yield _by_secretariat(imports.START, actions.start_import, **start)
    batch = actions.start_import(actor=make_principal(Role.SECRETARIAT), **start)
    take_import(batch.pk)
    leave_session()
    yield _by_secretariat(imports.CONFIRM, actions.confirm_import, import_id=batch.pk, at=NOW)


def office_scenes() -> Iterator[Scene]:
    """Yield the acts on offices and their staff."""
    office = make_office()
    yield _by_secretariat(offices.CHANGE_STATE, actions.change_office_state, office_id=office.pk,
                          state="suspended", ends_on=TODAY + 30 * DAY, **DOCUMENT,
                          **REASON, **WHEN, file=scan())  # fmt: skip
    yield _by_secretariat(offices.ADD_STAFF, actions.add_staff, office_id=office.pk,
                          full_name="سارا نمونه", position="متصدی", starts_on=TODAY,
                          at=NOW)  # fmt: skip
    person = make_staff(office)
    yield _by_secretariat(people.END_STAFF, actions.end_staff, staff_id=person.pk, ends_on=TODAY,
                          at=NOW)  # fmt: skip


def letter_scenes() -> Iterator[Scene]:
    """Yield the acts on letters."""
    case = make_case()
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)
    issue_notice(case_id=case.pk, kind="charge", channel="letter", actor=manager, **WHEN)
    letter = Letter.objects.latest("pk")
    yield Scene(ADD_RECEIPT, letter_actions.add_receipt, {
        "letter_id": letter.pk, "data": picture("navy"), "file_name": "رسید.png",
        "words": "رسید ۱۲", "received_on": TODAY, "actor": manager, **WHEN,
    })  # fmt: skip


def training_scenes() -> Iterator[Scene]:
    """Yield the acts on certificates and rating periods."""
    association = make_principal(Role.ASSOCIATION, "00000000-0000-7000-8000-000000000001")
    person = make_staff(make_office(is_member=True))
    yield Scene(training.ISSUE, readiness.issue_certificate, {
        "staff_id": person.pk, "course_code": make_course().code, "number": "گ-۱",
        "issued_on": TODAY, "expires_on": TODAY + 365 * DAY, "actor": association, **WHEN,
    })  # fmt: skip
    yield _by_secretariat(training.OPEN, readiness.open_period, year=1405, half=2,
                          opens_on=TODAY + DAY, association_due_on=TODAY + 30 * DAY,
                          at=NOW)  # fmt: skip


def calendar_scenes() -> Iterator[Scene]:
    """Yield the acts on days."""
    holiday = CalendarDay.objects.create(date=TODAY + 30 * DAY, kind="holiday", title="عید",
                                         draft=True)  # fmt: skip
    yield _by_secretariat(days.CONFIRM, calendar.confirm_day, day_id=holiday.public_id,
                          falls_on=holiday.date, source="اطلاعیه", **WHEN)  # fmt: skip
    yield _by_secretariat(days.ENTER, calendar.add_closure, day=TODAY + DAY, title="آلودگی هوا",
                          source="نامهٔ ۱۲", **WHEN)  # fmt: skip


SCENES = (
    licence_scenes, import_scenes, office_scenes, letter_scenes, training_scenes, calendar_scenes,
)  # fmt: skip
