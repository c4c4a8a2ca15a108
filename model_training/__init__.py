"""How Pixel's models are made. Beside the house: never imports the desktop."""
