"""Addresses of notifications, letters and the outbox."""

from django.urls import path

from notices.views import inbox, letters, lists, outbox, templates, webhooks

app_name = "notices"
urlpatterns = [
    path("notifications", inbox.Inbox.as_view(), name="inbox"),
    path("notifications/read", inbox.ReadAll.as_view(), name="read-all"),
    path("notifications/<uuid:public_id>/open", inbox.Open.as_view(), name="open"),
    path("notifications/<uuid:public_id>/archive", inbox.Archive.as_view(), name="archive"),
    path("notifications/<uuid:public_id>/tomorrow", inbox.Snooze.as_view(), name="snooze"),
    path("settings/notifications", inbox.Ways.as_view(), name="ways"),
    path("letters", lists.Letters.as_view(), name="letters"),
    path("letters/templates", templates.Templates.as_view(), name="templates"),
    path(
        "letters/templates/<uuid:public_id>/withdraw",
        templates.WithdrawTemplate.as_view(),
        name="withdraw-template",
    ),
    path("letters/<uuid:public_id>", letters.ToSheet.as_view(), name="letter"),
    path("letters/<uuid:public_id>/preview", letters.LetterPage.as_view(), name="preview"),
    path("letters/<uuid:public_id>/file", letters.LetterPdf.as_view(), name="file"),
    path("letters/<uuid:public_id>/receipt", letters.Receipt.as_view(), name="receipt"),
    path(
        "letters/<uuid:public_id>/receipt/scan",
        letters.ReceiptScan.as_view(),
        name="receipt-scan",
    ),
    path("verify", letters.Verify.as_view(), name="verify"),
    path("verify/<uuid:public_id>", letters.Verify.as_view(), name="verified"),
    path("webhooks", webhooks.Webhooks.as_view(), name="webhooks"),
    path("webhooks/new", webhooks.NewWebhook.as_view(), name="new-webhook"),
    path("webhooks/<uuid:public_id>", webhooks.WebhookPage.as_view(), name="webhook"),
    path(
        "webhooks/<uuid:public_id>/rotate",
        webhooks.RotateWebhook.as_view(),
        name="rotate-webhook",
    ),
    path("webhooks/<uuid:public_id>/edit", webhooks.EditWebhook.as_view(), name="edit-webhook"),
    path("webhooks/<uuid:public_id>/ping", webhooks.PingWebhook.as_view(), name="ping-webhook"),
    path("webhooks/<uuid:public_id>/end", webhooks.EndWebhook.as_view(), name="end-webhook"),
    path("webhooks/<uuid:public_id>/resend", webhooks.Resend.as_view(), name="resend"),
    path("outbox", outbox.Outbox.as_view(), name="outbox"),
    path("outbox/<uuid:public_id>/redo", outbox.Redo.as_view(), name="redo"),
]
