"""What a person may type about rounds of questions, and in the questions themselves."""
