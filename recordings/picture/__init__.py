"""What is to be seen of a recording: the shape of both sides, and where neither speaks."""
