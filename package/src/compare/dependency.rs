//! Which installed package a file belongs to.

/// The folder that packages are installed into.
const FOLDER: &str = "node_modules/";

/// The package around a file, by its folder (with the slash at its end) and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner<'a> {
    pub(super) folder: &'a str,
    pub(super) name: &'a str,
}

impl<'a> Owner<'a> {
    /// The outermost package in a `node_modules` that the file is in. None for a file that is in no package: of the function itself, or of a
    /// package manager, as `node_modules/.bin/tool` is.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        path.match_indices(FOLDER).find_map(|(start, _)| {
            let begins = start == 0 || path[..start].ends_with('/');
            let inside = &path[start + FOLDER.len()..];
            let name = begins.then(|| name_at_start(inside)).flatten()?;
            Some(Self { folder: &path[..start + FOLDER.len() + name.len() + 1], name })
        })
    }
}

/// The name of the package that a path below `node_modules/` begins with: one segment, or two where the first is a scope.
fn name_at_start(path: &str) -> Option<&str> {
    let mut ends = path.match_indices('/').map(|(end, _)| end);
    let first = ends.next()?;
    let end = if path.starts_with('@') { ends.next()? } else { first };
    let name = &path[..end];
    let is_package = !name.starts_with('.') && name != "node_modules" && !name.is_empty();
    is_package.then_some(name)
}
