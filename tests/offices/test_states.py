"""The database's table of office moves is the one in states.py."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from offices.models import Office, OfficeStateInterval
from offices.states import OFFICE_FLOW, OfficeState
from tests.factories import make_office


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


def _bare(state):
    office = make_office()
    values = {
        field.attname: getattr(office, field.attname)
        for field in Office._meta.concrete_fields
        if field.name not in {"id", "public_id", "code", "state"}
    }
    return Office.objects.create(code=f"9{office.code}", state=state, **values)
