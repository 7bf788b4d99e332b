"""Where published files lie: the edge out. Every shelf puts bytes whole, and only if they changed."""
