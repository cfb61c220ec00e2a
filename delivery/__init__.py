"""Everything that goes over the network, behind one address guard and one outcome type."""
