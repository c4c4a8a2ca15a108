"""The language model's machines. Knows nothing of personas or scores."""
