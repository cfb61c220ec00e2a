"""Articles as bytes for machines: Atom, RSS and JSON feeds, and the bodies of webhooks."""
