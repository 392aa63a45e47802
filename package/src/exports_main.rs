//! A guess whether a JavaScript file exports `main`: by its tokens, without running it.

use self::Token::{Punctuation, Text};
use crate::javascript_tokens::{Token, Tokens, Word};

/// Tokens that are looked at at once.
const SIGHT: usize = 6;

/// Tokens of objects and lists that are looked at in all. It bounds what nested objects cost.
const MAX_INSIDE: usize = 4_000_000;

/// Whether the text exports `main`; `None` where it exports what cannot be seen in it, as `module.exports = require(…)`.
pub fn exports_main(text: &[u8]) -> Option<bool> {
    let mut guess = Guess { inside: MAX_INSIDE };
    let mut is_open = false;
    let mut tokens = Tokens::of(text);
    let mut ahead = [Punctuation(b' '); SIGHT];
    // What follows each token of `ahead`.
    let mut behind = [tokens; SIGHT];
    for _ in 0..SIGHT {
        shift(&mut ahead, &mut behind, &mut tokens);
    }
    while ahead[0] != Punctuation(b' ') {
        match guess.form(&ahead, &behind) {
            Form::Main => return Some(true),
            Form::Open => is_open = true,
            Form::None => {}
        }
        shift(&mut ahead, &mut behind, &mut tokens);
    }
    if is_open || guess.inside == 0 { None } else { Some(false) }
}

fn shift<'a>(ahead: &mut [Token; SIGHT], behind: &mut [Tokens<'a>; SIGHT], tokens: &mut Tokens<'a>) {
    ahead.rotate_left(1);
    behind.rotate_left(1);
    ahead[SIGHT - 1] = tokens.next().unwrap_or(Punctuation(b' '));
    behind[SIGHT - 1] = *tokens;
}

enum Form {
    /// It exports `main`: no more tokens are read.
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
            [Punctuation(b'.'), Token::Word(Word::Main), Punctuation(b'='), after, ..]
                if *after != Punctuation(b'=') =>
            {
                Form::Main
            }
            // exports["main"] = …
            [Punctuation(b'['), Text(Word::Main), Punctuation(b']'), Punctuation(b'='), after, ..]
                if *after != Punctuation(b'=') =>
            {
                Form::Main
            }
            // Object.defineProperty(exports, "main", …), also with module.exports
            [Token::Word(Word::Exports), Punctuation(b','), Text(Word::Main), ..] => Form::Main,
            // module.exports = { main }, also within a longer assignment
            [Token::Word(Word::Exports), Punctuation(b'='), Punctuation(b'{'), ..] => self.object(behind[2]),
            // esbuild's __export(index_exports, { main: () => main }), webpack's d(__webpack_exports__, { main: … })
            [Token::Word(Word::SomeExports | Word::Exports), Punctuation(b','), Punctuation(b'{'), ..] => {
                self.object(behind[2])
            }
            // exports = module.exports = …: the second assignment is seen by itself. A function or a class has no `main`
            // unless it is assigned. TypeScript writes exports.a = void 0.
            [Token::Word(Word::Exports), Punctuation(b'='), after, ..] => match after {
                Punctuation(b'=')
                | Token::Word(Word::Module | Word::Function | Word::Class | Word::Async | Word::Void) => Form::None,
                _ => Form::Open,
            },
            // Object.assign(exports, …), __exportStar(require(…), exports)
            [Token::Word(Word::Assign), Punctuation(b'('), Token::Word(Word::Exports | Word::Module), ..]
            | [Token::Word(Word::ExportStar), Punctuation(b'('), ..] => Form::Open,
            [Token::Word(Word::Export), ..] => self.export(ahead, behind),
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
            let ends_key = matches!(tokens.peek(), Some(Punctuation(b',' | b'}' | b':' | b'(')));
            match token {
                Punctuation(b'{' | b'(' | b'[') => depth += 1,
                Punctuation(b'}' | b')' | b']') => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                },
                Token::Word(Word::Async | Word::Get) | Punctuation(b'*') if depth == 0 && is_key && !ends_key => {
                    continue;
                }
                Token::Word(Word::Main) | Text(Word::Main) if depth == 0 && is_key && ends_key => return Form::Main,
                // ...handlers
                Punctuation(b'.') if depth == 0 && is_key => form = Form::Open,
                _ => {}
            }
            is_key = depth == 0 && token == Punctuation(b',');
        }
        form
    }

    /// What follows the word `export`.
    fn export(&mut self, ahead: &[Token; SIGHT], behind: &[Tokens; SIGHT]) -> Form {
        match &ahead[1..] {
            [
                Token::Word(Word::Const | Word::Let | Word::Var | Word::Class | Word::Function),
                Token::Word(Word::Main),
                ..,
            ]
            | [Token::Word(Word::Function), Punctuation(b'*'), Token::Word(Word::Main), ..]
            | [Token::Word(Word::Async), Token::Word(Word::Function), Token::Word(Word::Main), ..]
            | [Punctuation(b'*'), Token::Word(Word::As), Token::Word(Word::Main), ..] => Form::Main,
            [Punctuation(b'*'), Token::Word(Word::From), ..] => Form::Open,
            [Punctuation(b'{'), ..] => self.list(behind[1]),
            _ => Form::None,
        }
    }

    /// A list of exports whose first brace was read: `main` itself, or something as `main`.
    fn list(&mut self, tokens: Tokens) -> Form {
        let mut tokens = tokens.take(self.inside).take_while(|token| *token != Punctuation(b'}')).peekable();
        while let Some(token) = tokens.next() {
            self.inside -= 1;
            let ends = matches!(tokens.peek(), None | Some(Punctuation(b',')));
            if ends && matches!(token, Token::Word(Word::Main) | Text(Word::Main)) {
                return Form::Main;
            }
        }
        Form::None
    }
}
