use anyhow::Result;
use std::path::Path;
pub fn run(_r: &Path) -> Result<()> {
    Ok(())
}
