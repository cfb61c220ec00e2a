"""Who listens: subscribers, partners and their endpoints, and the proof that they asked."""
