//! The emulator's protobuf protocols: any bytes on an open connection.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use webpubsub_core::operations::UserExists;
use webpubsub_core::{ClientAccess, Role};
use webpubsub_fuzz::{Service, WebSocket};

struct World {
    service: Service,
    sockets: [Option<WebSocket>; 2],
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World { service: Service::start(), sockets: [None, None] });
}

const PROTOCOLS: [&str; 2] = ["protobuf.webpubsub.azure.v1", "protobuf.reliable.webpubsub.azure.v1"];

fuzz_target!(|frame: (bool, bool, &[u8])| {
    WORLD.with_borrow_mut(|world| {
        let (reliable, text, payload) = frame;
        let index = usize::from(reliable);
        let mut socket = world.sockets[index].take().unwrap_or_else(|| {
            let access = ClientAccess::new().user_id("u").group("g");
            let access = access.role(Role::send_to_any_group()).role(Role::join_leave_any_group());
            WebSocket::connect_with(&world.service, &access, PROTOCOLS[index])
        });
        if socket.survives(if text { 1 } else { 2 }, payload) {
            world.sockets[index] = Some(socket);
            return;
        }
        // The connection was closed for it; the emulator lives.
        let question = world.service.prepare(&UserExists::new("nobody")).expect("a request");
        assert_eq!(world.service.call(&question).status, 404);
    });
});
