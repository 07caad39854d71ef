"""The act on the number keys by which an agency's people choose violation types."""

from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from agencies.acts import COMMON, REFUSAL, WHO, lock_agency, manages
from core.acts import ActTable, Confirm, Whose

TYPE_KEYS = ActTable("type-keys", lock_agency, **COMMON)

SET_KEYS = TYPE_KEYS.act(
    "set",
    title=gettext_lazy("Set the number keys"),
    permissions=(Permission.AGENCY_EDIT,),
    whose=Whose(WHO, manages, REFUSAL),
    event={"agency.type_keys_set": gettext_lazy("set the number keys of violation types")},
    confirm=Confirm.PLAIN,
    undo="set",
)
