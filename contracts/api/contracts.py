"""REST: contracts, from the draft to the settlement."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.bulk import ANSWERS, NotedBulk
from contracts import actions
from contracts.acts.contract import (
    AMEND,
    DRAFT,
    EDIT,
    RECORD_DOCUMENT,
    RECORD_GUARANTEE,
    RENEW,
    RETURN,
    SEND,
    SETTLE,
    SIGN,
    VOID,
    WRITE_TEXT,
)
from contracts.api import arguments
from contracts.api.agreeing import Agreeing
from contracts.api.books import Books
from contracts.api.ending import Ending
from contracts.api.papers import Papers
from contracts.api.resolving import named_key, service_keys
from contracts.api.shapes import (
    ADDENDUM,
    ARTICLE,
    CALL,
    CALLED,
    GUARANTEE,
    HIDDEN,
    NAMES,
    PROOF,
    REMITTANCE,
    SCAN,
    SETTLEMENT,
    ContractSerializer,
    PartsSerializer,
    WaiverTextSerializer,
)
from contracts.api.transitions import contract_move
from contracts.facts import waiver_text
from contracts.facts.agreement import ANSWER_UNTIL
from contracts.facts.settlements import first_due
from contracts.forms.filters import ContractFilter
from contracts.models import (
    Contract,
    ContractAddendum,
    ContractArticle,
    ContractScan,
    EndingProof,
    Guarantee,
    GuaranteeCall,
    Remittance,
    Settlement,
)
from contracts.states import KEPT, ContractState
from core.clock import now, today
from core.papers.heads import Letter
from core.papers.reading import MEDIA_TYPES
from core.papers.sending import BrokenSeal, sealed
from core.rest import called, files, needs, validated
from core.rest.bulk import bulk_of
from core.rest.shaping import renaming
from core.wire import FormParser
from offices.models import Office


class ContractViewSet(Agreeing, Ending, Books, Papers, NotedBulk):
    """Contracts in the caller's scope."""

    queryset = Contract.objects.all()
    is_followed = True
    serializer_class = ContractSerializer
    filterset_class = ContractFilter
    orders: ClassVar[dict[str, Any]] = {
        "ends_on": ("ends_on", "id"),
        "-ends_on": ("-ends_on", "-id"),
        "-starts_on": ("-starts_on", "-id"),
        "number": ("number",),
        "updated_at": ("updated_at", "id"),
    }
    what = "contract"
    item_class = arguments.DraftArguments
    expands: ClassVar[dict[str, str]] = {"office": "offices", "agency": "agencies"}
    columns = (
        "public_id", "number", "agency_number", "kind", "state", "agency__public_id",
        "agency__code", "agency__short_name", "office__public_id", "office__code", "office__name",
        "county__name", "accepted_on", "contest_until", "reconsider_until", "declined_on",
        "decline_reason", "signed_on", "starts_on", "in_force_from", "ends_on", "notice_days",
        "retention_percent", "value", "suspended_on", "suspended_until", "notice_issued_on",
        "notice_served_on", "notice_entered_on", "notice_ends_on", "notice_proof",
        "mutual_end_on", "mutual_end_accepted_on",
        "mutual_end_answer_until", "terminated_on", "ended_on", "settled_on",
        "renewed_from__number", "origin", "confirmed_on", "version", "updated_at",
    )  # fmt: skip

    def annotated(self, queryset: Any, actor: Principal) -> Any:
        """Return the contracts; each tells until when its office accepts a proposed end."""
        return queryset.annotate(mutual_end_answer_until=ANSWER_UNTIL)

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a contract for this caller."""
        told = _told(row)
        told["state_label"] = self.labels(ContractState)[row["state"]]
        told["retention_percent"] = float(row["retention_percent"])
        told["notice_proof"] = row["notice_proof"] or None
        told["decline_reason"] = row["decline_reason"] or None
        if self.actor.role is Role.ASSOCIATION:
            told |= dict.fromkeys(HIDDEN)
        return told

    @needs(*DRAFT.permissions)
    @extend_schema(request=arguments.DraftArguments, responses={201: ContractSerializer})
    def create(self, request: Request) -> Response:
        """Draft a contract of the caller's agency."""
        return self.answer(self.make_one(validated(arguments.DraftArguments, request)), 201)

    @needs(*DRAFT.permissions, once=True)
    @extend_schema(request=bulk_of(arguments.DraftArguments), responses=ANSWERS)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Draft up to 1,000 contracts; the outcome of each is told."""
        return self.make_many(request)

    def make_one(self, data: dict[str, Any]) -> Contract:
        """Draft one contract."""
        agency = named_key(Agency, self.actor, data.pop("agency_code"), "agency_code")
        office = named_key(Office, self.actor, data.pop("office_code"), "office_code")
        with called(office="office_code", agency="agency_code"):
            return actions.draft_contract(
                agency_id=agency,
                office_id=office,
                service_ids=service_keys(agency, data.pop("services")),
                actor=self.actor,
                on=today(),
                at=now(),
                **data,
            )

    @extend_schema(responses=PartsSerializer)
    @action(detail=True, methods=["get"], url_path="parts")
    def parts(self, request: Request, public_id: str) -> Response:
        """Answer what lies under a contract: services, books, papers, addenda, text and proofs."""
        contract = self.get_record()
        services = contract.contract_services.order_by("service__code").values_list(
            "service__code", "service__title"
        )
        is_party = self.actor.role is not Role.ASSOCIATION
        keeps_books = is_party and contract.state in KEPT
        return Response(
            {
                "services": [{"code": code, "title": title} for code, title in services],
                "guarantees": self._rows(Guarantee, contract, *GUARANTEE),
                "settlements": self._rows(Settlement, contract, *SETTLEMENT, **CALLED),
                "remittances": self._parts(Remittance, "settlement", contract, *REMITTANCE),
                "guarantee_calls": self._parts(GuaranteeCall, "guarantee", contract, *CALL),
                "addenda": self._rows(ContractAddendum, contract, *ADDENDUM) if is_party else [],
                "articles": self._rows(ContractArticle, contract, *ARTICLE),
                "scans": self._rows(ContractScan, contract, *SCAN),
                "proofs": self._rows(EndingProof, contract, *PROOF) if is_party else [],
                "settlement_due_from": first_due(contract, today()).due_on if keeps_books else None,
            }
        )

    def _parts(
        self, model: Any, of: str, contract: Contract, *columns: str
    ) -> list[dict[str, Any]]:
        rows = model.objects.visible_to(self.actor).filter(**{f"{of}__contract": contract})
        return [
            {"id": row.pop("public_id"), of: row.pop(f"{of}__public_id"), **row}
            for row in rows.order_by("pk").values("public_id", f"{of}__public_id", *columns)
        ]

    def _rows(
        self, model: Any, contract: Contract, *columns: str, **named: F
    ) -> list[dict[str, Any]]:
        rows = model.objects.visible_to(self.actor).filter(contract=contract).order_by("pk")
        return [
            {"id": row.pop("public_id"), **row}
            for row in rows.values("public_id", *columns, **named)
        ]

    @extend_schema(responses=WaiverTextSerializer)
    @action(detail=True, methods=["get"], url_path="waiver-text")
    def waiver_text(self, request: Request, public_id: str) -> Response:
        """Answer the official sentence by which the office ends the termination notice early."""
        contract = self.get_record()
        is_offered = (
            self.actor.role is Role.OPERATOR
            and contract.state == ContractState.TERMINATION_NOTICE
            and contract.notice_served_on is not None
        )
        if not is_offered:
            raise Http404
        return Response({"text": waiver_text(contract)})

    @needs(*RECORD_DOCUMENT.permissions, once=True)
    @extend_schema(
        request={"multipart/form-data": arguments.DocumentArguments},
        responses={201: ContractSerializer},
    )
    @action(detail=True, methods=["post"], url_path="documents", parser_classes=[FormParser])
    def documents(self, request: Request, public_id: str) -> Response:
        """Record a document of the committee or regulator with its scan, as the secretariat."""
        contract = self.get_record()
        data = validated(arguments.DocumentArguments, request)
        letter = Letter(data["document_no"], data["document_on"], data["document_issuer"])
        actions.record_document(
            contract_id=contract.pk,
            letter=letter,
            file=data["file"],
            reason=data["reason"],
            actor=self.actor,
            on=today(),
            at=now(),
        )
        return self.answer(contract, 201)

    @extend_schema(responses=files(MEDIA_TYPES.values()))
    @action(detail=True, methods=["get"], url_path="documents/<uuid:proof_id>")
    def scan(self, request: Request, public_id: str, proof_id: UUID) -> HttpResponse:
        """Answer the scan of a document: its rebuilt copy."""
        proofs = EndingProof.objects.visible_to(self.actor).exclude(scan_sha256="")
        proof = get_object_or_404(proofs, contract=self.get_record(), public_id=proof_id)
        opened = actions.open_document(proof_id=proof.pk, actor=self.actor, at=now())
        if not opened.is_whole:
            raise BrokenSeal
        return sealed(opened.content, proof.scan_type, proof.scan_name)

    draft = contract_move(
        "draft", EDIT, "Change a contract that is still a draft.",
        arguments.TermsArguments,
        lambda contract, data, who: actions.change_draft(
            service_ids=service_keys(contract.agency_id, data.pop("services")), **data, **who
        ),
        path="draft",
    )  # fmt: skip
    send = contract_move(
        "send", SEND, "Send a draft for signature.",
        arguments.NoArguments,
        lambda contract, data, who: actions.send_for_signature(**who),
    )  # fmt: skip
    back = contract_move(
        "back", RETURN, "Take a contract that waits for signature back to the draft.",
        arguments.ContractReasonArguments,
        lambda contract, data, who: actions.return_to_draft(**data, **who),
        path="back",
    )  # fmt: skip
    void = contract_move(
        "void", VOID, "Give up a contract that was never signed.",
        arguments.ContractReasonArguments,
        lambda contract, data, who: actions.void_contract(**data, **who),
    )  # fmt: skip
    sign = contract_move(
        "sign", SIGN,
        "Sign, as the manager. The server writes the declaration to the history.",
        arguments.SignArguments,
        lambda contract, data, who: actions.sign_contract(**data, **who),
    )  # fmt: skip
    guarantee = contract_move(
        "guarantee", RECORD_GUARANTEE, "Record a guarantee.",
        arguments.GuaranteeArguments,
        lambda contract, data, who: actions.add_guarantee(**data, **who),
        path="guarantee",
    )  # fmt: skip
    settle = contract_move(
        "settle", SETTLE, "Close the books of an ended contract.",
        arguments.SettleArguments,
        lambda contract, data, who: actions.settle_contract(**data, **who),
    )  # fmt: skip
    renew = contract_move(
        "renew", RENEW, "Draft the contract that follows; it is answered.",
        arguments.RenewArguments,
        lambda contract, data, who: actions.renew_contract(**data, **who),
        status=201,
    )  # fmt: skip
    addendum = contract_move(
        "addendum", AMEND, "Propose an addendum to the office of an active contract.",
        arguments.AddendumArguments,
        lambda contract, data, who: actions.propose_addendum(
            added_service_ids=service_keys(contract.agency_id, data.pop("added_services", ())),
            **data, **who,
        ),
        path="addendum",
    )  # fmt: skip
    text = contract_move(
        "text", WRITE_TEXT, "Write the text of a contract, article by article.",
        arguments.ContractTextArguments,
        lambda contract, data, who: actions.write_articles(**data, **who),
        path="text",
    )  # fmt: skip


# The columns, each with its public name.
_told = renaming({name: NAMES.get(name, name) for name in ContractViewSet.columns})
