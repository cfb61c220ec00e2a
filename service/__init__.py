"""Settings, wiring, clock, migrations, demo and the command line `nashra`."""
