//! Packages as lists of files, and the comparison of two of them as a reader of packages drives it.

use std::collections::BTreeMap;

use wechat_function_package::compare::{Comparison, DependencyChange, Ignore, Options, Outcome, Status};
use wechat_function_package::{Kind, Limits, Manifest, Report, Runtime, TreeReader};

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    File(Vec<u8>),
    Program(Vec<u8>),
    Link(String),
    Folder,
}

impl Node {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::File(bytes) | Self::Program(bytes) => bytes,
            Self::Link(target) => target.as_bytes(),
            Self::Folder => b"",
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::File(text.as_bytes().to_vec())
    }
}

/// A package: its nodes by path, in an order of its own.
pub(crate) type Tree = Vec<(String, Node)>;

pub(crate) fn tree<N: Into<Node> + Clone>(nodes: &[(&str, N)]) -> Tree {
    nodes.iter().map(|(path, node)| ((*path).to_owned(), node.clone().into())).collect()
}

pub(crate) fn report(tree: &Tree) -> Report {
    let mut reader = TreeReader::new(Limits::default());
    for (path, node) in tree {
        let kind = match node {
            Node::Folder => Kind::Directory,
            Node::Link(_) => Kind::Symlink,
            Node::File(_) | Node::Program(_) => Kind::File,
        };
        reader.begin(path, kind, matches!(node, Node::Program(_)), None).unwrap();
        reader.chunk(node.bytes()).unwrap();
        reader.end(&Plain);
    }
    reader.finish(&Plain)
}

/// What the runtime knows. No comparison depends on GBK, or on which names collide.
pub(crate) struct Plain;

impl Runtime for Plain {
    fn gbk(&self, _: &[u8]) -> Option<String> {
        None
    }

    fn folded(&self, name: &str) -> String {
        name.to_owned()
    }

    fn manifest(&self, json: &[u8]) -> Option<Manifest> {
        let manifest: serde_json::Value = serde_json::from_slice(json).ok()?;
        let version = manifest.as_object()?.get("version").and_then(|version| version.as_str()).map(str::to_owned);
        Some(Manifest { version, ..Manifest::default() })
    }
}

/// How many pairs were read, and what the comparison found.
pub(crate) fn compare_counted(before: &Tree, after: &Tree, options: Options, chunk: usize) -> (usize, Outcome) {
    let mut comparison = Comparison::new(&report(before), &report(after), options).unwrap();
    let mut pairs = 0;
    while let Some(pair) = comparison.next_pair() {
        pairs += 1;
        let mut sides = [pair.contents_before(), pair.contents_after()];
        for (contents, (tree, at)) in sides.iter_mut().zip([(before, pair.before), (after, pair.after)]) {
            let bytes = at.map_or(&b""[..], |at| tree[at].1.bytes());
            let _ = bytes.chunks(chunk).all(|chunk| contents.chunk(chunk));
        }
        comparison.settle(&pair, &sides[0], &sides[1], &Plain);
    }
    (pairs, comparison.finish())
}

pub(crate) fn compare(before: &Tree, after: &Tree, options: Options) -> Outcome {
    compare_counted(before, after, options, 1 << 20).1
}

/// The path of every change, and what became of it.
pub(crate) fn statuses(before: &Tree, after: &Tree, outcome: &Outcome) -> Vec<(String, Status)> {
    let path = |change: &(Option<usize>, Option<usize>)| match *change {
        (Some(at), _) => before[at].0.clone(),
        (_, Some(at)) => after[at].0.clone(),
        _ => panic!("a change of no file"),
    };
    outcome.files.iter().map(|file| (path(&(file.before, file.after)), file.status)).collect()
}

/// The patch of every change that has one, by path.
pub(crate) fn patches(before: &Tree, after: &Tree, outcome: &Outcome) -> BTreeMap<String, String> {
    let paths = statuses(before, after, outcome);
    let files = outcome.files.iter().zip(paths);
    files.filter_map(|(file, (path, _))| Some((path, file.patch.clone()?))).collect()
}

pub(crate) fn dependency(name: &str, before: Option<&str>, after: Option<&str>) -> DependencyChange {
    let folder = format!("node_modules/{name}/");
    DependencyChange {
        name: name.to_owned(),
        folder,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    }
}

pub(crate) fn ignoring(patterns: &[&str]) -> Options {
    Options { ignore: Ignore::new(patterns).unwrap(), ..Options::default() }
}

/// A small generator of numbers: the same ones in every run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    pub(crate) fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}
