//! How much memory a process may still take: the machine's, its control group's, and its own limits. All of it is read from
//! Linux's files; where there are none, nothing is known and nothing is refused.

use std::fs::read_to_string;

/// Memory that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes that the process may still take.
    pub bytes: u64,
    /// What sets that bound, in words.
    pub bound: &'static str,
}

impl Room {
    /// `3.2 GiB left of what the limit on address space (ulimit -v) allows`.
    pub fn in_words(self) -> String {
        format!("{} {}", shown(self.bytes), self.bound)
    }
}

/// Bytes for people.
pub fn shown(bytes: u64) -> String {
    match bytes {
        u64::MAX => "more than any machine has".into(),
        bytes if bytes >= 10 << 30 => format!("{:.0} GiB", bytes as f64 / (1u64 << 30) as f64),
        bytes if bytes >= 1 << 30 => format!("{:.1} GiB", bytes as f64 / (1u64 << 30) as f64),
        bytes => format!("{} MiB", bytes.div_ceil(1 << 20)),
    }
}

/// The least of all bounds that are known.
pub fn room() -> Option<Room> {
    let machine = machine(&read_to_string("/proc/meminfo").unwrap_or_default());
    let bounds = [
        (machine, "free on this machine"),
        (group(), "left of what the control group (container) allows"),
        (own("Max data size", "VmData:"), "left of the limit on data (ulimit -d)"),
    ];
    let known = |(bytes, bound): (Option<u64>, _)| Some(Room { bytes: bytes?, bound });
    bounds.into_iter().filter_map(known).chain(addresses()).min_by_key(|room| room.bytes)
}

/// What is left of the process's addresses, if they have a limit: libraries take of them too, used or not.
pub fn addresses() -> Option<Room> {
    let bytes = own("Max address space", "VmSize:")?;
    Some(Room { bytes, bound: "left of the limit on address space (ulimit -v)" })
}

/// A line `NAME  NUMBER kB`, in bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// What the kernel can give without taking it from another process: caches count as free, and so does swap.
fn machine(meminfo: &str) -> Option<u64> {
    Some(kilobytes(meminfo, "MemAvailable:")? + kilobytes(meminfo, "SwapFree:").unwrap_or(0))
}

/// What is left of one of this process's limits; `None` without a limit.
fn own(limit: &str, used: &str) -> Option<u64> {
    let file = |name: &str| read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
    left_of(&file("limits"), limit, &file("status"), used)
}

fn left_of(limits: &str, limit: &str, status: &str, used: &str) -> Option<u64> {
    let line = limits.lines().find_map(|line| line.strip_prefix(limit))?;
    let limit: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(limit.saturating_sub(kilobytes(status, used)?))
}

/// What is left in the tightest control group above the process, by version 2 or 1.
fn group() -> Option<u64> {
    let groups = read_to_string("/proc/self/cgroup").ok()?;
    let paths = groups.lines().filter_map(|line| {
        let mut fields = line.splitn(3, ':');
        let (_, controllers, path) = (fields.next()?, fields.next()?, fields.next()?);
        match controllers {
            "" => Some(("/sys/fs/cgroup", path, ["memory.max", "memory.current"])),
            _ if controllers.split(',').any(|c| c == "memory") => {
                Some(("/sys/fs/cgroup/memory", path, ["memory.limit_in_bytes", "memory.usage_in_bytes"]))
            }
            _ => None,
        }
    });
    paths.flat_map(|(root, path, files)| above(path).map(move |at| left(&format!("{root}{at}"), files))).flatten().min()
}

/// A path and all above it. In a container the path may be the host's, and only the root is there.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let path = path.trim_end_matches('/');
    std::iter::successors(Some(path), |path| path.rfind('/').map(|end| &path[..end]))
}

fn left(folder: &str, [limit, used]: [&str; 2]) -> Option<u64> {
    let number = |file: &str| read_to_string(format!("{folder}/{file}")).ok()?.trim().parse::<u64>().ok();
    let limit = number(limit).filter(|limit| *limit < 1 << 60)?; // version 1 has a large number for "no limit"
    let statistics = read_to_string(format!("{folder}/memory.stat")).unwrap_or_default();
    let cached = |name: &str| {
        let line = statistics.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.trim().parse::<u64>().ok()).unwrap_or(0)
    };
    // Pages of files count as used and are given up when memory is wanted.
    let files = ["total_inactive_file ", "total_active_file "].map(cached).iter().sum::<u64>();
    let files = if files > 0 { files } else { ["inactive_file ", "active_file "].map(cached).iter().sum() };
    Some(limit.saturating_sub(number(used)?.saturating_sub(files)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_machine_are_understood() {
        let meminfo = "MemTotal: 100 kB\nMemAvailable:   64 kB\nSwapFree:   8 kB\n";
        assert_eq!(machine(meminfo), Some(72 * 1024));
        assert_eq!(machine("MemTotal: 100 kB\n"), None);
        let limits = "Limit  Soft Limit  Hard Limit  Units\nMax address space   4096000   unlimited   bytes\nMax data size   unlimited   unlimited   bytes\n";
        let status = "VmPeak:  9 kB\nVmSize:    1000 kB\nVmData: 7 kB\n";
        assert_eq!(left_of(limits, "Max address space", status, "VmSize:"), Some(4_096_000 - 1_024_000));
        assert_eq!(left_of(limits, "Max data size", status, "VmData:"), None);
        assert_eq!(above("/a/b").collect::<Vec<_>>(), ["/a/b", "/a", ""]);
        assert_eq!(above("/").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn the_files_of_a_group_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("memory.max", "1000000\n");
        write("memory.current", "700000\n");
        write("memory.stat", "anon 5\ninactive_file 100000\nactive_file 50000\n");
        let place = folder.path().to_str().unwrap();
        assert_eq!(left(place, ["memory.max", "memory.current"]), Some(450_000));
        write("memory.max", "max\n");
        assert_eq!(left(place, ["memory.max", "memory.current"]), None);
    }
}
