"""The small parts that pages are made of. They know the look and nothing else."""
