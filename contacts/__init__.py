"""The people who call: their numbers, zones, language, consent and wishes."""
