"""Forms of the register."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import (
    DeclarationField,
    JalaliDateField,
    PersianTextField,
    ProseField,
    WholeNumberField,
)
from core.identifiers import (
    validate_landline,
    validate_legal_id,
    validate_mobile,
    validate_national_id,
    validate_office_code,
    validate_postal_code,
    validate_sheba,
)
from core.papers.bringing import number_field, scan_field
from core.persian import SortKey, persian_digits
from offices.models import HolderKind, OfficeKind
from offices.states import LICENCE_FLOW, OFFICE_FLOW, LicenceState, OfficeState
from territory.models import Division
from territory.rules import Level

if TYPE_CHECKING:
    DivisionField = forms.ModelChoiceField[Division]
else:
    DivisionField = forms.ModelChoiceField


def _ranks() -> list[tuple[str, Any]]:
    """Return the ranks to choose from, in the reader's digits."""
    return [("", _("none")), *((str(rank), persian_digits(rank)) for rank in (1, 2, 3))]


# A state that takes something away is never the one that stands there from the beginning.
UNCHOSEN = {"required": _("Choose the new state.")}


def _to_choose(states: Sequence[OfficeState | LicenceState]) -> list[tuple[str, Any]]:
    """Return the states to choose from, none of them chosen."""
    return [("", _("Choose")), *((state.value, state.label) for state in states)]


def _above(part: Division) -> list[Division]:
    """Return what the part lies in, below the province, the nearest first."""
    above: list[Division] = []
    parent = part.parent
    while parent is not None and parent.level != Level.PROVINCE:
        above.append(parent)
        parent = parent.parent
    return above


class PartSelect(forms.Select):
    """Parts of all counties; forms.js shows those of the county that is chosen."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the option with its county."""
        option = super().create_option(name, value, *args, **kwargs)
        if part := getattr(value, "instance", None):
            option["attrs"]["data-county"] = str(_above(part)[-1].pk)
        return option


class PartField(DivisionField):
    """A part of a county, of some levels, named with what it lies in."""

    widget = PartSelect(attrs={"data-parts-of": "id_county"})

    def __init__(self, *, levels: Sequence[Level], **kwargs: Any) -> None:
        self.levels = levels
        parts = Division.objects.filter(level__in=levels).select_related("parent__parent__parent")
        super().__init__(parts.order_by(SortKey("name"), "pk"), required=False, **kwargs)

    def label_from_instance(self, obj: Division) -> str:
        """Return the name, its level where several may be chosen, and what it lies in."""
        parts = [str(obj.get_level_display())] if len(self.levels) > 1 else []
        parts += [above.name for above in _above(obj)]
        return f"{obj.name} ({'، '.join(parts)})" if parts else obj.name


class OfficeForm(forms.Form):
    """An office's card; identifiers are checked by the action."""

    code = PersianTextField(
        label=_("office code"), max_length=20, validators=[validate_office_code]
    )
    name = PersianTextField(label=_("name"), max_length=160)
    kind = forms.ChoiceField(label=_("kind"), choices=OfficeKind.choices)
    county = forms.ModelChoiceField(
        Division.objects.filter(level="county").order_by(SortKey("name")), label=_("county")
    )
    district = PartField(label=_("district"), levels=[Level.DISTRICT])
    place = PartField(
        label=_("city or village"), levels=[Level.CITY, Level.RURAL_DISTRICT, Level.VILLAGE]
    )
    manager_name = PersianTextField(label=_("office manager"), max_length=120, required=False)
    address = ProseField(label=_("address"), max_length=400, required=False)
    postal_code = PersianTextField(
        label=_("postal code"), max_length=20, required=False, validators=[validate_postal_code]
    )
    phone = PersianTextField(
        label=_("phone"), max_length=20, required=False, validators=[validate_landline]
    )
    mobile = PersianTextField(
        label=_("mobile"), max_length=20, required=False, validators=[validate_mobile]
    )
    iban = PersianTextField(
        label=_("Sheba"), max_length=40, required=False, validators=[validate_sheba]
    )
    opening_hours = ProseField(label=_("opening hours"), max_length=160, required=False)
    area_m2 = WholeNumberField(label=_("area, m²"), min_value=1, max_value=9999, required=False)
    counter_count = WholeNumberField(label=_("counters"), min_value=1, max_value=99, required=False)
    rank = forms.TypedChoiceField(
        label=_("rank"),
        choices=_ranks,
        coerce=int,
        empty_value=None,
        required=False,
    )
    is_member = forms.BooleanField(
        label=_("member of the association"), required=False, initial=True
    )
    reason = PersianTextField(label=_("reason of the change"), max_length=400, min_length=5)
    reason.is_unstored = True  # type: ignore[attr-defined] # the history keeps it

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason" if is_new else "code"]


class HolderForm(forms.Form):
    """A licence holder; an urban office has a legal entity."""

    kind = forms.ChoiceField(label=_("kind"), choices=HolderKind.choices, initial="legal")
    name = PersianTextField(label=_("name"), max_length=160)
    legal_id = PersianTextField(
        label=_("legal-entity ID"), max_length=20, required=False, validators=[validate_legal_id]
    )
    national_id = PersianTextField(
        label=_("national ID"),
        max_length=20,
        required=False,
        validators=[validate_national_id],
        help_text=_("Kept encrypted; shown to nobody without a reason."),
    )
    ceo_name = PersianTextField(label=_("managing director"), max_length=120, required=False)
    mobile = PersianTextField(
        label=_("mobile"), max_length=20, required=False, validators=[validate_mobile]
    )

    def __init__(self, *args: Any, office_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("legal_id", "national_id"):
            self.fields[name].is_awaited = True  # type: ignore[attr-defined] # of its kind
        if office_kind == OfficeKind.URBAN:
            kind: Any = self.fields["kind"]
            kind.choices = [(HolderKind.LEGAL.value, HolderKind.LEGAL.label)]
            kind.help_text = _("An urban licence is held by a legal entity only.")


class HolderEditForm(forms.Form):
    """What may change about a holder; the identifiers stay."""

    name = PersianTextField(label=_("name"), max_length=160)
    ceo_name = PersianTextField(label=_("managing director"), max_length=120, required=False)
    mobile = PersianTextField(
        label=_("mobile"), max_length=20, required=False, validators=[validate_mobile]
    )


class DocumentForm(forms.Form):
    """The head of a document and its scan, both required."""

    document_no = number_field(_("document number"))
    document_on = JalaliDateField(label=_("document date"), past_only=True)
    document_issuer = PersianTextField(label=_("document issuer"), max_length=160)
    file = scan_field(_("scan of the document"))


class StateForm(forms.Form):
    """The next state of an office."""

    state = forms.ChoiceField(label=_("new state"), error_messages=UNCHOSEN)
    reason = PersianTextField(label=_("reason"), max_length=400, min_length=5)
    ends_on = JalaliDateField(label=_("planned last day"), required=False, ahead=True)
    document_no = number_field(_("document number"), required=False)
    document_on = JalaliDateField(label=_("document date"), required=False, past_only=True)
    document_issuer = PersianTextField(label=_("document issuer"), max_length=160, required=False)
    file = scan_field(
        _("scan of the document"),
        required=False,
        note=_(
            "A closure, inactivity, a suspension, its early end and a revocation need their"
            " document: JPEG, PNG or PDF, checked and sealed."
        ),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("ends_on", "document_no", "document_on", "document_issuer", "file"):
            self.fields[name].is_awaited = True  # type: ignore[attr-defined] # of some states
        choice: Any = self.fields["state"]
        after = [after for before, after in OFFICE_FLOW.edges() if before == OfficeState(state)]
        choice.choices = _to_choose(after)


class LicenceForm(forms.Form):
    """The regulator's licence, as it is printed."""

    number = PersianTextField(label=_("licence number"), max_length=40)
    issued_on = JalaliDateField(label=_("issued on"))
    expires_on = JalaliDateField(label=_("expires on"), ahead=True)


class LicenceStateForm(DocumentForm):
    """Suspension, cancellation or reinstatement of a licence, on a document."""

    field_order = ("state", "suspended_until")
    state = forms.ChoiceField(label=_("new state"), error_messages=UNCHOSEN)
    suspended_until = JalaliDateField(
        label=_("suspended until"),
        required=False,
        ahead=True,
        help_text=_("Required of a suspension; of other decisions it stays empty."),
    )
    suspended_until.is_awaited = True  # type: ignore[attr-defined] # of a suspension
    reason = PersianTextField(label=_("reason"), max_length=400, min_length=5)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = {after for before, after in LICENCE_FLOW.edges() if before == state}
        offered = [LicenceState.SUSPENDED, LicenceState.CANCELLED, LicenceState.VALID]
        choice: Any = self.fields["state"]
        choice.choices = _to_choose([state for state in offered if state in reachable])


class RenewedForm(DocumentForm, LicenceForm):
    """The regulator's new licence, and the document by which it was renewed."""

    field_order = ("number", "issued_on", "expires_on")


class MembershipForm(forms.Form):
    """Whether the office is the member that the association declares it to be."""

    CONFIRM, DECLINE = "confirm", "decline"
    answer = forms.ChoiceField(
        label=_("Is the office a member of the association?"),
        choices=[(CONFIRM, _("Yes, it is a member")), (DECLINE, _("No, it is not a member"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the office is a member.")},
    )


class MembershipNoteForm(forms.Form):
    """Why the association declares a membership, takes it back or notes its end."""

    reason = PersianTextField(
        label=_("reason"), min_length=5, max_length=400, widget=forms.Textarea
    )


class RenewalForm(forms.Form):
    """A request for renewal."""

    note = PersianTextField(label=_("note"), max_length=400, required=False, widget=forms.Textarea)


class RevealForm(forms.Form):
    """Why a national ID is looked at."""

    reason = PersianTextField(label=_("reason"), max_length=240, min_length=10)


class TransferForm(HolderForm):
    """The regulator's approval of another holder, and his licence."""

    number = PersianTextField(label=_("number of the new licence"), max_length=40)
    issued_on = JalaliDateField(label=_("issued on"))
    expires_on = JalaliDateField(label=_("expires on"), ahead=True)
    document_no = number_field(_("number of the regulator's approval"))
    document_on = JalaliDateField(label=_("date of the approval"), past_only=True)
    document_issuer = PersianTextField(label=_("issuer of the approval"), max_length=160)
    file = scan_field(_("scan of the approval"))
    has_clearances = DeclarationField(
        label=_(
            "The inquiry on the last three years and a fresh clearance of each agency under"
            " contract are in the file."
        )
    )


class LeaveForm(forms.Form):
    """The last day of a person in the office."""

    ends_on = JalaliDateField(label=_("last day in the office"))


class StaffForm(forms.Form):
    """A person who works in the office."""

    full_name = PersianTextField(label=_("full name"), max_length=120)
    position = PersianTextField(label=_("position"), max_length=80)
    national_id = PersianTextField(
        label=_("national ID"), max_length=20, required=False, validators=[validate_national_id]
    )
    starts_on = JalaliDateField(label=_("from"))
    is_insured = forms.BooleanField(label=_("insured"), required=False, initial=True)
