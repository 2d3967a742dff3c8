//! Which program has bound a port, for whoever wonders why it is in use.

/// `node (process 4242)`, if the system says so. Only Linux is asked.
pub(crate) fn user(port: u16) -> Option<String> {
    let inode = ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().find_map(|file| {
        let table = std::fs::read_to_string(file).ok()?;
        table.lines().skip(1).find_map(|line| listener(line, port).map(str::to_owned))
    })?;
    let socket = format!("socket:[{inode}]");
    let processes = std::fs::read_dir("/proc").ok()?.filter_map(Result::ok);
    let holds = |process: &std::fs::DirEntry| {
        let files = std::fs::read_dir(process.path().join("fd")).into_iter().flatten().filter_map(Result::ok);
        files
            .filter_map(|file| std::fs::read_link(file.path()).ok())
            .any(|target| target.as_os_str() == socket.as_str())
    };
    let process = processes.into_iter().filter(is_number).find(holds)?;
    let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
    Some(format!("{} (process {})", name.trim_end().escape_debug(), process.file_name().to_string_lossy()))
}

fn is_number(entry: &std::fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().bytes().all(|byte| byte.is_ascii_digit())
}

/// The inode in a line of `/proc/net/tcp`, if it is of a socket that listens on this port.
fn listener(line: &str, port: u16) -> Option<&str> {
    let mut columns = line.split_ascii_whitespace();
    let (_, local) = columns.nth(1)?.rsplit_once(':')?;
    let listens = columns.nth(1)? == "0A";
    (listens && u16::from_str_radix(local, 16) == Ok(port)).then(|| columns.nth(5)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_table() {
        let line =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3481 1 0 100";
        assert_eq!(listener(line, 8080), Some("3481"));
        assert_eq!(listener(line, 8081), None);
        assert_eq!(listener(&line.replace(" 0A ", " 01 "), 8080), None);
        assert_eq!(listener("", 8080), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_is_found() {
        let bound = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
        let user = user(bound.local_addr().expect("address").port()).expect("found");
        assert!(user.ends_with(&format!("(process {})", std::process::id())), "{user}");
    }
}
