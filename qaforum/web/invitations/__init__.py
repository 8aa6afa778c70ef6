"""What waits for me, replying, and inviting further peers."""
