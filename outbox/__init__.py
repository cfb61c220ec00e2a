"""What is owed to whom, until it is delivered or given up."""
