//! HTTP/1.1 by hand, on a thread for each connection: an HTTP library would neither show the bytes as they came nor
//! break the rules on request.

mod read;
mod write;

use super::world::World;
use read::{read_body, read_head};
use std::io::{self, BufReader};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use write::Next;

/// Accepts connections for as long as the program runs.
pub(super) fn serve(listener: TcpListener, world: Arc<World>) -> io::Result<()> {
    let accept = move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let world = Arc::clone(&world);
            let named = thread::Builder::new().name("fault server, connection".into());
            // A connection that gets no thread is dropped, and the test that made it fails.
            let _ = named.spawn(move || connection(stream, &world));
        }
    };
    thread::Builder::new().name("fault server".into()).spawn(accept).map(drop)
}

/// Ends when either side has had enough.
fn connection(stream: TcpStream, world: &World) {
    let number = world.next_connection();
    let _ = stream.set_nodelay(true);
    let mut stream = BufReader::new(stream);
    while let Ok(Some(head)) = read_head(&mut stream, number) {
        let body = if world.leaves_body(&head.target) { Ok(Vec::new()) } else { read_body(&mut stream, &head) };
        let Ok(body) = body else {
            world.gone(&head.target);
            return;
        };
        let action = world.act(&head, body);
        match write::act(stream.get_mut(), &head, action) {
            Ok(Next::Keep) => {}
            Ok(Next::End) => return,
            Err(_) => {
                world.gone(&head.target);
                return;
            }
        }
    }
}
