"""The life cycle of a contract (design: DOMAIN C2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.words import Word
from core.states import Flow


class ContractState(models.TextChoices):
    """Where a contract stands."""

    DRAFT = "draft", _("draft")
    PENDING_SIGNATURE = "pending_signature", _("waiting for signature")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    TERMINATION_NOTICE = "termination_notice", _("under termination notice")
    TERMINATED = "terminated", _("terminated")
    EXPIRED = "expired", _("expired")
    ENDED_MUTUAL = "ended_mutual", _("ended by agreement")
    RENEWED = "renewed", _("renewed")
    SETTLED = "settled", _("settled")
    VOID = "void", _("void")


C = ContractState

# Rows say more than DOMAIN C2: a notice that is withdrawn returns to a suspension that still
# runs, a term that ends during a notice has ended, an imported contract that its agency calls not
# its own is void, and a termination whose ground was annulled is followed by a reinstatement
# (docs/adr/0049-annulled-grounds.md).
CONTRACT_FLOW: Flow[ContractState] = Flow(
    {
        C.DRAFT: {C.PENDING_SIGNATURE, C.VOID},
        C.PENDING_SIGNATURE: {C.ACTIVE, C.DRAFT, C.VOID},
        C.ACTIVE: {
            C.SUSPENDED,
            C.TERMINATION_NOTICE,
            C.EXPIRED,
            C.ENDED_MUTUAL,
            C.RENEWED,
            C.VOID,
        },
        C.SUSPENDED: {C.ACTIVE, C.TERMINATION_NOTICE, C.EXPIRED, C.ENDED_MUTUAL, C.VOID},
        C.TERMINATION_NOTICE: {C.ACTIVE, C.SUSPENDED, C.TERMINATED, C.EXPIRED, C.ENDED_MUTUAL},
        C.TERMINATED: {C.ACTIVE, C.EXPIRED, C.SETTLED},
        C.EXPIRED: {C.SETTLED},
        C.ENDED_MUTUAL: {C.SETTLED},
        C.RENEWED: set(),
        C.SETTLED: set(),
        C.VOID: set(),
    }
)

# A contract in one of these states stands in the way of another for the same service.
BLOCKING = (C.ACTIVE, C.SUSPENDED, C.TERMINATION_NOTICE)
# Not yet a contract: what the agency prepares, seen by nobody outside it and the province.
PREPARED = (C.DRAFT, C.VOID)
UNSIGNED = (*PREPARED, C.PENDING_SIGNATURE)
# In which states a contract that was made before this register enters it; the same list as
# `contracts_guard_existing` in contracts/sql/imports.sql.
ENTERED = (C.ACTIVE, C.EXPIRED, C.TERMINATED, C.ENDED_MUTUAL, C.SETTLED)
UNSETTLED = (C.TERMINATED, C.EXPIRED, C.ENDED_MUTUAL)
# Books are kept from the signature to the clearance.
KEPT = (*BLOCKING, *UNSETTLED)
# In these states a contract can be given a guarantee.
SECURED = (C.DRAFT, C.PENDING_SIGNATURE, *BLOCKING)
ENDED = (C.TERMINATED, C.EXPIRED, C.ENDED_MUTUAL, C.RENEWED, C.SETTLED)


class ProofKind(models.TextChoices):
    """What may prove that a contract is to be suspended or ended (design: DECISIONS 9)."""

    FINAL_DECISION = "final_decision", _("final proven decision of the agency")
    DECIDED_REVIEW = "decided_review", _("decided termination review, office heard")
    RECORDED_DOCUMENT = "recorded_document", _("recorded document of the committee or regulator")
    URGENT = "urgent", _("urgent suspension, at most ten days")
    ANNULMENT = "annulment", _("judgment or objection that annulled the ground of the termination")
    JUDGMENT = "judgment", _("judgment on a decision about the contract")


# What carries a suspension or an end.
CARRYING = (ProofKind.FINAL_DECISION, ProofKind.DECIDED_REVIEW, ProofKind.RECORDED_DOCUMENT)


# What was decided to take something back carries nothing.
UNDOING = (ProofKind.ANNULMENT, ProofKind.JUDGMENT)


class JudgedAct(models.TextChoices):
    """Which decision about a contract a judgment is about."""

    SUSPEND = "suspend", _("the suspension")
    TERMINATE = "terminate", _("the termination")


class ContractVerdict(models.TextChoices):
    """What a civil court, or the forum that the contract names, did with a decision."""

    ANNULLED = "annulled", _("annulled the decision")
    REDUCED = "reduced", _("shortened the suspension")
    UPHELD = "upheld", _("upheld the decision")


class WaiverWindow(models.TextChoices):
    """Which window an office may end early by its own declaration."""

    DEFENCE = "defence", _("defence window")
    APPEAL = "appeal", _("objection window")
    TERMINATION_NOTICE = "termination_notice", _("termination notice")
    REVIEW_HEARING = "review_hearing", _("hearing window of a termination review")


class GuaranteeState(models.TextChoices):
    """Where a guarantee stands."""

    HELD = "held", _("held")
    EXPIRED = "expired", _("expired")
    RELEASED = "released", _("released")
    CALLED = "called", _("called")


G = GuaranteeState

# An expired guarantee that is prolonged becomes a new row; the old one can still be given back.
GUARANTEE_FLOW: Flow[GuaranteeState] = Flow(
    {
        G.HELD: {G.EXPIRED, G.RELEASED, G.CALLED},
        G.EXPIRED: {G.RELEASED},
        G.RELEASED: set(),
        G.CALLED: set(),
    }
)


class AddendumState(models.TextChoices):
    """Where an addendum stands."""

    PROPOSED = "proposed", _("waiting for the office")
    ACCEPTED = "accepted", _("accepted, not in force yet")
    IN_FORCE = "in_force", _("in force")
    DECLINED = "declined", _("declined by the office")
    WITHDRAWN = "withdrawn", _("withdrawn by the agency")
    LAPSED = "lapsed", _("did not come in force")


A = AddendumState

# An acceptance on paper that the office contests is declined; one in the portal is withdrawn.
ADDENDUM_FLOW: Flow[AddendumState] = Flow(
    {
        A.PROPOSED: {A.ACCEPTED, A.DECLINED, A.WITHDRAWN, A.LAPSED},
        A.ACCEPTED: {A.PROPOSED, A.IN_FORCE, A.DECLINED, A.LAPSED},
        A.IN_FORCE: set(),
        A.DECLINED: set(),
        A.WITHDRAWN: set(),
        A.LAPSED: set(),
    }
)
# A contract has one addendum in these states at most.
OPEN_ADDENDA = (A.PROPOSED, A.ACCEPTED)
CLOSED_ADDENDA = (A.DECLINED, A.WITHDRAWN, A.LAPSED)

# What people read for names in the history's changes that no model has (audit.words).
WORDS = {
    "office": Word(_("office")),
    "services": Word(_("services")),
    "term": Word(_("term"), spans=True),
    "articles": Word(_("articles of the text")),
    "guarantee": Word(_("guarantee")),
    "released": Word(_("guarantees given back")),
    "until": Word(_("until")),
    "proof": Word(_("proof")),
    "file": Word(_("file")),
    "sha256": Word(_("seal")),
    "day": Word(_("day of the paper")),
    "scan_sha256": Word(_("seal")),
    "renews": Word(_("renews")),
    "settlement": Word(_("settlement")),
    "remitted": Word(_("remitted on")),
    "left": Word(_("left, rial")),
    "addendum": Word(_("addendum")),
    "first_day": Word(_("first day")),
    "judged": Word(_("decision that was judged")),
    "judgment": Word(_("judgment")),
    "recused": Word(_("recused")),
}
# What people read for each event of a contract (audit.verbs).
VERBS = {
    # A service that the office itself acknowledged is none by it.
    "contract.notice_served/operator": _("acknowledged the receipt of the termination notice"),
    "contract.guarantee_expired": _("a guarantee ran out"),
    "contract.document_opened": _("opened the scan of a document"),
    "contract.scan_opened": _("opened the scan of the signed paper"),
    "contract.suspension_lapsed": _("the suspension ended"),
    "contract.acceptance_missed": _("not accepted by its first day: the contract is not in force"),
    "contract.addendum_lapsed": _("an addendum did not come in force"),
    "contract.end_postponed": _("the agreed end was postponed behind the days to reconsider"),
    "contract.expired": _("the contract ran out"),
    "contract.renewed": _("the renewal took the contract's place"),
    "contract.ended_mutual": _("the contract ended by agreement"),
    "contract.notice_reminded": _("reminded the office of the unopened termination notice"),
    "contract.notice_left": _("put the unopened termination notice down to be served on paper"),
    "contract.proof_annulled": _("the termination notice ended: its ground was annulled"),
    "contract.suspension_shortened": _("a judgment shortened the suspension"),
    "contract.suspension_annulled": _("the suspension ended: its ground was annulled"),
    "contract.termination_annulled": _("the ground of the termination was annulled"),
}
