"""Loading the violation types, the sanction matrix and the committee's rule from the data files."""


def load_types() -> tuple[int, int, int]:
    """
    Load types, matrix cells and committee rules from `violations/data`; run twice, add nothing.

    Return how many rows of each kind were added. A changed type is a new dated row in the file.
    """
    raise NotImplementedError
