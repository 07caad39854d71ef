"""Forms of those who decide: the decision, the appeal, a judgment from outside."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import JalaliDateField, PersianTextField, WholeNumberField
from core.papers.bringing import number_field
from core.persian import persian_digits
from violations import rules
from violations.forms.fields import (
    CardsField,
    ManyFilesField,
    UuidList,
    cards,
    reason_field,
)
from violations.states import AppealResult, JudgmentResult, SanctionKind, Track

LEAST_DEFENCE = 20
MOST_DEFENCE = 3000
NOT_PROVEN = "not_proven"
TONES: dict[str, str] = {
    SanctionKind.SUSPENSION: "danger",
    SanctionKind.TERMINATION_REVIEW: "danger",
    SanctionKind.CANCELLATION_REFERRAL: "danger",
}


def days_of_suspension() -> WholeNumberField:
    """Return the field for the length of a suspension, in days."""
    return WholeNumberField(
        label=_("Days of suspension"), min_value=1, max_value=999, required=False
    )


class DecisionForm(forms.Form):
    """
    Outcome, sanction and reasons of a first decision.

    `verdict` is `not_proven`, or a sanction of a proven violation. Nothing is chosen beforehand:
    the matrix' proposal is marked, and another sanction needs its own reason.
    """

    verdict = CardsField(
        label=_("Decision"),
        choices=[],
        error_messages={"required": _("Choose the decision.")},
    )
    sanction_days = days_of_suspension()
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
        verdict = cards(self, "verdict")
        verdict.choices = [(NOT_PROVEN, gettext("Not proven")), *_sanctions(track, proposal)]
        verdict.tones = dict(TONES)
        verdict.hints = _hints(proposal, proposed_days, points)
        # A suspension may differ by its days alone.
        usual = {NOT_PROVEN, "" if proposed_days else proposal}
        verdict.others = {value for value, _label in verdict.choices} - usual
        self.fields["sanction_days"].initial = proposed_days
        self.fields["sanction_days"].is_awaited = True  # type: ignore[attr-defined] # of a suspension

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
        data["sanction_days"] = days if suspends else None
        if suspends and not days and "sanction_days" not in self.errors:
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
    if kind is SanctionKind.TERMINATION_REVIEW:
        return gettext("Proven, with a termination review proposed")
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


class ReducingForm(forms.Form):
    """What becomes of a decision; `result` may be a reduction to a lighter sanction."""

    result = CardsField(label=_("Result"), error_messages={"required": _("Choose the result.")})
    sanction = forms.ChoiceField(label=_("Reduced to"), required=False, choices=[])
    sanction_days = days_of_suspension()
    results: ClassVar[Sequence[tuple[str, Any]]] = ()

    def __init__(
        self, *args: Any, track: str, sanction: str, sanction_days: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        lighter = rules.lighter_than(sanction, sanction_days)
        cast(forms.ChoiceField, self.fields["sanction"]).choices = [
            ("", gettext("Choose")),
            *(
                (kind.value, kind.label)
                for kind in lighter
                if kind is not SanctionKind.CANCELLATION_REFERRAL or track == Track.LICENCE
            ),
        ]
        if SanctionKind.SUSPENSION not in lighter:
            del self.fields["sanction_days"]
        for name in ("sanction", "sanction_days"):  # required with one of the results
            if name in self.fields:
                self.fields[name].is_awaited = True  # type: ignore[attr-defined]
        cards(self, "result").choices = [
            choice for choice in self.results if lighter or choice[0] != AppealResult.REDUCED
        ]

    def clean(self) -> dict[str, Any]:
        """A reduced sanction is named; others take none."""
        data: dict[str, Any] = super().clean() or {}
        reduced = data.get("result") == AppealResult.REDUCED
        if reduced and not data.get("sanction"):
            self.add_error("sanction", gettext("Name the lighter sanction."))
        suspends = reduced and data.get("sanction") == SanctionKind.SUSPENSION
        days = data.get("sanction_days")
        if suspends and not days and "sanction_days" not in self.errors:
            self.add_error("sanction_days", gettext("Say how many days the suspension lasts."))
        data["sanction"] = data.get("sanction", "") if reduced else ""
        data["sanction_days"] = days if suspends else None
        return data


class AppealDecisionForm(ReducingForm):
    """How an appeal ends."""

    results = AppealResult.choices
    reasons = reason_field(_("Reasons of the decision"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards(self, "result").hints = {
            AppealResult.UPHELD: gettext("The decision stands and becomes final."),
            AppealResult.REDUCED: gettext("Still proven, with a lighter sanction."),
            AppealResult.ANNULLED: gettext("The case counts nowhere."),
        }


class JudgmentForm(ReducingForm):
    """The document of a court or higher authority on a final decision, and what it did with it."""

    results = JudgmentResult.choices
    evidence = UuidList(required=False)
    document_no = number_field(_("Number of the document"))
    document_on = JalaliDateField(
        label=_("Date of the document"),
        help_text=_("Not before the day of the decision that it judges."),
    )
    document_issuer = PersianTextField(label=_("Who issued it"), max_length=160)
    reasons = reason_field(_("What it says"))
    attachments = ManyFilesField(label=_("Scan of the judgment"), required=False)
    attachments.is_awaited = True  # required, but one that is already uploaded counts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards(self, "result").hints = {
            JudgmentResult.ANNULLED: gettext(
                "Not proven; its points are reversed and it counts nowhere."
            ),
            JudgmentResult.REDUCED: gettext("Still proven, with a lighter sanction."),
            JudgmentResult.SENT_BACK: gettext(
                "The decision stands no more; another person decides the case anew."
            ),
        }
