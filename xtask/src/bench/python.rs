//! The Python package: `bindings-python/benches/bench.py`, with the wheel as it is published, in the environment that its tests have.

use super::inputs::Inputs;
use super::row::{Row, printed};
use crate::outcome::Stop;
use crate::package::python::FOLDER;
use crate::shell::Shell;

pub(super) fn rows(shell: &Shell) -> Result<Vec<Row>, Stop> {
    let (python, _) = crate::test::python::with_wheel(shell)?;
    let inputs = Inputs::prepare(shell)?;
    let mut command = shell.command(&python);
    command.args(["-B", "benches/bench.py"]).current_dir(shell.project.root.join(FOLDER));
    printed(&shell.run(inputs.tell(&mut command))?)
}
