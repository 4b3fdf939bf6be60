"""Texts through Twilio: sent at most once, and whatever comes back is heard, with or without a public address."""
