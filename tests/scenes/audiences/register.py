"""Acts on the register, agencies, training and the calendar, for the test of `tells`."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from accounts.roles import Role
from agencies.models import AgencyStaff
from core.crypto import encrypt
from core.jalali import slashed
from offices import actions
from offices.acts import imports, offices, people
from offices.models import LicenceHolder, Office, OfficeStaff
from offices.tasks import take_import
from readiness import actions as readiness
from readiness import acts as training
from tests.act_news import ASSOCIATION, Doing, doing, open_doings
from tests.agencies.test_acts import OF_AGENCIES, OF_CONTACTS, OF_SERVICES
from tests.factories import (
    NOW,
    TODAY,
    document,
    make_agency,
    make_certificate,
    make_contract,
    make_county,
    make_licence,
    make_office,
    make_period,
    make_principal,
    make_service,
    make_staff,
    national_id,
)
from tests.offices.test_acts import OF_HOLDERS, OF_LICENCES, OF_OFFICES, OF_STAFF
from tests.offices.workbooks import HEADER, office_row, xlsx
from tests.readiness.test_acts import OF_CERTIFICATES, OF_COURSES
from tests.scenes import register
from tests.violations.stories import Walk, file_report
from tests.workdays.test_acts import HEADER as DAY_HEADER
from tests.workdays.test_acts import OF_DAYS, OF_DEADLINES, OF_FILES
from workdays import actions as calendar
from workdays import acts as days
from workdays.models import CalendarDay, KeptDeadline

DAY = timedelta(days=1)
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}


def of_offices(request: Any) -> Iterator[Doing]:
    """Yield the acts on offices, licences, holders and staff."""
    office = make_contract(office=make_office(is_member=False)).office
    draft = make_office(state="draft", licensed=False, holder=None)
    member = make_office(is_member=True)
    expiring = make_licence(make_office(licensed=False), expires_on=TODAY + 20 * DAY)
    asking = make_licence(make_office(licensed=False), expires_on=TODAY + 120 * DAY)
    make_staff(office)
    people_of = [make_principal(role) for role in (Role.SECRETARIAT, Role.PLATFORM_ADMIN)]
    people_of += [
        make_principal(Role.ASSOCIATION, ASSOCIATION),
        make_principal(Role.OPERATOR, office),
        make_principal(Role.OPERATOR, expiring.office),
        make_principal(Role.OPERATOR, asking.office),
    ]
    rows = Office.objects.filter(pk__in=[office.pk, draft.pk, member.pk, expiring.office_id])
    calls = {act: call for act, call in OF_OFFICES.items() if act is not offices.CHANGE_STATE}
    yield from open_doings(calls, rows.order_by("pk"), people_of, TODAY)
    found = [office.licences.get(), expiring, asking]
    yield from open_doings(OF_LICENCES, found, people_of, TODAY)
    holders = LicenceHolder.objects.filter(offices=office)
    yield from open_doings(OF_HOLDERS, holders, people_of, TODAY)
    yield from open_doings(OF_STAFF, OfficeStaff.objects.all(), people_of, TODAY)
    secretary = people_of[0]
    yield Doing(offices.REGISTER, lambda: actions.register_office(
        code="72240999", name="دفتر تازه", county_id=office.county_id, kind="urban",
        actor=secretary, **WHEN))  # fmt: skip
    yield Doing(people.REGISTER_HOLDER, lambda: actions.register_holder(
        kind="legal", name="آرتا", actor=secretary, at=NOW))  # fmt: skip
    yield Doing(offices.CHANGE_STATE, lambda: actions.change_office_state(
        office_id=office.pk, state="suspended", reason="نامه", ends_on=TODAY + 9 * DAY,
        actor=secretary, **WHEN, **document()))  # fmt: skip
    holder = LicenceHolder.objects.get(offices=office)
    LicenceHolder.objects.filter(pk=holder.pk).update(
        national_id_sealed=encrypt(national_id(990_011))
    )
    yield Doing(people.REVEAL_ID, partial(
        actions.reveal_national_id, holder_id=holder.pk, reason="برای پاسخ به استعلام دادگاه",
        actor=secretary, at=NOW))  # fmt: skip
    declarer = make_principal(Role.ASSOCIATION, ASSOCIATION)
    declare = partial(actions.set_membership, office_id=office.pk, is_member=True, reason="نامه",
                      actor=declarer, at=NOW)  # fmt: skip
    yield Doing(offices.NOTE_MEMBERSHIP, declare)
    declare()
    for is_confirmed in (True, False):
        yield Doing(offices.CONFIRM_MEMBERSHIP, partial(
            actions.answer_membership, office_id=office.pk, is_confirmed=is_confirmed,
            actor=secretary, **WHEN))  # fmt: skip
    yield Doing(offices.NOTE_MEMBERSHIP, partial(
        actions.set_membership, office_id=member.pk, is_member=False, reason="نامه",
        actor=declarer, at=NOW))  # fmt: skip


def of_imports(request: Any) -> Iterator[Doing]:
    """Yield the acts on a file of the register."""
    secretary = make_principal(Role.SECRETARIAT)
    make_county("اردبیل")
    start = partial(actions.start_import, file_name="دفاتر.xlsx", content="offices",
                    actor=secretary, at=NOW,
                    data=xlsx(HEADER, office_row(1), ["x"]))  # fmt: skip
    yield Doing(imports.START, start)
    batch = start()
    take_import(batch.pk)
    key: dict[str, Any] = {"import_id": batch.pk, "actor": secretary, "at": NOW}

    def confirm() -> None:
        actions.confirm_import(leaves_errors=True, **key)
        take_import(batch.pk)

    yield Doing(imports.CONFIRM, confirm)
    yield Doing(imports.DOWNLOAD, partial(actions.hand_out_annotated, **key))


def of_agencies(request: Any) -> Iterator[Doing]:
    """Yield the acts on agencies, their services and contact people."""
    agency = make_agency()
    contact = AgencyStaff.objects.create(agency=agency, full_name="رابط", position="مسئول")
    people_of = [make_principal(Role.SECRETARIAT), make_principal(Role.AGENCY_MANAGER, agency)]
    for calls, record in (
        (OF_AGENCIES, agency), (OF_SERVICES, make_service(agency)), (OF_CONTACTS, contact),
    ):  # fmt: skip
        yield from open_doings(calls, [record], people_of, TODAY)


def of_training(request: Any) -> Iterator[Doing]:
    """Yield the acts on courses, certificates and rating periods."""
    association = make_principal(Role.ASSOCIATION, ASSOCIATION)
    people_of = [association, make_principal(Role.SECRETARIAT)]
    office = make_office(is_member=True)
    certificate = make_certificate(make_staff(office))
    for calls, record in (
        (OF_COURSES, certificate.course), (OF_CERTIFICATES, certificate),
    ):  # fmt: skip
        yield from open_doings(calls, [record], people_of, TODAY)
    yield Doing(training.GIVE_SCORE, partial(
        readiness.give_score, period_id=make_period().pk, office_code=office.code, points=7,
        actor=association, **WHEN))  # fmt: skip
    yield Doing(training.ADD_COURSE, partial(
        readiness.add_course, code="new", title="دوره", hours=8, valid_months=24,
        actor=people_of[1], at=NOW))  # fmt: skip


def of_calendar(request: Any) -> Iterator[Doing]:
    """Yield the acts on days and deadlines, which move the defence window of a case."""
    calendar.load_calendar()
    contract = make_contract()
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    operator = make_principal(Role.OPERATOR, contract.office)
    story = Walk(file_report(contract, clerk), manager, operator).open().notify()
    kept = KeptDeadline.objects.get(clock="case.defence", subject_id=story.case.public_id)
    yield from open_doings(OF_DEADLINES, [kept], [manager], TODAY)
    with transaction.atomic():
        OF_DEADLINES[days.SUSPEND](kept, manager)
        stopped = KeptDeadline.objects.get(pk=kept.pk)
        yield from open_doings(OF_DEADLINES, [stopped], [manager], TODAY)
        transaction.set_rollback(True)
    other = Walk(file_report(contract, clerk, separate_reason="رسید دیگری است"), manager, operator)
    other.open().notify()
    due_on = other.case.defence_due_on
    assert due_on is not None
    secretary = make_principal(Role.SECRETARIAT)
    draft = CalendarDay.objects.create(date=due_on + 90 * DAY, kind="holiday", title="عید",
                                       draft=True)  # fmt: skip
    confirm = partial(calendar.confirm_day, day_id=draft.public_id, falls_on=due_on,
                      source="اطلاعیه", actor=secretary, **WHEN)  # fmt: skip
    yield Doing(days.CONFIRM, confirm)
    enter = partial(calendar.add_closure, day=due_on, title="آلودگی هوا", source="نامهٔ ۱۲",
                    actor=secretary, **WHEN)  # fmt: skip
    yield Doing(days.ENTER, enter)
    confirm()
    draft.refresh_from_db()
    yield from open_doings(OF_DAYS, [draft], [secretary], TODAY)
    last = other.case.defence_due_on
    assert last is not None
    row = f"{slashed(last).replace('/', '-')},closed,آلودگی هوا,,,,,no,,نامه"
    bring = partial(calendar.bring_days, data=(DAY_HEADER + row).encode(), file_name="x.csv",
                    actor=secretary, **WHEN)  # fmt: skip
    yield Doing(days.BRING_FILE, bring)
    yield from open_doings(OF_FILES, [bring()], [secretary], TODAY)


def of_scenes(request: Any) -> Iterator[Doing]:
    """Yield the scenes of the register, each with everybody who could be meant."""
    for scenes in register.SCENES:
        for scene in scenes():
            yield doing(scene)


SOURCES = (of_offices, of_imports, of_agencies, of_training, of_calendar, of_scenes)
