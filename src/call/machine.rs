//! A call of one interface as a state machine without I/O. It chooses token, host and retries, and reads the response.
//!
//! [`Call::next`] takes an event and returns a [`CallStep`]. The driver carries the step out and passes its outcome as the
//! next [`CallEvent`].

use super::interface::{Interface, Request};
use super::record::Record;
use super::reply::{Reply, ReplyBody, is_success, refuse_redirect};
use super::request::AccessToken;
use super::response::{Body, Outcome, ResponseHead};
use super::retry::{Attempts, RetryContext, RetryDecision, connection_failed, retry_after_ms, token_refused};
use super::route::Route;
use super::surroundings::Surroundings;
use crate::call::relay_client::{admit_relay, read_error, read_response};
use crate::call::relay_request::Action;
use crate::defaults::{MAX_ERROR_BYTES, MAX_REPLY_BYTES};
use crate::error::network::NetworkFault;
use crate::error::peer::Peer;
use crate::error::protocol::ProtocolFault;
use crate::error::{Error, Limit};

/// A POST of JSON. Its URL may hold a token: only `fetch` gets it.
#[derive(Clone, PartialEq, Eq)]
pub struct Post {
    /// The absolute URL, with its query.
    pub url: String,
    /// The body, as JSON.
    pub body: String,
    /// The longest body to read of a response whose status is not 2xx, in bytes.
    pub error_bytes: u32,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").field("body", &self.body).field("error_bytes", &self.error_bytes).finish_non_exhaustive()
    }
}

/// The next step of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum CallStep {
    /// Get a token. The platform refused this one, where there is one.
    Token(Option<AccessToken>),
    /// Send this request and read up to 1 MiB of the response's body.
    Send(Post),
    /// Wait for this many milliseconds.
    Wait(f64),
    /// The call succeeded with this reply, which [`Interface::value`] reads.
    Done(Reply),
    /// The call failed with this error.
    Failed(Error),
}

/// The outcome of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum CallEvent {
    /// The first event of a call.
    Begin,
    /// [`CallStep::Token`] gave this token.
    Token(AccessToken),
    /// [`CallStep::Send`] has ended. The body is `None` where it was not read.
    Sent(Outcome<Option<Body>>),
    /// A time limit, in milliseconds, ended the step.
    TimedOut(Limit, u32),
    /// [`CallStep::Wait`] has ended: the next attempt is due.
    Waited,
}

/// One call, with its attempts and its token.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    request: Request,
    route: Route,
    max_attempts: u32,
    attempts: Attempts,
    token: Option<AccessToken>,
    host: usize,
    refreshed: bool,
}

/// A failed attempt, and what the response said about the next one.
struct FailedAttempt {
    error: Error,
    retry_after: Option<String>,
    stale_connection: bool,
}

impl From<Error> for FailedAttempt {
    fn from(error: Error) -> FailedAttempt {
        FailedAttempt { error, retry_after: None, stale_connection: false }
    }
}

impl Record {
    /// Creates an interface's request and its call.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, with the name of the malformed value.
    pub fn call<I: Interface>(&self) -> Result<(I, Call), Error> {
        let route = self.route(I::ACTION.is_some())?;
        let interface = I::from_record(self)?;
        let call = Call::new(&interface, route, self.max_attempts());
        Ok((interface, call))
    }
}

impl Call {
    /// Creates a call that has sent nothing. `max_attempts` is `maxAttempts`.
    pub fn new<I: Interface>(interface: &I, route: Route, max_attempts: u32) -> Call {
        let request = match &route {
            Route::Platform { .. } => Request::to_platform(interface),
            Route::Relay { authorizer_appid, .. } => Request::to_relay(interface, authorizer_appid.as_deref()),
        };
        Call::begun(request, route, max_attempts)
    }

    fn begun(request: Request, route: Route, max_attempts: u32) -> Call {
        let token = if let Route::Platform { token, .. } = &route { token.clone() } else { None };
        let attempts = Attempts::new(max_attempts);
        Call { request, route, max_attempts, attempts, token, host: 0, refreshed: false }
    }

    /// What the call concerns, as a message names it; empty for nothing.
    pub fn about(&self) -> &str {
        &self.request.about
    }

    /// The number of requests sent; `None` before the first.
    pub fn sent(&self) -> Option<u32> {
        self.attempts.sent()
    }

    /// The peer of the current request; `None` while the call has no token.
    pub fn peer(&self) -> Option<Peer> {
        match self.route {
            Route::Platform { .. } => self.token.as_ref().map(|_| Peer::Platform),
            Route::Relay { .. } => Some(Peer::Relay),
        }
    }

    /// `maxAttempts`, which a download's own attempts take over.
    pub fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// Counts an attempt. The driver calls it when the request leaves the queue, so that the wait there does not count.
    pub fn sending(&mut self) {
        self.attempts.begin();
    }

    /// A fresh call with the same request, after a link expired.
    pub fn again(&self) -> Call {
        Call::begun(self.request.clone(), self.route.clone(), self.max_attempts)
    }

    /// Whether the call goes to a relay.
    pub fn is_relayed(&self) -> bool {
        matches!(self.route, Route::Relay { .. })
    }

    /// The request to a relay for the package of the link; `None` for a call to the platform.
    pub fn relay_download(&self) -> Option<Post> {
        self.to_relay(Action::Download, |_| self.request.body.clone())
    }

    /// A request to a route of the relay. `body` takes the merchant's appid. `None` for a call to the platform.
    pub fn to_relay(&self, action: Action, body: impl FnOnce(Option<&str>) -> String) -> Option<Post> {
        match &self.route {
            Route::Platform { .. } => None,
            Route::Relay { address, authorizer_appid } => {
                let body = body(authorizer_appid.as_deref());
                Some(Post { url: address.route(action), body, error_bytes: MAX_REPLY_BYTES as u32 })
            }
        }
    }

    /// Takes an event and returns the next step.
    pub fn next(&mut self, event: CallEvent, surroundings: &dyn Surroundings) -> CallStep {
        match event {
            CallEvent::Begin if self.needs_token() => CallStep::Token(None),
            CallEvent::Begin | CallEvent::Waited => self.send(),
            CallEvent::Token(token) => {
                self.token = Some(token);
                self.send()
            }
            CallEvent::TimedOut(limit, milliseconds) => {
                self.failed(Error::Timeout(limit, milliseconds).into(), surroundings)
            }
            CallEvent::Sent(outcome) => match self.reply(outcome) {
                Ok(reply) => CallStep::Done(reply),
                Err(failure) => self.failed(failure, surroundings),
            },
        }
    }

    fn needs_token(&self) -> bool {
        matches!(self.route, Route::Platform { .. }) && self.token.is_none()
    }

    fn send(&self) -> CallStep {
        let Request { path, action, body, .. } = &self.request;
        let post = match (&self.route, &self.token) {
            (Route::Platform { hosts, .. }, Some(token)) => {
                let host = hosts.get(self.host % hosts.len().max(1));
                host.map(|host| Post { url: host.call(path, token), body: body.clone(), error_bytes: MAX_ERROR_BYTES })
            }
            (Route::Platform { .. }, None) => return CallStep::Token(None),
            (Route::Relay { .. }, _) => action.and_then(|action| self.to_relay(action, |_| body.clone())),
        };
        // Intake's record makes no call without a host, and none through a relay without a route.
        post.map_or_else(|| CallStep::Failed(Error::argument("options.baseUrl is missing")), CallStep::Send)
    }

    /// Reads the reply from a response.
    fn reply(&self, outcome: Outcome<Option<Body>>) -> Result<Reply, FailedAttempt> {
        let (head, body) = response(outcome)?;
        let read = || match (&self.route, &self.token) {
            (Route::Platform { .. }, Some(token)) => {
                refuse_redirect(head.status, head.redirected)?;
                let bytes = match bytes(body) {
                    Err(_) if !is_success(head.status) => Vec::new(),
                    read => read?,
                };
                ReplyBody::new(bytes)?.parse(head.status, token).map(Reply::Platform)
            }
            (Route::Platform { .. }, None) => Err(Error::TokenProvider),
            (Route::Relay { .. }, _) => {
                admit_relay(&head)?;
                let bytes = bytes(body)?;
                if !is_success(head.status) {
                    return read_error(head.status, &bytes);
                }
                read_response(head.status, &bytes).map(|response| Reply::Relay(head.status, response))
            }
        };
        read().map_err(|error| FailedAttempt { error, retry_after: head.retry_after.clone(), stale_connection: false })
    }

    /// Chooses what follows a failure: one refresh of a refused token, another host after a connection failure, another
    /// attempt after a wait, or the end of the call.
    fn failed(&mut self, failure: FailedAttempt, surroundings: &dyn Surroundings) -> CallStep {
        let error = failure.error;
        let is_provided = matches!(self.route, Route::Platform { token: None, .. });
        if token_refused(&error) && is_provided && !self.refreshed {
            self.refreshed = true;
            self.attempts.uncount();
            return CallStep::Token(self.token.take());
        }
        if connection_failed(&error) && !failure.stale_connection {
            self.host += 1;
        }
        match retry(&mut self.attempts, &error, failure.retry_after, failure.stale_connection, surroundings) {
            RetryDecision::Stop => CallStep::Failed(error),
            RetryDecision::After(0.0) => self.send(),
            RetryDecision::After(milliseconds) => CallStep::Wait(milliseconds),
        }
    }
}

fn bytes(body: Option<Body>) -> Result<Vec<u8>, Error> {
    // A body stays unread only for a refused status, which has failed the call before this.
    body.map_or(Err(Error::Protocol(ProtocolFault::EmptyBody)), Body::bytes)
}

/// Unwraps a response's head and body.
fn response<B>(outcome: Outcome<B>) -> Result<(ResponseHead, B), FailedAttempt> {
    match outcome {
        Outcome::Response(head, body) => Ok((*head, body)),
        Outcome::Unreachable { fault, stale_connection } => Err(unreachable(fault, stale_connection)),
        Outcome::NotAResponse => Err(Error::Protocol(ProtocolFault::NotAResponse).into()),
    }
}

fn unreachable(fault: NetworkFault, stale_connection: bool) -> FailedAttempt {
    FailedAttempt { error: Error::Network(fault), retry_after: None, stale_connection }
}

/// Makes the retry decision after a failed attempt. `retry_after` is the header's text.
pub fn retry(
    attempts: &mut Attempts,
    error: &Error,
    retry_after: Option<String>,
    stale_connection: bool,
    surroundings: &dyn Surroundings,
) -> RetryDecision {
    let retry_after_ms = retry_after
        .and_then(|header| retry_after_ms(&header, Some(surroundings.date_ms(&header)), surroundings.now_ms()));
    let remaining_ms = surroundings.remaining_ms();
    attempts
        .after(error, &RetryContext { retry_after_ms, stale_connection, remaining_ms, random: surroundings.random() })
}
