"""Give one lease back, or stop the lab for everybody."""
