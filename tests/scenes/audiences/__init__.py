"""Acts of every table, each done where it is open, for the test of the column `tells`."""
