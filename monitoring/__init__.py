"""The floor as a supervisor sees it: what is going on now."""
