"""Contracts that were made before this register: entered from a file, confirmed by the agency."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record_many
from contracts.models import Contract


@transaction.atomic
def confirm_imported(
    *, contract_ids: Collection[int], actor: Principal, on: date, at: datetime
) -> list[int]:
    """
    Confirm imported contracts for their agency, and return the keys of those that were not yet.

    Raises:
        NotPermitted: only the agency's manager may.
    """
    require(actor, Permission.CONTRACT_CONFIRM_IMPORT)
    rows = list(
        Contract.objects.visible_to(actor)
        .filter(pk__in=contract_ids, origin="import", confirmed_on__isnull=True)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    keys = [row.pk for row in rows]
    if not keys:
        return []
    Contract.objects.filter(pk__in=keys).update(
        confirmed_on=on,
        confirmed_by=actor.user_id,
        version=F("version") + 1,
        updated_at=Now(),
    )
    record_many(
        actor=actor,
        verb="contract.import_confirmed",
        targets=[(row, {"confirmed_on": (None, on)}) for row in rows],
        at=at,
    )
    return keys
