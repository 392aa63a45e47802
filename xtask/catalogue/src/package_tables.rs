//! The tables of docs/packages.md: every finding, and every reason why a package is refused.

use std::fmt::Write as _;

use wechat_function_package::{Notice, Reason};

/// The tables by their marks' names, in English.
pub fn english() -> Vec<(&'static str, String)> {
    vec![
        ("findings", notices("| code | what it says |", Notice::english)),
        (
            "reasons",
            reasons(
                "| reason | what it says | refuses |",
                Reason::english,
                ["everything", "compare, extract", "extract"],
            ),
        ),
    ]
}

/// The same in Chinese.
pub fn chinese() -> Vec<(&'static str, String)> {
    vec![
        ("findings", notices("| 代码 | 含义 |", Notice::chinese)),
        ("reasons", reasons("| 原因 | 含义 | 拒绝 |", Reason::chinese, ["一切操作", "比较、解压", "解压"])),
    ]
}

fn notices(head: &str, text: fn(Notice) -> &'static str) -> String {
    let mut table = format!("{head}\n| --- | --- |\n");
    for notice in Notice::ALL {
        let _ = writeln!(table, "| `{}` | {} |", notice.as_str(), text(*notice));
    }
    table
}

/// `refused` names what each kind of reason refuses, the strictest first.
fn reasons(head: &str, text: fn(Reason) -> &'static str, refused: [&str; 3]) -> String {
    let [everything, comparing, extracting] = refused;
    let mut table = format!("{head}\n| --- | --- | --- |\n");
    for reason in Reason::ALL {
        let refused = match (reason.forbids_inspecting(), reason.forbids_comparing()) {
            (true, _) => everything,
            (false, true) => comparing,
            (false, false) => extracting,
        };
        let _ = writeln!(table, "| `{}` | {} | {refused} |", reason.as_str(), text(*reason));
    }
    table
}
