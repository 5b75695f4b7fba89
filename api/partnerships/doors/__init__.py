"""The JSON door of partnerships, a file for each thing that is asked for."""
