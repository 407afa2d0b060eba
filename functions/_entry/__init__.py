"""What every function shares: a request comes in, an answer goes out, no framework between."""
