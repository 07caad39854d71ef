"""
The words and parts that every page shares, available in all templates without a `load`.

Filters print Persian digits and mark directions; tags draw the components of the interface.
What people wrote is always escaped: everything goes through `format_html`.
"""

from core.templatetags.ui import filters, keeping, marks, pages, pictures
from core.templatetags.ui.library import register

__all__ = ["filters", "keeping", "marks", "pages", "pictures", "register"]
