"""What every controller of the stand-in shares: a view of the objects, writes as data, turns."""
