"""Pages of forms, rounds and answers."""
