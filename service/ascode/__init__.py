"""The set-up as one file: `ringback config export` and `apply`."""
