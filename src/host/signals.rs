//! One listener per caller's signal, however many calls share it: runtimes warn of more than a few.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::Map;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    // The event target's methods, called on whatever realm's signal.
    type Listening;

    #[wasm_bindgen(method, js_name = addEventListener)]
    fn add_event_listener(this: &Listening, kind: &str, listener: &JsValue);

    #[wasm_bindgen(method, js_name = removeEventListener)]
    fn remove_event_listener(this: &Listening, kind: &str, listener: &JsValue);
}

type Heard = Rc<dyn Fn(JsValue)>;

struct Hub {
    signal: AbortSignal,
    handler: Closure<dyn FnMut()>,
    heard: HashMap<u64, Heard>,
}

struct Hubs {
    numbers: Map,
    hubs: HashMap<u64, Hub>,
    next: u64,
}

thread_local! {
    static HUBS: RefCell<Hubs> = RefCell::new(Hubs { numbers: Map::new(), hubs: HashMap::new(), next: 0 });
}

/// Hears a signal's abort until it is dropped.
pub struct Subscription {
    hub: u64,
    own: u64,
}

/// Hears a signal's abort, with its reason.
pub fn subscribe(signal: &AbortSignal, heard: impl Fn(JsValue) + 'static) -> Subscription {
    HUBS.with_borrow_mut(|hubs| {
        hubs.next += 1;
        let own = hubs.next;
        let known = hubs.numbers.get(signal).as_f64().map(|number| number as u64);
        let number = known.unwrap_or(own);
        let hub = hubs.hubs.entry(number).or_insert_with(|| {
            hubs.numbers.set(signal, &JsValue::from_f64(number as f64));
            let handler = Closure::new(move || tell(number));
            signal.unchecked_ref::<Listening>().add_event_listener("abort", handler.as_ref());
            Hub { signal: signal.clone(), handler, heard: HashMap::new() }
        });
        hub.heard.insert(own, Rc::new(heard));
        Subscription { hub: number, own }
    })
}

fn tell(number: u64) {
    // Those who hear may leave at once: nothing is borrowed while they are told.
    let told = HUBS.with_borrow(|hubs| {
        let hub = hubs.hubs.get(&number)?;
        Some((hub.signal.reason(), hub.heard.values().cloned().collect::<Vec<_>>()))
    });
    if let Some((reason, heard)) = told {
        heard.into_iter().for_each(|heard| heard(reason.clone()));
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let done = HUBS.with_borrow_mut(|hubs| {
            let hub = hubs.hubs.get_mut(&self.hub)?;
            hub.heard.remove(&self.own);
            if !hub.heard.is_empty() {
                return None;
            }
            hubs.numbers.delete(&hub.signal);
            hubs.hubs.remove(&self.hub)
        });
        if let Some(hub) = done {
            hub.signal.unchecked_ref::<Listening>().remove_event_listener("abort", hub.handler.as_ref());
        }
    }
}
