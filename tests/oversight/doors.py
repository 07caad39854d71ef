"""What the tests of pages and of REST share: many reviews, who sees what, counted queries."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from agencies.models import Agency
from offices.models import Office
from oversight.models import TerminationReview
from tests import factories
from tests.oversight.steps import DAY

SEES = (
    "deputy", "expert", "secretariat", "chair", "auditor", "gas_manager", "gas_clerk",
    "gas_appeal", "operator", "association",
)  # fmt: skip
SEES_NOT = ("power_manager", "power_clerk", "other_operator", "county_rep", "platform_admin")
_CONTROL = re.compile(r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET |SELECT set_config)")


def make_reviews(
    agency: Agency, count: int, office: Office | None = None, **values: Any
) -> list[TerminationReview]:
    """Return reviews of the agency, one day apart, moved to a state if one is named."""
    moved = {name: values.pop(name) for name in ("state", "escalated_on", "closed_on")
             if name in values}  # fmt: skip
    made = []
    for index in range(count):
        contract = factories.make_contract(agency=agency, office=office)
        defaults = {
            "number": f"1405-F-{9000 + TerminationReview.objects.count():05d}",
            "opened_on": DAY - timedelta(days=index),
            "issued_on": DAY - timedelta(days=index),
            "decision_due_on": DAY + timedelta(days=20 - index),
        }
        made.append(
            TerminationReview.objects.create(
                contract=contract, office=contract.office, agency=agency, county=contract.county,
                **(defaults | values),
            )
        )  # fmt: skip
    if moved:
        rows = TerminationReview.objects.filter(pk__in=[review.pk for review in made])
        rows.update(version=F("version") + 1, **moved)
    return made


def cost(get: Callable[[str], Any], address: str) -> int:
    """Return how many queries an answer takes the second time that it is asked for."""
    get(address)
    with CaptureQueriesContext(connection) as captured:
        assert get(address).status_code == 200
    return sum(1 for query in captured.captured_queries if not _CONTROL.match(query["sql"]))


def as_role(request: Any, who: str) -> Principal:
    """Return the principal of the cast by name."""
    found: Principal = request.getfixturevalue(who)
    return found
