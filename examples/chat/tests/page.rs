//! The program as `cargo run --bin chat` starts it, and its page in Chromium: ann and bob in two windows.

#![allow(clippy::unwrap_used)] // A panic fails the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use webpubsub_browser::{Browser, ENTER};

/// The running program; it ends with this handle.
struct Program(Child);

impl Program {
    /// Without a resource, on a free port. The page's URL.
    fn start() -> (Self, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chat"));
        command.env("PORT", "0").env_remove("WEBPUBSUB_CONNECTION_STRING").stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.find_map(|line| line.unwrap().strip_prefix("the chat is at ").map(str::to_owned));
        (Self(child), url.expect("the page's URL"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The lines that are seen, the newest first.
fn log(lines: &[&str]) -> String {
    format!("document.getElementById('log').innerText === {:?}", lines.join("\n"))
}

fn status(text: &str) -> String {
    format!("document.getElementById('status').textContent === {text:?}")
}

async fn enter(browser: &Browser, url: &str, user: &str, room: &str) {
    browser.open(url).await;
    browser.fill("#user", user).await;
    browser.fill("#room", room).await;
    browser.click("#enter button").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_talk() {
    let (program, url) = Program::start();
    let (ann, bob) = tokio::join!(Browser::start(), Browser::start());

    enter(&ann, &url, "ann", "no such room").await;
    ann.until(&status("closed: 1006")).await;

    enter(&ann, &url, "ann", "lobby").await;
    ann.until(&log(&["ann has joined"])).await;
    enter(&bob, &url, "bob", "lobby").await;
    ann.until(&log(&["bob has joined", "ann has joined"])).await;

    ann.fill("#text", "<b>hi</b> bøb").await;
    bob.until(&status("ann is typing")).await;
    ann.press(ENTER).await;
    bob.until(&log(&["ann: <b>hi</b> bøb", "bob has joined"])).await;
    bob.until(&status("")).await;
    ann.until(&log(&["ann: <b>hi</b> bøb", "bob has joined", "ann has joined"])).await;

    let long = "x".repeat(2_001);
    bob.run("document.getElementById('text').value = arguments[0]", vec![long].into()).await;
    bob.click("#say button").await;
    bob.until(&log(&["not sent: longer than 2000 bytes", "ann: <b>hi</b> bøb", "bob has joined"])).await;

    drop(bob);
    ann.until("document.getElementById('log').innerText.startsWith('bob has left')").await;
    drop(ann);
    drop(program);
}
