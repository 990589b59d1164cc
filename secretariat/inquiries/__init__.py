"""One way of asking the parties: typed questions, rounds, answers. Part 3 of the plan builds it."""
