from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from drift_data.ingest.tree import Node, active_branch

Json = dict[str, Any]
UNRATED = {"rating": None, "comment": None}


def node(id_: str, parent: str | None, role: str | None, time: float | None = None, lane: int = 0) -> Node:
    return Node(id_, parent, {"role": role, "content": id_} if role else None, time, lane)


def texts(messages: list[Json]) -> list[str]:
    return [message["content"] for message in messages]


LINE = [
    node("u1", None, "user"),
    node("a1", "u1", "assistant"),
    node("u2", "a1", "user"),
    node("a2", "u2", "assistant"),
]


def test_current_node_is_the_end_of_the_branch() -> None:
    nodes = [*LINE, node("a2b", "u2", "assistant")]
    messages, discarded = active_branch(nodes, "a2")
    assert texts(messages) == ["u1", "a1", "u2", "a2"]
    assert discarded == [
        {"turn": 3, "kind": "regenerate", "messages": [{"role": "assistant", "content": "a2b"}], **UNRATED}
    ]


def test_unknown_current_node_is_the_newest_leaf() -> None:
    nodes = [*LINE, node("a2b", "u2", "assistant", time=5.0), node("a2c", "u2", "assistant", time=4.0)]
    for current in (None, "gone", 404, ["a2"]):
        assert texts(active_branch(nodes, current)[0])[-1] == "a2b"
    assert texts(active_branch(LINE[::-1], None)[0]) == ["u1", "a1", "u2", "a2"]


def test_current_node_above_a_leaf_goes_on_below() -> None:
    assert texts(active_branch(LINE, "a1")[0]) == ["u1", "a1", "u2", "a2"]


def test_hidden_nodes_are_looked_through() -> None:
    nodes = [
        node("root", None, None),
        node("u1", "root", "user"),
        node("h1", "u1", None),
        node("h2", "h1", None),
        node("old", "h2", "assistant"),
        node("h3", "u1", None),
        node("a1", "h3", "assistant"),
    ]
    messages, discarded = active_branch(nodes, "a1")
    assert texts(messages) == ["u1", "a1"]
    assert [(entry["turn"], texts(entry["messages"])) for entry in discarded] == [(1, ["old"])]


def test_an_edit_needs_a_reply() -> None:
    nodes = [*LINE, node("u2b", "a1", "user"), node("u2c", "a1", "user"), node("x", "u2c", None),
             node("a2c", "x", "assistant"), node("a2d", "u2c", "assistant")]  # fmt: skip
    _, discarded = active_branch(nodes, "a2")
    assert discarded == [
        {"turn": 2, "kind": "edit", "messages": [
            {"role": "user", "content": "u2c"}, {"role": "assistant", "content": "a2c"},
        ], **UNRATED}
    ]  # fmt: skip


def test_an_edited_first_message() -> None:
    nodes = [*LINE, node("v1", None, "user"), node("b1", "v1", "assistant")]
    _, discarded = active_branch(nodes, "a2")
    assert [(entry["turn"], entry["kind"], texts(entry["messages"])) for entry in discarded] == [
        (0, "edit", ["v1", "b1"])
    ]


def test_messages_of_one_author_are_joined() -> None:
    nodes = [
        node("u1", None, "user"),
        node("p", "u1", "assistant"),
        Node("q", "p", {"role": "assistant", "content": "q", "rating": -1.0, "comment": "no", "model": "m"}, None, 0),
        node("r", "p", "assistant"),
    ]
    messages, discarded = active_branch(nodes, "q")
    assert messages[1] == {"role": "assistant", "content": "p\n\nq", "rating": -1.0, "comment": "no", "model": "m"}
    # The branch forks off inside the joined reply.
    assert discarded == [
        {"turn": 1, "kind": "regenerate", "messages": [{"role": "assistant", "content": "p\n\nr"}], **UNRATED}
    ]


def test_answers_side_by_side_are_no_regenerations() -> None:
    nodes = [*LINE[:1], node("a", "u1", "assistant", lane=0), node("b", "u1", "assistant", lane=1)]
    assert active_branch(nodes, "a")[1] == []


def test_reply_left_while_the_new_one_is_missing() -> None:
    nodes = [*LINE[:2], node("empty", "u1", None, time=9.0)]
    messages, discarded = active_branch(nodes, "empty")
    assert texts(messages) == ["u1"]
    assert [(entry["turn"], texts(entry["messages"])) for entry in discarded] == [(1, ["a1"])]


def test_no_nodes() -> None:
    assert active_branch([], "x") == ([], [])


ROLES = st.sampled_from(["user", "assistant", None])


@st.composite
def any_nodes(draw: st.DrawFn) -> list[Node]:
    """Nodes whose parents may be missing, themselves or in a circle; ids may occur twice."""
    count = draw(st.integers(0, 12))
    ids = st.integers(0, count + 1).map(str)
    parents = st.one_of(st.none(), ids)
    times = st.one_of(st.none(), st.floats(0, 9))
    return [node(draw(ids), draw(parents), draw(ROLES), draw(times), draw(st.integers(0, 1))) for _ in range(count)]


def test_of_replies_side_by_side_the_rated_are_kept() -> None:
    rated: Json = {"role": "assistant", "content": "bad", "rating": -1.0, "comment": "no"}
    nodes = [*LINE, Node("x", "u1", rated, None, 1), node("y", "u1", "assistant", lane=2)]
    _, discarded = active_branch(nodes, "a2")
    left = [{"role": "assistant", "content": "bad"}]
    assert discarded == [{"turn": 1, "kind": "rating", "messages": left, "rating": -1.0, "comment": "no"}]


@given(any_nodes(), st.one_of(st.none(), st.integers(0, 12).map(str)))
@settings(max_examples=300, deadline=None)
def test_any_graph_ends(nodes: list[Node], current: str | None) -> None:
    messages, discarded = active_branch(nodes, current)
    known = {node.id for node in nodes if node.message}
    for message in messages:
        assert set(message["content"].split("\n\n")) <= known
    for entry in discarded:
        assert 0 <= entry["turn"] <= len(messages)
        roles = [message["role"] for message in entry["messages"]]
        assert roles == (["assistant"] if entry["kind"] == "regenerate" else ["user", "assistant"])


@st.composite
def trees(draw: st.DrawFn) -> list[Node]:
    """Turns alternate; hidden nodes may lie between them."""
    nodes = [Node("0", None, None)]
    turn = {"0": "user"}
    for number in range(1, draw(st.integers(2, 16))):
        parent = draw(st.sampled_from(sorted(turn)))
        role = turn[parent] if draw(st.integers(0, 3)) else None
        nodes.append(node(str(number), parent, role))
        turn[str(number)] = {"user": "assistant", "assistant": "user", None: turn[parent]}[role]
    return draw(st.permutations(nodes))


@given(trees(), st.data())
@settings(max_examples=300, deadline=None)
def test_branch_is_a_path_and_what_forks_off_is_kept(nodes: list[Node], data: st.DataObject) -> None:
    by_id = {node.id: node for node in nodes}
    leaves = sorted(set(by_id) - {node.parent for node in nodes})
    current = data.draw(st.sampled_from(leaves))
    messages, discarded = active_branch(nodes, current)

    path: list[Node] = []
    step: str | None = current
    while step is not None:
        path.insert(0, by_id[step])
        step = by_id[step].parent
    visible = [node.id for node in path if node.message]
    assert texts(messages) == visible

    def above(node: Node) -> Node | None:
        """The nearest visible node above."""
        parent = by_id.get(node.parent or "")
        return parent if parent is None or parent.message else above(parent)

    on_path = {node.id for node in path}
    left = {entry["messages"][0]["content"] for entry in discarded}
    assert len(left) == len(discarded)
    for other in nodes:
        if other.message is None or other.id in on_path:
            continue
        fork = above(other)
        forks_off = fork is None or fork.id in on_path
        turn = 0 if fork is None else visible.index(fork.id) + 1 if forks_off else -1
        if other.message["role"] == "assistant":
            assert (other.id in left) == forks_off
        else:
            has_reply = any(node.message and above(node) is other for node in nodes)
            assert (other.id in left) == (forks_off and has_reply and turn < len(messages))
        for entry in discarded:
            if entry["messages"][0]["content"] == other.id:
                assert entry["turn"] == turn
