"""What a person may type about agreements."""
