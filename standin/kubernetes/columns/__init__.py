"""The columns of each kind's table (kubernetes pkg/printers/internalversion)."""
