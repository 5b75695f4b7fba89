"""The JSON door of oversight, a file for each thing that is asked for."""
