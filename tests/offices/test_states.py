"""The database's table of office moves is the one in states.py."""

import pytest
from django.db import IntegrityError, transaction

from offices.models import Office
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


def _bare(state):
    office = make_office()
    values = {
        field.attname: getattr(office, field.attname)
        for field in Office._meta.concrete_fields
        if field.name not in {"id", "public_id", "code", "state"}
    }
    return Office.objects.create(code=f"9{office.code}", state=state, **values)
