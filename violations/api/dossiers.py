"""REST: the dossier of a case, asked for and then followed as a job."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.key_scopes import KeyScope
from accounts.permissions import require_scope
from accounts.roles import Permission
from core.clock import now
from core.rest import Scoped, needs
from lists.api import JobSerializer, accepted
from lists.work import nudge
from violations import actions


class DossierOrder(Scoped):
    """Asking for a dossier, for the viewset of cases."""

    @needs(Permission.CASE_DOSSIER)
    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def dossier(self, request: Request, public_id: str) -> Response:
        """
        Have the dossier of the case made: a ZIP that can be checked without this system.

        It holds what the caller may see of the case, files too, so a key needs `evidence:read`.
        The job is followed, and its file fetched, under `/jobs/{id}`.

        Asked again before anything is done in the case, it answers the same job.
        """
        case = self.get_record()
        require_scope(request, KeyScope.EVIDENCE_READ)
        job = actions.ask_for_dossier(case_id=case.pk, actor=self.actor, at=now())
        nudge()
        return accepted(job)
