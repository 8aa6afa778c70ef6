"""Finding members, and a member's page."""
