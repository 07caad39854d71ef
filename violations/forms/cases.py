"""Forms of a case: service, defence, waiver, decision, appeal, correction, closing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DigitsField, JalaliDateField, PersianTextField
from core.persian import persian_digits
from violations.forms.fields import ManyFilesField, UuidList, reason_field
from violations.models import Defence
from violations.states import AppealResult, Channel, SanctionKind

LEAST_DEFENCE = 20
MOST_DEFENCE = 3000
NOT_PROVEN = "not_proven"
TONES = {
    SanctionKind.SUSPENSION: "danger",
    SanctionKind.TERMINATION_REVIEW: "danger",
    SanctionKind.CANCELLATION_REFERRAL: "danger",
}


class NoticeForm(forms.Form):
    """How the notice goes to the office."""

    channel = forms.ChoiceField(
        label=_("How is it served?"),
        choices=Channel.choices,
        initial=Channel.PORTAL,
        widget=forms.RadioSelect,
    )
    text = PersianTextField(
        label=_("Text of the notice"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Leave it empty for the standard text with the deadline and the rights."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].hints = {
            Channel.PORTAL: gettext("Served on the day the office acknowledges it here."),
            Channel.LETTER: gettext("Served on the day of the post's receipt, which you enter."),
            Channel.IN_PERSON: gettext("Served on the day of the signed receipt, which you enter."),
        }


class ServiceForm(forms.Form):
    """The receipt that proves the service of a notice."""

    evidence = UuidList(required=False)
    channel = forms.ChoiceField(
        label=_("How was it served?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.PORTAL],
        widget=forms.RadioSelect,
        initial=Channel.LETTER,
    )
    served_on = JalaliDateField(
        label=_("Served on"), help_text=_("The day that the receipt shows.")
    )
    proof = PersianTextField(
        label=_("Receipt"), max_length=240,
        help_text=_("Its number, and who received the notice."),
    )  # fmt: skip
    files = ManyFilesField(label=_("Picture of the receipt"), required=False)
    files.is_awaited = True  # required, but one that is already uploaded counts


class DefenceForm(forms.Form):
    """What the office answers."""

    evidence = UuidList(required=False)
    stance = forms.ChoiceField(
        label=_("Your position"),
        choices=Defence._meta.get_field("stance").choices or [],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your position.")},
    )
    text = PersianTextField(
        label=_("Your defence"),
        min_length=LEAST_DEFENCE,
        max_length=MOST_DEFENCE,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write your defence.")},
    )
    files = ManyFilesField(label=_("Documents"), required=False)


class PaperDefenceForm(DefenceForm):
    """A defence that came on paper, entered for the office."""

    received_on = JalaliDateField(label=_("Received on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stance"].label = gettext("The office's position")
        self.fields["text"].label = gettext("Text of the paper")


class WaiveForm(forms.Form):
    """The office's own declaration that a window may end early."""

    agreed = forms.BooleanField(
        label=_("I have read this text and declare it for the office."),
        error_messages={"required": _("The window ends early only by your own declaration.")},
    )


class DecisionForm(forms.Form):
    """
    Outcome, sanction and reasons of a first decision.

    `verdict` is `not_proven`, or a sanction of a proven violation; the matrix' proposal comes
    preselected and another one needs its own reason.
    """

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the decision.")},
    )
    sanction_days = DigitsField(label=_("Days of suspension"), required=False, max_length=3)
    override_reason = PersianTextField(
        label=_("Reason for a sanction other than the proposed one"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reasons = reason_field(
        _("Reasons of the decision"),
        help_text=_("They stand in the notice that the office receives."),
    )

    def __init__(
        self,
        *args: Any,
        proposal: str,
        proposed_days: int | None,
        points: int,
        track: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.proposed_days = proposed_days
        verdict = self.fields["verdict"]
        verdict.choices = [(NOT_PROVEN, gettext("Not proven")), *_sanctions(track, proposal)]
        verdict.tones = dict(TONES)
        verdict.initial = proposal or None
        verdict.hints = _hints(proposal, proposed_days, points)
        self.fields["sanction_days"].initial = proposed_days

    def clean(self) -> dict[str, Any]:
        """Turn the verdict into outcome and sanction; a suspension names its days."""
        data: dict[str, Any] = super().clean() or {}
        verdict = data.get("verdict")
        if not verdict:
            return data
        proven = verdict != NOT_PROVEN
        data["outcome"] = "proven" if proven else "not_proven"
        data["sanction"] = verdict if proven else SanctionKind.NONE
        suspends = verdict == SanctionKind.SUSPENSION
        days = data.get("sanction_days")
        data["sanction_days"] = int(days) if suspends and days else None
        if suspends and not days:
            self.add_error("sanction_days", gettext("Say how many days the suspension lasts."))
        differs = (
            proven
            and self.proposal
            and (
                verdict != self.proposal
                or (suspends and data["sanction_days"] != self.proposed_days)
            )
        )
        if differs and not data.get("override_reason"):
            self.add_error(
                "override_reason",
                gettext("The sanction differs from the proposed one: say why."),
            )
        if not differs:
            data["override_reason"] = ""
        return data


def _sanctions(track: str, proposal: str) -> list[tuple[str, str]]:
    """Return the sanctions of a track; the licence's own referral is not the agency's to make."""
    unfit = {SanctionKind.CANCELLATION_REFERRAL} if track == "contract" else set()
    return [
        (kind.value, _proven(kind))
        for kind in SanctionKind
        if kind not in unfit or kind == proposal
    ]


def _proven(kind: SanctionKind) -> str:
    if kind is SanctionKind.NONE:
        return gettext("Proven, without a sanction")
    return gettext("Proven, with {sanction}").format(sanction=kind.label)


def _hints(proposal: str, days: int | None, points: int) -> dict[str, str]:
    """Return a line under each verdict: its points, and which one the matrix proposes."""
    counted = gettext("{points} points").format(points=persian_digits(points))
    hints = {kind.value: counted for kind in SanctionKind}
    hints[NOT_PROVEN] = gettext("The case ends and counts nowhere.")
    if proposal:
        words = [counted, gettext("proposed by the matrix")]
        if days:
            words.append(gettext("{days} days").format(days=persian_digits(days)))
        hints[proposal] = " · ".join(words)
    return hints


class CommitteeDecisionForm(DecisionForm):
    """A decision of the committee, with who was there and who took no part."""

    def __init__(self, *args: Any, members: Sequence[tuple[int, str, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for user_id, name, is_chair in members:
            self.fields[f"member_{user_id}"] = forms.ChoiceField(
                label=name,
                choices=[
                    ("present", gettext("present")),
                    ("absent", gettext("absent")),
                    ("recused", gettext("recused")),
                ],
                initial="present" if is_chair else "absent",
                required=False,
            )
            self.fields[f"recusal_{user_id}"] = PersianTextField(
                label=gettext("Reason of recusal"), required=False, max_length=160
            )

    def seats(self) -> list[tuple[Any, Any]]:
        """Return the two fields of each member, for the page."""
        return [(self[f"member_{key}"], self[f"recusal_{key}"]) for key, _name, _c in self.members]

    def clean(self) -> dict[str, Any]:
        """Collect the attendance; a recusal says why."""
        data = super().clean()
        rows = []
        for user_id, name, _is_chair in self.members:
            seat, reason = data.get(f"member_{user_id}"), data.get(f"recusal_{user_id}") or ""
            if seat == "recused" and not reason:
                self.add_error(f"recusal_{user_id}", gettext("Say why this member took no part."))
            rows.append(
                {
                    "name": name,
                    "user_id": user_id,
                    "is_present": seat == "present",
                    "is_recused": seat == "recused",
                    "reason": reason,
                }
            )
        data["attendance"] = rows
        return data


class AppealForm(forms.Form):
    """Why the office objects."""

    evidence = UuidList(required=False)
    text = reason_field(_("Why do you object?"), least=LEAST_DEFENCE, rows=8)
    files = ManyFilesField(label=_("Documents"), required=False)


class AppealDecisionForm(forms.Form):
    """How an appeal ends."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=AppealResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the result.")},
    )
    sanction = forms.ChoiceField(label=_("Reduced to"), required=False, choices=[])
    sanction_days = DigitsField(label=_("Days of suspension"), required=False, max_length=3)
    reasons = reason_field(_("Reasons of the decision"))

    def __init__(self, *args: Any, track: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        result = self.fields["result"]
        result.hints = {
            AppealResult.UPHELD: gettext("The decision stands and becomes final."),
            AppealResult.REDUCED: gettext("Still proven, with a lighter sanction."),
            AppealResult.ANNULLED: gettext("The case counts nowhere."),
        }
        self.fields["sanction"].choices = [
            ("", gettext("Choose")),
            *((kind.value, kind.label) for kind in SanctionKind),
        ]

    def clean(self) -> dict[str, Any]:
        """A reduced sanction is named; others take none."""
        data: dict[str, Any] = super().clean() or {}
        reduced = data.get("result") == AppealResult.REDUCED
        if reduced and not data.get("sanction"):
            self.add_error("sanction", gettext("Name the lighter sanction."))
        suspends = reduced and data.get("sanction") == SanctionKind.SUSPENSION
        days = data.get("sanction_days")
        if suspends and not days:
            self.add_error("sanction_days", gettext("Say how many days the suspension lasts."))
        data["sanction"] = data.get("sanction", "") if reduced else ""
        data["sanction_days"] = int(days) if suspends and days else None
        return data


class JudgmentForm(forms.Form):
    """The document of a court or higher authority that annuls a final decision."""

    document_no = PersianTextField(label=_("Number of the document"), max_length=60)
    document_on = JalaliDateField(label=_("Date of the document"))
    document_issuer = PersianTextField(label=_("Who issued it"), max_length=160)
    reasons = reason_field(_("What it says"))


class ScheduleForm(forms.Form):
    """The day on which a heard case is to be decided."""

    decision_on = JalaliDateField(label=_("Day of decision"), ahead=True)


class CorrectionForm(forms.Form):
    """What the office is to put right."""

    text = reason_field(_("What is to be put right"), least=10, rows=3)
    due_on = JalaliDateField(label=_("Until"), ahead=True)


class CorrectionReportForm(forms.Form):
    """What the office has put right."""

    evidence = UuidList(required=False)
    note = reason_field(_("What was done"), least=10, rows=3)
    files = ManyFilesField(label=_("Documents"), required=False)


class CorrectionVerifyForm(forms.Form):
    """How somebody saw that it is right, or that it is not."""

    is_done = forms.ChoiceField(
        label=_("Result"),
        choices=[("yes", _("It is put right")), ("no", _("Ask for it again"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the result.")},
    )
    note = reason_field(_("How it was verified"), least=10, rows=3)


class NoteForm(forms.Form):
    """An internal note."""

    text = PersianTextField(
        label=_("Internal note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class CloseForm(forms.Form):
    """A final case whose sanction is executed and whose correction is verified."""

    note = reason_field(_("Closing note"), least=10, rows=3)


class CloseNoActionForm(forms.Form):
    """An open case that ends without a decision."""

    reason = reason_field(_("Reason"), least=20)


class ExecuteForm(forms.Form):
    """Nothing to write: the final decision says it all."""
