"""What is done with surveys, as verbs."""
