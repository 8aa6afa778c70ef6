"""Speed and safety, measured by hand against a served forum: see README.md."""
