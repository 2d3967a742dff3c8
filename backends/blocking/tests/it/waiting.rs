//! How a thread waits: until it is woken, or until a sleep is over, and no longer.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};
use webpubsub_blocking::transport::HttpTransport;
use webpubsub_blocking::{BlockingTransport, block_on};

const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(3_600);

fn transport() -> BlockingTransport {
    BlockingTransport::builder().no_proxy().build()
}

/// The output of the first that is ready; each is polled whenever the whole is.
async fn first<T>(mut futures: Vec<Pin<Box<dyn Future<Output = T> + '_>>>) -> T {
    poll_fn(|context| {
        let polled = futures.iter_mut().map(|future| future.as_mut().poll(context)).find(Poll::is_ready);
        polled.unwrap_or(Poll::Pending)
    })
    .await
}

/// Polls the future once, with a waker that counts.
fn poll_once<F: Future>(future: Pin<&mut F>) -> (Poll<F::Output>, usize) {
    struct Count(AtomicUsize);
    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let count = Arc::new(Count(AtomicUsize::new(0)));
    let polled = future.poll(&mut Context::from_waker(&Waker::from(Arc::clone(&count))));
    (polled, count.0.load(Ordering::SeqCst))
}

#[test]
fn a_sleep_ends_at_its_time_and_a_shorter_one_first() {
    let transport = transport();
    let begin = Instant::now();
    block_on(transport.sleep(SHORT));
    assert!(begin.elapsed() >= SHORT);
    let number = block_on(first(vec![
        Box::pin(async {
            transport.sleep(LONG).await;
            0
        }),
        Box::pin(async {
            transport.sleep(Duration::MAX).await;
            1
        }),
        Box::pin(async {
            transport.sleep(SHORT).await;
            2
        }),
    ]));
    assert_eq!(number, 2);
    assert!(begin.elapsed() >= SHORT * 2 && begin.elapsed() < LONG);
}

/// One after the other in one future, as the backoff of retries.
#[test]
fn sleeps_in_a_row() {
    let transport = transport();
    let begin = Instant::now();
    block_on(async {
        for _ in 0..3 {
            transport.sleep(SHORT).await;
        }
        transport.sleep(Duration::ZERO).await;
    });
    assert!(begin.elapsed() >= SHORT * 3);
}

/// A sleep that is polled only when its own waker was called, as some combinators do.
#[test]
fn a_sleep_wakes_its_own_waker() {
    struct Flag(Mutex<bool>, Waker);
    impl Wake for Flag {
        fn wake(self: Arc<Self>) {
            *self.0.lock().expect("a lock") = true;
            self.1.wake_by_ref();
        }
    }
    let transport = transport();
    let mut sleep = pin!(transport.sleep(SHORT));
    let (mut polls, mut flag) = (0, None::<Arc<Flag>>);
    block_on(poll_fn(|context| {
        let flag = flag.get_or_insert_with(|| Arc::new(Flag(Mutex::new(true), context.waker().clone())));
        if !std::mem::take(&mut *flag.0.lock().expect("a lock")) {
            return Poll::Pending;
        }
        polls += 1;
        sleep.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(flag))))
    }));
    assert_eq!(polls, 2);
}

#[test]
fn an_unpolled_or_dropped_sleep_wakes_nobody() {
    let transport = transport();
    let unpolled = transport.sleep(Duration::ZERO);
    let mut polls = 0;
    let mut dropped = Some(Box::pin(transport.sleep(SHORT)));
    let mut end = pin!(transport.sleep(SHORT * 3));
    block_on(poll_fn(|context| {
        polls += 1;
        if let Some(mut sleep) = dropped.take() {
            assert!(sleep.as_mut().poll(context).is_pending());
        }
        end.as_mut().poll(context)
    }));
    assert_eq!(polls, 2, "once at the beginning, once at the end");
    drop(unpolled);
}

/// Nothing of this crate wakes it there, so it wakes itself.
#[test]
fn a_sleep_on_another_executor_ends_too() {
    let transport = transport();
    let begin = Instant::now();
    let mut sleep = pin!(transport.sleep(SHORT));
    loop {
        match poll_once(sleep.as_mut()) {
            (Poll::Ready(()), _) => break,
            (Poll::Pending, woken) => assert_eq!(woken, 1),
        }
    }
    assert!(begin.elapsed() >= SHORT);
}

/// The wait within takes what a wake leaves for a parked thread; the future is polled again all the same.
#[test]
fn a_wake_is_not_lost_to_a_wait_within() {
    let transport = transport();
    let mut polls = 0;
    block_on(poll_fn(|context| {
        polls += 1;
        if polls == 2 {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        block_on(transport.sleep(SHORT));
        Poll::Pending
    }));
}

/// As in an executor whose wakers own their tasks: with the last waker of a task its future goes, which sleeps too.
#[test]
fn a_waker_that_drops_another_sleep_is_harmless() {
    type Task = Pin<Box<dyn Future<Output = ()> + Send>>;
    struct Owner {
        _task: Mutex<Task>,
    }
    impl Wake for Owner {
        fn wake(self: Arc<Self>) {}
    }
    for polled_again in [false, true] {
        block_on(poll_fn(|context| {
            let mut task: Task = Box::pin(async { transport().sleep(LONG).await });
            assert!(task.as_mut().poll(context).is_pending());
            let owner = Waker::from(Arc::new(Owner { _task: Mutex::new(task) }));
            let transport = transport();
            let mut sleep = pin!(transport.sleep(LONG));
            assert!(sleep.as_mut().poll(&mut Context::from_waker(&owner)).is_pending());
            drop(owner);
            if polled_again {
                assert!(sleep.as_mut().poll(context).is_pending());
            }
            Poll::Ready(())
        }));
    }
}
