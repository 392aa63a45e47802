//! Token providers: asked on first need and once after a refusal, one request under way per provider and merchant.
//!
//! A token is remembered per provider function and `authorizerAppid` only; without an appid nothing outlives its call.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Function, Object};
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
use crate::link::request::AccessToken;

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

type Shared = Rc<RefCell<Memory>>;

#[wasm_bindgen(raw_module = "./host/providers.js")]
extern "C" {
    #[wasm_bindgen(js_name = memoryOf)]
    fn memory_of(provider: &Function, appid: &str, next: u32, forget: &JsValue) -> u32;
}

/// The memories of all merchants whose providers are still alive, by numbers that JavaScript knows.
struct Memories {
    all: Vec<Shared>,
    free: Vec<u32>,
}

thread_local! {
    static MEMORIES: RefCell<Memories> = const { RefCell::new(Memories { all: Vec::new(), free: Vec::new() }) };
    static FORGET: Closure<dyn Fn(u32)> = Closure::new(|number| MEMORIES.with_borrow_mut(|all| all.forget(number)));
}

impl Memories {
    fn of(&mut self, provider: &Function, appid: &str) -> Shared {
        let next = self.free.last().copied().unwrap_or(self.all.len() as u32);
        let number = FORGET.with(|forget| memory_of(provider, appid, next, forget.as_ref()));
        if number == next {
            self.free.pop();
        }
        if number as usize >= self.all.len() {
            self.all.push(Shared::default());
        }
        self.all.get(number as usize).cloned().unwrap_or_default()
    }

    fn forget(&mut self, number: u32) {
        if let Some(memory) = self.all.get_mut(number as usize) {
            *memory = Shared::default();
            self.free.push(number);
        }
    }
}

/// One merchant's token, by its provider.
pub struct Provider {
    function: Function,
    appid: Option<String>,
    memory: Shared,
}

impl Provider {
    /// Finds what is remembered of a merchant.
    pub fn new(function: Function, appid: Option<String>) -> Provider {
        let memory = match &appid {
            Some(appid) => MEMORIES.with_borrow_mut(|memories| memories.of(&function, appid)),
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
