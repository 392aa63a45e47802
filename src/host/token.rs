//! Token providers: asked on first need and once after a refusal, one request under way per provider and merchant.
//!
//! A token is remembered per provider function and `authorizerAppid` only; without an appid nothing outlives its call.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Function, Object, WeakMap};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::environment::keeps_requests_apart;
use super::error::Failure;
use super::guard::Guard;
use super::names::set;
use super::options::well_formed;
use super::settled::Settled;
use crate::error::Error;
use crate::request::AccessToken;

/// What a provider answered, as every waiter gets it.
type Answer = Result<AccessToken, (Error, Option<JsValue>)>;

/// One request to a provider. It is given up when the last waiter drops it.
struct Asking {
    answer: RefCell<Option<Answer>>,
    wakers: RefCell<Vec<Waker>>,
    controller: Option<AbortController>,
}

impl Drop for Asking {
    fn drop(&mut self) {
        if let (None, Some(controller)) = (self.answer.get_mut(), &self.controller) {
            controller.abort();
        }
    }
}

/// What is known of one merchant's token.
#[derive(Default)]
struct Memory {
    token: Option<AccessToken>,
    /// The last token that the platform refused, until a provider gave another.
    rejected: Option<AccessToken>,
    asking: std::rc::Weak<Asking>,
}

type Merchants = HashMap<String, Rc<RefCell<Memory>>>;

#[wasm_bindgen]
extern "C" {
    type FinalizationRegistry;

    #[wasm_bindgen(constructor)]
    fn new(cleanup: &Closure<dyn FnMut(f64)>) -> FinalizationRegistry;

    #[wasm_bindgen(method)]
    fn register(this: &FinalizationRegistry, target: &JsValue, held: f64);
}

/// The memories of all providers that are still alive.
struct Providers {
    numbers: WeakMap,
    memories: HashMap<u64, Merchants>,
    next: u64,
    registry: FinalizationRegistry,
    _cleanup: Closure<dyn FnMut(f64)>,
}

thread_local! {
    static PROVIDERS: RefCell<Providers> = RefCell::new({
        let cleanup = Closure::new(|number: f64| {
            PROVIDERS.with_borrow_mut(|providers| providers.memories.remove(&(number as u64)));
        });
        Providers {
            numbers: WeakMap::new(),
            memories: HashMap::new(),
            next: 0,
            registry: FinalizationRegistry::new(&cleanup),
            _cleanup: cleanup,
        }
    });
}

impl Providers {
    fn memory(&mut self, provider: &Function, appid: &str) -> Rc<RefCell<Memory>> {
        let known = self.numbers.get(provider).as_f64().map(|number| number as u64);
        let number = known.unwrap_or_else(|| {
            self.next += 1;
            self.numbers.set(provider, &JsValue::from_f64(self.next as f64));
            self.registry.register(provider, self.next as f64);
            self.next
        });
        Rc::clone(self.memories.entry(number).or_default().entry(appid.to_owned()).or_default())
    }
}

/// One merchant's token, by its provider.
pub struct Provider {
    function: Function,
    appid: Option<String>,
    memory: Rc<RefCell<Memory>>,
}

impl Provider {
    /// Finds what is remembered of a merchant.
    pub fn new(function: Function, appid: Option<String>) -> Provider {
        let memory = match &appid {
            Some(appid) => PROVIDERS.with_borrow_mut(|providers| providers.memory(&function, appid)),
            None => Rc::default(),
        };
        Provider { function, appid, memory }
    }

    /// A token: the remembered one, or another than the one that was refused.
    ///
    /// # Errors
    /// `TOKEN_REJECTED` where the provider fails, the caller's own limits where it does not answer.
    pub async fn token(&self, refused: Option<&AccessToken>, guard: &Guard) -> Result<AccessToken, Failure> {
        let asking = {
            let mut memory = self.memory.borrow_mut();
            if let Some(refused) = refused {
                // A token that somebody else renewed in the meantime is not thrown away.
                if memory.token.as_ref() == Some(refused) {
                    memory.token = None;
                }
                if memory.token.is_none() {
                    memory.rejected = Some(refused.clone());
                }
            }
            if let Some(token) = &memory.token {
                return Ok(token.clone());
            }
            match memory.asking.upgrade() {
                Some(asking) if !keeps_requests_apart() => asking,
                _ => {
                    let asking = self.ask(memory.rejected.as_ref());
                    memory.asking = Rc::downgrade(&asking);
                    asking
                }
            }
        };
        let answer = guard
            .until(std::future::poll_fn(|context| match &*asking.answer.borrow() {
                Some(answer) => Poll::Ready(answer.clone()),
                None => {
                    asking.wakers.borrow_mut().push(context.waker().clone());
                    Poll::Pending
                }
            }))
            .await?;
        answer.map_err(|(error, cause)| match cause {
            Some(cause) => Failure::Caused(error, cause),
            None => Failure::Error(error),
        })
    }

    /// Calls the provider. Its answer is kept by the memory only while somebody waits for it.
    fn ask(&self, rejected: Option<&AccessToken>) -> Rc<Asking> {
        let controller = AbortController::new().ok();
        let parameters: JsValue = Object::new().into();
        let text = |text: Option<&str>| text.map_or(JsValue::UNDEFINED, JsValue::from_str);
        set(&parameters, "authorizerAppid", &text(self.appid.as_deref()));
        set(&parameters, "rejectedToken", &text(rejected.map(AccessToken::reveal)));
        set(&parameters, "signal", &controller.as_ref().map_or(JsValue::UNDEFINED, |it| it.signal().into()));
        let asking = Rc::new(Asking { answer: RefCell::default(), wakers: RefCell::default(), controller });
        let called = self.function.call1(&JsValue::UNDEFINED, &parameters);
        let (weak, memory) = (Rc::downgrade(&asking), Rc::downgrade(&self.memory));
        spawn_local(async move {
            let answered = match called {
                Ok(value) => Settled::of(&value).await,
                Err(thrown) => Err(thrown),
            };
            // Nobody waits any more: a late answer must not overwrite a newer token.
            let Some(asking) = weak.upgrade() else { return };
            let answer: Answer = match answered {
                Ok(value) => well_formed(&value)
                    .and_then(|token| AccessToken::new(&token).ok())
                    .ok_or((Error::TokenProvider, None)),
                Err(reason) => Err((Error::TokenProvider, Some(reason))),
            };
            if let Some(memory) = memory.upgrade() {
                let mut memory = memory.borrow_mut();
                memory.asking = std::rc::Weak::new();
                if let Ok(token) = &answer {
                    memory.token = Some(token.clone());
                    memory.rejected = None;
                }
            }
            asking.answer.replace(Some(answer));
            asking.wakers.take().into_iter().for_each(Waker::wake);
        });
        asking
    }
}
