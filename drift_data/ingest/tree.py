"""Conversations kept as trees: every edit of a message and every regeneration of a reply is a branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from drift_data.ingest.formats import Json


@dataclass(frozen=True, eq=False)
class Node:
    """One node of a tree.

    Attributes:
        id: its own id; of nodes that share one the first counts.
        parent: the id of the node above; None at the top.
        message: in drift's own shape; None where the user does not see it (system, tools, empty).
        time: seconds since 1970, to find the newest branch.
        lane: which of several models answering side by side; replies of two lanes are no regenerations, but the user
            may have rated them.
    """

    id: str
    parent: str | None
    message: Json | None
    time: float | None = None
    lane: Any = None


def active_branch(nodes: Iterable[Node], current: Any) -> tuple[list[Json], list[Json]]:
    """The messages from the top to `current`, and what was `discarded` beside them.

    Where `current` is missing or unknown, the newest leaf stands for it; where it has something below, so does the
    newest leaf there. Consecutive messages of one author are joined. A branch off the active one is kept up to its
    first reply; what followed that reply is not.
    """
    tree = _Tree(nodes)
    path = tree.path(current)
    below = [node for node in path if node.message is not None]
    on_path = {node.id for node in path}
    messages: list[Json] = []
    discarded: list[Json] = []
    passed = 0
    for node in path:
        kept = below[passed] if passed < len(below) else None
        for sibling in tree.children.get(node.parent, ()):
            if sibling.id not in on_path:
                discarded += tree.left(sibling, messages, kept, on_path)
        if node.message is not None:
            passed += 1
            _add(messages, node.message)
    return messages, discarded


class _Tree:
    def __init__(self, nodes: Iterable[Node]) -> None:
        self.by_id: dict[str, Node] = {}
        self.children: dict[str | None, list[Node]] = {}
        for node in nodes:
            if node.id not in self.by_id:
                self.by_id[node.id] = node
                self.children.setdefault(node.parent, []).append(node)
        self._order = {id_: index for index, id_ in enumerate(self.by_id)}

    def path(self, current: Any) -> list[Node]:
        if not self.by_id:
            return []
        start = self.by_id.get(current) if isinstance(current, str) else None
        if start is None:
            leaves = [node for node in self.by_id.values() if not self.children.get(node.id)]
            start = max(leaves or self.by_id.values(), key=self._age)
        seen = {start.id}
        leaf = start
        while below := [node for node in self.children.get(leaf.id, ()) if node.id not in seen]:
            leaf = max(below, key=self._age)
            seen.add(leaf.id)
        path = [leaf]
        climbed = {leaf.id}
        while (above := self.by_id.get(path[-1].parent or "")) is not None and above.id not in climbed:
            path.append(above)
            climbed.add(above.id)
        return path[::-1]

    def _age(self, node: Node) -> tuple[float, int]:
        return (node.time if node.time is not None else float("-inf"), self._order[node.id])

    def left(self, branch: Node, messages: list[Json], kept: Node | None, on_path: set[str]) -> Iterator[Json]:
        """The discarded entries of a branch that forks off after `messages`; the active one goes on with `kept`."""
        kept_role = kept.message["role"] if kept is not None and kept.message is not None else None
        for first in self._visible([branch], on_path):
            assert first.message is not None
            role = first.message["role"]
            if role == "assistant" and kept_role in ("assistant", None):
                kind, left = "regenerate", [self._reply(first, on_path)]
                if kept is not None and kept.lane != first.lane:
                    # Nobody left it: only what the user said of it counts.
                    if left[0].get("rating") is None:
                        continue
                    kind = "rating"
            elif role == "user" and kept_role == "user":
                kind, left = "edit", self._exchange(first, on_path)
                if len(left) < 2:
                    continue
            else:
                continue
            turn = len(messages)
            if messages and messages[-1]["role"] == role:
                # The fork is inside what was joined to one message.
                turn -= 1
                left = [_joined(messages[-1], left[0]), *left[1:]]
            if all(message["content"] is not None for message in left):
                plain = [{"role": message["role"], "content": message["content"]} for message in left]
                reply = left[-1]
                judged = {"rating": reply.get("rating"), "comment": reply.get("comment")}
                yield {"turn": turn, "kind": kind, "messages": plain, **judged}

    def _visible(self, nodes: Iterable[Node], seen: set[str]) -> Iterator[Node]:
        """The first visible nodes at or below each of `nodes`, in order."""
        seen = set(seen)
        stack = list(nodes)[::-1]
        while stack:
            node = stack.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.message is not None:
                yield node
            else:
                stack += self.children.get(node.id, [])[::-1]

    def _reply(self, first: Node, seen: set[str]) -> Json:
        """A reply with the parts that follow it."""
        assert first.message is not None
        reply = first.message
        seen = seen | {first.id}
        while (part := next(self._visible(self.children.get(first.id, ()), seen), None)) is not None:
            assert part.message is not None
            if part.message["role"] != reply["role"]:
                break
            reply = _joined(reply, part.message)
            seen.add(part.id)
            first = part
        return reply

    def _exchange(self, asked: Node, seen: set[str]) -> list[Json]:
        """A user message and its first reply, if it had one."""
        message = self._reply(asked, seen)
        seen = set(seen)
        last: Node | None = asked
        while last is not None:
            seen.add(last.id)
            last = next(self._visible(self.children.get(last.id, ()), seen), None)
            if last is not None and last.message is not None and last.message["role"] == "assistant":
                return [message, self._reply(last, seen)]
        return [message]


def _add(messages: list[Json], message: Json) -> None:
    if messages and message["role"] in ("user", "assistant") and messages[-1]["role"] == message["role"]:
        messages[-1] = _joined(messages[-1], message)
    else:
        messages.append(message)


def _joined(first: Json, second: Json) -> Json:
    """Two messages of one author as one; of what only one can have (model, time) the first's, of ratings the last."""
    texts = (first["content"], second["content"])
    both = {**second, **{key: value for key, value in first.items() if value is not None}}
    if second.get("rating") is not None:
        both |= {"rating": second["rating"], "comment": second.get("comment")}
    return both | {"content": None if None in texts else "\n\n".join(texts)}
