"""Questions sent to a few peers."""
