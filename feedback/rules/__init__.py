"""What the regulation says: pure, standard library only."""
