"""For whom the database works: a key tells it the same as a session does."""

from uuid import uuid4

import pytest
from django.db import connection

from accounts.facts import token_principal
from accounts.models import ApiToken, User
from accounts.roles import SCOPE_OF, Role, ScopeKind
from accounts.sealing import stored_key
from accounts.sight import enter
from core.clock import now, today
from core.scope import set_scope
from tests.factories import make_principal

NAMES = ("app.scope", "app.agency_ids", "app.office_ids", "app.county_ids", "app.user_id")


def settings():
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(["current_setting(%s)"] * len(NAMES)), NAMES)
        return cursor.fetchone()


def opened(role, scope_id):
    holder = make_principal(role, scope_id)
    ApiToken.objects.create(
        grant_id=holder.grant_id, name="x", scopes=["*"],
        expires_at=now().replace(year=now().year + 1),
        **stored_key("secret", str(User.objects.get(pk=holder.user_id).public_id)),
    )  # fmt: skip
    set_scope(scope="")
    found = token_principal("secret", now=now(), on=today(), address="127.0.0.1", request_id="")
    assert found
    return found[1]


@pytest.mark.parametrize("role", Role)
@pytest.mark.django_db
def test_a_key_tells_the_database_who_asks_as_a_session_does(role):
    is_bound = SCOPE_OF[role] not in {ScopeKind.PROVINCE, ScopeKind.PLATFORM}

    principal = opened(role, uuid4() if is_bound else None)

    told = settings()
    set_scope(scope="")
    enter(principal)
    assert told == settings()
    assert told[0]
    assert told[4] == str(principal.user_id)


@pytest.mark.django_db
def test_a_secret_that_opens_no_door_tells_nothing():
    set_scope(scope="")

    assert token_principal("?", now=now(), on=today(), address="::1", request_id="") is None

    assert settings() == ("", "", "", "", "")
