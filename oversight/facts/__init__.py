"""What reads across policies, flags and reviews: measured here, judged in `rules`."""

from oversight.facts.sweep import Candidate, Swept, held, sweep

__all__ = ["Candidate", "Swept", "held", "sweep"]
