"""What people keep of their lists, and the long jobs that they asked for."""

from lists.models.jobs import WORKING, Job, JobState
from lists.models.views import ListChoice, SavedView, house_of

__all__ = ["WORKING", "Job", "JobState", "ListChoice", "SavedView", "house_of"]
