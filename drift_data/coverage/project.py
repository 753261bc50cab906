"""Vectors as points in the plane."""

from __future__ import annotations

from typing import Any, Literal

from drift_data.errors import DriftError
from drift_data.extras import need

Projection = Literal["pca", "tsne", "umap"]
#: Below so many points neighbours say nothing, and PCA is taken.
_FEW = 10


def project(vectors: Any, how: Projection, seed: int) -> Any:
    """Array of shape (points, 2), each axis with mean 0 and standard deviation 1 (0 where nothing differs).

    Raises:
        DriftError: scikit-learn or umap-learn is missing.
    """
    numpy = need("numpy", "coverage")
    if (vectors == vectors[:1]).all():
        return numpy.zeros((len(vectors), 2))
    if how == "pca" or len(vectors) < _FEW:
        decomposition = need("sklearn.decomposition", "coverage")
        size = min(2, *vectors.shape)
        found = decomposition.PCA(size, random_state=seed, svd_solver="full").fit_transform(vectors)
        points = numpy.pad(found, ((0, 0), (0, 2 - size)))
    elif how == "tsne":
        manifold = need("sklearn.manifold", "coverage")
        perplexity = min(30, (len(vectors) - 1) / 3)
        points = manifold.TSNE(2, perplexity=perplexity, random_state=seed, init="pca").fit_transform(vectors)
    else:
        points = _umap(vectors, seed)
    spread = points.std(axis=0)
    return (points - points.mean(axis=0)) / numpy.where(spread > 1e-9, spread, 1)


def _umap(vectors: Any, seed: int) -> Any:
    try:
        umap = need("umap", "coverage")
    except DriftError as error:
        raise DriftError(
            "The projection umap needs the package umap-learn.", fix="pip install umap-learn, or --projection tsne."
        ) from error
    neighbours = min(15, len(vectors) - 1)
    return umap.UMAP(n_components=2, n_neighbors=neighbours, metric="cosine", random_state=seed).fit_transform(vectors)
