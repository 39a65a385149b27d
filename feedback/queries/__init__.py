"""What people ask: read-only selects that return typed rows, in a constant number of statements."""
