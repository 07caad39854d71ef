"""A case whose notice was issued stays so: whether two persons close it hangs on that."""

from typing import Any

import pytest

from tests.factories import make_case
from tests.sql import refused_at_runtime
from violations.models import Case

pytestmark = pytest.mark.django_db


def set_issued(case: Case, *, is_issued: bool) -> str:
    rows = Case.objects.filter(pk=case.pk)
    return refused_at_runtime(lambda: rows.update(is_issued=is_issued))


class TestNotice:
    def test_is_not_undone(self, walk: Any) -> None:
        case = walk().open().notify().case
        assert set_issued(case, is_issued=False) == "A notice that was issued is not taken back."

    def test_is_issued_with_its_letter(self, walk: Any) -> None:
        case = walk().open().case
        assert set_issued(case, is_issued=True) == (
            "The notice of a case is issued with its letter."
        )

    def test_is_issued_once_it_is_written(self, walk: Any) -> None:
        case = walk().open().notify().case
        Case.objects.filter(pk=case.pk).update(is_issued=False)  # as before its letter
        assert set_issued(case, is_issued=True) == ""

    def test_is_not_issued_with_the_case(self) -> None:
        case = make_case()
        case.pk = case.id = None
        case.public_id, case.number, case.is_issued = Case().public_id, "1405-99999", True
        assert refused_at_runtime(lambda: case.save(force_insert=True)) == (
            "The notice of a case is issued with its letter."
        )
