"""The database's table of office moves is the one in states.py."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.clock import today
from offices.models import Office, OfficeStateInterval
from offices.states import OFFICE_FLOW, OfficeState
from tests.factories import make_office
from tests.runtime import settle
from tests.sql import refused_at_runtime


@pytest.mark.parametrize("before", list(OfficeState))
@pytest.mark.parametrize("after", list(OfficeState))
def test_the_database_allows_the_moves_of_the_table_and_no_other(db, before, after):
    office = Office.objects.get(pk=_bare(before).pk)
    allowed = before == after or OFFICE_FLOW.allows(before, after)

    try:
        with transaction.atomic():
            Office.objects.filter(pk=office.pk).update(state=after)
        assert allowed
    except IntegrityError:
        assert not allowed


def test_the_code_of_an_office_that_was_active_stays(db):
    office = make_office()

    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.filter(pk=office.pk).update(code="24019999")


def test_the_past_states_of_an_office_stay(db):
    office = make_office()
    state = office.intervals.first() or OfficeStateInterval.objects.create(
        office=office, state="active", starts_on=date(2026, 3, 21), reason="آغاز"
    )
    state = OfficeStateInterval.objects.filter(pk=state.pk)

    for change in ({"starts_on": date(2020, 3, 20)}, {"office_id": make_office().pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            state.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        state.delete()
    state.update(ends_on=date(2026, 9, 22))
    with pytest.raises(IntegrityError), transaction.atomic():
        state.update(state="revoked")


class TestAWrittenState:
    """What the web process's own role writes into the states of an office."""

    WORDS = "The states of an office follow its own state."

    def write(self, office: Office, state: str, ends_on: date | None = None) -> str:
        def follow() -> None:
            office.intervals.filter(ends_on=None).update(ends_on=today() - timedelta(days=1))
            OfficeStateInterval.objects.create(
                office=office, state=state, starts_on=today(), ends_on=ends_on, reason="بازدید"
            )
            settle()

        return refused_at_runtime(follow)

    def test_is_the_state_that_the_office_is_in(self, db):
        assert self.write(make_office(), "inactive") == self.WORDS
        assert self.write(make_office(), "active", ends_on=today()) == self.WORDS
        assert self.write(make_office(), "active") == self.WORDS  # it was active before

    def test_does_not_end_alone(self, db):
        def end() -> None:
            OfficeStateInterval.objects.filter(office=office).update(ends_on=today())
            settle()

        office = make_office()

        assert refused_at_runtime(end) == self.WORDS


def _bare(state):
    office = make_office()
    values = {
        field.attname: getattr(office, field.attname)
        for field in Office._meta.concrete_fields
        if field.name not in {"id", "public_id", "code", "state"}
    }
    return Office.objects.create(code=f"9{office.code}", state=state, **values)
