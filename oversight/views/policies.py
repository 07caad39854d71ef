"""Policies and flags."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.principal import Principal
from accounts.roles import Role
from approvals.models import PendingAct
from core.acts import is_open
from core.clock import now, today
from core.persian import persian_digits
from core.web import ActPage, RecordPage, Scoped, act_links
from oversight import actions
from oversight.actions.policies import wrong_in_frame
from oversight.acts.policies import APPROVE, PROPOSE, REFUSE_POLICY
from oversight.facts.explain import in_words
from oversight.facts.policies import ended_by_approval, newest_approved, open_proposals
from oversight.facts.replay import recount, replay
from oversight.facts.simulation import difference
from oversight.facts.untold import waits_for_service
from oversight.forms import ApproveForm, ProposeForm, RefuseForm
from oversight.models import Flag, PolicyVersion
from oversight.states import PolicyState, RuleCode
from oversight.views.effects import effect_in_words
from oversight.views.sentences import rules_in_words, sentence_of

# What the reason is called that a version which was not approved has.
WHY_ENDED: dict[str, Any] = {
    PolicyState.REFUSED: gettext_lazy("Reason for the refusal:"),
    PolicyState.WITHDRAWN: gettext_lazy("Reason for the withdrawal:"),
    PolicyState.SUPERSEDED: gettext_lazy("How the proposal ended:"),
}


def earlier_of(version: PolicyVersion, versions: list[PolicyVersion]) -> PolicyVersion | None:
    """
    Return the approved version with which the values of one are compared.

    Of a proposal it is the one that will be in force on its first day, whatever its number.
    """
    approved = [one for one in versions if one.state == PolicyState.APPROVED]
    if version.state == PolicyState.PROPOSED:
        begun = [one for one in approved if one.valid_from <= version.valid_from]
        return max(begun, key=lambda one: (one.valid_from, one.number), default=None)
    return next((one for one in approved if one.number < version.number), None)


def waiting_proposals() -> list[dict[str, Any]]:
    """Return the proposals that wait, with the rules that each would change."""
    versions = list(PolicyVersion.objects.order_by("-number"))
    found = []
    for version in open_proposals():
        rules = rules_in_words(version, earlier_of(version, versions))
        titles = [row["title"] for row in rules if row["is_changed"]]
        found.append({"version": version, "rules": titles})
    return found


def crumbs_of(version: PolicyVersion | None = None, act: Any = "") -> list[dict[str, Any]]:
    """Return the links from the versions to one of them, and to what is done with it."""
    found: list[dict[str, Any]] = [{"label": _("Policies"), "url": reverse("oversight:policies")}]
    if version is not None:
        label = _("version {number}").format(number=persian_digits(version.number))
        found.append({"label": label} | ({"url": version.get_absolute_url()} if act else {}))
    return [*found, {"label": act}] if act else found


class Policies(Scoped, TemplateView):
    """All versions, the one in force marked."""

    template_name = "oversight/policies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the versions, newest first."""
        versions = PolicyVersion.objects.visible_to(self.actor).order_by("-number")
        return super().get_context_data(
            versions=versions,
            current=PolicyVersion.objects.in_force(today()).first(),
            may_propose=is_open(PROPOSE, None, self.actor, today()),
            **kwargs,
        )


def pending_for(version: PolicyVersion, actor: Principal) -> PendingAct | None:
    """Return the pending act of a proposal if the actor sees it; None for other versions."""
    if version.state != PolicyState.PROPOSED:
        return None
    acts = PendingAct.objects.visible_to(actor).waiting()
    return acts.filter(act=APPROVE.key, target_id=version.public_id).first()


class PolicyPage(RecordPage):
    """One version: each rule as a sentence with its values and where they come from."""

    queryset = PolicyVersion.objects.all()
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "oversight/policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rules with their values."""
        version = self.object
        versions = list(PolicyVersion.objects.visible_to(self.actor).order_by("-number"))
        current = PolicyVersion.objects.in_force(today()).first()
        shows_effect = version.state == PolicyState.PROPOSED and self.actor.is_province
        return super().get_context_data(
            refusal_label=WHY_ENDED.get(version.state, ""),
            rules=rules_in_words(version, earlier_of(version, versions)),
            versions=versions,
            current=current,
            in_force=current == version,
            crumbs=crumbs_of(version),
            effect=effect_in_words(difference(version, today()), version) if shows_effect else None,
            pending=pending_for(version, self.actor),
            acts=act_links(
                (APPROVE, REFUSE_POLICY),
                version,
                self.actor,
                today(),
                url=lambda act: reverse(f"oversight:{act.name}", args=[version.number]),
            ),
            **kwargs,
        )


class ProposePolicy(ActPage):
    """A new version from the newest approved one; another person approves it."""

    act = PROPOSE
    form_class = ProposeForm
    template_name = "oversight/propose.html"
    success_message = gettext_lazy("The version was proposed. Another person approves it.")

    def get_record(self) -> PolicyVersion:
        """Return the newest approved version, from which a proposal starts, or 404."""
        version = newest_approved()
        if version is None:
            raise Http404
        return version

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over its rules."""
        return {"rules": self.object.rules.order_by("code")}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the links back to the versions, and each rule as it is read."""
        said = {rule.code: sentence_of(rule) for rule in self.object.rules.all()}
        form: Any = context.get("form")
        sets: list[dict[str, Any]] = list(form.rule_sets()) if form is not None else []
        return super().get_context_data(
            crumbs=crumbs_of(act=self.act.title),
            waiting=waiting_proposals(),
            rule_sets=[one | {"sentence": said[one["code"]]} for one in sets],
            **context,
        )

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form, and keep it."""
        self.form: Any = super().get_form(data, files)
        return self.form

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        frame = wrong_in_frame(typed, self.object, today())
        return frame | self.form.wrong_rules()

    def perform(self, data: dict[str, Any], actor: Any) -> PolicyVersion:
        """Propose it."""
        return actions.propose_policy(
            title=data["title"],
            valid_from=data["valid_from"],
            note=data["note"],
            resolution=data["resolution"],
            rules=self.form.changed_rules(),
            actor=actor,
            on=today(),
            at=now(),
        )


class PolicyForm(ActPage):
    """The second person's answer to a proposal."""

    queryset = PolicyVersion.objects.all()
    template_name = "oversight/policy_form.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the links back to the version."""
        versions = list(PolicyVersion.objects.visible_to(self.actor).order_by("-number"))
        rules = rules_in_words(self.object, earlier_of(self.object, versions))
        return super().get_context_data(
            crumbs=crumbs_of(self.object, self.title),
            changes=[row for row in rules if row["is_changed"]],
            **context,
        )


class ApprovePolicy(PolicyForm):
    """Approval, with a fresh factor; for future runs only."""

    act = APPROVE
    form_class = ApproveForm
    title = gettext_lazy("Approve the version")
    success_message = gettext_lazy("The version was approved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand over the number that has to be typed."""
        return super().get_form_kwargs() | {"number": self.object.number}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what the approval would change, which is shown before it is signed."""
        return super().get_context_data(
            expected=self.object.number,
            ended=ended_by_approval(self.object),
            effect=effect_in_words(difference(self.object, today()), self.object)
            if self.object.state == PolicyState.PROPOSED
            else None,
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> PolicyVersion:
        """Approve it."""
        return actions.approve_policy(version_id=self.object.pk, actor=actor, on=today(), at=now())


class RefusePolicy(PolicyForm):
    """Refusal, with its reason."""

    act = REFUSE_POLICY
    form_class = RefuseForm
    title = gettext_lazy("Refuse the version")
    success_message = gettext_lazy("The version was refused.")

    def perform(self, data: dict[str, Any], actor: Any) -> PolicyVersion:
        """Refuse it."""
        return actions.refuse_policy(
            version_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class FlagPage(RecordPage):
    """One flag: its sentence, its evaluation tree, its inputs, and whether it replays."""

    queryset = Flag.objects.select_related("version", "office", "contract", "agency", "run", "end")
    slug_field = "public_id"
    slug_kwarg = "public_id"
    template_name = "oversight/flag.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the flag with its replay."""
        flag = self.object
        return super().get_context_data(
            title=RuleCode(flag.code).label,
            replayed=replay(flag).is_same,
            recount=recount(flag),
            tree=in_words(flag.evaluation["tree"], self.actor),
            reviews=flag.reviews.visible_to(self.actor),
            waits=waits_for_service(flag),
            sees_inside=self.actor.role not in {Role.OPERATOR, Role.ASSOCIATION},
            crumbs=[
                {"label": _("Termination reviews"), "url": reverse("oversight:reviews")},
                {"label": flag.code, "is_typed": True},
            ],
            **kwargs,
        )
