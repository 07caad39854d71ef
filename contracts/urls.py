"""Addresses of contracts (design: UI 7)."""

from django.urls import path
from django.views.generic import RedirectView

from contracts.views.acts import (
    acceptance,
    addenda,
    confirming,
    documents,
    drafting,
    endings,
    guarantees,
    judgments,
    recusal,
    scans,
    settlements,
    withdrawals,
)
from contracts.views.files import ContractPage
from contracts.views.lists import Contracts
from contracts.views.texts import SignedText

app_name = "contracts"
# One page for each act; the last part of its address is the act's name.
OF_CONTRACT = (
    drafting.Edit, drafting.Send, drafting.Sign, drafting.Void, drafting.Return, drafting.Renew,
    acceptance.Accept, acceptance.Decline, acceptance.EnterAcceptance,
    acceptance.ContestAcceptance, confirming.Disown,
    withdrawals.WithdrawContractAcceptance, withdrawals.WithdrawAddendumAcceptance,
    addenda.Addendum, addenda.AcceptAddendum, addenda.EnterAddendum, addenda.DeclineAddendum,
    addenda.ContestAddendum, addenda.WithdrawAddendum, drafting.WriteText,
    documents.RecordDocument, judgments.RecordJudgment, scans.KeepScan,
    guarantees.AddGuarantee, settlements.RecordSettlement, endings.Urgent, endings.Suspend,
    endings.Resume, endings.GiveNotice, endings.Acknowledge, endings.Serve, endings.Waive,
    endings.Withdraw, endings.Terminate, endings.Reinstate, endings.ProposeEnd, endings.AcceptEnd,
    endings.WithdrawAcceptance, endings.DeclineEnd, endings.Settle,
    recusal.StandBack,
)  # fmt: skip
OF_GUARANTEE = (guarantees.Extend, guarantees.Replace, guarantees.Release, guarantees.Call)
OF_SETTLEMENT = (settlements.Remit, settlements.Reverse)
urlpatterns = [
    path("contracts", Contracts.as_view(), name="list"),
    path("contracts/new", drafting.Draft.as_view(), name="new"),
    path("contracts/accept", acceptance.AcceptMany.as_view(), name="accept-many"),
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
        path(f"contracts/<str:number>/{view.act.name}", view.as_view(), name=view.act.name)
        for view in OF_CONTRACT
    ),
    *(
        path(
            f"contracts/<str:number>/{kind}s/<uuid:public_id>/{view.act.name}",
            view.as_view(),
            name=f"{kind}-{view.act.name}",
        )
        for kind, views in (("guarantee", OF_GUARANTEE), ("settlement", OF_SETTLEMENT))
        for view in views
    ),
]
