"""Forms of a hearing session: its summons, who came, its minutes, why it is called off."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import ROLE_LABELS, Role
from core.clock import TEHRAN
from core.forms import ClockField, DeclarationField, JalaliDateField, PersianTextField
from core.jalali import long
from core.persian import persian_digits
from violations.facts import Person, against_hour
from violations.forms.fields import (
    CardsField,
    ManyFilesField,
    UuidList,
    attendance_field,
    cards,
    reason_field,
)
from violations.models import SessionSeat
from violations.states import AbsenceAnswer, Channel, SessionState
from workdays.facts import Deadline

PRESENT, ABSENT, RECUSED = "present", "absent", "recused"


class SummonForm(forms.Form):
    """When and where the session is, and who sits; one in the portal needs no place."""

    day = JalaliDateField(label=_("Day of the session"), ahead=True)
    hour = ClockField(label=_("Hour of the session"), required=True)
    is_online = forms.BooleanField(label=_("The session is held in the portal"), required=False)
    place = PersianTextField(
        label=_("Place of the session"),
        max_length=240,
        help_text=_("Leave it empty only when the session is held in the portal."),
        error_messages={
            "required": _("Say where the session is held, or that it is in the portal.")
        },
    )
    judges = forms.MultipleChoiceField(
        label=_("Who sits for the forum"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who sits.")},
    )
    guests = PersianTextField(
        label=_("Others who are called"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One name a line. The people of the office are called always."),
    )
    channel = CardsField(
        label=_("How is the summons served?"), choices=Channel.choices, initial=Channel.PORTAL
    )

    def __init__(
        self, *args: Any, people: Sequence[Person], quorum: int, notice: Deadline, opened_on: date,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["day"].help_text = f"{_least_time(notice)} {_usual_time(opened_on)}"
        judges = cast(forms.MultipleChoiceField, self.fields["judges"])
        judges.choices = [
            (str(person.user_id), f"{person.name} · {ROLE_LABELS[Role(person.role)]}")
            for person in people
        ]
        judges.help_text = gettext("At least {least} of them must sit.").format(
            least=persian_digits(quorum)
        )
        cards(self, "channel").hints = {
            Channel.PORTAL: gettext("Served on the day the office acknowledges it here."),
            Channel.LETTER: gettext("Served on the day of the post's receipt, which you enter."),
            Channel.IN_PERSON: gettext("Served on the day of the signed receipt, which you enter."),
        }

    def clean(self) -> dict[str, Any]:
        """Put day and hour together, keys and names in lists; say where it is."""
        data: dict[str, Any] = super().clean() or {}
        day, hour = data.get("day"), data.get("hour")
        if hour is not None and (night := against_hour(hour)):
            self.add_error("hour", night)
            hour = None
        if day is not None and hour is not None:
            data["starts_at"] = datetime.combine(day, hour, tzinfo=TEHRAN)
        data["judges"] = [int(key) for key in data.get("judges", ())]
        data["guests"] = [line for line in (data.get("guests") or "").split("\n") if line.strip()]
        if data.get("is_online") and self.has_error("place", "required"):
            del self.errors["place"]
            data["place"] = ""
        return data


def _least_time(notice: Deadline) -> str:
    """Return how soon the session may be, were its summons served at the notice's first day."""
    words = ngettext(
        "{days} day lies at least between the service of the summons and the session. If it is"
        " served today, the first possible day is {first}.",
        "{days} days lie at least between the service of the summons and the session. If it is"
        " served today, the first possible day is {first}.",
        notice.rule.value,
    )
    return words.format(days=persian_digits(notice.rule.value), first=long(notice.due_on))


def _usual_time(opened_on: date) -> str:
    """Return for which service the day is proposed."""
    words = gettext(
        "The proposed day holds also where the office opens the summons on {day}, when it is"
        " reminded of it."
    )
    return words.format(day=long(opened_on))


class MinutesForm(forms.Form):
    """Who came and who stood back, and the minutes."""

    minutes = reason_field(
        _("Minutes of the session"),
        rows=10,
        help_text=_("What was asked, answered and shown. They are frozen when they are recorded."),
    )

    def __init__(
        self, *args: Any, seats: Iterable[SessionSeat], quorum: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        self.fields["attendance"] = attendance_field(gettext("Who came"), quorum)
        for seat in self.seats:
            self._add(seat)

    def _add(self, seat: SessionSeat) -> None:
        """Ask of one seat whether the person came; who stood back did so by themselves."""
        choices = [
            ("", gettext("Choose")), (PRESENT, gettext("present")), (ABSENT, gettext("absent")),
        ]  # fmt: skip
        self.fields[f"seat_{seat.pk}"] = forms.ChoiceField(
            label=f"{seat.name} · {_role(seat)}",
            choices=choices if not seat.is_recused else [(RECUSED, gettext("recused"))],
            initial=RECUSED if seat.is_recused else None,
            error_messages={"required": _("Choose whether this person was there.")},
        )

    def rows(self) -> list[tuple[Any, Any]]:
        """Return the field of each seat, for the page; no reason of a recusal is asked here."""
        return [(self[f"seat_{seat.pk}"], None) for seat in self.seats]

    def clean(self) -> dict[str, Any]:
        """Collect the attendance."""
        data: dict[str, Any] = super().clean() or {}
        data["attendance"] = [
            {"seat": seat.public_id, "is_present": data.get(f"seat_{seat.pk}") == PRESENT}
            for seat in self.seats
        ]
        return data


class SignMinutesForm(forms.Form):
    """The declaration of whoever signs the minutes; who was heard may add a remark."""

    remark = reason_field(
        _("Remark beside the signature"),
        least=0,
        rows=3,
        required=False,
        help_text=_("It stands in the minutes beside your signature and is not changed later."),
    )
    agreed = DeclarationField(label=_("I have read the minutes and sign them."))

    def __init__(self, *args: Any, takes_remark: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_remark:
            del self.fields["remark"]


class RefusalForm(forms.Form):
    """
    Who does not sign the minutes, what was said, and before whom; with the signed page.

    Nobody witnesses the own refusal: who is chosen, or is the only one to be noted, stands not
    among the witnesses; on the page the choice takes the person out of the list.
    """

    evidence = UuidList(required=False)
    seat = forms.ChoiceField(
        label=_("Who does not sign"),
        error_messages={"required": _("Choose who does not sign.")},
    )
    reason = reason_field(
        _("What he said"),
        least=10,
        rows=3,
        help_text=_("His words, or why he cannot sign. It stands in the minutes."),
    )
    witnesses = forms.MultipleChoiceField(
        label=_("Witnesses"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two people or more who sat in the session."),
        error_messages={
            "required": _("Choose two people who sat in the session."),
            "invalid_choice": _("Name two witnesses, other people than who does not sign."),
        },
    )
    attachments = ManyFilesField(
        label=_("Scan of the page that the witnesses signed"), required=False
    )
    attachments.is_awaited = True  # required, but one that is already uploaded counts

    def __init__(
        self,
        *args: Any,
        seats: Iterable[SessionSeat],
        present: Iterable[SessionSeat],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        seats = list(seats)
        cast(forms.ChoiceField, self.fields["seat"]).choices = [
            ("", _("Choose")),
            *((str(seat.public_id), f"{seat.name} · {_role(seat)}") for seat in seats),
        ]
        refuser = self.data.get("seat") or (str(seats[0].public_id) if len(seats) == 1 else "")
        witnesses = cast(forms.MultipleChoiceField, self.fields["witnesses"])
        witnesses.choices = [
            (str(seat.public_id), f"{seat.name} · {_role(seat)}")
            for seat in present
            if str(seat.public_id) != refuser
        ]
        witnesses.widget.attrs["data-without"] = "seat"

    def clean_seat(self) -> UUID:
        """Return the public id of the seat."""
        return UUID(self.cleaned_data["seat"])

    def clean_witnesses(self) -> list[UUID]:
        """Return the public ids of their seats."""
        return [UUID(key) for key in self.cleaned_data["witnesses"]]


class ContestAbsenceForm(forms.Form):
    """Why somebody contests that the minutes note an absence."""

    reason = reason_field(
        _("Why do you contest it?"), least=20, rows=4,
        help_text=_("Say how it is seen that you came. The agency and who decides read it."),
    )  # fmt: skip


class AnswerAbsenceForm(forms.Form):
    """Whose contest is answered, how, and why."""

    seat = forms.ChoiceField(
        label=_("Whose contest"), error_messages={"required": _("Choose whose contest you answer.")}
    )
    answer = CardsField(
        label=_("Your answer"),
        choices=AbsenceAnswer.choices,
        error_messages={
            "required": _("Say whether the attendance is corrected or the minutes stand.")
        },
    )
    reason = reason_field(
        _("Reason"), least=20, rows=4, help_text=_("The office reads it.")
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Sequence[SessionSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(seat.public_id), f"{seat.name} · {_role(seat)}") for seat in seats]
        cast(forms.ChoiceField, self.fields["seat"]).choices = choices
        cards(self, "answer").hints = {
            AbsenceAnswer.PRESENT: gettext("Counts as present, and may sign the minutes."),
            AbsenceAnswer.ABSENT: gettext("The absence stays noted, with the contest beside it."),
        }

    def clean_seat(self) -> UUID:
        """Return the public id of the seat."""
        return UUID(self.cleaned_data["seat"])


def _role(seat: SessionSeat) -> str:
    return str(ROLE_LABELS[Role(seat.role)]) if seat.role else gettext("guest")


class CallOffForm(forms.Form):
    """Why a session is not held."""

    how = CardsField(
        label=_("What happens to the session?"),
        choices=[
            (SessionState.POSTPONED, _("Postponed")),
            (SessionState.CANCELLED, _("Cancelled")),
        ],
        error_messages={"required": _("Say whether it is postponed or cancelled.")},
    )
    reason = reason_field(_("Reason"), least=10, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards(self, "how").hints = {
            SessionState.POSTPONED: gettext("Another session is called with a summons of its own."),
            SessionState.CANCELLED: gettext("The case is decided without a session."),
        }


class ConfirmDayForm(forms.Form):
    """Why a session is held on a day that the calendar closes."""

    reason = reason_field(_("Reason"), least=10, rows=3)


class RecuseForm(forms.Form):
    """Why somebody stands back."""

    reason = PersianTextField(
        label=_("Reason of recusal"),
        min_length=10,
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as kinship with the office, or your own report."),
    )
