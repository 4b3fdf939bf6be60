"""What was said: where the switch writes it, how it is archived, who heard it, and when it is deleted."""
