"""What reads across policies, flags and reviews: measured here, judged in `rules`."""

from oversight.facts.silence import silence_cutoff
from oversight.facts.sweep import Candidate, Swept, held, sweep

__all__ = ["Candidate", "Swept", "held", "silence_cutoff", "sweep"]
