"""From a fresh machine to a running system: what ./run and ./test do first. Standard library only."""
