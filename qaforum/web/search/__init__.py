"""The panel beside the ask form, the search page, the map, and what moderators judge."""
