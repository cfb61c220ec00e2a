"""The database: engine, transactions, column types, the migration runner; it knows no article."""
