//! Texts in English and in Chinese, side by side. The compiled module contains only the English ones. The build writes
//! the Chinese ones to a file that is loaded on first use.

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// English, with places for the peer, a number and a host ([`super::filled::Filled`]).
    pub en: &'static str,
    /// Chinese, with the same places as names in braces ([`braced`]).
    #[cfg(not(target_family = "wasm"))]
    pub zh: &'static str,
}

/// A text, English first.
pub const fn text(en: &'static str, zh: &'static str) -> Text {
    #[cfg(target_family = "wasm")]
    let _ = zh;
    Text {
        en,
        #[cfg(not(target_family = "wasm"))]
        zh,
    }
}

/// Defines texts as constants, and the list of all by name, for the file of Chinese texts.
macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident = $en:expr, $zh:expr;)*) => {
        $(#[doc = stringify!($name)] $(#[$meta])* pub const $name: $crate::error::text::Text = $crate::error::text::text($en, $zh);)*

        /// Every text of this file, by its name.
        pub const ALL: &[(&str, $crate::error::text::Text)] = &[$((stringify!($name), $name),)*];
    };
}

pub(super) use texts;

/// An English text with its places as names in braces: `{who}`, `{address}`, `{number}`, `{host}`.
pub fn braced(english: &str) -> String {
    ["{who}", "{address}", "{number}", "{host}"]
        .iter()
        .zip(['\x01', '\x02', '\x03', '\x04'])
        .fold(english.to_owned(), |text, (name, place)| text.replace(place, name))
}
