//! Whose row it is, and the order of rows.

/// Whose row it is: a function, an environment or a merchant. Ordered by its names' UTF-8 bytes, an absent name first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The merchant's appid, which every row has.
    pub authorizer_appid: String,
    /// The environment; absent where the merchant's could not be listed.
    pub env: Option<String>,
    /// The function; absent where the environment's could not be listed.
    pub function_name: Option<String>,
}

impl Key {
    /// Whether this is the row of a merchant or an environment, and `other` is of the same or of one that it contains.
    #[must_use]
    pub fn contains(&self, other: &Key) -> bool {
        self.function_name.is_none()
            && self.authorizer_appid == other.authorizer_appid
            && (self.env.is_none() || self.env == other.env)
    }
}
