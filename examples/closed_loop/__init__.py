"""A simulated deployment: a tiny policy, tasks that a program checks, users who complain, and drift in between."""
