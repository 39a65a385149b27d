"""Numbered revisions of the schema; each can go up and down."""
