"""The sample's training and rating: courses, certificates of members' staff, points of a round."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from django.db.models import QuerySet

from core.clock import TEHRAN
from core.jalali import parts
from dashboard.demo.register import Made
from dashboard.demo.stage import Script, Stage
from offices.models import Office, OfficeStaff
from readiness.actions import add_course, give_score, issue_certificate, open_period

# Code, title, hours, months of validity.
COURSES = (
    ("office-law", "آشنایی با مقررات دفاتر پیشخوان (نمونه)", 12, 24),
    ("fair-fees", "تعرفه‌ها و رسید الکترونیکی (نمونه)", 6, 12),
    ("service-manners", "آداب پاسخ‌گویی به مراجعان (نمونه)", 8, None),
)
SCORED = 6  # offices whose points are in; the rest is the association's work


class Training:
    """Lets the secretariat open courses and a rating round, and the association fill them."""

    def __init__(self, stage: Stage, offices: Sequence[Made]) -> None:
        self._stage = stage
        self._offices = offices

    def scripts(self) -> Iterator[Script]:
        """Yield the courses with their certificates, then the round with its points."""
        yield self._courses()
        yield self._round()

    def _moment(self, back: int, hour: int) -> datetime:
        """Return a fixed hour so many days ago: nothing is drawn, so nobody else's draws move."""
        day = self._stage.workday_back(self._stage.today - timedelta(days=back))
        return datetime.combine(day, time(hour, 20), TEHRAN)

    def _members(self) -> QuerySet[Office]:
        """Return those of the offices that are members."""
        return Office.objects.filter(pk__in=[one.pk for one in self._offices], is_member=True)

    def _courses(self) -> Script:
        stage = self._stage
        yield self._moment(70, 9)
        for code, title, hours, valid_months in COURSES:
            add_course(
                code=code, title=title, hours=hours, valid_months=valid_months,
                actor=stage.by("secretariat"), at=stage.moment,
            )  # fmt: skip
        yield self._moment(40, 10)
        staff = OfficeStaff.objects.filter(office__in=self._members())
        for serial, person in enumerate(staff.order_by("pk")):
            issue_certificate(
                staff_id=person.pk,
                course_code=COURSES[serial % len(COURSES)][0],
                number=f"{parts(stage.on)[0]}/{serial + 1:03d}",
                issued_on=stage.on - timedelta(days=3),
                actor=stage.by("association"),
                **stage.when,
            )

    def _round(self) -> Script:
        stage = self._stage
        yield self._moment(15, 9)
        year, month, _day = parts(stage.on)
        period = open_period(
            year=year,
            half=1 if month <= 6 else 2,
            opens_on=stage.on,
            association_due_on=stage.today + timedelta(days=15),
            actor=stage.by("secretariat"),
            at=stage.moment,
        )
        yield self._moment(5, 11)
        for serial, office in enumerate(self._members().order_by("code")[:SCORED]):
            give_score(
                period_id=period.pk,
                office_code=office.code,
                points=70 + serial * 4,
                actor=stage.by("association"),
                **stage.when,
            )
