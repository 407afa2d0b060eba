"""Start the lab, or keep it longer."""
