"""What the lab cost."""
