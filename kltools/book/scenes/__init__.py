"""The scenes of the book, one file each."""

from kltools.book.scenes.alpha import alpha
from kltools.book.scenes.bernoulli_pair import bernoulli_pair
from kltools.book.scenes.binning import binning
from kltools.book.scenes.blur import blur
from kltools.book.scenes.candidates import candidates
from kltools.book.scenes.correlated import correlated
from kltools.book.scenes.discriminator import discriminator
from kltools.book.scenes.elbo import elbo
from kltools.book.scenes.estimators import estimators
from kltools.book.scenes.evidence import evidence
from kltools.book.scenes.forward_fit import forward_fit
from kltools.book.scenes.js_saturates import js_saturates
from kltools.book.scenes.latent_penalty import latent_penalty
from kltools.book.scenes.log_partition import log_partition
from kltools.book.scenes.mixture_fit import mixture_fit
from kltools.book.scenes.reverse_fit import reverse_fit
from kltools.book.scenes.slack import slack
from kltools.book.scenes.sliding_uniforms import sliding_uniforms
from kltools.book.scenes.tangent_line import tangent_line
from kltools.book.scenes.two_normals import two_normals
from kltools.book.scenes.zoom import zoom

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
