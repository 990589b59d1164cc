"""What is done with questions to the parties."""
