"""How well it is found, measured; and what is learned from it."""
