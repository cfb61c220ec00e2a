"""The commands of `nashra`, a module for each kind of thing."""
