"""The scenes of the book, one file each."""

from kltools.explorables.scenes.alpha import alpha
from kltools.explorables.scenes.bernoulli_pair import bernoulli_pair
from kltools.explorables.scenes.binning import binning
from kltools.explorables.scenes.blur import blur
from kltools.explorables.scenes.candidates import candidates
from kltools.explorables.scenes.correlated import correlated
from kltools.explorables.scenes.discriminator import discriminator
from kltools.explorables.scenes.elbo import elbo
from kltools.explorables.scenes.estimators import estimators
from kltools.explorables.scenes.evidence import evidence
from kltools.explorables.scenes.forward_fit import forward_fit
from kltools.explorables.scenes.js_saturates import js_saturates
from kltools.explorables.scenes.latent_penalty import latent_penalty
from kltools.explorables.scenes.log_partition import log_partition
from kltools.explorables.scenes.mixture_fit import mixture_fit
from kltools.explorables.scenes.reverse_fit import reverse_fit
from kltools.explorables.scenes.slack import slack
from kltools.explorables.scenes.sliding_uniforms import sliding_uniforms
from kltools.explorables.scenes.tangent_line import tangent_line
from kltools.explorables.scenes.two_normals import two_normals
from kltools.explorables.scenes.zoom import zoom

__all__ = [
    "alpha",
    "bernoulli_pair",
    "binning",
    "blur",
    "candidates",
    "correlated",
    "discriminator",
    "elbo",
    "estimators",
    "evidence",
    "forward_fit",
    "js_saturates",
    "latent_penalty",
    "log_partition",
    "mixture_fit",
    "reverse_fit",
    "slack",
    "sliding_uniforms",
    "tangent_line",
    "two_normals",
    "zoom",
]
