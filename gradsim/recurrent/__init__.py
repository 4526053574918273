"""Recurrent networks: backpropagation through time, one time step of one layer at a time.

Tensors lie with the samples last, (units, B): each gate of a time step is then one contiguous piece, and one kernel works
on several gates. Time steps are stacked in front, (T, units, B). What leaves this package is (B, units) again.
"""

from gradsim.recurrent.network import RecurrentNetwork

__all__ = ["RecurrentNetwork"]
