"""How the window looks: tokens, one stylesheet made of them, and what the person chose."""
