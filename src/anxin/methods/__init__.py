"""Numbers in, numbers out: nothing of Django or of Anxin. Each package is usable by itself."""
