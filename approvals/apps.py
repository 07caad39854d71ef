"""App registry entry: acts that one person proposes and another confirms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("acts that a second person confirms")

    def ready(self) -> None:
        """Add verbs and names of the history; take on the roles that need a second person."""
        from accounts.person_roles import FALLING, PANELS
        from accounts.second import use_proposer
        from approvals.actions import void_after
        from approvals.blocks import ACCOUNT_BLOCK
        from approvals.entries import ENTRY
        from approvals.facts import ACT_LABELS, register_kind
        from approvals.identities import IDENTITY
        from approvals.roles import PROPOSALS_FALL, PROPOSED, ROLE_ATTEST, ROLE_GRANT, propose
        from approvals.states import VERBS as OWN
        from audit.followers import SEQUELS, Sequel
        from audit.verbs import VERBS
        from audit.words import WORDS, Word

        VERBS.update(OWN)
        SEQUELS.add(Sequel("approvals", void_after))
        use_proposer(propose)
        PANELS.add(PROPOSED)
        FALLING.add(PROPOSALS_FALL)
        register_kind(ROLE_GRANT)
        register_kind(ROLE_ATTEST)
        register_kind(ACCOUNT_BLOCK)
        register_kind(IDENTITY)
        register_kind(ENTRY)
        WORDS["approvals"] = {"act": Word(_("act"), ACT_LABELS)}
