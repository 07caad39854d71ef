"""What people type about letters, messages and how they want to be told."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.forms import ClockField, DeclarationField, JalaliDateField, PersianTextField
from core.papers.bringing import ACCEPTED, ScanField
from core.spelling import spelled
from lists.chips import DayFilter
from notices.facts.declared import RECEIVED
from notices.facts.letters import LETTER_KINDS
from notices.models import Dispatch, Letter
from notices.states import DIGEST, LOCKED, OUTSIDE, RECEIPT_NEEDED, Channel, Provenance, Topic


class LetterFilter(django_filters.FilterSet):
    """By kind, proof of service, way and day; `q` finds number, addressee, office and record."""

    q = django_filters.CharFilter(method="search", label=_("search"))
    kind = django_filters.MultipleChoiceFilter(
        choices=lambda: [(kind.name, kind.title) for kind in LETTER_KINDS if not kind.is_passage],
        label=_("kind of letter"),
    )
    service = django_filters.ChoiceFilter(
        choices=(("proven", _("served")), ("open", _("not served yet"))),
        method="by_service",
        label=_("service"),
    )
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label=_("way of service"))
    since = DayFilter(field_name="issued_on", lookup_expr="gte", label=_("from the day"))
    until = DayFilter(field_name="issued_on", lookup_expr="lte", label=_("until the day"))

    class Meta:
        model = Letter
        fields: ClassVar[list[str]] = []

    def search(self, letters: QuerySet[Letter], _name: str, value: str) -> QuerySet[Letter]:
        """Find in any spelling by what a letter says of itself; its addressee names the office."""
        found, written = Q(), spelled(value)
        for field in ("number", "addressee", "title", "record"):
            found |= Q(**{f"{field}__iregex": written})
        return letters.filter(found)

    def by_service(self, letters: QuerySet[Letter], _name: str, value: str) -> QuerySet[Letter]:
        """Narrow to the letters whose arrival is proven, or to the others."""
        is_proven = Exists(Dispatch.objects.proofs().filter(letter=OuterRef("pk")))
        return letters.filter(is_proven if value == "proven" else ~is_proven)


class ReachForm(forms.Form):
    """Addresses, quiet hours, and the channels of each topic: fields `topic-channel`."""

    mobile = PersianTextField(
        label=_("mobile"), max_length=20, required=False,
        help_text=_("11 digits, starting with 09. Left empty it stays as it is."),
    )  # fmt: skip
    email = PersianTextField(
        label=_("e-mail"), max_length=200, required=False,
        help_text=_("Left empty it stays as it is."),
    )  # fmt: skip
    forget_mobile = forms.BooleanField(label=_("Remove the mobile number"), required=False)
    forget_email = forms.BooleanField(label=_("Remove the e-mail address"), required=False)
    quiet_from = ClockField(
        label=_("quiet from"), help_text=_("From then on nothing is sent but official service.")
    )
    quiet_to = ClockField(
        label=_("quiet until"), help_text=_("Both hours alike: nothing is held back.")
    )

    def choices(self) -> dict[str, list[str]]:
        """Return what was ticked, by topic."""
        topics = [str(topic) for topic in Topic if topic not in LOCKED] + [DIGEST]
        return {
            topic: [str(way) for way in OUTSIDE if self.data.get(f"{topic}-{way}")]
            for topic in topics
        }


class CompareForm(forms.Form):
    """The file of a letter as somebody has it; it is compared in the browser and never sent."""

    file = forms.FileField(
        label=_("PDF file of the letter"),
        help_text=_("The file is compared on your own device and sent nowhere."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


def receipt_scan() -> ScanField:
    """Return the field of the scan of a receipt, wherever service on paper is recorded."""
    return ScanField(
        label=_("scan of the receipt"),
        help_text=_("JPEG, PNG or PDF"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        error_messages=dict.fromkeys(("required", "missing", "invalid"), RECEIPT_NEEDED),
    )


class ReceiptForm(forms.Form):
    """The scan of a receipt, from whom, and when."""

    received_on = JalaliDateField(label=_("day on the receipt"))
    words = PersianTextField(label=_("who received it, number of the receipt"), max_length=240)
    scan = receipt_scan()


class RedoForm(forms.Form):
    """Why a message that was given up goes again."""

    reason = PersianTextField(label=_("reason"), max_length=240)


class TemplateForm(forms.Form):
    """The next version of a kind of letter."""

    kind = forms.ChoiceField(label=_("kind of letter"))
    subject = PersianTextField(label=_("subject"), max_length=240)
    body = PersianTextField(label=_("text"), widget=forms.Textarea, max_length=6000)
    provenance = forms.ChoiceField(label=_("origin"), choices=Provenance.choices)
    source = PersianTextField(label=_("source"), max_length=400)
    starts_on = JalaliDateField(label=_("in force from"), ahead=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.title) for kind in LETTER_KINDS]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a version is withdrawn."""

    reason = PersianTextField(
        label=_("reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class WebhookForm(forms.Form):
    """A new webhook: its name, its address, and of what it is told."""

    name = PersianTextField(
        label=_("name of the webhook"), max_length=80, help_text=_("Which program listens.")
    )
    url = forms.CharField(
        label=_("address"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "ltr", "inputmode": "url"}),
        help_text=_("It begins with https:// and lies in the open network."),
    )
    resources = forms.MultipleChoiceField(
        label=_("of what it is told"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one resource of the list.")},
    )

    def __init__(self, *args: Any, resources: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resources"].choices = [  # type: ignore[attr-defined]
            (name, format_html('<bdi dir="ltr">/{}</bdi>', name)) for name in resources
        ]


class ReceivedForm(forms.Form):
    """That the office has received a notice: its time begins with it, and it is not taken back."""

    received = DeclarationField(label=_(RECEIVED))
