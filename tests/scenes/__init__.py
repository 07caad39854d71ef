"""Acts that are open, each with its action and good arguments, for the tests of all acts."""
