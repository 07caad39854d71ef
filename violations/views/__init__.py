"""The pages of violations: lists, a new report, a file and its acts, evidence."""
