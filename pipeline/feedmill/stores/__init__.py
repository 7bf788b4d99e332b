"""The mill's memory: `base` is what corridors may ask, `sql` a database that knows, `lock` one run."""
