"""Pages that join several modules, and those of the core."""
