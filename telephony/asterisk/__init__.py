"""The static dialplan and the configuration of an Asterisk of ours, rendered from settings."""
