"""What a kind needs beyond its row in `kinds`: defaults, allocations, what may not be or change."""
