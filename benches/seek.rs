//! How fast any moment is found again.
fn main() {}
