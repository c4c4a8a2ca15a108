"""The simulated client. Knows nothing of the engine or the store."""
