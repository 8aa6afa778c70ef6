"""Sending a question to a few peers first: the invitation, its reasons and the replies.

Asking and answering questions call it; whom to choose stands in `search/peer_choice`.
"""
