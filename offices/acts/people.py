"""What is done to licence holders and to the people who work in offices."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from core.acts import ActTable, Confirm, Final, Paper, of_record
from offices.models import LicenceHolder, OfficeStaff

HOLDERS = ActTable(
    "holder",
    lambda key, actor: LicenceHolder.objects.visible_to(actor).lock(key),
    not_by=(),
    paper=Paper.NONE,
    tells=(),
)
STAFF = ActTable(
    "staff",
    lambda key, actor: OfficeStaff.objects.visible_to(actor).lock(key),
    not_by=(),
    paper=Paper.NONE,
    tells=(),
)


@of_record
def has_no_national_id(holder: LicenceHolder) -> str:
    """Return that the register has no national ID of the holder."""
    if holder.national_id_sealed:
        return ""
    return _("The register has no national ID of this holder.")


@of_record
def has_left(person: OfficeStaff) -> str:
    """Return that the person has left."""
    return "" if person.ends_on is None else _("This person has left the office already.")


REGISTER_HOLDER = HOLDERS.act(
    "register",
    title=gettext_lazy("Enter the holder"),
    icon="person",
    permissions=(Permission.OFFICE_EDIT,),
    event={"holder.registered": gettext_lazy("entered a licence holder")},
    confirm=Confirm.PLAIN,
    undo="edit",
)
EDIT_HOLDER = HOLDERS.act(
    "edit",
    title=gettext_lazy("Edit the holder"),
    icon="pencil",
    permissions=(Permission.OFFICE_EDIT,),
    event={"holder.updated": gettext_lazy("changed the licence holder")},
    confirm=Confirm.PLAIN,
    undo="edit",
)
REVEAL_ID = HOLDERS.act(
    "reveal-id",
    title=gettext_lazy("View the national ID"),
    icon="eye",
    permissions=(Permission.HOLDER_REVEAL_ID,),
    blocked=(has_no_national_id,),
    event={"holder.id_revealed": gettext_lazy("looked at the national ID")},
    confirm=Confirm.CODE,
    undo=Final("What was seen is not unseen; the history names who asked."),
)
END_STAFF = STAFF.act(
    "end",
    title=gettext_lazy("Note that a person leaves"),
    icon="person",
    permissions=(Permission.OFFICE_EDIT,),
    blocked=(has_left,),
    event={"staff.ended": gettext_lazy("noted that a person left")},
    confirm=Confirm.PLAIN,
    undo="office.add-staff",
)
