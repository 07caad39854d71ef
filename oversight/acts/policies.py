"""What people do to versions of the policy, and how they run its rules on demand."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Permission
from approvals.acts import PENDING
from approvals.facts import pending_of
from approvals.models import PendingAct
from core.acts import ActTable, Blocked, Confirm, Excluded, Final, Paper, once_per_record, why_not
from oversight.models import PolicyVersion, RuleRun
from oversight.states import POLICY_FLOW, PolicyState, RunState


def _base_missing(version: PolicyVersion | None, actor: Principal, on: date) -> str:
    if PolicyVersion.objects.filter(state=PolicyState.APPROVED).exists():
        return ""
    return _("There is no policy yet that could be changed.")


def _proposer(version: PolicyVersion, actor: Principal, on: date) -> str:
    if is_same_person(version.proposed_by, actor.user_id):
        return _("A policy is approved or refused by another than its proposer.")
    return ""


def _begun(version: PolicyVersion, actor: Principal, on: date) -> str:
    if version.valid_from <= on:
        return _("The day on which it was to begin has come; propose it anew.")
    return ""


@once_per_record
def pending_approval(version: PolicyVersion) -> PendingAct | None:
    """Return the pending act by which a version is approved or refused, if it waits."""
    return pending_of(APPROVE.key, version)


def _not_confirmable(version: PolicyVersion, actor: Principal, on: date) -> Blocked | str | None:
    pending = pending_approval(version)
    return why_not(PENDING["confirm"], pending, actor, on) if pending else str(GONE)


def _not_refusable(version: PolicyVersion, actor: Principal, on: date) -> Blocked | str | None:
    pending = pending_approval(version)
    return why_not(PENDING["refuse"], pending, actor, on) if pending else str(GONE)


GONE = gettext_lazy("Nobody can approve this version any more; propose it anew.")

POLICIES = ActTable(
    "policy",
    lambda key, actor: PolicyVersion.objects.visible_to(actor).lock(key),
    PolicyState,
    not_by=(),
    paper=Paper.NONE,
)
PROPOSE = POLICIES.act(
    "propose",
    title=gettext_lazy("Propose a version"),
    icon="plus",
    permissions=(Permission.POLICY_PROPOSE,),
    blocked=(_base_missing,),
    event={"policy.proposed": gettext_lazy("proposed the policy version")},
    tells=("deputy",),
    confirm=Confirm.SECOND,
    undo="pending.withdraw",
)
APPROVE = POLICIES.act(
    "approve",
    title=gettext_lazy("Approve"),
    permissions=(Permission.POLICY_APPROVE,),
    states=POLICY_FLOW.sources_of(PolicyState.APPROVED),
    target=PolicyState.APPROVED,
    blocked=(_begun, _not_confirmable),
    event={"policy.approved": gettext_lazy("approved the policy version")},
    not_by=(Excluded("who proposed it", _proposer),),
    tells=("proposer",),
    confirm=Confirm.CODE,
    undo=Final("A later version replaces it."),
)
REFUSE_POLICY = POLICIES.act(
    "refuse",
    title=gettext_lazy("Refuse"),
    permissions=(Permission.POLICY_APPROVE,),
    states=POLICY_FLOW.sources_of(PolicyState.REFUSED),
    target=PolicyState.REFUSED,
    blocked=(_not_refusable,),
    event={"policy.refused": gettext_lazy("refused the policy version")},
    not_by=(Excluded("who proposed it", _proposer),),
    tells=("proposer",),
    confirm=Confirm.CODE,
    is_danger=True,
    undo=Final("It is proposed anew."),
)

RUNS = ActTable(
    "rules",
    lambda key, actor: RuleRun.objects.visible_to(actor).lock(key),
    RunState,
    not_by=(),
    paper=Paper.NONE,
)
RUN = RUNS.act(
    "run",
    title=gettext_lazy("Run the flagging"),
    permissions=(Permission.FLAG_RUN,),
    event={
        "rules.run": gettext_lazy("ran the rules"),
        "rules.tried": gettext_lazy("tried the rules without effect"),
    },
    tells=(),
    confirm=Confirm.PLAIN,
    undo=Final("The next run ends what no longer holds."),
)
