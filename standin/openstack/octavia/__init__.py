"""Octavia: load balancers and what lies inside them."""
