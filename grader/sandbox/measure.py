"""What a tree of processes uses: memory, processor time, processes and threads; and what fills folders and RAM disks.

Everything here is read from outside. Processes come and go while it is read, so each figure stands for one that was
there a moment ago; nothing raises for one that is gone.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from grader.model.assignment import Limits

INODE = 1024
"""Bytes of the kernel's memory that a file on a RAM disk takes beside its content; measured 0.9 to 1.0 KB."""
AT_ONCE = 4_000  # entries of a folder that are looked at in one go: 10 to 20 ms
DEEPEST = 60  # folders inside one another; each costs a descriptor while it is open
BLOCK = 512  # bytes, the unit of st_blocks


def below(pid: int) -> list[psutil.Process]:
    """All processes below one, whatever state they are in; looks at each of the machine's."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def family(pid: int) -> list[psutil.Process]:
    """The same, where Linux tells each thread's children: a tenth of the time, whatever else the machine runs.

    A process may be missed whose sibling ends at that moment: good enough for a look that is followed by others, and
    not for ending them. (`below` took 2.7 ms of CPU among 131 processes, which is 3 % of a core ten times a second.)
    """
    if not os.path.exists(f"/proc/{pid}/task/{pid}/children"):
        return below(pid)
    found, left = [], [pid]
    while left:
        children = list(_children(left.pop()))
        left += children
        for child in children:
            with contextlib.suppress(psutil.Error):
                found.append(psutil.Process(child))
    return found


def _children(pid: int) -> Iterator[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
            yield from map(int, file.read().split())


def resident(process: psutil.Process) -> int:
    """Bytes of its own: what it took, and what it shares with others that no file stands for."""
    fields = _fields(f"/proc/{process.pid}/status")
    if "RssAnon" in fields:
        return fields["RssAnon"] + fields.get("RssShmem", 0) + fields.get("VmSwap", 0)
    try:  # not Linux, or gone
        memory = process.memory_info()
    except psutil.Error:
        return 0
    return int(memory.rss - getattr(memory, "shared", 0))


def proportional(process: psutil.Process) -> int:
    """The same with each page divided by the number of those who have it: after a fork two have one page."""
    fields = _fields(f"/proc/{process.pid}/smaps_rollup")
    if "Pss_Anon" in fields:
        return fields["Pss_Anon"] + fields.get("Pss_Shmem", 0) + fields.get("SwapPss", 0)
    return resident(process)


def _fields(path: str) -> dict[str, int]:
    """The lines `Name:  123 kB` of a file in /proc, in bytes; empty where it can't be read."""
    try:
        with open(path, "rb") as file:
            lines = file.read(65536).splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        name, _, rest = line.partition(b":")
        words = rest.split()
        if len(words) == 2 and words[1] == b"kB" and words[0].isdigit():
            found[name.decode("ascii", "replace")] = int(words[0]) << 10
    return found


def threads(processes: Iterable[psutil.Process]) -> int:
    """Threads, each process being one at least."""
    total = 0
    for process in processes:
        try:
            total += max(1, process.num_threads())
        except psutil.Error:
            total += 1
    return total


def processor_seconds(limits: Limits) -> float:
    """What a run may use of them; how many processors a machine has is nobody's merit or fault."""
    if limits.cpu_seconds is not None:
        return limits.cpu_seconds
    return limits.notebook_seconds * (os.cpu_count() or 1)


class Processor:
    """Seconds of processor time that a tree used, those of its ended processes included.

    Two ways, of which the larger counts: what the living used and inherited from children that they waited for; and
    what each process that was ever seen had used when it was last seen. A parent that ignores its children's end
    inherits nothing, and a process that lives shorter than a look apart is never seen.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[int, float], float] = {}
        self._most = 0.0

    def look(self, processes: Iterable[psutil.Process]) -> float:
        inherited = 0.0
        for process in processes:
            try:
                times, born = process.cpu_times(), process.create_time()
            except psutil.Error:
                continue
            own = times.user + times.system
            self._last[process.pid, born] = own
            inherited += own + getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
        self._most = max(self._most, inherited, sum(self._last.values()))
        return self._most


class Folder:
    """What lies in a folder that a program may write into: bytes on disk and entries, links not followed.

    A walk is done in pieces, a piece a look, so that no number of files makes a look long; it is begun anew when it has
    come to its end. Bytes are those allocated, so that a file with holes counts for what it takes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = self.entries = 0
        self.too_deep = False
        self._walk = self._entries()
        self._now = [0, 0]

    def look(self) -> None:
        """Goes on with the walk. The figures are those of the last whole walk, or the present one's where larger."""
        for number, (size, deep) in enumerate(self._walk):
            self._now = [self._now[0] + size, self._now[1] + 1]
            self.too_deep = self.too_deep or deep
            if number >= AT_ONCE:
                self.bytes, self.entries = max(self.bytes, self._now[0]), max(self.entries, self._now[1])
                return
        self.bytes, self.entries = self._now
        self._walk, self._now = self._entries(), [0, 0]

    def _entries(self) -> Iterator[tuple[int, bool]]:
        try:
            top = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return
        yield from _below(top, 0)


def _below(folder: int, depth: int) -> Iterator[tuple[int, bool]]:
    """Size of each entry below an open folder, and whether it is a folder deeper than any is looked into."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    found = entry.stat(follow_symlinks=False)
                except OSError:
                    yield 0, False
                    continue
                inside = stat.S_ISDIR(found.st_mode)
                yield found.st_blocks * BLOCK, inside and depth >= DEEPEST
                if inside and depth < DEEPEST:
                    with contextlib.suppress(OSError):
                        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
                        yield from _below(os.open(entry.name, flags, dir_fd=folder), depth + 1)
    except OSError:
        return
    finally:
        os.close(folder)


def ram_disks(processes: Iterable[psutil.Process]) -> tuple[int, int]:
    """Bytes and files on the RAM disks that belong to these processes' sandbox alone, read through one of them.

    Where they see the host's own mounts, as without a sandbox, there are none.
    """
    with contextlib.suppress(OSError):
        ours = os.readlink("/proc/self/ns/mnt")
        for process in processes:
            try:
                if os.readlink(f"/proc/{process.pid}/ns/mnt") != ours:
                    return _ram_disks(process.pid)
            except OSError:
                continue
    return 0, 0


def _ram_disks(pid: int) -> tuple[int, int]:
    # A sandbox that is being built has the host's mounts in it for a moment: those are nothing of the program's.
    hosts = {device for device, _ in _tmpfs("self")}
    used: dict[str, tuple[int, int]] = {}
    for device, place in _tmpfs(str(pid)):
        if device not in hosts:
            with contextlib.suppress(OSError):
                disk = os.statvfs(f"/proc/{pid}/root{place}")
                # By device, for one disk may be mounted at several places.
                used[device] = ((disk.f_blocks - disk.f_bfree) * disk.f_frsize, max(0, disk.f_files - disk.f_ffree))
    return sum(size for size, _ in used.values()), sum(count for _, count in used.values())


def _tmpfs(process: str) -> Iterator[tuple[str, str]]:
    """The RAM disks that a process sees: device, and where it is mounted."""
    with open(f"/proc/{process}/mountinfo", encoding="utf-8", errors="replace") as file:
        lines = file.read(1 << 17).splitlines()
    for line in lines:
        before, _, after = line.partition(" - ")
        words = before.split()
        if after.startswith("tmpfs ") and len(words) > 4:
            yield words[2], words[4].encode().decode("unicode_escape")
