//! Which installed package a file belongs to. Texts are cut by `get`: an index brings 2 KB that print texts when it panics.

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
        let mut start = 0;
        loop {
            let rest = path.get(start..)?;
            if let Some(name) = rest.strip_prefix(FOLDER).and_then(name_at_start) {
                let folder = path.get(..start + FOLDER.len() + name.len() + 1)?;
                return Some(Self { folder, name });
            }
            start += rest.find('/')? + 1;
        }
    }
}

/// The name of the package that a path below `node_modules/` begins with: one segment, or two where the first is a scope.
fn name_at_start(path: &str) -> Option<&str> {
    let first = path.find('/')?;
    let end = if path.starts_with('@') { first + 1 + path.get(first + 1..)?.find('/')? } else { first };
    let name = path.get(..end)?;
    let is_package = !name.starts_with('.') && name != "node_modules" && !name.is_empty();
    is_package.then_some(name)
}
