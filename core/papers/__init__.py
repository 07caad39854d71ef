"""Pictures and PDFs that users bring: decoded in a limited process, copied without metadata."""

from core.papers.keeping import Opened, keep, keep_version, read_back, store
from core.papers.reading import Paper, PaperRefused, read_paper
from core.papers.scanning import refuse_unclean
from core.papers.taking import Taken, clean_name, refuse_size, take

__all__ = [
    "Opened",
    "Paper",
    "PaperRefused",
    "Taken",
    "clean_name",
    "keep",
    "keep_version",
    "read_back",
    "read_paper",
    "refuse_size",
    "refuse_unclean",
    "store",
    "take",
]
