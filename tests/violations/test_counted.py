"""What a deadline was computed from is rewritten by no raw SQL, nor what made it longer."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Field, Model

from accounts.roles import Role
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from tests.factories import make_county, make_principal
from tests.movers import forget_events
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused, refused_at_runtime
from violations.models import Case
from workdays.models import DeadlineInterval, KeptDeadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# When a row was last written proves nothing.
OPEN = {"id", "updated_at"}


@pytest.fixture
def term(walk: Any) -> KeptDeadline:
    """Return the time to defend in a case whose charge was served."""
    case: Case = walk().open().notify().case
    return KeptDeadline.objects.get(clock="case.defence", subject_id=case.public_id)


def interval(term: KeptDeadline, **values: Any) -> DeadlineInterval:
    """Return an extension by two days, or a suspension, of today."""
    of_kind: dict[str, Any] = {"kind": "extension", "days": 2}
    if "until_on" in values:
        of_kind = {"kind": "pause", "from_on": max(today(), term.starts_on + DAY)}
    agency = Case.objects.get(public_id=term.subject_id).agency
    return DeadlineInterval(
        deadline=term, reason="ناخوشی متصدی", made_on=today(), made_by_name="مدیر",
        made_by=make_principal(Role.AGENCY_MANAGER, agency).user_id,
        **{"starts_on": term.starts_on} | of_kind | values,
    )  # fmt: skip


def pause(term: KeptDeadline, days: int, **values: Any) -> DeadlineInterval:
    first = max(today(), term.starts_on + DAY)
    return interval(term, until_on=first + (days - 1) * DAY, **values)


def other(field: "Field[Any, Any]", row: Model) -> Any:
    """Return another value that a column could hold."""
    value, kind = getattr(row, field.attname), field.get_internal_type()
    if field.choices:
        return next(choice for choice, _label in field.flatchoices if choice != value)
    if field.is_relation:
        if field.name == "county":
            return make_county(name="شهرستان دیگر").pk
        return KeptDeadline.objects.exclude(pk=value).values_list("pk", flat=True)[0]
    return {
        "DateField": (value or today()) + 3 * DAY if kind == "DateField" else None,
        "DateTimeField": now(),
        "UUIDField": uuid4(),
        "JSONField": {"2026-01-01": ["closed", "x", False]},
        "CharField": "x",
    }.get(kind, (value or 0) + 1 if isinstance(value or 0, int) else None)


def changes_refused(row: Model) -> dict[str, str]:
    """Return with which words each column of a row is refused another value, without events."""
    forget_events()
    told: dict[str, str] = {}
    wanted = {
        field.attname: other(field, row)
        for field in row._meta.concrete_fields if field.attname not in OPEN
    }  # fmt: skip
    with as_runtime(make_role()):
        set_scope(scope=SYSTEM)
        for name, value in wanted.items():

            def write(name: str = name, value: Any = value) -> None:
                type(row)._default_manager.filter(pk=row.pk).update(**{name: value})
                settle()

            told[name] = refused(write)
    return told


def test_no_column_of_a_deadline_is_rewritten(term: KeptDeadline) -> None:
    assert [name for name, words in changes_refused(term).items() if not words] == []


@pytest.mark.parametrize("make", [interval, lambda term: pause(term, 9)])
def test_no_column_of_an_interval_is_rewritten(term: KeptDeadline, make: Any) -> None:
    given = make(term)
    given.save(force_insert=True)
    assert [name for name, words in changes_refused(given).items() if not words] == []


class TestComputation:
    COUNTED = "A deadline ends on the day that the calendar gives."

    def write(self, term: KeptDeadline, **values: Any) -> str:
        return refused_at_runtime(lambda: KeptDeadline.objects.filter(pk=term.pk).update(**values))

    def test_has_the_length_of_its_rule(self, term: KeptDeadline) -> None:
        assert self.write(term, amount=term.amount + 9) == (
            "A deadline has the length of its rule."
        )

    def test_does_not_begin_earlier(self, term: KeptDeadline) -> None:
        assert self.write(term, starts_on=term.starts_on - DAY) == (
            "A deadline does not begin earlier than it did."
        )

    def test_begins_later_with_the_day_that_the_calendar_gives(self, term: KeptDeadline) -> None:
        assert self.write(term, starts_on=term.starts_on + 30 * DAY) == self.COUNTED

    def test_is_of_one_record_and_clock(self, term: KeptDeadline) -> None:
        for name in ("clock", "subject_id"):
            value = uuid4() if name == "subject_id" else "case.appeal"
            assert self.write(term, **{name: value}) == (
                f"{name} of workdays_keptdeadline stays as it was written."
            )

    def test_is_made_new_as_the_calendar_gives_it(self, term: KeptDeadline) -> None:
        term.pk, term.public_id, term.subject_id = None, uuid4(), uuid4()
        term.due_on += 9 * DAY
        assert refused_at_runtime(lambda: term.save(force_insert=True)) == self.COUNTED


class TestInterval:
    CAPS = "A deadline is made longer within its caps."

    def write(self, given: DeadlineInterval) -> str:
        return refused_at_runtime(lambda: given.save(force_insert=True))

    def test_is_within_its_cap(self, term: KeptDeadline) -> None:
        assert not self.write(interval(term, days=20))
        assert self.write(interval(term, days=31)) == self.CAPS
        assert not self.write(pause(term, 60))
        assert self.write(pause(term, 61)) == self.CAPS

    def test_is_within_what_others_left(self, term: KeptDeadline) -> None:
        interval(term, days=20).save(force_insert=True)
        assert self.write(interval(term, days=11)) == self.CAPS
        assert not self.write(interval(term, days=10))

    def test_is_of_the_present_run_and_begins_today(self, term: KeptDeadline) -> None:
        assert self.write(interval(term, starts_on=term.starts_on - DAY)) == self.CAPS
        assert self.write(pause(term, 9, from_on=term.starts_on - 9 * DAY)) == self.CAPS
        assert self.write(pause(term, 9, resumed_on=today())) == self.CAPS

    def test_ends_on_the_day_before_its_clock_goes_on(self, term: KeptDeadline) -> None:
        given = pause(term, 9)
        given.save(force_insert=True)
        rows = DeadlineInterval.objects.filter(pk=given.pk)
        on = given.from_on + 3 * DAY  # type: ignore[operator]
        ends = "What moved a deadline is kept; only a suspension ends, once."

        assert refused_at_runtime(lambda: rows.update(until_on=on)) == ends
        assert refused_at_runtime(lambda: rows.update(until_on=on, resumed_on=on)) == ends
        assert not refused_at_runtime(lambda: rows.update(until_on=on - DAY, resumed_on=on))
