"""What people bring to keep the scan of a contract."""

from django.utils.translation import gettext_lazy

from core.papers.bringing import KeptScanForm, scan_field


class ScanForm(KeptScanForm):
    """The scan of the signed paper, and why it takes the place of the one that is kept."""

    file = scan_field(gettext_lazy("scan of the signed paper"))
