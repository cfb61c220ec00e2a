"""What happens on its own, and when."""
