"""Notifications, mails, and what one follows."""
