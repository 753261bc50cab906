"""The command line. Imports inside are relative: the folder is called `cli`, the installed package `drift_cli`."""
