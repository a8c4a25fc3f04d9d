"""Archives that students made: nothing lands elsewhere, nothing grows without end, honest files arrive."""

import io
import logging
import tarfile
import zipfile

import pytest

from grader.course.archives import BoundedExtractor

LINK = 0o120777 << 16


def zipped(path, files):
    """Write a zip with ``files`` (name -> content, or (content, attributes))."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if isinstance(content, tuple):
                content, entry.external_attr = content
            packed.writestr(entry, content)
    return path


def extract(tmp_path, **limits):
    """Extract everything below ``archive`` and return (files below ``extracted``, what was logged)."""
    plugin = BoundedExtractor(**limits)
    log = io.StringIO()
    plugin.log = logging.getLogger(f"extract-{tmp_path.name}")
    plugin.log.handlers = [logging.StreamHandler(log)]
    (tmp_path / "extracted").mkdir()
    plugin.extract(str(tmp_path / "archive"), str(tmp_path / "extracted"))
    return {str(path.relative_to(tmp_path / "extracted")) for path in (tmp_path / "extracted").rglob("*") if path.is_file()}, log.getvalue()


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def test_honest_archives_arrive(tmp_path, archive):
    """Zips, tars, archives inside them and single files, in the places nbgrader's own extractor uses."""
    zipped(archive / "ada.zip", {"ps1.ipynb": b"{}", "data/x.csv": b"1"})
    zipped(tmp_path / "inner.zip", {"ps1.ipynb": b"{}"})
    with tarfile.open(archive / "bob.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "inner.zip", "hand-in/inner.zip")
    (archive / "eve.ipynb").write_text("{}")

    found, _ = extract(tmp_path)

    assert found == {"ada/ps1.ipynb", "ada/data/x.csv", "bob/hand-in/inner.zip", "bob/hand-in/inner/ps1.ipynb", "eve.ipynb"}


def test_nothing_lands_elsewhere(tmp_path, archive):
    """Paths that lead out, links and devices are left out and named."""
    zipped(
        archive / "a.zip",
        {"../up.txt": b"x", "/abs.txt": b"x", "C:/win.txt": b"x", "..\\back.txt": b"x", "link": (b"/etc/passwd", LINK), "ok.txt": b"1"},
    )
    with tarfile.open(archive / "b.tar", "w") as packed:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("dev", tarfile.CHRTYPE), ("pipe", tarfile.FIFOTYPE)):
            item = tarfile.TarInfo(name)
            item.type, item.linkname = kind, "/etc/passwd"
            packed.addfile(item)
        packed.addfile(tarfile.TarInfo("../out.txt"), io.BytesIO())

    found, log = extract(tmp_path)

    assert found == {"a/ok.txt"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "extracted"]
    assert log.count("Left out") == 10


def test_bombs_stay_small(tmp_path, archive):
    """Large members, many members and endless nesting stop at the limits; what came before stays."""
    zipped(archive / "large.zip", {"small.txt": b"1", "zeros": bytes(5_000_000)})
    zipped(archive / "many.zip", {f"f{i}": b"x" for i in range(300)})
    deep = zipped(tmp_path / "0.zip", {"end.txt": b"1"}).read_bytes()
    for level in range(1, 6):
        deep = zipped(tmp_path / f"{level}.zip", {"in.zip": deep}).read_bytes()
    (archive / "nested.zip").write_bytes(deep)
    (archive / "broken.zip").write_bytes(b"PK\x03\x04 no archive")

    found, log = extract(tmp_path, member_mb=1, total_mb=3, members=200, depth=3)

    assert "large/small.txt" in found
    assert "large/zeros" not in found
    assert len(found) <= 200
    assert "end.txt" not in " ".join(found)
    assert "Could not unpack all of broken.zip" in log
