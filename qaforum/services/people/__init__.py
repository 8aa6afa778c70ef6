"""Accounts, members, their roles, and the institutions they work for.

Others ask `availability` before they name anybody as a peer.
"""
