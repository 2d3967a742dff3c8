//! The emulator's filter, as a parameter of a send that two connections are there to get.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use webpubsub_core::operations::CloseAllConnections;
use webpubsub_core::operations::SendToAll;
use webpubsub_core::{Filter, Message};
use webpubsub_fuzz::{Service, WebSocket};

struct World {
    service: Service,
    // Not read from: with an empty message the emulator has little to keep for them.
    readers: Vec<WebSocket>,
    sent: u32,
}

thread_local! {
    static WORLD: RefCell<World> = {
        let service = Service::start();
        let readers = vec![WebSocket::connect(&service), WebSocket::connect(&service)];
        RefCell::new(World { service, readers, sent: 0 })
    };
}

fuzz_target!(|filter: &str| {
    WORLD.with_borrow_mut(|world| {
        let send = SendToAll::new(Message::text("")).filter(Filter::raw(filter));
        let Some(request) = world.service.prepare(&send) else { return };
        let response = world.service.call(&request);
        assert!([202, 400].contains(&response.status), "{response:?}");
        world.sent += 1;
        if world.sent % 500 == 0 {
            let close = world.service.prepare(&CloseAllConnections::new()).expect("a request");
            assert_eq!(world.service.call(&close).status, 204);
            world.readers = vec![WebSocket::connect(&world.service), WebSocket::connect(&world.service)];
        }
    });
});
