//! The messages that wait for one client. Those for a reliable client stay until it has acknowledged them.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

/// The maximum size of one queue, in bytes, with the frames that are being written.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// What a frame costs besides its bytes.
const OVERHEAD: usize = 128;
/// How much is written in one go, unless one frame is larger.
const MAX_BATCH_BYTES: usize = 64 * 1024;
const MAX_BATCH: usize = 64;

/// A message in the order of the queue.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Queued {
    pub(crate) frame: Bytes,
    /// 1 for the first message of the connection.
    pub(crate) sequence: u64,
}

#[derive(Debug)]
struct Entry {
    frame: Bytes,
    sequence: u64,
    /// When it need not be delivered any more.
    expires: Option<Duration>,
}

#[derive(Debug)]
pub(super) struct Queue {
    capacity: usize,
    reliable: bool,
    entries: VecDeque<Entry>,
    /// Whether an entry may expire.
    expiring: bool,
    /// How many entries were sent over the current transport and wait for the client's acknowledgement.
    sent: usize,
    last_sequence: u64,
    /// The highest sequence number that was sent over any transport.
    last_sent: u64,
    bytes: usize,
    /// The part of `bytes` that has left the queue and is being written.
    writing: usize,
}

impl Queue {
    pub(super) fn new(capacity: usize, reliable: bool) -> Self {
        Self {
            capacity,
            reliable,
            entries: VecDeque::new(),
            expiring: false,
            sent: 0,
            last_sequence: 0,
            last_sent: 0,
            bytes: 0,
            writing: 0,
        }
    }

    /// Adds a message; false if the queue is full.
    pub(super) fn push(&mut self, frame: &Bytes, expires: Option<Duration>, now: impl Fn() -> Duration) -> bool {
        let size = frame.len() + OVERHEAD;
        if !self.fits(size) {
            self.expire(0, now);
        }
        if !self.fits(size) {
            return false;
        }
        self.bytes += size;
        self.last_sequence += 1;
        self.expiring |= expires.is_some();
        self.entries.push_back(Entry { frame: frame.clone(), sequence: self.last_sequence, expires });
        true
    }

    fn fits(&self, size: usize) -> bool {
        self.entries.len() < self.capacity && self.bytes + size <= MAX_BYTES
    }

    /// Whether there is something to send.
    pub(super) fn is_waiting(&self) -> bool {
        self.sent < self.entries.len()
    }

    /// The messages to send next, in one go. May be empty, since some have expired.
    pub(super) fn take(&mut self, now: impl Fn() -> Duration) -> Vec<Queued> {
        self.expire(self.sent, now);
        let mut size = 0;
        let fits = |entry: &&Entry| {
            size += entry.frame.len();
            size <= MAX_BATCH_BYTES
        };
        let waiting = self.entries.range(self.sent..).take(MAX_BATCH);
        let count = waiting.take_while(fits).count().max(usize::from(self.is_waiting()));
        let batch = self.sent..self.sent + count;
        let queued: Vec<Queued> = if self.reliable {
            self.sent = batch.end;
            let entries = self.entries.range(batch);
            entries.map(|entry| Queued { frame: entry.frame.clone(), sequence: entry.sequence }).collect()
        } else {
            let entries = self.entries.drain(batch);
            entries.map(|entry| Queued { frame: entry.frame, sequence: entry.sequence }).collect()
        };
        if !self.reliable {
            self.writing = queued.iter().map(|one| one.frame.len() + OVERHEAD).sum();
            self.shrink();
        }
        self.last_sent = queued.last().map_or(self.last_sent, |last| last.sequence.max(self.last_sent));
        queued
    }

    /// The messages that were taken last have been written.
    pub(super) fn written(&mut self) {
        self.bytes -= std::mem::take(&mut self.writing);
    }

    /// The client has received all messages up to this one.
    pub(super) fn acknowledge(&mut self, sequence: u64) {
        let sequence = sequence.min(self.last_sent);
        let received = self.entries.partition_point(|entry| entry.sequence <= sequence);
        self.bytes -= self.entries.drain(..received).map(|entry| entry.frame.len() + OVERHEAD).sum::<usize>();
        self.sent = self.sent.saturating_sub(received);
        self.shrink();
    }

    /// Another transport sends all of it again.
    pub(super) fn replay(&mut self) {
        self.sent = 0;
    }

    pub(super) fn clear(&mut self) {
        self.entries = VecDeque::new();
        (self.sent, self.bytes) = (0, self.writing);
    }

    /// Drops what has expired, from this entry on.
    fn expire(&mut self, from: usize, now: impl Fn() -> Duration) {
        if !self.expiring {
            return;
        }
        let (now, mut index, mut sent, mut freed) = (now(), 0, self.sent, 0);
        self.entries.retain(|entry| {
            let keep = index < from || entry.expires.is_none_or(|expires| now < expires);
            if !keep {
                freed += entry.frame.len() + OVERHEAD;
                sent -= usize::from(index < self.sent);
            }
            index += 1;
            keep
        });
        (self.sent, self.bytes) = (sent, self.bytes - freed);
    }

    /// An empty queue takes no memory.
    fn shrink(&mut self) {
        if self.entries.is_empty() {
            self.entries = VecDeque::new();
            self.expiring = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(100);

    fn push(queue: &mut Queue, bytes: usize) -> bool {
        queue.push(&vec![0; bytes].into(), None, || NOW)
    }

    fn push_until(queue: &mut Queue, second: u64) {
        assert!(queue.push(&Bytes::new(), Some(Duration::from_secs(second)), || NOW));
    }

    fn take(queue: &mut Queue) -> Vec<u64> {
        queue.take(|| NOW).iter().map(|one| one.sequence).collect()
    }

    #[test]
    fn full_by_count() {
        let mut queue = Queue::new(2, false);
        assert!(push(&mut queue, 1) && push(&mut queue, 1) && !push(&mut queue, 1));
        assert_eq!(take(&mut queue), [1, 2]);
        assert!(push(&mut queue, 1));
        let mut queue = Queue::new(2, true);
        assert!(push(&mut queue, 1) && push(&mut queue, 1));
        assert_eq!(take(&mut queue), [1, 2]);
        assert!(!push(&mut queue, 1), "what is not acknowledged counts");
        queue.acknowledge(1);
        assert!(push(&mut queue, 1) && !push(&mut queue, 1));
    }

    #[test]
    fn full_by_bytes() {
        for reliable in [false, true] {
            let mut queue = Queue::new(1000, reliable);
            assert!(push(&mut queue, MAX_BYTES / 2) && !push(&mut queue, MAX_BYTES / 2));
            assert_eq!(take(&mut queue), [1]);
            assert!(!push(&mut queue, MAX_BYTES / 2), "what is being written counts");
            if reliable {
                queue.acknowledge(1);
            } else {
                queue.written();
            }
            assert!(push(&mut queue, MAX_BYTES / 2), "its bytes were given back");
        }
    }

    #[test]
    fn batches_are_small() {
        let mut queue = Queue::new(1000, false);
        for bytes in [MAX_BATCH_BYTES + 1, MAX_BATCH_BYTES / 2, MAX_BATCH_BYTES / 2, 1] {
            assert!(push(&mut queue, bytes));
        }
        assert_eq!((take(&mut queue), take(&mut queue), take(&mut queue)), (vec![1], vec![2, 3], vec![4]));
        assert!(!queue.is_waiting() && take(&mut queue).is_empty());
        (0..=MAX_BATCH).for_each(|_| assert!(push(&mut queue, 0)));
        assert_eq!((take(&mut queue).len(), take(&mut queue).len()), (MAX_BATCH, 1));
    }

    #[test]
    fn what_was_not_acknowledged_is_sent_again() {
        let mut queue = Queue::new(10, true);
        (0..4).for_each(|_| assert!(push(&mut queue, 1)));
        assert_eq!(take(&mut queue), [1, 2, 3, 4]);
        push(&mut queue, 1);
        queue.acknowledge(2);
        queue.replay();
        // Received over the transport before, acknowledged over the new one.
        queue.acknowledge(3);
        // Never sent, so it cannot have been received.
        queue.acknowledge(5);
        assert_eq!(take(&mut queue), [5]);
        queue.acknowledge(u64::MAX);
        assert!(!queue.is_waiting() && queue.bytes == 0 && queue.entries.capacity() == 0);
    }

    #[test]
    fn expired_messages_are_dropped() {
        for reliable in [false, true] {
            let mut queue = Queue::new(3, reliable);
            push_until(&mut queue, 101);
            push_until(&mut queue, 100);
            push_until(&mut queue, 101);
            assert!(queue.push(&Bytes::new(), None, || NOW), "expired ones make room");
            assert_eq!(take(&mut queue), [1, 3, 4]);
            queue.replay();
            let again = queue.take(|| NOW + Duration::from_secs(1));
            assert_eq!(again.len(), usize::from(reliable), "sent ones expire too");
        }
    }
}
