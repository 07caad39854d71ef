"""The page of the roles."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from accounts.models import RoleGrant, User
from accounts.role_pages import acts_of
from accounts.roles import PERMISSION_LABELS, ROLE_PERMISSIONS, Permission, Role
from core.clock import today

pytestmark = pytest.mark.django_db


def people_of(page: Any, role: Role) -> int:
    """Return how many hold a role, as the page says."""
    people: int = next(row["people"] for row in page.context["rows"] if row["role"] is role)
    return people


class TestRoles:
    def test_lists_every_role_of_people(self, platform_admin, browser_of):
        rows = browser_of(platform_admin).get("/admin/roles").context["rows"]

        assert [row["role"] for row in rows] == [role for role in Role if role is not Role.SYSTEM]

    def test_counts_who_holds_a_role_today(self, platform_admin, expert, browser_of):
        browser = browser_of(platform_admin)
        before = people_of(browser.get("/admin/roles"), Role.EXPERT)

        User.objects.filter(pk=expert.user_id).update(is_active=False)
        page = browser.get("/admin/roles")

        assert (before, people_of(page, Role.EXPERT)) == (1, 0)

    def test_does_not_count_a_role_that_begins_later(
        self, platform_admin, expert, deputy, browser_of
    ):
        tomorrow = today() + timedelta(days=1)
        RoleGrant.objects.create(
            user_id=deputy.user_id, role=Role.EXPERT, scope_kind="province", starts_on=tomorrow
        )

        page = browser_of(platform_admin).get("/admin/roles")

        assert people_of(page, Role.EXPERT) == 1

    def test_says_what_asks_a_fresh_code(self):
        acts = {str(act["label"]): act["is_fresh"] for act in acts_of(Role.AGENCY_MANAGER)}

        assert acts[str(PERMISSION_LABELS[Permission.REVIEW_DECIDE])]
        assert not acts[str(PERMISSION_LABELS[Permission.REPORT_FILE])]

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
    def test_names_all_that_a_role_may_do(self, role):
        assert len(acts_of(role)) == len(ROLE_PERMISSIONS[role])

    def test_calls_each_permission_by_a_name_of_its_own(self):
        assert set(PERMISSION_LABELS) == set(Permission)
        for language in ("fa", "en"):
            with override(language):
                assert len({str(label) for label in PERMISSION_LABELS.values()}) == len(Permission)

    def test_is_not_there_for_others(self, expert, browser_of):
        assert browser_of(expert).get("/admin/roles").status_code == 404

    def test_is_read_by_the_auditor(self, auditor, browser_of):
        assert browser_of(auditor).get("/admin/roles").status_code == 200
