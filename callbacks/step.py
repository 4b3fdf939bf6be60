"""How a case changes with what happens."""
