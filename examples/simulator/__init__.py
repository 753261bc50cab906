"""Made-up conversations for the example: scenes read, conversations composed, dumps written."""
