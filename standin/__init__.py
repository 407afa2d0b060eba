"""The platform on one machine, with the real one's edges. Imports nothing of the product."""
