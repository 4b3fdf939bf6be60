"""Nobody is forgotten: cases, the ladder of calls and texts, and what keeps it from being abused."""
