"""What people keep of recordings: marks at a second, and legal holds."""
