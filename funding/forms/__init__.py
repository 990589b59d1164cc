"""What a person may type about money."""
