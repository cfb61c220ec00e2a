"""Every change that touches more than one room, each one transaction."""
