//! The `posta` program: see [`posta::cli`].

fn main() {}
