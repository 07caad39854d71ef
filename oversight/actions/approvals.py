"""
Approve or refuse a proposed policy, as the second person of its pending act.

The page of the version and the page of the pending act do the same: the pending act is confirmed,
and its kind does what follows, so that act and version never disagree.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.actions import confirm_act, refuse_act
from approvals.facts import PendingKind
from approvals.models import PendingAct
from approvals.states import PendingState
from audit.actions import record, record_many
from core.acts import Act, begin, need, need_role
from oversight.actions.policies import await_other_policies
from oversight.acts.policies import APPROVE, PROPOSE, REFUSE_POLICY
from oversight.facts.policies import (
    comes_into_force,
    content_of,
    proposal_in_words,
    why_superseded,
)
from oversight.models import PolicyVersion
from oversight.states import POLICY_FLOW, PolicyState


@transaction.atomic
def approve_policy(*, version_id: int, actor: Principal, on: date, at: datetime) -> PolicyVersion:
    """
    Approve a proposal; it begins on its day, and runs before that day do not know it.

    Raises:
        NotPermitted: the role may not approve policies, or the actor proposed it.
        FactorRequired: the second factor is stale.
        PolicyVersion.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is not a proposal, its day has come, or it has changed since.
    """
    confirm_act(pending_id=_pending_id(APPROVE, version_id, actor, on), actor=actor, on=on, at=at)
    return PolicyVersion.objects.get(pk=version_id)


@transaction.atomic
def refuse_policy(
    *, version_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> PolicyVersion:
    """
    Refuse a proposal with a reason; it stays on record.

    Raises:
        NotPermitted: the role may not decide on policies, or the actor proposed it.
        FactorRequired: the second factor is stale.
        PolicyVersion.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is not a proposal.
        Invalid: the reason is missing or too short.
    """
    pending_id = _pending_id(REFUSE_POLICY, version_id, actor, on)
    refuse_act(pending_id=pending_id, reason=reason, actor=actor, on=on, at=at)
    return PolicyVersion.objects.get(pk=version_id)


def _pending_id(act: Act, version_id: int, actor: Principal, on: date) -> int:
    """
    Return the key of the pending act of a version on which the act is open to the actor.

    The version isn't locked here: whoever decides locks the pending act first, then the version.
    """
    need_role(act, actor)
    version = PolicyVersion.objects.visible_to(actor).get(pk=version_id)
    need(act, version, actor, on)
    waiting = PendingAct.objects.visible_to(actor).waiting()
    return waiting.get(act=APPROVE.key, target_id=version.public_id).pk


def _approve(
    version: PolicyVersion,
    arguments: Mapping[str, Any],
    actor: Principal,
    on: date,
    at: datetime,
) -> PolicyVersion:
    await_other_policies()  # another approval closes this proposal
    approved: PolicyVersion = begin(APPROVE, version.pk, actor, on)
    approved.state = PolicyState.APPROVED
    approved.approved_by, approved.approved_by_name = actor.user_id, actor.name
    approved.approved_on = on
    approved.save(
        update_fields=["state", "approved_by", "approved_by_name", "approved_on", "updated_at"]
    )
    record(
        actor=actor,
        verb="policy.approved",
        target=approved,
        changes={"state": (PolicyState.PROPOSED, approved.state)},
        note=approved.resolution,
        at=at,
    )
    return approved


# What becomes of a version when its pending act ends without approval.
ENDED = {
    PendingState.REFUSED: (PolicyState.REFUSED, "policy.refused"),
    PendingState.WITHDRAWN: (PolicyState.WITHDRAWN, "policy.withdrawn"),
    PendingState.EXPIRED: (PolicyState.EXPIRED, "policy.expired"),
    PendingState.VOID: (PolicyState.SUPERSEDED, "policy.superseded"),
}


def _ended(acts: Sequence[PendingAct], actor: Principal, at: datetime) -> None:
    """Give the versions of pending acts, all of one end, the state that follows from it."""
    state, verb = ENDED[PendingState(acts[0].state)]
    reason = acts[0].reason
    found = PolicyVersion.objects.filter(
        public_id__in=[act.target_id for act in acts], state__in=POLICY_FLOW.sources_of(state)
    )
    versions = list(found.select_for_update().order_by("pk"))
    PolicyVersion.objects.filter(pk__in=[version.pk for version in versions]).update(
        state=state, refusal=reason, updated_at=at
    )
    record_many(
        actor=actor,
        verb=verb,
        targets=[(version, {"state": (version.state, state)}) for version in versions],
        note=reason,
        at=at,
    )


POLICY_APPROVAL = PendingKind(
    name=APPROVE.key,
    title=gettext_lazy("Approval of a policy version"),
    permission=Permission.POLICY_APPROVE,
    proposal=PROPOSE.key,
    content=content_of,
    rows=proposal_in_words,
    perform=_approve,
    ended=_ended,
    why_void=why_superseded,
    outcome=comes_into_force,
    model="oversight.policyversion",
    is_wide=True,
    confirm_url=lambda version: reverse("oversight:approve", args=[version.number]),
    refuse_url=lambda version: reverse("oversight:refuse", args=[version.number]),
)
