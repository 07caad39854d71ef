"""REST: the scan of the signed paper of a contract, kept and answered."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contracts import actions
from contracts.acts.contract import KEEP_SCAN
from contracts.api import arguments
from contracts.api.shapes import ContractSerializer
from contracts.models import ContractScan
from core.clock import now, today
from core.papers.reading import MEDIA_TYPES
from core.papers.sending import BrokenSeal, sealed
from core.rest import Moving, files, needs, validated
from core.wire import FormParser


class Papers(Moving):
    """The scans of a contract; they stand among its parts."""

    @needs(*KEEP_SCAN.permissions)
    @extend_schema(
        request={"multipart/form-data": arguments.ScanArguments},
        responses={201: ContractSerializer},
    )
    @action(detail=True, methods=["post"], url_path="scans", parser_classes=[FormParser])
    def scans(self, request: Request, public_id: str) -> Response:
        """Keep the scan of the signed paper, as its agency."""
        contract = self.get_record()
        data = validated(arguments.ScanArguments, request)
        actions.keep_scan(contract_id=contract.pk, **data, actor=self.actor, on=today(), at=now())
        return self.answer(contract, 201)

    @extend_schema(responses=files(MEDIA_TYPES.values()))
    @action(detail=True, methods=["get"], url_path="scans/<uuid:scan_id>")
    def paper(self, request: Request, public_id: str, scan_id: UUID) -> HttpResponse:
        """Answer a scan of the signed paper: its rebuilt copy."""
        scans = ContractScan.objects.visible_to(self.actor)
        scan = get_object_or_404(scans, contract=self.get_record(), public_id=scan_id)
        opened = actions.open_scan(scan_id=scan.pk, actor=self.actor, at=now())
        if not opened.is_whole:
            raise BrokenSeal
        return sealed(opened.content, scan.scan_type, scan.scan_name)
