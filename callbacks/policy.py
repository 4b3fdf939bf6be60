"""What to do next about a case, and why."""
