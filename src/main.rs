//! The `posta` program: see [`posta::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    posta::cli::main()
}
