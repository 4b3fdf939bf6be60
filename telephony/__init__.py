"""The switch and the calls on it: decisions without I/O, and the edge that carries them out."""
