"""The key in this repository: it serves bare commands of `pishkhan.settings.local`, no secret."""

KEY = "bG9jYWwtb25seS1rZXktbG9jYWwtb25seS1rZXktMDE="
