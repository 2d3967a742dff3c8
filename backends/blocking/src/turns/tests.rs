use super::*;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(30);

fn wait_for(turns: &Turns, waiting: usize) {
    let begin = Instant::now();
    while lock(&turns.state).waiting.len() != waiting {
        assert!(begin.elapsed() < LONG, "{waiting} do not wait");
        thread::yield_now();
    }
}

#[test]
fn turns_are_taken_in_order() {
    let turns = Turns::new(1);
    let (tell, order) = mpsc::channel();
    let take = |number| {
        let turn = turns.take(Deadline::after(LONG)).expect("a turn");
        tell.send(number).expect("told");
        drop(turn);
    };
    let first = turns.take(Deadline::after(LONG)).expect("a turn");
    thread::scope(|scope| {
        for number in 0..3 {
            scope.spawn(move || take(number));
            wait_for(&turns, number + 1);
        }
        drop(first);
        take(3);
    });
    assert_eq!(order.try_iter().collect::<Vec<_>>(), [0, 1, 2, 3]);
}

#[test]
fn one_that_gives_up_holds_up_nobody() {
    let (turns, begin) = (Turns::new(2), Instant::now());
    let taken = [(); 2].map(|()| turns.take(Deadline::after(LONG)).expect("a turn"));
    thread::scope(|scope| {
        let in_vain = scope.spawn(|| turns.take(Deadline::after(Duration::from_millis(20))).is_err());
        let both = [(); 2].map(|()| scope.spawn(|| turns.take(Deadline::after(LONG)).expect("a turn")));
        assert!(in_vain.join().expect("no panic"), "there was none");
        wait_for(&turns, 2);
        drop(taken);
        let _held = both.map(|waiting| waiting.join().expect("no panic"));
        assert_eq!(lock(&turns.state).taken, 2);
    });
    assert!(!turns.is_in_use() && begin.elapsed() < LONG, "{:?}", begin.elapsed());
}
