"""How the database learns for whom a transaction works."""

from accounts.principal import Principal
from core.scope import set_scope


def enter(principal: Principal) -> None:
    """Tell the row policies who asks, until the transaction ends."""
    set_scope(
        scope=principal.scope,
        agency_ids=principal.agency_ids,
        office_ids=principal.office_ids,
        county_ids=principal.county_ids,
        user_id=principal.user_id,
    )
