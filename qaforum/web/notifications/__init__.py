"""The bell, mail choices, following, and completing the name after an @."""
