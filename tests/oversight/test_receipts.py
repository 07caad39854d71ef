"""What an office declares with the receipt of a notice is in the history, by each door."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.principal import Principal
from audit.models import AuditEvent
from contracts.actions import issue_termination_notice
from contracts.models import Contract
from core.clock import now, today
from oversight.models import TerminationReview
from tests.contracts.stories import make_proof
from tests.oversight.steps import LONG_AGO
from tests.violations.stories import REASONS, file_report
from violations import actions as violations

pytestmark = pytest.mark.django_db
DECLARED = "این ابلاغیه را امروز از طرف دفتر دریافت می‌کنم و از آثار آن آگاهم."
WHEN: dict[str, Any] = {"on": today(), "at": now()}
Door = Callable[[Principal], Any]


@pytest.fixture
def day() -> Any:
    """Return a day long ago, of the review's notice."""
    return LONG_AGO


@pytest.fixture
def notice(
    request: pytest.FixtureRequest, contract: Contract, gas_clerk: Principal, gas_manager: Principal
) -> tuple[Any, str, str, dict[str, str]]:
    """Return a record with a notice, the paths of its receipt, and what REST is sent."""
    match request.param:
        case "case":
            report = file_report(contract, gas_clerk, on=today())
            (case,) = violations.accept_report(report_id=report.pk, actor=gas_manager, **WHEN)
            violations.issue_notice(
                case_id=case.pk, kind="charge", channel="portal", actor=gas_manager, **WHEN
            )
            page = reverse("violations:acknowledge", args=[case.number, "charge"])
            return case, page, f"cases/{case.public_id}/acknowledge", {"kind": "charge"}
        case "contract":
            issue_termination_notice(
                contract_id=contract.pk, proof=make_proof(contract, decided_on=today()),
                reason=REASONS, actor=gas_manager.with_fresh_factor(), **WHEN,
            )  # fmt: skip
            page = reverse("contracts:acknowledge-notice", args=[contract.number])
            return contract, page, f"contracts/{contract.public_id}/acknowledge-notice", {}
    review: TerminationReview = request.getfixturevalue("review")
    page = reverse("oversight:acknowledge", args=[review.number])
    return review, page, f"termination-reviews/{review.public_id}/acknowledge", {}


@pytest.mark.parametrize("notice", ["case", "contract", "review"], indirect=True)
@pytest.mark.parametrize("door", ["page", "rest"])
def test_a_receipt_stores_its_declaration(
    notice: tuple[Any, str, str, dict[str, str]], operator: Principal,
    browser_of: Callable[..., Any], api_of: Callable[..., Any], door: str,
) -> None:  # fmt: skip
    record, page, path, sent = notice
    client = browser_of(operator)
    shown = client.get(page).context["starts"]

    if door == "page":
        answer = client.post(page, {"received": "on", "edited_version": record.version})
    else:
        answer = api_of(operator).post(f"/api/v1/{path}", sent)

    assert answer.status_code in (200, 302)
    event = AuditEvent.objects.about(record).filter(verb__endswith="served").get()
    assert event.note == f"{shown} {DECLARED}"
