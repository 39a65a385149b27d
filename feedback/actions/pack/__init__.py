"""The parts of a city pack, one module each: how its files become rows. `actions/load_pack.py` puts them in order."""
