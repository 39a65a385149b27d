"""What happens by itself: background jobs, the ticker, and the supervisor that keeps every process running."""
