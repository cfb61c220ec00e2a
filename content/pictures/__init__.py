"""Pictures as bytes: known by their first letters, measured, and told by no camera."""
