"""What a scheduler calls, every minute to every five minutes."""
