"""The house's own tools: set up, run, test and check. Nothing of the product imports them."""
