"""How much of the high-reward region each method's replies cover (DRIFT, arXiv 2510.02341, figures 2 and 3).

The paper pools the replies of all methods to a prompt, embeds them, projects them to the plane, and draws the
reward-weighted density of all: the reward topography. The high-reward region is where that is high, and a method's
coverage is its share of it. The paper names neither embedding nor reward model, bandwidth or threshold; here each is an
option. With rewards r scaled to 0 to 1 over the prompt, points z, and a Gaussian kernel K, for a set of n replies

    T(g) = 1/n * sum over the replies of r K(g - z)

at each point g of a grid. The region is where T of all replies is at least `level` of its greatest value; a method
covers the part of it where its own T is at least that too. So a method loses by replies of low reward, and by good
replies that are all alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from drift_data.coverage.embed import embed
from drift_data.coverage.project import Projection, project
from drift_data.coverage.replies import Reply
from drift_data.errors import DriftError
from drift_data.extras import need
from drift_data.sample.policy import Policy

#: Standard deviations that the grid reaches beyond the outermost points, in bandwidths.
_MARGIN = 3.0


@dataclass(frozen=True)
class Options:
    """
    Attributes:
        projection: pca, tsne or umap (the paper's).
        bandwidth: of the kernel, in standard deviations of the points; None: Scott's rule for the plane, n^(-1/6).
        level: share of the greatest density from which on the region is high. At 0.25 a method whose replies are all
            alike raises the peak so far that it covers as much as one with many good replies; at 0.1 it does not.
        grid: points along each side.
        seed: of the projection.
    """

    projection: Projection = "pca"
    bandwidth: float | None = None
    level: float = 0.1
    grid: int = 64
    seed: int = 0


@dataclass(frozen=True)
class Method:
    """
    Attributes:
        replies: how many.
        reward: their mean.
        distinct: mean number of different replies to a prompt with at least half of the range of rewards.
        coverage: mean share of the high-reward region of a prompt.
        low, high: 95% interval of it over prompts, by bootstrap; both None where there is one prompt.
    """

    replies: int
    reward: float
    distinct: float
    coverage: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Topography:
    """One prompt.

    Attributes:
        points: of shape (replies, 2), in the order of the replies.
        axes: the grid's coordinates on both axes, each of shape (grid,).
        density: T of all, of shape (grid, grid), the second axis the point's first coordinate.
        own: the same of each method.
        region: where T of all is high, of the same shape.
        threshold: from which on it is.
    """

    points: Any
    axes: tuple[Any, Any]
    density: Any
    own: dict[str, Any]
    region: Any
    threshold: float

    def share(self, method: str) -> float:
        """The method's share of the region; 0 where it has no reply."""
        if method not in self.own or not self.region.any():
            return 0.0
        return float((self.region & (self.own[method] >= self.threshold)).sum() / self.region.sum())


@dataclass(frozen=True)
class Coverage:
    """
    Attributes:
        methods: by name, the best first.
        prompts: how many were compared.
        skipped: prompts where all rewards are 0 after scaling, or that not all methods answered.
        options: as they were given.
    """

    methods: dict[str, Method]
    prompts: int
    skipped: int
    options: Options

    def as_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return asdict(self)


def coverage(replies: Sequence[Reply], options: Options | None = None, model: Policy | None = None) -> Coverage:
    """Compare methods prompt by prompt; prompts that one of them did not answer are left out.

    Args:
        replies: of two methods or more, each with its reward.
        model: for the embedding, see `embed`.

    Raises:
        DriftError: no prompt was answered by all methods, or a package is missing.
    """
    options = options or Options()
    numpy = need("numpy", "coverage")
    names = sorted({reply.method for reply in replies})
    prompts: dict[Any, list[Reply]] = {}
    for reply in replies:
        prompts.setdefault(reply.prompt, []).append(reply)
    whole = [own for own in prompts.values() if {reply.method for reply in own} == set(names)]
    if not whole:
        raise DriftError("No prompt was answered by all methods.", fix="Give every method the same prompts.")
    shares: dict[str, list[float]] = {name: [] for name in names}
    distinct: dict[str, list[int]] = {name: [] for name in names}
    kept: list[Reply] = []
    for own in whole:
        found = topography(own, options, model)
        if found is None:
            continue
        kept += own
        least = (min(map(_reward, own)) + max(map(_reward, own))) / 2
        for name in names:
            shares[name].append(found.share(name))
            good = {reply.text.strip() for reply in own if reply.method == name and _reward(reply) >= least}
            distinct[name].append(len(good))
    if not kept:
        raise DriftError("No reply has a reward above the others'.", why="So there is no region of high reward.")
    draws = numpy.random.default_rng(options.seed).integers(0, len(shares[names[0]]), (1000, len(shares[names[0]])))
    methods = {
        name: _method([r for r in kept if r.method == name], shares[name], distinct[name], draws) for name in names
    }
    best = sorted(methods, key=lambda name: (-methods[name].coverage, name))
    counted = len(shares[names[0]])
    return Coverage({name: methods[name] for name in best}, counted, len(prompts) - counted, options)


def topography(replies: Sequence[Reply], options: Options, model: Policy | None = None) -> Topography | None:
    """The reward topography of the replies to one prompt; None where no reply has a reward above 0 after scaling."""
    numpy, neighbors = need("numpy", "coverage"), need("sklearn.neighbors", "coverage")
    rewards = numpy.array([_reward(reply) for reply in replies])
    low, high = rewards.min(), rewards.max()
    if high > low:
        weights = (rewards - low) / (high - low)
    elif high > 0:
        weights = numpy.ones(len(rewards))
    else:
        return None
    points = project(embed([reply.text for reply in replies], model), options.projection, options.seed)
    width = options.bandwidth or len(points) ** (-1 / 6)
    reach = _MARGIN * width
    axes = tuple(
        numpy.linspace(points[:, axis].min() - reach, points[:, axis].max() + reach, options.grid) for axis in (0, 1)
    )
    across, up = numpy.meshgrid(*axes)
    grid = numpy.stack([across.ravel(), up.ravel()], axis=1)

    def density(chosen: Any) -> Any:
        worth = weights * chosen
        if not worth.any():
            return numpy.zeros(across.shape)
        kernel = neighbors.KernelDensity(bandwidth=width).fit(points[worth > 0], sample_weight=worth[worth > 0])
        return numpy.exp(kernel.score_samples(grid)).reshape(across.shape) * worth.sum() / chosen.sum()

    whole = density(numpy.ones(len(replies)))
    threshold = options.level * float(whole.max())
    methods = sorted({reply.method for reply in replies})
    own = {name: density(numpy.array([float(reply.method == name) for reply in replies])) for name in methods}
    return Topography(points, (axes[0], axes[1]), whole, own, whole >= threshold, threshold)


def _method(replies: Sequence[Reply], shares: list[float], distinct: list[int], draws: Any) -> Method:
    numpy = need("numpy", "coverage")
    low = high = None
    if len(shares) > 1:
        means = numpy.array(shares)[draws].mean(axis=1)
        low, high = (float(bound) for bound in numpy.quantile(means, [0.025, 0.975]))
    return Method(
        replies=len(replies),
        reward=sum(map(_reward, replies)) / len(replies),
        distinct=sum(distinct) / len(distinct),
        coverage=sum(shares) / len(shares),
        low=low,
        high=high,
    )


def _reward(reply: Reply) -> float:
    assert reply.reward is not None
    return reply.reward
