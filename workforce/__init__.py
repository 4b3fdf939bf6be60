"""Agents: who they are, what they can do, and what state they are in now."""
