"""The Hub as the home of datasets and models: push, pull, and what must not leave the machine."""
