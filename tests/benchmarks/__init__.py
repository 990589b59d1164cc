"""The figures (make bench): measured over HTTP against the production server, never asserted."""
