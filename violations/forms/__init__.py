"""What people type about reports, cases and evidence."""
