"""Forms of a report: filing it, and its triage."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from agencies.models import Agency
from core.clock import today
from core.forms import (
    ClockField,
    DigitsField,
    JalaliDateField,
    JalaliDateInput,
    PersianTextField,
    RialField,
)
from core.jalali import short
from core.persian import isolated, latin_digits, loose_key
from offices.models import Office
from violations.facts import Twin
from violations.forms.fields import (
    CardsField,
    ManyFilesField,
    UuidList,
    cards,
    reason_field,
)
from violations.models import ViolationReport, ViolationType
from violations.rules.columns import MOST_NARRATIVE
from violations.states import Track

LEAST_KEY = 2
MOST_MATCHES = 6


class ReportForm(forms.Form):
    """
    A new report: five parts on one page.

    The office is typed as a code or a name; a name that fits several offices is answered with
    choices. Types are dated rows, found by their code on the day of the event.
    """

    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)
    evidence = UuidList(required=False)
    office = PersianTextField(
        label=_("Office"),
        max_length=120,
        help_text=_("Type the office's code or its name."),
        error_messages={"required": _("Name the office: its code or its name.")},
    )
    agency = forms.ModelChoiceField(
        label=_("Agency"), queryset=Agency.objects.none(), to_field_name="code", required=False
    )
    type = forms.CharField(
        label=_("Violation type"),
        error_messages={"required": _("Choose the type of the violation.")},
    )
    occurred_on = JalaliDateField(
        label=_("Day of the event"),
        widget=JalaliDateInput(attrs={"data-past": ""}),
        error_messages={"required": _("Write the day of the event, such as 1/9 or yesterday.")},
    )
    occurred_at = ClockField(label=_("Time"), required=False)
    discovered_on = JalaliDateField(
        label=_("Day of discovery"),
        required=False,
        widget=JalaliDateInput(attrs={"data-past": ""}),
    )
    amount = RialField(label=_("Amount"), required=False)
    affected = DigitsField(label=_("People affected"), required=False, max_length=6)
    place = PersianTextField(label=_("Place"), required=False, max_length=200)
    narrative = PersianTextField(
        label=_("What happened"),
        min_length=20,
        max_length=MOST_NARRATIVE,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what happened.")},
    )
    attachments = ManyFilesField(label=_("Evidence"), required=False)
    duplicate = forms.ChoiceField(
        label=_("Which is it?"),
        required=False,
        choices=[("same", "same"), ("separate", "separate")],
    )
    separate_reason = PersianTextField(
        label=_("Why is it another event?"),
        required=False,
        max_length=240,
        # It stands beside the form, with the reports that are like this one.
        widget=forms.TextInput(attrs={"form": "report-form"}),
    )

    def __init__(self, *args: Any, actor: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.matches: list[Office] = []
        agencies = Agency.objects.visible_to(actor).filter(is_active=True)
        if actor.is_agency:
            agencies = agencies.filter(public_id__in=actor.agency_ids)
        field = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        field.queryset = agencies.order_by("position", "pk")
        if actor.is_agency:
            field.required = True
            field.empty_label = None
        else:
            field.empty_label = gettext("No agency: licence track only")

    def clean_office(self) -> Office:
        """Return the one office that was meant; several or none are explained."""
        typed = self.cleaned_data["office"]
        digits = "".join(part for part in latin_digits(typed).split()[:1] if part.isdigit())
        offices = Office.objects.visible_to(self.actor).select_related("county", "holder")
        if digits:
            found = offices.filter(code=digits).first()
            if found:
                return found
        self.matches = _matches(offices, typed)
        if len(self.matches) == 1:
            return self.matches[0]
        if self.matches:
            raise ValidationError(
                gettext("Several offices fit. Choose one of them by its code."), code="several"
            )
        raise ValidationError(
            gettext("There is no office with this code or name: {text}").format(text=typed),
            code="unknown",
        )

    def clean_affected(self) -> int | None:
        """Return the number of people."""
        text = self.cleaned_data["affected"]
        return int(text) if text else None

    def clean_occurred_on(self) -> Any:
        """Refuse a day that has not come."""
        return _past(self.cleaned_data["occurred_on"], gettext("The event cannot lie after today."))

    def clean_discovered_on(self) -> Any:
        """Refuse a day that has not come; empty is today."""
        found = self.cleaned_data["discovered_on"] or today()
        return _past(found, gettext("The discovery cannot lie after today."))

    def clean(self) -> dict[str, Any]:
        """Join the fields: the type on its day, the days in order."""
        data: dict[str, Any] = super().clean() or {}
        occurred, code = data.get("occurred_on"), data.get("type")
        if occurred and code:
            kinds = ViolationType.objects.visible_to(self.actor).in_force(occurred)
            data["kind"] = kinds.filter(code=code).first()
            if data["kind"] is None:
                self.add_error("type", gettext("There was no such type on the day of the event."))
            elif "agency" in data and not data["agency"] and data["kind"].track == Track.CONTRACT:
                self.add_error("agency", lacks_agency())
        discovered = data.get("discovered_on")
        if occurred and discovered and discovered < occurred:
            self.add_error(
                "discovered_on",
                gettext("It cannot be discovered before {day}, when it happened.").format(
                    day=short(occurred)
                ),
            )
        if data.get("duplicate") == "separate" and not data.get("separate_reason"):
            self.add_error("separate_reason", gettext("Say in one line why this is another event."))
        return data


def lacks_agency() -> str:
    """Return what is said where a type is about a contract, and no agency has been chosen."""
    return gettext("Choose the agency: this type is about its contract.")


def _past(day: Any, message: str) -> Any:
    if day > today():
        raise ValidationError(
            "{message} {today}".format(
                message=message, today=gettext("Today is {day}.").format(day=short(today()))
            ),
            code="future",
        )
    return day


def _matches(offices: Any, typed: str) -> list[Office]:
    key = loose_key(typed)
    if len(key) < LEAST_KEY:
        return []
    return list(offices.filter(search_key__contains=key).order_by("code")[:MOST_MATCHES])


class AcceptForm(forms.Form):
    """Nothing to write: the report's own text opens the case."""


class ReturnForm(forms.Form):
    reason = reason_field(
        _("What is missing?"), least=10, help_text=_("The reporter reads this and completes it.")
    )


class RejectForm(forms.Form):
    reason = reason_field(_("Reason for rejecting"), least=20)


class ReferForm(forms.Form):
    referred_to = PersianTextField(
        label=_("To which authority?"), max_length=160,
        help_text=_("For example the prosecutor, the police or the regulator."),
    )  # fmt: skip
    reason = reason_field(_("Reason"), least=20)


class DuplicateForm(forms.Form):
    """The report that came first: one of those that fit, or another one's number."""

    candidate = CardsField(label=_("Which report came first?"), choices=[], required=False)
    original = PersianTextField(label=_("Number of another report"), max_length=20, required=False)
    reason = reason_field(_("Why is it the same event?"), least=10, rows=2)

    def __init__(
        self, *args: Any, actor: Principal, candidates: Sequence[Twin] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        candidate = cards(self, "candidate")
        candidate.choices = [(twin.number, isolated(twin.number)) for twin in candidates]
        candidate.hints = {
            twin.number: f"{twin.type_title} · {short(twin.occurred_on)} · {twin.state_label}"
            for twin in candidates
        }
        if self.initial.get("original") in candidate.hints:
            self.initial["original"] = ""  # chosen among the candidates
        if not candidates:
            del self.fields["candidate"]
            self.fields["original"].label = gettext("Number of the first report")

    def clean(self) -> dict[str, Any]:
        """Find the report that was chosen or typed, when the actor sees it."""
        data: dict[str, Any] = super().clean() or {}
        number = latin_digits(data.get("original") or data.get("candidate") or "").strip()
        if not number:
            self.add_error(
                None if "candidate" in self.fields else "original",
                gettext("Choose the report that came first, or type its number."),
            )
            return data
        reports = ViolationReport.objects.visible_to(self.actor)
        data["original"] = reports.filter(number=number).first()
        if data["original"] is None:
            self.add_error("original", gettext("There is no report with this number."))
        return data


class SupplementForm(forms.Form):
    """What a returned report lacked."""

    evidence = UuidList(required=False)
    text = reason_field(_("What you add"), least=10)
    attachments = ManyFilesField(label=_("More evidence"), required=False)


class WithdrawForm(forms.Form):
    """Nothing to write: the number stays used."""


def evidence_ids(data: Any) -> list[UUID]:
    """Return the ids of files that earlier attempts uploaded."""
    return UuidList(required=False).clean(data.getlist("evidence"))
