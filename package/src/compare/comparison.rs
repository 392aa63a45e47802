//! The machine that compares two packages.

use super::dependency::Owner;
use super::pair::{Pair, Question};
use super::patch::{Text, unified};
use super::side_contents::SideContents;
use super::sides::{Both, Difference, Sides};
use super::{DependencyChange, FileChange, Options, Outcome, Refused, Status};
use crate::order::ordered;
use crate::package_report::Report;
use crate::services::Runtime;

/// A comparison under way.
#[derive(Debug)]
pub struct Comparison {
    options: Options,
    files: Vec<FileChange>,
    dependencies: Vec<Dependency>,
    /// The next one is the last.
    pairs: Vec<Pair>,
}

#[derive(Debug)]
struct Dependency {
    change: DependencyChange,
    /// Whether it is known to differ in what counts.
    differs: bool,
    /// Pairs that are not known to be the same yet.
    open: usize,
}

impl Dependency {
    /// A pair that was not settled counts as different.
    fn is_listed(&self) -> bool {
        self.differs || self.open > 0
    }
}

impl Comparison {
    /// Compares what two reports say, and finds out which contents are needed.
    ///
    /// # Errors
    ///
    /// The first package that may not be compared, and the reason.
    pub fn new(before: &Report, after: &Report, options: Options) -> Result<Self, Refused> {
        if let Some(reason) = before.forbids_comparing() {
            return Err(Refused { is_after: false, reason });
        }
        if let Some(reason) = after.forbids_comparing() {
            return Err(Refused { is_after: true, reason });
        }
        let sides = Sides { before, after };
        let mut comparison = Self { options, files: Vec::new(), dependencies: Vec::new(), pairs: Vec::new() };
        let mut package = Vec::new();
        let mut owner = None;
        for both in sides.merged() {
            let its_owner = Owner::of(both.path);
            if its_owner != owner {
                comparison.look_at_dependency(sides, owner, &package);
                package.clear();
                owner = its_owner;
            }
            match owner {
                Some(_) => package.push(both),
                None => comparison.look_at_file(sides, both),
            }
        }
        comparison.look_at_dependency(sides, owner, &package);
        comparison.pairs.reverse();
        Ok(comparison)
    }

    fn look_at_file(&mut self, sides: Sides<'_>, both: Both<'_>) {
        let Some(Difference { status, may_be_eol_only }) = self.difference(sides, both) else { return };
        let (before, after) = sides.entries(both);
        let executable = (before.is_some_and(|entry| entry.executable), after.is_some_and(|entry| entry.executable));
        let pair = Pair::new(sides, both, Question::File { at: self.files.len(), may_be_eol_only, executable });
        let may_have_patch = !self.options.no_patches && pair.is_short() && status != Status::Mode;
        if sides.are_files(both) && (may_be_eol_only || may_have_patch) {
            self.pairs.push(pair);
        }
        self.files.push(FileChange { before: both.before, after: both.after, status, patch: None });
    }

    /// Looks at all files of one package in `node_modules`.
    fn look_at_dependency(&mut self, sides: Sides<'_>, owner: Option<Owner<'_>>, package: &[Both<'_>]) {
        let Some(Owner { folder, name }) = owner else { return };
        let at = self.dependencies.len();
        let mut pairs = Vec::new();
        let mut differs = !self.options.ignore_cr_at_eol;
        for both in package.iter().copied() {
            if let Some(difference) = self.difference(sides, both) {
                differs |= !difference.may_be_eol_only;
                pairs.push(Pair::new(sides, both, Question::Dependency { at }));
            }
        }
        if pairs.is_empty() {
            return;
        }
        let open = if differs { 0 } else { pairs.len() };
        if !differs {
            self.pairs.extend(pairs);
        }
        self.pairs.extend(package.iter().find_map(|both| versions(sides, *both, folder, at)));
        let there = |place: fn(&Both<'_>) -> Option<usize>| package.iter().find_map(place).map(|_| String::new());
        let (before, after) = (there(|both| both.before), there(|both| both.after));
        let change = DependencyChange { name: name.to_owned(), folder: folder.to_owned(), before, after };
        self.dependencies.push(Dependency { change, differs, open });
    }

    /// How a file differs, as far as can be said without its contents; None where it is the same or does not count.
    fn difference(&self, sides: Sides<'_>, both: Both<'_>) -> Option<Difference> {
        let difference = sides.difference(both, self.options.modes)?;
        (!self.options.ignore.ignores(both.path)).then_some(difference)
    }

    /// The next pair whose contents are needed; [`Self::settle`] takes them.
    pub fn next_pair(&mut self) -> Option<Pair> {
        loop {
            let pair = self.pairs.pop()?;
            let matters = match pair.question {
                Question::File { .. } => true,
                Question::Dependency { at } => !self.dependencies[at].differs,
                Question::Versions { at, .. } => self.dependencies[at].is_listed(),
            };
            if matters {
                return Some(pair);
            }
        }
    }

    /// Takes what was read of a pair. A side that is not there has no chunks.
    pub fn settle(&mut self, pair: &Pair, before: &SideContents, after: &SideContents, runtime: &impl Runtime) {
        match pair.question {
            Question::File { at, may_be_eol_only, executable } => {
                let file = &mut self.files[at];
                if may_be_eol_only && before.same_lines(after) {
                    file.status = Status::EolOnly;
                }
                let before = shown(pair.before, before, executable.0);
                let sides = before.zip(shown(pair.after, after, executable.1));
                if let Some((before, after)) = sides.filter(|_| !self.options.no_patches) {
                    file.patch = Some(unified(&pair.path, before, after));
                }
            }
            Question::Dependency { at } => {
                let dependency = &mut self.dependencies[at];
                dependency.open -= 1;
                dependency.differs |= !before.same_lines(after);
            }
            Question::Versions { at, same } => {
                let version = |contents: &SideContents| runtime.manifest(contents.bytes()?)?.version;
                let change = &mut self.dependencies[at].change;
                let (before, after) = (version(before), version(after));
                let after = if same { before.clone() } else { after };
                change.before = change.before.take().map(|unknown| before.unwrap_or(unknown));
                change.after = change.after.take().map(|unknown| after.unwrap_or(unknown));
            }
        }
    }

    /// What was found. A pair that was not settled counts as different.
    #[must_use]
    pub fn finish(self) -> Outcome {
        let Self { options, files, dependencies, .. } = self;
        let listed: Vec<_> = dependencies.into_iter().filter(Dependency::is_listed).collect();
        let key = |at: usize| (&listed[at].change.name, &listed[at].change.folder);
        let places = ordered(listed.len(), &|one, two| key(one).cmp(&key(two)));
        let dependencies: Vec<_> = places.into_iter().map(|at| listed[at].change.clone()).collect();
        let counts = |file: &FileChange| file.status != Status::EolOnly || !options.ignore_cr_at_eol;
        Outcome { same: dependencies.is_empty() && !files.iter().any(counts), files, dependencies }
    }
}

/// What a patch shows of a side: nothing where there is no such side, and None where it cannot show it.
fn shown(place: Option<usize>, contents: &SideContents, executable: bool) -> Option<Option<Text<'_>>> {
    match place {
        Some(_) => contents.text().map(|text| Some(Text { text, executable })),
        None => Some(None),
    }
}

/// The pair to read a dependency's versions from, if a path is that of its manifest.
fn versions(sides: Sides<'_>, both: Both<'_>, folder: &str, at: usize) -> Option<Pair> {
    (both.path.strip_prefix(folder)? == "package.json" && sides.are_files(both)).then_some(())?;
    let same = sides.are_same(both);
    let read = Both { after: both.after.filter(|_| !same), ..both };
    Some(Pair::new(sides, read, Question::Versions { at, same })).filter(Pair::is_short)
}
