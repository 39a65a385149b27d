"""What we do: one verb per file, the only writers. Each takes a session and an actor, and never commits."""
