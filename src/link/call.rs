//! A call for a link as a state machine without I/O: which token, which host, whether and when again, and what the response means.
//!
//! `next(event)` returns the next step; the driver does it and returns with its outcome, the next event.

use super::reply::{ReplyBody, is_success, refuse_redirect};
use super::request::{AccessToken, BaseUrl};
use super::response::{Body, Outcome, ResponseHead};
use super::retry::{Attempts, RetryContext, RetryDecision, connection_failed, retry_after_ms, token_refused};
use super::signed_url::FunctionLink;
use super::surroundings::Surroundings;
use crate::defaults::{MAX_ERROR_BYTES, MAX_REPLY_BYTES};
use crate::error::network::NetworkFault;
use crate::error::peer::Peer;
use crate::error::protocol::ProtocolFault;
use crate::error::{Error, Limit, Subject};
use crate::link::relay_client::{RelayAddress, intermediary, read_error, read_link};
use crate::relay::policy::{Action, request_body};

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The platform itself.
    Platform {
        /// `baseUrl`, then `fallbackBaseUrls`: never empty.
        hosts: Vec<BaseUrl>,
        /// A fixed token; `None` where a provider gives it.
        token: Option<AccessToken>,
    },
    /// A relay, which holds the token.
    Relay {
        /// The relay's address.
        address: RelayAddress,
        /// The merchant's appid.
        authorizer_appid: Option<String>,
    },
}

/// A POST of JSON. Its URL may hold a token: it goes to `fetch` and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub url: String,
    /// The body.
    pub body: String,
    /// How much is read of the body of a response whose status is not 2xx, in bytes.
    pub error_bytes: u32,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").field("body", &self.body).field("error_bytes", &self.error_bytes).finish_non_exhaustive()
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Get a token: another one than this, which the platform refused.
    Token(Option<AccessToken>),
    /// Send this request, and read the response's body up to 1 MiB.
    Send(Post),
    /// Wait so many milliseconds.
    Wait(f64),
    /// This is the link.
    Done(FunctionLink),
    /// There is none.
    Failed(Error),
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The call begins.
    Begin,
    /// This is the token.
    Token(AccessToken),
    /// The request was sent; `None` is a body that was not read.
    Sent(Outcome<Option<Body>>),
    /// A time ran out.
    Late(Limit, u32),
    /// The wait is over.
    Waited,
}

/// A call for a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The environment and function.
    pub subject: Subject,
    route: Route,
    max_attempts: u32,
    attempts: Attempts,
    token: Option<AccessToken>,
    host: usize,
    refreshed: bool,
}

/// A failed attempt, with what the response said about the next one.
struct Failure {
    error: Error,
    retry_after: Option<String>,
    stale_connection: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure { error, retry_after: None, stale_connection: false }
    }
}

impl Call {
    /// Nothing was sent yet.
    pub fn new(subject: Subject, route: Route, max_attempts: u32) -> Call {
        let token = if let Route::Platform { token, .. } = &route { token.clone() } else { None };
        let attempts = Attempts::new(max_attempts);
        Call { subject, route, max_attempts, attempts, token, host: 0, refreshed: false }
    }

    /// How many requests were sent; `None` before the first.
    pub fn sent(&self) -> Option<u32> {
        self.attempts.sent()
    }

    /// Whom it is asking; `None` while it has no token.
    pub fn peer(&self) -> Option<Peer> {
        match self.route {
            Route::Platform { .. } => self.token.as_ref().map(|_| Peer::Platform),
            Route::Relay { .. } => Some(Peer::Relay),
        }
    }

    /// `maxAttempts`
    pub fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// A request is being sent. Waiting for a place on the wire does not count as its attempt.
    pub fn sending(&mut self) {
        self.attempts.begin();
    }

    /// The same call once more, for a link that expired.
    pub fn again(&self) -> Call {
        Call::new(self.subject.clone(), self.route.clone(), self.max_attempts)
    }

    /// A relay's address and the request for a package, where this call goes through one.
    pub fn relay_download(&self) -> Option<Post> {
        match &self.route {
            Route::Platform { .. } => None,
            Route::Relay { address, authorizer_appid } => {
                Some(self.relay_post(address, authorizer_appid.as_deref(), Action::Download, None))
            }
        }
    }

    /// The question why a relay broke off the download of this id.
    pub fn relay_outcome(&self, download_id: &str) -> Option<Post> {
        match &self.route {
            Route::Platform { .. } => None,
            Route::Relay { address, authorizer_appid } => {
                Some(self.relay_post(address, authorizer_appid.as_deref(), Action::Outcome, Some(download_id)))
            }
        }
    }

    fn relay_post(&self, address: &RelayAddress, appid: Option<&str>, action: Action, id: Option<&str>) -> Post {
        let body = request_body(&self.subject, appid, id);
        Post { url: address.route(action), body, error_bytes: MAX_REPLY_BYTES as u32 }
    }

    /// What to do after this event.
    pub fn next(&mut self, event: Event, surroundings: &dyn Surroundings) -> Step {
        match event {
            Event::Begin if self.needs_token() => Step::Token(None),
            Event::Begin | Event::Waited => self.send(),
            Event::Token(token) => {
                self.token = Some(token);
                self.send()
            }
            Event::Late(limit, milliseconds) => self.failed(Error::Timeout(limit, milliseconds).into(), surroundings),
            Event::Sent(outcome) => match self.link(outcome, surroundings) {
                Ok(link) => Step::Done(link),
                Err(failure) => self.failed(failure, surroundings),
            },
        }
    }

    fn needs_token(&self) -> bool {
        matches!(self.route, Route::Platform { .. }) && self.token.is_none()
    }

    fn send(&self) -> Step {
        let post = match (&self.route, &self.token) {
            (Route::Platform { hosts, .. }, Some(token)) => match hosts.get(self.host % hosts.len().max(1)) {
                Some(host) => Post { url: host.call(token), body: self.subject.body(), error_bytes: MAX_ERROR_BYTES },
                None => return Step::Failed(Error::argument("options.baseUrl is missing")),
            },
            (Route::Platform { .. }, None) => return Step::Token(None),
            (Route::Relay { address, authorizer_appid }, _) => {
                self.relay_post(address, authorizer_appid.as_deref(), Action::Link, None)
            }
        };
        Step::Send(post)
    }

    /// What a response means.
    fn link(&self, outcome: Outcome<Option<Body>>, surroundings: &dyn Surroundings) -> Result<FunctionLink, Failure> {
        let (head, body) = response(outcome)?;
        let read = || match (&self.route, &self.token) {
            (Route::Platform { .. }, Some(token)) => {
                refuse_redirect(head.status, head.redirected)?;
                let bytes = match bytes(body) {
                    Err(_) if !is_success(head.status) => Vec::new(),
                    read => read?,
                };
                ReplyBody::new(bytes)?.parse(head.status, token)
            }
            (Route::Platform { .. }, None) => Err(Error::TokenProvider),
            (Route::Relay { .. }, _) => {
                admit_relay(&head)?;
                let bytes = bytes(body)?;
                if !is_success(head.status) {
                    return read_error(head.status, &bytes);
                }
                read_link(head.status, &bytes, |text| surroundings.date_ms(text))
            }
        };
        read().map_err(|error| Failure { error, retry_after: head.retry_after.clone(), stale_connection: false })
    }

    /// One refresh of a refused token, another host after a connection failure, another attempt after a wait, or the end.
    fn failed(&mut self, failure: Failure, surroundings: &dyn Surroundings) -> Step {
        let error = failure.error;
        let is_provided = matches!(self.route, Route::Platform { token: None, .. });
        if token_refused(&error) && is_provided && !self.refreshed {
            self.refreshed = true;
            self.attempts.uncount();
            return Step::Token(self.token.take());
        }
        if connection_failed(&error) && !failure.stale_connection {
            self.host += 1;
        }
        match retry(&mut self.attempts, &error, failure.retry_after, failure.stale_connection, surroundings) {
            RetryDecision::Stop => Step::Failed(error),
            RetryDecision::After(0.0) => self.send(),
            RetryDecision::After(milliseconds) => Step::Wait(milliseconds),
        }
    }
}

/// A relay does not redirect: a redirect comes from an intermediary.
///
/// # Errors
/// `RELAY_REFUSED`
pub fn admit_relay(head: &ResponseHead) -> Result<(), Error> {
    if head.redirected || (300..=399).contains(&head.status) {
        return intermediary(head.status, head.redirected);
    }
    Ok(())
}

fn bytes(body: Option<Body>) -> Result<Vec<u8>, Error> {
    // A body is left unread only for its status, which was refused before.
    body.map_or(Err(Error::Protocol(ProtocolFault::EmptyBody)), Body::bytes)
}

/// The response of an outcome.
fn response<B>(outcome: Outcome<B>) -> Result<(ResponseHead, B), Failure> {
    match outcome {
        Outcome::Response(head, body) => Ok((*head, body)),
        Outcome::Unreachable { fault, stale_connection } => Err(unreachable(fault, stale_connection)),
        Outcome::NotAResponse => Err(Error::Protocol(ProtocolFault::NotAResponse).into()),
    }
}

fn unreachable(fault: NetworkFault, stale_connection: bool) -> Failure {
    Failure { error: Error::Network(fault), retry_after: None, stale_connection }
}

/// Whether and when to try again, by the response and by the time that is left.
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
