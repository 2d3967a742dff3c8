//! The emulator's JSON protocol: frames of any text and any bytes on an open connection.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use webpubsub_core::operations::UserExists;
use webpubsub_fuzz::{Service, WebSocket};

struct World {
    service: Service,
    socket: Option<WebSocket>,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World { service: Service::start(), socket: None });
}

fuzz_target!(|frame: (bool, &[u8])| {
    WORLD.with_borrow_mut(|world| {
        let (text, payload) = frame;
        let mut socket = world.socket.take().unwrap_or_else(|| WebSocket::connect(&world.service));
        if socket.survives(if text { 1 } else { 2 }, payload) {
            world.socket = Some(socket);
            return;
        }
        // The connection was closed for it; the emulator lives.
        let question = world.service.prepare(&UserExists::new("nobody")).expect("a request");
        assert_eq!(world.service.call(&question).status, 404);
    });
});
