"""From a letter's frozen words to its one PDF."""

from notices.printing.papers import paper_as_pdf
from notices.printing.sheet import Pdf, as_pdf, sheet_context

__all__ = ["Pdf", "as_pdf", "paper_as_pdf", "sheet_context"]
