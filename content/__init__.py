"""Articles: how plain Arabic text becomes a structured, attributed document."""
