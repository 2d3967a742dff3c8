//! What a device without an operating system does with `webpubsub-core`: it signs requests, parses responses,
//! decides about retries, and receives an event. Each line of the output is compared with `../expected.py`, which knows nothing of this library.

#![no_std]
#![no_main]

extern crate alloc;

mod events;
mod heap;
mod requests;
mod responses;

use cortex_m as _; // Brings the critical section that the heap needs.
use semihosting::{println, process};

#[cortex_m_rt::entry]
fn main() -> ! {
    heap::start();
    requests::show();
    responses::show();
    events::show();
    println!("heap left in use: {}", heap::used());
    process::exit(0)
}
