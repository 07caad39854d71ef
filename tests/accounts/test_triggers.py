"""What the database itself keeps of grants, whoever writes the SQL."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def refuses(sentence: str) -> Any:
    return pytest.raises(IntegrityError, match=sentence)


class TestGrants:
    @pytest.mark.parametrize(
        "values", [{"role": Role.DEPUTY}, {"starts_on": date(2020, 1, 1)}, {"user_id": 1}]
    )
    def test_stay_as_they_were_given(self, expert: Principal, values: dict[str, Any]) -> None:
        with refuses("kept as it was given"), transaction.atomic():
            RoleGrant.objects.filter(pk=expert.grant_id).update(**values)

    def test_are_not_removed(self, expert: Principal) -> None:
        with refuses("kept as it was given"), transaction.atomic():
            RoleGrant.objects.filter(pk=expert.grant_id).delete()

    def test_end_earlier_but_not_later(self, expert: Principal) -> None:
        grant = RoleGrant.objects.filter(pk=expert.grant_id)
        grant.update(ends_on=TODAY)
        grant.update(ends_on=TODAY - timedelta(days=1))

        for later in (TODAY, None):
            with refuses("may end earlier"), transaction.atomic():
                grant.update(ends_on=later)
