"""Pictures and PDFs that users bring: decoded in a limited process, copied without metadata."""

from core.papers.reading import Paper, PaperRefused, read_paper

__all__ = ["Paper", "PaperRefused", "read_paper"]
