"""REST: the receipts of what was served on paper; webhooks."""

from typing import Any

from notices.api.receipts import ReceiptViewSet
from notices.api.webhooks import WebhookViewSet

routes: list[tuple[str, Any]] = [("receipts", ReceiptViewSet), ("webhooks", WebhookViewSet)]
