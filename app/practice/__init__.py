"""A session: who speaks, what it means, what happens next. Knows nothing of Qt."""
