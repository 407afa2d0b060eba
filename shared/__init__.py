"""The library under the five functions: a pure core, the ports it needs, and what serves them."""
