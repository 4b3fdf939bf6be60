"""Whom we neither call nor text, and whom only when a person says so."""
