//! All 25 operations, each with clients that look at what came of it.
//!
//! `WEBPUBSUB_RESULTS=FILE` also writes a row for each case, in the form of the official SDKs' rows (`testing/sdks`).

mod access;
mod close;
mod groups;
mod members;
mod send;
mod world;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Duration;
use webpubsub_whole::Watch;
use world::World;

/// For one case; none takes more than two seconds.
const LIMIT: Duration = Duration::from_secs(60);
/// What the service has.
const OPERATIONS: usize = 25;

type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One function about one operation.
struct Case {
    operation: &'static str,
    name: &'static str,
    run: Box<dyn FnOnce(World) -> Running>,
}

impl Case {
    fn new<R, F>(operation: &'static str, run: R) -> Self
    where
        R: FnOnce(World) -> F + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let name = std::any::type_name::<R>().rsplit("::").next().unwrap_or_default();
        Self { operation, name, run: Box::new(|world| Box::pin(run(world))) }
    }

    /// Runs in a task of its own, so that a failed assertion is a result.
    async fn row(self, world: World) -> Value {
        let client = concat!("rust-", env!("CARGO_PKG_VERSION"));
        let task = tokio::time::timeout(LIMIT, tokio::spawn((self.run)(world))).await;
        let result = match task {
            Ok(Ok(())) => "passed".to_owned(),
            Ok(Err(panic)) => format!("failed: {panic}"),
            Err(late) => format!("failed: {late}"),
        };
        json!({ "operation": self.operation, "case": self.name, "client": client, "result": result })
    }
}

#[tokio::test]
async fn every_operation() {
    let _watch = Watch::begin();
    let emulator = crate::entra::emulator().await;
    let cases = [send::cases(), close::cases(), groups::cases(), members::cases(), access::cases()];
    let mut rows = Vec::new();
    for (number, case) in cases.into_iter().flatten().enumerate() {
        let world = World::new(&emulator, &format!("h{number}"));
        rows.push(case.row(world).await);
    }
    if let Some(file) = std::env::var_os("WEBPUBSUB_RESULTS") {
        std::fs::write(file, serde_json::to_vec_pretty(&rows).expect("JSON")).expect("written");
    }
    let failed: Vec<&Value> = rows.iter().filter(|row| row["result"] != "passed").collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let operations: BTreeSet<_> = rows.iter().map(|row| row["operation"].to_string()).collect();
    assert_eq!(operations.len(), OPERATIONS, "{operations:?}");
}
