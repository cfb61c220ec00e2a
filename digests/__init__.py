"""Everything mailed: editions and letters, from the choice of items to RFC 5322 bytes."""
