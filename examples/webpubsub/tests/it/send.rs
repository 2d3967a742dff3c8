//! `send`, which says by an option where the message goes.

use crate::support::Service;
use serde_json::json;
use webpubsub_hyper::ClientAccess;

#[tokio::test]
async fn it_goes_to_what_the_option_names() {
    let service = Service::start().await;
    let mut ann = service.client(&ClientAccess::new().user_id("ann").group("lobby")).await;
    let mut ben = service.client(&ClientAccess::new().user_id("ben")).await;
    let id = ann.id.clone();
    for to in [
        &["--to-group", "lobby"][..],
        &["--to-user", "ann"],
        &["--to-connection", &id],
        &["--to-all", "--excluded", &ben.id],
        &["--to-all", "--filter", "userId eq 'ann'"],
        &["--to-group", "lobby", "--ttl", "60", "--metadata", "a=b"],
    ] {
        assert_eq!(service.run(&[&["send", "hi"], to].concat()).await.ok(), "", "{to:?}");
        assert_eq!(service.run(&[&["send"], to, &["--json", "[1]"]].concat()).await.ok(), "", "{to:?}");
        assert_eq!(ann.message().await, ("text".into(), json!("hi")), "{to:?}");
        assert_eq!(ann.message().await, ("json".into(), json!([1])), "{to:?}");
    }
    // The first that he receives.
    service.run(&["send", "all", "--to-all"]).await.ok();
    assert_eq!(ben.message().await.1, "all");
}

/// A message must not go to more people than was meant.
#[tokio::test]
async fn it_goes_to_exactly_one_of_them() {
    let service = Service::start().await;
    let mut ann = service.ann().await;
    for (arguments, text) in [
        (&["send", "hi"][..], "<--to-group <GROUP>|--to-user <USER>|--to-connection <CONNECTION>|--to-all>"),
        (&["send", "hi", "--to-group", "a", "--to-all"], "cannot be used with"),
        (&["send", "hi", "--to-user", "a", "--to-user", "b"], "cannot be used multiple times"),
        (&["send", "hi", "--to-group", ""], "--to-group: must not be empty"),
        (&["send", "hi", "--to-user", ""], "--to-user: must not be empty"),
        (&["send", "hi", "--to-connection", ".."], "--to-connection: "),
        (&["send", "hi", "--to-user", "ann", "--excluded", "x"], "cannot be used with"),
        (&["send", "hi", "--to-connection", "x", "--filter", "1 eq 1"], "cannot be used with"),
        (&["send", "--to-all"], "standard input is empty"),
    ] {
        service.run(arguments).await.fails(2, text);
    }
    service.run(&["send", "last", "--to-all"]).await.ok();
    assert_eq!(ann.message().await.1, "last");
}
