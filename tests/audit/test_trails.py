"""Events of a record's history as pages tell them."""

import pytest

from accounts.roles import Role
from audit.models import AuditEvent
from audit.trails import is_automatic, told
from tests.factories import NOW


class TestIsAutomatic:
    @pytest.mark.parametrize(
        ("role", "tone", "is_folded"),
        [(Role.SYSTEM, "", True), (Role.SYSTEM, "bad", False), (Role.DEPUTY, "", False)],
    )
    def test_folds_what_the_system_did_unless_it_stands_out(
        self, role: Role, tone: str, is_folded: bool
    ) -> None:
        assert is_automatic(role, tone) is is_folded


class TestTold:
    @pytest.mark.parametrize("is_named", [True, False])
    def test_names_persons_and_reasons_only_to_those_inside(self, is_named: bool) -> None:
        event = AuditEvent(
            verb="role.ended", actor_role=Role.SYSTEM, actor_name="کسی", note="به سببی", at=NOW
        )

        said = told(event, is_named=is_named)

        assert (said["who"], said["note"]) == (("کسی", "به سببی") if is_named else ("", ""))
        assert said["is_automatic"]
