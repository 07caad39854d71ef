"""Addresses of contracts (design: UI 7)."""

from django.urls import path
from django.views.generic import RedirectView

from contracts.views.acts import (
    addenda,
    confirming,
    documents,
    drafting,
    endings,
    guarantees,
    scans,
    settlements,
)
from contracts.views.files import ContractPage
from contracts.views.lists import Contracts
from contracts.views.texts import SignedText

app_name = "contracts"
STEPS = {
    "edit": drafting.Edit,
    "send": drafting.Send,
    "guarantee": guarantees.AddGuarantee,
    "sign": drafting.Sign,
    "void": drafting.Void,
    "back": drafting.Back,
    "renew": drafting.Renew,
    "addendum": addenda.Addendum,
    "text": drafting.WriteText,
    "urgent": endings.Urgent,
    "suspend-document": endings.Suspend,
    "notice-document": endings.GiveNotice,
    "document": documents.RecordDocument,
    "keep-scan": scans.KeepScan,
    "resume": endings.Resume,
    "acknowledge": endings.Acknowledge,
    "service": endings.Serve,
    "waive": endings.Waive,
    "withdraw": endings.Withdraw,
    "terminate": endings.Terminate,
    "propose-end": endings.ProposeEnd,
    "accept-end": endings.AcceptEnd,
    "decline-end": endings.DeclineEnd,
    "settle": endings.Settle,
    "settlement": settlements.RecordSettlement,
}
OF_GUARANTEE = {
    "extend": guarantees.Extend,
    "replace": guarantees.Replace,
    "release": guarantees.Release,
    "call": guarantees.Call,
}
OF_SETTLEMENT = {"remit": settlements.Remit, "reverse": settlements.Reverse}
urlpatterns = [
    path("contracts", Contracts.as_view(), name="list"),
    path("contracts/new", drafting.Draft.as_view(), name="new"),
    path("contracts/confirm", confirming.Confirm.as_view(), name="confirm"),
    path(
        "contracts/import",
        RedirectView.as_view(
            url="/offices/import?content=contracts", http_method_names=["get", "head"]
        ),
        name="imports",
    ),
    path("contracts/documents/<uuid:public_id>", documents.Scan.as_view(), name="scan"),
    path("contracts/scans/<uuid:public_id>", scans.PaperScan.as_view(), name="paper-scan"),
    path("contracts/<str:number>", ContractPage.as_view(), name="contract"),
    path("contracts/<str:number>/pdf", SignedText.as_view(), name="pdf"),
    *(
        path(f"contracts/<str:number>/{name}", view.as_view(), name=name)
        for name, view in STEPS.items()
    ),
    *(
        path(
            f"contracts/<str:number>/guarantees/<uuid:public_id>/{name}",
            view.as_view(),
            name=f"guarantee-{name}",
        )
        for name, view in OF_GUARANTEE.items()
    ),
    *(
        path(
            f"contracts/<str:number>/settlements/<uuid:public_id>/{name}",
            view.as_view(),
            name=f"settlement-{name}",
        )
        for name, view in OF_SETTLEMENT.items()
    ),
]
