//! How much is done before others have their turn, by clocks of all kinds.

use std::cell::Cell;

use wechat_function_link::checksum::time_slice::TimeSlice;

const MIB: f64 = 1024.0 * 1024.0;

/// The turns of a computation of so many bytes a millisecond: each one's bytes, and how often the clock was looked at.
fn turns(rate: f64, total: f64, clock: impl Fn(f64) -> f64) -> Vec<(f64, u32)> {
    let (now_ms, looks) = (Cell::new(1000.0), Cell::new(0));
    let look = || {
        looks.set(looks.get() + 1);
        clock(now_ms.get())
    };
    let mut pace = TimeSlice::new(clock(now_ms.get()));
    let (mut turns, mut in_turn, mut done) = (Vec::new(), 0.0, 0.0);
    while done < total {
        let step = pace.step();
        assert!(step >= 1.0 && step.fract() == 0.0, "a step of {step} bytes");
        now_ms.set(now_ms.get() + step / rate);
        done += step;
        in_turn += step;
        if pace.took(step, look) {
            turns.push((in_turn, looks.replace(0)));
            in_turn = 0.0;
            pace.resume(clock(now_ms.get()));
        }
    }
    turns
}

#[test]
fn a_turn_is_a_frame_or_as_little_as_there_is() {
    for mib_per_second in [20.0, 50.0, 100.0, 340.0, 1000.0, 1700.0] {
        let rate = mib_per_second * MIB / 1000.0;
        let turns = turns(rate, 512.0 * MIB, |now_ms| now_ms);
        assert!(turns.len() > 2);
        for (bytes, looks) in &turns {
            let took = bytes / rate;
            let least = MIB / rate;
            assert!((14.0..16.0 + least).contains(&took) || *bytes == MIB, "{took} ms at {mib_per_second} MiB/s");
            assert!(*looks <= 5, "{looks} looks at the clock at {mib_per_second} MiB/s");
        }
        // What was learnt is kept.
        assert!(turns.iter().skip(1).all(|(_, looks)| *looks <= 3), "{turns:?}");
    }
}

#[test]
fn a_clock_that_stands_still_is_no_reason_to_go_on_for_ever() {
    let turns = turns(MIB, 200.0 * MIB, |_| 5.0);
    assert!(turns.len() >= 6);
    assert!(turns.iter().all(|(bytes, _)| *bytes == 32.0 * MIB), "{turns:?}");
}

#[test]
fn a_coarse_clock_makes_a_turn_longer_and_not_long() {
    let rate = 340.0 * MIB / 1000.0;
    for tick in [1.0, 5.0, 16.0] {
        for (bytes, _) in turns(rate, 512.0 * MIB, |now_ms| (now_ms / tick).floor() * tick) {
            let took = bytes / rate;
            assert!((1.0..=32.0 + 2.0 * tick).contains(&took), "{took} ms by a clock that ticks every {tick} ms");
        }
    }
}

#[test]
fn a_clock_that_goes_back_or_tells_nothing_is_survived() {
    for clock in [|now_ms: f64| -now_ms, |_| f64::NAN] {
        assert!(turns(MIB, 200.0 * MIB, clock).iter().all(|(bytes, _)| *bytes <= 32.0 * MIB));
    }
}

#[test]
fn pieces_of_any_size_count() {
    let mut pace = TimeSlice::new(0.0);
    // 256 pieces of a byte are worth a look, and the clock says that it is time.
    let due = (1..=1000).find(|_| pace.took(1.0, || 100.0));
    assert_eq!(due, Some(256));
    let mut pace = TimeSlice::new(0.0);
    assert!(pace.took(8.0 * MIB, || 100.0));
}
