"""What the page of the history says of the last nightly proof."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from accounts.principal import Principal
from oversight.models import RuleRun
from oversight.states import PROOF_CHECK, RunState

# A proof of the night before last is too old: one night is missing.
PROVEN_WITHIN = timedelta(days=2)


def proof_panel(_record: None, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return the last nightly proof for those who see the runs; None for others."""
    if not actor.is_province:
        return None
    runs = RuleRun.objects.visible_to(actor).filter(job=PROOF_CHECK, state=RunState.DONE)
    run = runs.order_by("-as_of", "-pk").first()
    if run is None:
        return {"run": None}
    return {
        "run": run,
        "altered": int(run.counts.get("altered", 0)),
        "broken": run.counts.get("broken", [])[:3],
        "is_old": run.as_of <= on - PROVEN_WITHIN,
    }
