"""One module for each step, with its SQL beside it. The revision is the number in the file's name."""
