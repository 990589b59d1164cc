"""What a person may type about bodies, meetings, agenda and attendance."""
