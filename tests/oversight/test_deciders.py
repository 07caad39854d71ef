"""Whose decision a review waits for: the contract's own agency's manager's, also in SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F

from accounts.roles import Role
from contracts.models import EndingProof
from oversight import actions
from oversight.models import TerminationReview
from tests.factories import make_principal
from tests.oversight.steps import DAY, REASONS, moment
from tests.sql import refused, refused_at_runtime

pytestmark = pytest.mark.django_db
OWN = "A review is decided by the contract's own agency's manager."
INTERESTED = "Who holds or runs the office acts for no other side."
OTHERS = (
    "deputy", "expert", "secretariat", "chair", "county_rep", "power_manager", "gas_clerk",
    "gas_appeal", "operator", "association", "auditor", "platform_admin", "clock",
)  # fmt: skip


def write(review: TerminationReview, user_id: int, **values: Any) -> Callable[[], Any]:
    """Return the statement that decides a review in the name of an account."""
    row: dict[str, Any] = {
        "state": "decided", "outcome": "warn", "reasons": REASONS, "decided_on": DAY,
        "decided_by": user_id, "decided_by_name": "یکی", "version": F("version") + 1,
    } | values  # fmt: skip
    return lambda: TerminationReview.objects.filter(pk=review.pk).update(**row)


class TestAReview:
    @pytest.mark.parametrize("name", OTHERS)
    def test_is_not_decided_by_others(self, heard, gas_manager, name, request):
        person = request.getfixturevalue(name)

        words = INTERESTED if name == "operator" else OWN
        assert refused_at_runtime(write(heard, person.user_id)) == words

    def test_is_decided_by_the_manager(self, heard, gas_manager):
        assert not refused_at_runtime(write(heard, gas_manager.user_id))

    def test_is_nobodys_only_in_an_older_record(self, heard):
        assert refused_at_runtime(write(heard, 0)) == OWN
        assert not refused(write(heard, 0))


class TestItsProof:
    def test_names_who_decided(self, heard, gas, gas_manager):
        other = make_principal(Role.AGENCY_MANAGER, gas)
        actions.decide_review(
            review_id=heard.pk, outcome="suspend", reasons=REASONS, actor=gas_manager, on=DAY,
            at=moment(DAY), suspension_days=10,
        )  # fmt: skip

        told = refused_at_runtime(
            lambda: EndingProof.objects.create(
                contract=heard.contract, kind="decided_review", source_id=heard.public_id,
                source_label=heard.number, reasons=REASONS, decided_on=DAY,
                decided_by=other.user_id, decided_by_name="مدیر دیگر",
            )
        )  # fmt: skip

        assert told == "The proof of a review names who decided it."
