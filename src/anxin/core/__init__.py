"""People, grants, audit, jobs, imports, rounds: what every module stands on. Knows no module above it."""
