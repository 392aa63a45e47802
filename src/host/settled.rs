//! Waits for promises. JavaScript remembers two numbers and this side the rest: wasm-bindgen's own future makes two closures for
//! each promise, which cost more than all else between two steps.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./host/settled.js")]
extern "C" {
    #[wasm_bindgen(js_name = tellWhenSettled)]
    fn tell_when_settled(promise: &JsValue, index: u32, generation: u32, tell: &JsValue);

    fn quietly(promise: &JsValue);
}

/// Lets a promise go that nobody waits for.
pub fn unattended(called: Result<JsValue, JsValue>) {
    if let Ok(promise) = called {
        quietly(&promise);
    }
}

type Outcome = Result<JsValue, JsValue>;

/// A place for one promise after another; an answer for an earlier one finds another generation.
#[derive(Default)]
struct Place {
    generation: u32,
    outcome: Option<Outcome>,
    waker: Option<Waker>,
}

struct Places {
    all: Vec<Place>,
    free: Vec<u32>,
}

impl Places {
    fn take(&mut self) -> (u32, u32) {
        let index = self.free.pop().unwrap_or_else(|| {
            self.all.push(Place::default());
            self.all.len() as u32 - 1
        });
        (index, self.all.get(index as usize).map_or(0, |place| place.generation))
    }

    fn of(&mut self, index: u32, generation: u32) -> Option<&mut Place> {
        self.all.get_mut(index as usize).filter(|place| place.generation == generation)
    }
}

thread_local! {
    static PLACES: RefCell<Places> = const { RefCell::new(Places { all: Vec::new(), free: Vec::new() }) };
    static TELL: Closure<dyn Fn(u32, u32, bool, JsValue)> = Closure::new(tell);
}

fn tell(index: u32, generation: u32, fulfilled: bool, value: JsValue) {
    let waker = PLACES.with_borrow_mut(|places| {
        let place = places.of(index, generation)?;
        place.outcome = Some(if fulfilled { Ok(value) } else { Err(value) });
        place.waker.take()
    });
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Whoever answers gets the numbers of a place, and this to tell the outcome by.
pub fn with_tell<T>(answer: impl FnOnce(&JsValue) -> T) -> T {
    TELL.with(|tell| answer(tell.as_ref()))
}

/// How a promise ends: its value or its reason.
pub struct Settled {
    /// The place's numbers.
    pub index: u32,
    /// The place's numbers.
    pub generation: u32,
}

impl Settled {
    /// Waits for a promise, or for whatever stands in its place.
    pub fn of(promise: &JsValue) -> Settled {
        let place = Settled::place();
        with_tell(|tell| tell_when_settled(promise, place.index, place.generation, tell));
        place
    }

    /// A place that somebody else will tell an outcome.
    pub fn place() -> Settled {
        let (index, generation) = PLACES.with_borrow_mut(Places::take);
        Settled { index, generation }
    }

    /// Whether there is an outcome.
    pub fn is_told(&self) -> bool {
        PLACES.with_borrow_mut(|places| {
            places.of(self.index, self.generation).is_some_and(|place| place.outcome.is_some())
        })
    }

    /// The reason of a rejection that has been told already.
    pub fn reason(&self) -> Option<JsValue> {
        PLACES.with_borrow_mut(|places| match places.of(self.index, self.generation)?.outcome.as_ref()? {
            Ok(_) => None,
            Err(reason) => Some(reason.clone()),
        })
    }

    /// Wakes whoever waits for the outcome.
    pub fn wakes(&self, waker: &Waker) {
        PLACES.with_borrow_mut(|places| {
            if let Some(place) = places.of(self.index, self.generation) {
                place.waker = Some(waker.clone());
            }
        });
    }
}

impl Future for Settled {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        PLACES.with_borrow_mut(|places| match places.of(self.index, self.generation) {
            Some(Place { outcome: outcome @ Some(_), .. }) => outcome.take().map_or(Poll::Pending, Poll::Ready),
            Some(place) => {
                place.waker = Some(context.waker().clone());
                Poll::Pending
            }
            None => Poll::Pending,
        })
    }
}

impl Drop for Settled {
    fn drop(&mut self) {
        // What was told and not asked for is dropped after the places are free again.
        let left = PLACES.with_borrow_mut(|places| {
            let place = places.of(self.index, self.generation)?;
            let left = std::mem::take(place);
            place.generation = self.generation.wrapping_add(1);
            places.free.push(self.index);
            Some(left)
        });
        drop(left);
    }
}
