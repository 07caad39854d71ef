"""Grants and identities that are written at once, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from accounts.identity import identity_of
from accounts.models import User
from accounts.roles import Role
from tests.accounts.test_grant_guards import grant, person
from tests.factories import make_principal, national_id
from tests.sql import runtime_role


@pytest.mark.usefixtures("real_db")
def test_a_grant_waits_for_who_records_whose_account_it_is() -> None:
    user = person()
    admins = tuple(make_principal(Role.PLATFORM_ADMIN).user_id for _number in range(2))

    def give() -> None:
        try:
            with transaction.atomic(), runtime_role():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '300ms'")
                grant(user, Role.AUDITOR, (admins[0], admins[1]))
        finally:
            connection.close()

    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(**identity_of(national_id(1)))
        with ThreadPoolExecutor(1) as pool:
            error = pool.submit(give).exception()

    assert isinstance(error, OperationalError)
    assert "lock" in str(error)
