"""What the trainee did, in the field's terms. Knows nothing of the client's hidden state."""
