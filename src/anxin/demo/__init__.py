"""The made-up 安和区: a full-size district from one seed, whose truth is known; imported as any other would be."""
