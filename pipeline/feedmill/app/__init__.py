"""
The only place that chooses real parts and puts them together.

One function for each command of the command line; each gives a value and prints nothing. The
wall clock, the environment and the folder come in here (`place`) and travel down as arguments. A command
imports the one file that it needs, so that what it does not need is not loaded.
"""
