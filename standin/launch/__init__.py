"""The platform as one command: what listens, the programs beside it, and how all of it ends."""
