"""UUIDs as the driver reads them are those of the standard library."""

import pickle
from uuid import UUID

import msgspec
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.uuids import uuid_of


@given(st.uuids())
def test_are_what_their_text_says(known):
    found = uuid_of(str(known))

    assert (found, hash(found), str(found), repr(found)) == (
        known, hash(known), str(known), repr(known),
    )  # fmt: skip
    assert found.is_safe is known.is_safe
    assert pickle.loads(pickle.dumps(found)) == known
    assert msgspec.json.encode(found) == msgspec.json.encode(known)


@pytest.mark.django_db
def test_come_from_the_server_one_by_one_and_in_arrays():
    one, other = UUID(int=1), UUID(int=(1 << 128) - 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::uuid, NULL::uuid, %s::uuid[], '{}'::uuid[]", [one, [one, other]])
        found = cursor.fetchone()

    assert found == (one, None, [one, other], [])
    assert type(found[0]) is UUID
