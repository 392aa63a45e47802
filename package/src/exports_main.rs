//! A guess whether a JavaScript file exports `main`: by its tokens, without running it.

use self::Token::{Punctuation, Text, Word};
use crate::javascript_tokens::{Token, Tokens};

/// Tokens that are looked at at once.
const SIGHT: usize = 6;

/// Tokens of objects and lists that are looked at in all. It bounds what nested objects cost.
const MAX_INSIDE: usize = 4_000_000;

/// Whether the text exports `main`; `None` where it exports what cannot be seen in it, as `module.exports = require(…)`.
pub fn exports_main(text: &str) -> Option<bool> {
    let mut guess = Guess { inside: MAX_INSIDE };
    let mut is_open = false;
    let mut tokens = Tokens::of(text);
    let mut ahead = [Punctuation(' '); SIGHT];
    // What follows each token of `ahead`.
    let mut behind = [tokens; SIGHT];
    for _ in 0..SIGHT {
        shift(&mut ahead, &mut behind, &mut tokens);
    }
    while ahead[0] != Punctuation(' ') {
        match guess.form(&ahead, &behind) {
            Form::Main => return Some(true),
            Form::Open => is_open = true,
            Form::None => {}
        }
        shift(&mut ahead, &mut behind, &mut tokens);
    }
    if is_open || guess.inside == 0 { None } else { Some(false) }
}

fn shift<'a>(ahead: &mut [Token<'a>; SIGHT], behind: &mut [Tokens<'a>; SIGHT], tokens: &mut Tokens<'a>) {
    ahead.rotate_left(1);
    behind.rotate_left(1);
    ahead[SIGHT - 1] = tokens.next().unwrap_or(Punctuation(' '));
    behind[SIGHT - 1] = *tokens;
}

enum Form {
    /// It exports `main`.
    Main,
    /// It exports things that are named elsewhere.
    Open,
    /// It exports neither, or nothing.
    None,
}

struct Guess {
    inside: usize,
}

impl Guess {
    /// What the tokens ahead export.
    fn form(&mut self, ahead: &[Token; SIGHT], behind: &[Tokens; SIGHT]) -> Form {
        match ahead {
            // exports.main = …, module.exports.main = …, handler.main = …
            [Punctuation('.'), Word("main"), Punctuation('='), after, ..] if *after != Punctuation('=') => Form::Main,
            // exports["main"] = …
            [Punctuation('['), Text("main"), Punctuation(']'), Punctuation('='), after, ..]
                if *after != Punctuation('=') =>
            {
                Form::Main
            }
            // Object.defineProperty(exports, "main", …), also with module.exports
            [Word("exports"), Punctuation(','), Text("main"), ..] => Form::Main,
            // module.exports = { main }, also within a longer assignment
            [Word("exports"), Punctuation('='), Punctuation('{'), ..] => self.object(behind[2]),
            // esbuild's __export(index_exports, { main: () => main }), webpack's d(__webpack_exports__, { main: … })
            [Word(name), Punctuation(','), Punctuation('{'), ..]
                if name.ends_with("exports") || name.ends_with("exports__") =>
            {
                self.object(behind[2])
            }
            // exports = module.exports = …: the second assignment is seen by itself. A function or a class has no `main`
            // unless it is assigned. TypeScript writes exports.a = void 0.
            [Word("exports"), Punctuation('='), after, ..] => match after {
                Punctuation('=') | Word("module" | "function" | "class" | "async" | "void") => Form::None,
                _ => Form::Open,
            },
            // Object.assign(exports, …), __exportStar(require(…), exports)
            [Word("assign"), Punctuation('('), Word("exports" | "module"), ..]
            | [Word("__exportStar"), Punctuation('('), ..] => Form::Open,
            [Word("export"), ..] => self.export(ahead, behind),
            _ => Form::None,
        }
    }

    /// The keys of an object whose first brace was read.
    fn object(&mut self, tokens: Tokens) -> Form {
        let mut depth = 0_usize;
        let mut is_key = true;
        let mut form = Form::None;
        let mut tokens = tokens.take(self.inside).peekable();
        while let Some(token) = tokens.next() {
            self.inside -= 1;
            let ends_key = matches!(tokens.peek(), Some(Punctuation(',' | '}' | ':' | '(')));
            match token {
                Punctuation('{' | '(' | '[') => depth += 1,
                Punctuation('}' | ')' | ']') => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                },
                Word("async" | "get") | Punctuation('*') if depth == 0 && is_key && !ends_key => continue,
                Word("main") | Text("main") if depth == 0 && is_key && ends_key => return Form::Main,
                // ...handlers
                Punctuation('.') if depth == 0 && is_key => form = Form::Open,
                _ => {}
            }
            is_key = depth == 0 && token == Punctuation(',');
        }
        form
    }

    /// What follows the word `export`.
    fn export(&mut self, ahead: &[Token; SIGHT], behind: &[Tokens; SIGHT]) -> Form {
        match &ahead[1..] {
            [Word("const" | "let" | "var" | "class" | "function"), Word("main"), ..]
            | [Word("function"), Punctuation('*'), Word("main"), ..]
            | [Word("async"), Word("function"), Word("main"), ..]
            | [Punctuation('*'), Word("as"), Word("main"), ..] => Form::Main,
            [Punctuation('*'), Word("from"), ..] => Form::Open,
            [Punctuation('{'), ..] => self.list(behind[1]),
            _ => Form::None,
        }
    }

    /// A list of exports whose first brace was read: `main` itself, or something as `main`.
    fn list(&mut self, tokens: Tokens) -> Form {
        let mut tokens = tokens.take(self.inside).take_while(|token| *token != Punctuation('}')).peekable();
        while let Some(token) = tokens.next() {
            self.inside -= 1;
            let ends = matches!(tokens.peek(), None | Some(Punctuation(',')));
            if ends && matches!(token, Word("main") | Text("main")) {
                return Form::Main;
            }
        }
        Form::None
    }
}
