"""What can be done about training and rating."""

import re
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.errors import Invalid
from core.persian import display_safe
from offices.models import Office, OfficeStaff
from readiness.acts import ADD_COURSE, GIVE_SCORE, ISSUE, OPEN, RETIRE, REVOKE
from readiness.models import Certificate, Course, RatingPeriod, RatingScore
from readiness.rules import last_day

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@transaction.atomic
def add_course(
    *,
    code: str,
    title: str,
    hours: int,
    actor: Principal,
    at: datetime,
    valid_months: int | None = None,
) -> Course:
    """
    Add a course; its certificates hold for so many months, or for ever.

    Raises:
        NotPermitted: the actor's role keeps no courses.
        Invalid: the code is not of its form, or another course has it.
    """
    need_role(ADD_COURSE, actor)
    if not CODE.fullmatch(code):
        raise Invalid(
            fields={"code": [_("Small Latin letters, digits and single hyphens, as office-law.")]}
        )
    if Course.objects.visible_to(actor).filter(code=code).exists():
        raise Invalid(fields={"code": [_("There is a course of this code already.")]})
    course = Course.objects.create(
        code=code, title=display_safe(title), hours=hours, valid_months=valid_months
    )
    changes = {"code": (None, code), "hours": (None, hours), "valid_months": (None, valid_months)}
    record(actor=actor, verb="course.added", target=course, changes=changes, at=at)
    return course


@transaction.atomic
def retire_course(*, course_id: int, actor: Principal, at: datetime) -> Course:
    """
    Take a course out of use: nothing new is entered for it, its certificates stay.

    Raises:
        NotPermitted: the actor's role keeps no courses.
        Course.DoesNotExist: there is none with this key.
        IllegalMove: it is out of use already.
    """
    course: Course = begin(RETIRE, course_id, actor, day_in_tehran(at))
    course.is_active = False
    course.save(update_fields=["is_active", "updated_at"])
    changes = {"is_active": (True, False)}
    record(actor=actor, verb="course.retired", target=course, changes=changes, at=at)
    return course


@transaction.atomic
def issue_certificate(
    *,
    staff_id: int,
    course_code: str,
    number: str,
    issued_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    expires_on: date | None = None,
) -> Certificate:
    """
    Enter the certificate of a person; without `expires_on` it holds as long as the course says.

    Raises:
        NotPermitted: the actor's role enters no certificates.
        OfficeStaff.DoesNotExist: there is none with this key in the actor's scope.
        Invalid: no such course in use, the number is taken, a day ahead of today or out of order.
    """
    need_role(ISSUE, actor)
    person = OfficeStaff.objects.visible_to(actor).lock(staff_id, waits=True)
    courses = Course.objects.visible_to(actor)
    course = courses.filter(code=course_code, is_active=True).first()
    if course is None:
        raise Invalid(fields={"course_code": [_("There is no such course in use.")]})
    if issued_on > on:
        raise Invalid(fields={"issued_on": [_("This day is still to come.")]})
    if expires_on is None and course.valid_months is not None:
        expires_on = last_day(issued_on, course.valid_months)
    if expires_on is not None and expires_on < issued_on:
        raise Invalid(
            fields={"expires_on": [_("A certificate cannot expire before it is issued.")]}
        )
    number = display_safe(number)
    _check_new(course, person, number, issued_on)
    certificate = Certificate.objects.create(
        staff=person,
        office_id=person.office_id,
        course=course,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
    )
    record(
        actor=actor,
        verb="certificate.issued",
        target=certificate,
        changes={
            "staff": (None, person.full_name),
            "course": (None, course.title),
            "issued_on": (None, issued_on),
            "expires_on": (None, expires_on),
        },
        at=at,
    )
    return certificate


def _check_new(course: Course, person: OfficeStaff, number: str, issued_on: date) -> None:
    """
    Look for the same among all certificates, also of others' people.

    Raises:
        Invalid: the number is taken, or the person has one of this course and day.
    """
    known = Certificate.objects.filter(course=course)
    if known.filter(number=number).exists():
        text = _("This course has a certificate of this number already.")
        raise Invalid(fields={"number": [text]})
    if known.filter(staff=person, issued_on=issued_on, revoked_on__isnull=True).exists():
        text = _("This person has a certificate of this course and day already.")
        raise Invalid(fields={"issued_on": [text]})


@transaction.atomic
def revoke_certificate(
    *, certificate_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Certificate:
    """
    Revoke a certificate that was entered by mistake; it stays, with the reason.

    Raises:
        NotPermitted: the actor's role enters no certificates.
        Certificate.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is revoked already.
    """
    certificate: Certificate = begin(REVOKE, certificate_id, actor, on)
    certificate.revoked_on, certificate.revoke_reason = on, display_safe(reason)
    certificate.save(update_fields=["revoked_on", "revoke_reason", "updated_at"])
    record(
        actor=actor,
        verb="certificate.revoked",
        target=certificate,
        changes={"revoked_on": (None, on)},
        note=certificate.revoke_reason,
        at=at,
    )
    return certificate


@transaction.atomic
def open_period(
    *,
    year: int,
    half: int,
    opens_on: date,
    association_due_on: date,
    actor: Principal,
    at: datetime,
) -> RatingPeriod:
    """
    Open a rating period: the half of a Jalali year, and when the association gives its points.

    Raises:
        NotPermitted: the actor's role opens no periods.
        Invalid: there is one of this half already, or its days are out of order.
    """
    need_role(OPEN, actor)
    if association_due_on < opens_on:
        text = _("A period cannot close before it opens.")
        raise Invalid(fields={"association_due_on": [text]})
    if RatingPeriod.objects.visible_to(actor).filter(year=year, half=half).exists():
        text = _("This half of the year has a rating period already.")
        raise Invalid(fields={"half": [text]})
    period = RatingPeriod.objects.create(
        year=year, half=half, opens_on=opens_on, association_due_on=association_due_on
    )
    changes = {"opens_on": (None, opens_on), "association_due_on": (None, association_due_on)}
    record(actor=actor, verb="rating_period.opened", target=period, changes=changes, at=at)
    return period


@transaction.atomic
def give_score(
    *, period_id: int, office_code: str, points: int, actor: Principal, on: date, at: datetime
) -> RatingScore:
    """
    Give a member its points in a period, or give them anew until the last day.

    Raises:
        NotPermitted: the actor's role gives no points.
        RatingPeriod.DoesNotExist: there is none with this key.
        IllegalMove: the period has not opened yet, or the last day has passed.
        Invalid: there is no such member.
    """
    period: RatingPeriod = begin(GIVE_SCORE, period_id, actor, on)
    members = Office.objects.visible_to(actor).filter(is_member=True)
    office = members.filter(code=office_code).first()
    if office is None:
        raise Invalid(fields={"office_code": [_("The association has no such member.")]})
    score = RatingScore.objects.visible_to(actor).filter(period=period, office=office).first()
    before = score.points if score else None
    if score is None:
        score = RatingScore(period=period, office=office)
    elif before == points:
        return score
    score.points, score.given_on, score.given_by_name = points, on, actor.name[:120]
    score.save()
    changes = {"office": (None, office.code), "points": (before, points)}
    record(actor=actor, verb="rating_score.given", target=score, changes=changes, at=at)
    return score
