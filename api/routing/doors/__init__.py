"""The JSON door of routing, a file for each thing that is asked for."""
