//! HTTP/1.1 by hand, with a thread for each connection: an HTTP library would neither show the bytes as received nor
//! break the rules of the protocol.

mod read;
mod write;

use super::state::State;
use read::{read_body, read_head};
use std::io::{self, BufReader};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use write::Next;

/// Accepts connections for as long as the program runs.
pub(super) fn serve(listener: TcpListener, state: Arc<State>) -> io::Result<()> {
    let accept = move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let state = Arc::clone(&state);
            let named = thread::Builder::new().name("fault server, connection".into());
            // A connection that gets no thread is dropped, and its test fails.
            let _ = named.spawn(move || connection(stream, &state));
        }
    };
    thread::Builder::new().name("fault server".into()).spawn(accept).map(drop)
}

/// Serves one connection until either side closes it.
fn connection(stream: TcpStream, state: &State) {
    let number = state.next_connection();
    let _ = stream.set_nodelay(true);
    let mut stream = BufReader::new(stream);
    while let Ok(Some(head)) = read_head(&mut stream, number) {
        let body = if state.ignores_body(&head.target) { Ok(Vec::new()) } else { read_body(&mut stream, &head) };
        let Ok(body) = body else {
            state.gone(&head.target);
            return;
        };
        let action = state.act(&head, body);
        match write::act(stream.get_mut(), &head, action) {
            Ok(Next::Keep) => {}
            Ok(Next::End) => return,
            Err(_) => {
                state.gone(&head.target);
                return;
            }
        }
    }
}
