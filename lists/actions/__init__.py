"""What can be done to saved views, choices of columns, and long jobs."""

from lists.actions.jobs import (
    SILENCE,
    Gone,
    Stopped,
    claim_job,
    end_stopped,
    fail_job,
    finish_job,
    follow_work,
    forget_files,
    hand_out_file,
    note_progress,
    start_job,
    stop_job,
    tell_followed,
)
from lists.actions.views import (
    MOST_VIEWS,
    choose_columns,
    choose_density,
    remove_view,
    save_view,
    share_view,
)

__all__ = [
    "MOST_VIEWS",
    "SILENCE",
    "Gone",
    "Stopped",
    "choose_columns",
    "choose_density",
    "claim_job",
    "end_stopped",
    "fail_job",
    "finish_job",
    "follow_work",
    "forget_files",
    "hand_out_file",
    "note_progress",
    "remove_view",
    "save_view",
    "share_view",
    "start_job",
    "stop_job",
    "tell_followed",
]
