"""The parts an experiment is composed of: data, network, layers, recipe.

Each kind is one frozen model with its own options; ``kind`` is the discriminator in the file. A new kind is declared in one
of these modules and added to the union at its end.
"""

from gradsim.specs.data import *  # noqa: F403
from gradsim.specs.layers import *  # noqa: F403
from gradsim.specs.model import *  # noqa: F403
from gradsim.specs.recipe import *  # noqa: F403
