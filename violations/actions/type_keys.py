"""Setting the number keys by which an agency's people choose violation types."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Agency
from audit.actions import record
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import Invalid
from violations.acts.types import SET_KEYS
from violations.facts.type_keys import keys_of, types_in_force
from violations.models import MOST_KEYS, TypeKeys


@transaction.atomic
def set_type_keys(
    *, agency_id: int, codes: Sequence[str], actor: Principal, at: datetime
) -> TypeKeys:
    """
    Set which types the keys 1 to `MOST_KEYS` of an agency's report form choose.

    `codes` holds the code of key 1 first; what stood before is recorded in the history.

    Raises:
        NotPermitted: the role may not, or works for another agency.
        Invalid: no code, too many, one twice, or a type that is not in force.
    """
    on = day_in_tehran(at)
    agency: Agency = begin(SET_KEYS, agency_id, actor, on)
    in_force = {code for code, _title, _severity in types_in_force(on)}
    if not codes or len(codes) > MOST_KEYS:
        raise Invalid(fields={"codes": [_("Choose a type for one key at least.")]})
    if len(set(codes)) < len(codes):
        raise Invalid(fields={"codes": [_("One type has one key.")]})
    if not set(codes) <= in_force:
        raise Invalid(fields={"codes": [_("Choose types that are in force.")]})
    before = list(keys_of(agency))
    keys, _is_new = TypeKeys.objects.update_or_create(agency=agency, defaults={"codes": [*codes]})
    agency.version += 1
    agency.save(update_fields=["version", "updated_at"])
    record(
        actor=actor, verb="agency.type_keys_set", target=agency,
        changes={"type_keys": (" ".join(before), " ".join(codes))}, at=at,
    )  # fmt: skip
    return keys
