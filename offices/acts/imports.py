"""What people do to an import; a worker does the rest."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission
from approvals.facts import pending_of
from core.acts import ActTable, Confirm, Final, Paper, Whose, of_record
from offices.facts import CONTENTS
from offices.facts.imports import lacks_letter
from offices.models import ImportState, RegisterImport

# It waits: the worker that checked the file may still hold its row for a moment.
IMPORTS = ActTable(
    "import",
    lambda key, actor: RegisterImport.objects.visible_to(actor).lock(key, waits=True),
    ImportState,
    not_by=(),
    paper=Paper.NONE,
    tells=(),
)
KINDS = (Permission.OFFICE_IMPORT, Permission.CONTRACT_IMPORT)


def imports_such_rows(actor: Principal, batch: RegisterImport, on: date) -> bool:
    """Tell whether the actor's role imports rows of this kind."""
    kind = CONTENTS.get(batch.content)
    return kind is not None and may(actor, kind.permission)


@of_record
def changes_nothing(batch: RegisterImport) -> str:
    """Return that no row of the file changes the register."""
    if batch.counts.get("insert") or batch.counts.get("update"):
        return ""
    return _("No row of this file changes the register.")


@of_record
def waits_for_second(batch: RegisterImport) -> str:
    """Return that the deputy has been asked to confirm a list whose letter is of an earlier day."""
    if pending_of("import.confirm", batch) is None:
        return ""
    return _("The list waits for its second person: the deputy confirms it.")


@of_record
def has_no_letter(batch: RegisterImport) -> str:
    """Return that a list came without the letter that it rests on."""
    return lacks_letter(batch)


@of_record
def has_no_workbook(batch: RegisterImport) -> str:
    """Return that the file was not stored again with its errors."""
    return "" if batch.annotated else _("The workbook with the errors is not ready.")


OF_KIND = Whose(
    "those who import this kind of rows",
    imports_such_rows,
    gettext_lazy("Your role does not import this kind of rows."),
)

START = IMPORTS.act(
    "start",
    title=gettext_lazy("Import from Excel"),
    icon="import",
    permissions=KINDS,
    event={"import.started": gettext_lazy("brought a file")},
    paper=Paper.OPTIONAL,  # a list of renewed licences is the paper of the renewals
    confirm=Confirm.PLAIN,
    undo=Final("Nothing is entered yet."),
)
CONFIRM = IMPORTS.act(
    "confirm",
    title=gettext_lazy("Enter the rows in the register"),
    icon="check",
    permissions=KINDS,
    whose=OF_KIND,
    states=(ImportState.CHECKED,),
    state_error=gettext_lazy("Only a file that has been checked is confirmed, and once."),
    target=ImportState.CONFIRMED,
    blocked=(has_no_letter, changes_nothing, waits_for_second),
    event={"import.confirmed": gettext_lazy("confirmed an import")},
    tells=("person",),
    confirm=Confirm.SECOND_IF_BACK,
    undo=Final("Each row is corrected in the register."),
)
DOWNLOAD = IMPORTS.act(
    "download",
    title=gettext_lazy("File with the errors"),
    icon="export",
    permissions=KINDS,
    whose=OF_KIND,
    blocked=(has_no_workbook,),
    event={"import.downloaded": gettext_lazy("took the file with the errors")},
    confirm=Confirm.CLICK,
    undo=Final("It changes nothing."),
)
