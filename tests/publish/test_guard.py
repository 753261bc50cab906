"""What must not leave the machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hub_server import HubServer
from toy_versions import make_feedback, said

from drift_data.errors import DriftError
from drift_data.project import load_project
from drift_data.publish.guard import in_parquet, inspect, licences, sources_of
from drift_data.publish.push import Push
from drift_data.publish.settings import Hub, SourceLicence
from drift_data.store import Store, Version

Make = Callable[..., Version]
REPO = "owner/pairs"
MAIL = "Write to jane.doe@example.com about it"
ODC = Hub(sources=[SourceLicence(files="tram*", licence="odc-by")])


def push(store: Store, version: Version, settings: Hub, **more: object) -> None:
    Push(version, store, REPO, settings, **more).run()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "more"),
    [
        ("prompt of data/train-00000.parquet: 1 (row 3)", {}),
        ("chosen of dropped/data/rows-00000.parquet: 1 (row 1)", {"dropped": MAIL}),
        ("conversation_id of data/train-00000.parquet: 3 (row 1, 2, 3)", {"conversation_id": "jane.doe@example.com"}),
    ],
)
def test_personal_data(hub: HubServer, store: Store, make: Make, where: str, more: dict[str, str]) -> None:
    version = make(rows=3, **more) if more else _one_mail(store, make)
    with pytest.raises(DriftError) as error:
        push(store, version, ODC, private=True)
    assert where in error.value.why and "jane" not in str(error.value)
    assert "pair: {redact: true}" in error.value.fix
    assert hub.repo(REPO) is None and not [line for line in hub.log if line.startswith(("POST", "PUT"))]


def _one_mail(store: Store, make: Make) -> Version:
    from toy_versions import make_pairs

    rows = [said("user", text) for text in ("one", "two", MAIL)]
    return make_pairs(store, rows=3, prompts=rows)


def test_ids_of_drift_are_no_card_numbers(store: Store, make: Make) -> None:
    version = make(rows=2, pair_id="4111111111111111", conversation_id="4111111111111111")
    assert inspect(version, store, Hub()) == []
    assert len(inspect(make(rows=2, text="4111 1111 1111 1111"), store, Hub())) == 1


def test_rows_that_the_dump_flags(store: Store, make: Make) -> None:
    rows = [
        {"reaction_id": f"{number:016x}", "label": "dsat", "toxic": number in (1, 2), "source": "tram.jsonl"}
        for number in range(5)
    ]
    feedback = make_feedback(store, rows)
    (refusal,) = inspect(feedback, store, ODC)
    assert "flags 2 row(s)" in refusal.what and "Push pairs" in refusal.fix
    pairs = make(rows=2, toxic=False, parents={"feedback": feedback})
    (refusal,) = inspect(pairs, store, ODC)
    assert "flags 1 row(s)" in refusal.what and "moderation: {toxic: true}" in refusal.fix
    assert inspect(make(rows=1, toxic=False, parents={"feedback": feedback}), store, ODC) == []
    assert inspect(make(rows=2, parents={"feedback": feedback}), store, ODC) == []


def test_flags_that_cannot_be_known(store: Store, make: Make) -> None:
    elsewhere = Version("feedback", "0" * 16, store.root / "nowhere")
    feedback = make_feedback(store, [{"reaction_id": "a", "label": "dsat"}])
    version = make(rows=2, toxic=False, parents={"feedback": feedback})
    about = version.manifest.model_copy(update={"parents": {"feedback": str(elsewhere)}})
    version.__dict__["manifest"] = about
    (refusal,) = inspect(version, store, ODC)
    assert "may hold rows" in refusal.what


@pytest.mark.parametrize(
    ("licence", "share", "refused"),
    [("odc-by", True, False), ("other", False, True), ("cc-by-nd-4.0", True, True), ("cc-by-nc-nd-3.0", True, True)],
)
def test_licences(hub: HubServer, store: Store, make: Make, licence: str, share: bool, refused: bool) -> None:
    version = make(rows=2)
    settings = Hub(sources=[SourceLicence(files="tram.jsonl", licence=licence, share=share)])
    if not refused:
        push(store, version, settings)
        return
    with pytest.raises(DriftError) as error:
        push(store, version, settings, private=True)
    assert f"tram.jsonl ({licence})" in error.value.why and "Mine again without" in error.value.fix


def test_private_logs_in_public(hub: HubServer, store: Store, make: Make) -> None:
    version = make(rows=2)
    with pytest.raises(DriftError) as error:
        push(store, version, Hub())
    assert "private logs: tram.jsonl" in error.value.why and "--public" in error.value.fix
    assert hub.repo(REPO) is None
    push(store, version, Hub(), private=True)
    push(store, make("iter2", rows=2), Hub())  # the repository is private
    Push(version, store, "owner/open", Hub(), public=True).run()
    Push(version, store, "owner/declared", ODC).run()
    repo = hub.repo("owner/open")
    assert repo is not None and not repo.private


def test_private_asked_of_a_public_repository(hub: HubServer, store: Store, make: Make) -> None:
    hub.create(REPO)
    with pytest.raises(DriftError, match="everyone can read it"):
        push(store, make(rows=2), ODC, private=True)


def test_made_public_by_somebody_else_meanwhile(hub: HubServer, store: Store, make: Make) -> None:
    """The repository was not there; another client makes it, for everyone, before this one does."""
    hub.fault(r"POST /api/repos/create", call=lambda: hub.create(REPO))
    with pytest.raises(DriftError, match="everyone"):
        push(store, make(rows=2), Hub(), private=True)
    files = hub.files(REPO)
    assert files is not None and set(files) == {".gitattributes"}


def test_all_at_once(store: Store, hub: HubServer, make: Make) -> None:
    settings = Hub(sources=[SourceLicence(files="tram*", licence="other", share=False)])
    plan = Push(make(rows=2, text=MAIL), store, REPO, settings).plan()
    assert len(plan.refusals) == 2


def test_a_version_without_rows(hub: HubServer, store: Store, make: Make) -> None:
    with pytest.raises(DriftError, match="has no rows"):
        push(store, make(rows=0), ODC, private=True)


def test_sources_without_a_column(store: Store, make: Make) -> None:
    version = make(rows=2, source=None)
    assert sources_of(version, store) == ["(logs that this store does not know)"]
    assert licences(["tram.jsonl", "x"], ODC) == ["odc-by", "unknown"]


def test_the_project_file(tmp_path: Path) -> None:
    file = tmp_path / "drift.yaml"
    file.write_text("hub:\n  licence: CC BY\n  sources:\n    - {files: x, licence: mit, shared: false}\n")
    with pytest.raises(DriftError) as error:
        load_project(file)
    assert "line 2: hub.licence" in error.value.why and "did you mean share?" in error.value.why


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["well", MAIL]).dictionary_encode(),
        pa.array([[("a", "b")], [("a", MAIL)]], pa.map_(pa.string(), pa.string())),
        pa.array([["a", "b"], ["c", MAIL]], pa.list_(pa.string(), 2)),
        pa.array([["a"], ["b", MAIL]], pa.list_view(pa.string())),
        pa.array(["well", MAIL], pa.string_view()),
        pa.array([b"\x89PNG jane.doe@example.com", MAIL.encode()]),
        pa.array([{"a": {"b": "well"}}, {"a": {"b": MAIL}}]),
        pa.array(["[]", f'["{MAIL}"]'], pa.json_()),
    ],
    ids=lambda column: str(column.type),
)
def test_personal_data_in_columns_of_any_kind(tmp_path: Path, column: pa.Array) -> None:
    pq.write_table(pa.table({"column": column}), tmp_path / "rows.parquet")
    assert list(in_parquet(tmp_path / "rows.parquet")) == [("column", 1)]
