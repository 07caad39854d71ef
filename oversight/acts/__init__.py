"""
What people do to termination reviews, duties, versions of the policy, runs and reminders.

The one place of the conditions (docs/adr/0043-table-of-acts.md). What only the clock does (to hear
the silent, escalate, close, and follow duties) has no row. Nobody does anything to a flag: the
rules raise it and end it.
"""
