"""What models stand on, and what several areas share."""
