"""Deployment, logs, mining, pairs, training, and the next deployment: with the commands that a user would run."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from closed_loop import deploy, measures, policy
from closed_loop.control import make_control
from closed_loop.stages import Stages

if TYPE_CHECKING:
    from closed_loop.arms import Arm, Scale

HERE = Path(__file__).parent
#: The deployment of the warmed-up model, which no user meets: its true utility alone.
WARM = "seed"
#: Training of a round, laid over the recipes for the tiny size.
TRAINING = {"schedule.learning_rate": "2e-4", "batch.pairs": "8", "evaluate": "false", "checkpoints": "0"}


@dataclass(frozen=True)
class Chain:
    """The rounds of one arm with one seed.

    Attributes:
        out: of the experiment; `policy` in it is the first policy, `seedN/ARM` the working folder.
    """

    out: Path
    name: str
    arm: Arm
    scale: Scale
    seed: int
    engine: str

    @property
    def folder(self) -> Path:
        return self.out / f"seed{self.seed}" / self.name

    def run(self) -> None:
        """All stages that were not done yet."""
        start = self.start()
        if not self.folder.is_dir():
            aside = self.folder.with_name(f"{self.name}.new")
            shutil.rmtree(aside, ignore_errors=True)
            shutil.copytree(start, aside)
            aside.rename(self.folder)
        stages = Stages(self.folder)
        stages.run("project-arm", lambda: self._project(self.folder, self.arm.pair))
        before = "seed"
        for n in range(1, self.scale.iterations + 1):
            name = self.arm.iteration(n)
            self._pair(stages, n, name, before)
            self._train(stages, n, name, before)
            self._deploy(stages, str(n), f"runs/{name}/model", self.scale.conversations)
            if n < self.scale.iterations:
                self._mine(stages, self.folder, n)
            before = name

    def start(self) -> Path:
        """The first deployment, its logs mined, and the warm-up: the same for all arms whose users are the same."""
        folder = self.out / f"seed{self.seed}" / f"start{round(100 * self.arm.misled) or ''}"
        folder.mkdir(parents=True, exist_ok=True)
        policy.unpack(self.out / "policy")
        stages = Stages(folder)
        stages.run("project", lambda: self._project(folder, {}))
        self._deploy(stages, "0", "../../policy", self.scale.conversations)
        self._mine(stages, folder, 0)
        stages.command("pair-seed", ["drift-data", "pair", "seed", "--rule", "seed", "--policy", "../../policy"])
        stages.command("train-seed", ["drift-train", "recipe", "seed", *self._keys()])
        self._deploy(stages, WARM, "runs/seed/model", 0)
        return folder

    def _project(self, folder: Path, pair: dict[str, Any]) -> None:
        """drift.yaml of the folder: the experiment's, with the arm's settings and the seed laid over."""
        project = yaml.safe_load((HERE / "drift.yaml").read_text(encoding="utf-8"))
        project["engine"]["name"] = self.engine
        project["pair"]["sampling"]["seed"] = self.seed
        for key, value in pair.items():
            project["pair"][key] = value
        (folder / "drift.yaml").write_text(yaml.safe_dump(project, sort_keys=False), encoding="utf-8")

    def _deploy(self, stages: Stages, n: str, model: str, conversations: int) -> None:
        out = f"deployed/{n}"
        options = {
            "--project": "drift.yaml",
            "--conversations": conversations,
            "--held-out": self.scale.held_out,
            "--seed": 1000 * self.seed + (int(n) if n.isdigit() else 0),
            "--misled": self.arm.misled,
        }
        words = [str(word) for option in options.items() for word in option]
        stages.command(f"deploy-{n}", ["python", str(HERE / "deploy.py"), model, out, *words])

    def _mine(self, stages: Stages, folder: Path, n: int) -> None:
        stages.command(f"mine-{n}", ["drift-data", "mine", f"deployed/{n}/{deploy.LOG}"])
        stages.run(f"mined-{n}", lambda: _write(folder / f"mined-{n}.json", measures.mined(folder, n)))

    def _pair(self, stages: Stages, n: int, name: str, before: str) -> None:
        words = ["drift-data", "pair", name, "--policy", f"runs/{before}/model"]
        if self.arm.rule != "drift":
            words += ["--rule", self.arm.rule]
        # The same budget of samples: with two of each row, half of the rows.
        if self.arm.samples > 1:
            words += ["--limit", str(measures.complaints(self.folder) // self.arm.samples)]
        stages.command(f"pair-{n}", words)
        if self.arm.control:
            stages.run(f"control-{n}", lambda: make_control(self.folder, name, self.arm.control, self.seed))
        pairs = f"{self.arm.control}-{name}" if self.arm.control else name
        stages.run(f"pairs-{n}", lambda: _write(self.folder / f"pairs-{n}.json", measures.pairs(self.folder, pairs, n)))

    def _train(self, stages: Stages, n: int, name: str, before: str) -> None:
        keys = [*self._keys(), f"trl.max_steps={self.scale.steps}"]
        if n == 1:
            keys.append(f"start={before}")  # SPIN and iterative DPO begin at the warm-up too
        if self.arm.control:
            keys.append(f"data=pairs-{self.arm.control}-{name}")
        stages.command(f"train-{n}", ["drift-train", "recipe", name, *keys])

    def _keys(self) -> list[str]:
        own = {"base": "../../policy", "schedule.seed": str(self.seed)}
        return [f"{key}={value}" for key, value in (TRAINING | own).items()]


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
