"""Other forums' dumps and the demo community, read into the records that the services write."""
