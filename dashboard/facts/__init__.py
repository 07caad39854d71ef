"""What the desks show, read across the apps; every number has the list that it stands for."""
