"""Which fields each built-in type has, and of which type each is."""
