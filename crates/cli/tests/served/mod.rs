//! `sealform local serve` and the binary that asks it, each a process of its own, and a wire between them that can be cut.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The embedded AWS on loopback, for as long as this lives.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) url: String,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts it from a file with this text.
    pub(crate) fn start(file: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("aws.yml");
        std::fs::write(&path, file).expect("writable");
        let mut command = Command::new(env!("CARGO_BIN_EXE_sealform"));
        command.args(["local", "serve", "--local"]).arg(&path).env_clear().stdout(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut url = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut url).expect("the URL is UTF-8");
        assert!(url.starts_with("http://127.0.0.1:"), "it serves");
        Self { url: url.trim_end().to_owned(), child, _folder: folder }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then the test has failed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a run left behind.
pub(crate) struct Run {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
    /// The names of the files in the service's folder.
    pub(crate) files: Vec<String>,
}

/// Runs a command on a service in a folder of its own, against the endpoint at `url`.
pub(crate) fn run(arguments: &[&str], service: &str, url: &str, variables: &[(&str, &str)]) -> Run {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("serverless.yml"), service).expect("writable");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealform"));
    command.current_dir(folder.path()).env_clear().args(arguments).args(["--endpoint-url", url, "--message-format", "json"]);
    command.envs([("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "made-up"), ("AWS_EC2_METADATA_DISABLED", "true")]);
    command.env("CLEAR", "fault-Clear-9q4m").envs(variables.iter().copied());
    let start = Instant::now();
    let output = command.output().expect("the binary runs");
    let took = start.elapsed();
    let entries = std::fs::read_dir(folder.path()).expect("readable");
    Run {
        exit: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        took,
        files: entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect(),
    }
}

/// A wire to the server at `url` that breaks in the middle of the first `times` answers: the URL of its near end, and how many
/// answers have begun.
pub(crate) fn cut_short(url: &str, times: usize) -> (String, impl Fn() -> usize) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let near = format!("http://{}", listener.local_addr().expect("it is bound"));
    let far = url.trim_start_matches("http://").to_owned();
    let begun = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&begun);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(client), Ok(server)) = (client, TcpStream::connect(&far)) else { return };
            let (mut up, mut to_server) = (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
            std::thread::spawn(move || std::io::copy(&mut up, &mut to_server));
            let begun = Arc::clone(&begun);
            std::thread::spawn(move || answer(client, server, &begun, times));
        }
    });
    (near, move || count.load(Ordering::SeqCst))
}

/// Passes answers on; the first `times` of all stop after some bytes of the body.
fn answer(mut client: TcpStream, mut server: TcpStream, begun: &AtomicUsize, times: usize) {
    let mut bytes = [0; 65_536];
    while let Ok(count @ 1..) = server.read(&mut bytes) {
        let head = bytes[..count].windows(4).position(|four| four == b"\r\n\r\n").map_or(count, |end| end + 4);
        if head < count && begun.fetch_add(1, Ordering::SeqCst) < times {
            let _ = client.write_all(&bytes[..head + (count - head) / 2]);
            break;
        }
        if client.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    // Whoever still waits for an answer learns that there is none.
    let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
}
