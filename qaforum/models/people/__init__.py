"""Members, their roles, institutions and availability."""
