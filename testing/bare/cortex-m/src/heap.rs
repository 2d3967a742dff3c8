//! A heap in a part of the 64 KiB of RAM.

use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicBool, Ordering};
use embedded_alloc::LlffHeap;

const SIZE: usize = 24 * 1024;

#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();

static mut ARENA: [MaybeUninit<u8>; SIZE] = [MaybeUninit::uninit(); SIZE];

/// Before the first allocation, once.
pub fn start() {
    static STARTED: AtomicBool = AtomicBool::new(false);
    assert!(!STARTED.swap(true, Ordering::Relaxed), "the heap has memory already");
    // SAFETY: the flag lets this run once, and nothing but the heap ever touches the arena.
    unsafe { HEAP.init(&raw mut ARENA as usize, SIZE) }
}

pub fn used() -> usize {
    HEAP.used()
}
