"""What people bring to keep the scan of a licence."""

from django.utils.translation import gettext_lazy

from core.papers.bringing import KeptScanForm, scan_field


class LicenceScanForm(KeptScanForm):
    """The scan of a licence, and why it takes the place of the one that is kept."""

    file = scan_field(gettext_lazy("scan of the licence"))
