"""What is done with agreements: made, decided by each party, signed, followed up, ended."""
