"""What statements take from a principal is all of the principal but the request."""

from dataclasses import fields, replace
from typing import Any
from uuid import uuid4

import pytest

from accounts.principal import Principal
from accounts.roles import Role

ONE = Principal(
    user_id=1, grant_id=2, role=Role.OPERATOR, name="یک", scope_ids=(uuid4(), uuid4()),
    request_id="r",
)  # fmt: skip
OTHER: dict[str, Any] = {
    "user_id": 3,
    "grant_id": 4,
    "role": Role.EXPERT,
    "name": "دو",
    "scope_ids": (uuid4(),),
    "via": "api",
    "client": "برنامه",
    "scopes": frozenset({"*"}),
    "fresh_factor": True,
}


class TestParts:
    def test_make_the_same_principal_again(self) -> None:
        assert ONE.of(ONE.parts) == replace(ONE, request_id="")

    @pytest.mark.parametrize("name", [one.name for one in fields(Principal)])
    def test_leave_nothing_out(self, name: str) -> None:
        if name == "request_id":
            return
        other = replace(ONE, **{name: OTHER[name]})

        assert (other.kind, other.parts) != (ONE.kind, ONE.parts)
