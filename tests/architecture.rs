//! The shape of the program: which module may know which, and what the core must not know at all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lines that a source file may have.
const LONGEST_FILE: usize = 600;

/// Modules that do not know each other, though they stand in one order; the command line starts the others.
const FRONTS: [&str; 4] = ["export", "bridge", "cli", "gui"];

struct Source {
    path: PathBuf,
    /// The first part of its path: `world` for `src/world/net.rs`.
    module: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join("src")]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(root().join("src")).unwrap();
                let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
                let module = first.trim_end_matches(".rs").to_owned();
                found.push(Source { module, text: std::fs::read_to_string(&path).unwrap(), path });
            }
        }
    }
    assert!(found.len() > 50, "the sources are there");
    found
}

/// The order of the story, from the head of `src/lib.rs`: "* [`base`]: words everybody uses".
fn order() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let named = |line: &str| {
        let rest = line.strip_prefix("//! * ")?.trim_start_matches('[').strip_prefix('`')?;
        Some(rest.split('`').next()?.to_owned())
    };
    text.lines().filter_map(named).collect()
}

/// The modules of this crate that a file names, with the line; comments and tests inside the file are left out.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let code = source.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut uses = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        for (at, _) in line.match_indices("crate::") {
            // `$crate::` of a macro and names that only end in `crate::` are something else.
            let before = line[..at].chars().next_back();
            let name: String = line[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !name.is_empty() && before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '$') {
                uses.push((number + 1, name));
            }
        }
    }
    uses
}

#[test]
fn a_module_uses_only_those_above_it() {
    let order = order();
    assert!(order.len() >= 10, "the head of lib.rs tells the order: {order:?}");
    let place = |module: &str| order.iter().position(|known| known == module);
    let mut broken = Vec::new();
    let mut seen = 0;
    for source in sources().iter().filter(|source| place(&source.module).is_some()) {
        for (line, used) in uses(source) {
            seen += 1;
            let (Some(own), Some(other)) = (place(&source.module), place(&used)) else { continue };
            let fronts = FRONTS.contains(&&*source.module) && FRONTS.contains(&&*used);
            let allowed = own == other || if fronts { source.module == "cli" } else { other < own };
            if !allowed {
                broken.push(format!("{}:{line}: {} uses {used}", source.path.display(), source.module));
            }
        }
    }
    assert!(seen > 100, "the `use` lines are read");
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_module_has_its_place_in_the_story() {
    let order: BTreeSet<String> = order().into_iter().collect();
    let modules: BTreeSet<String> = sources().into_iter().map(|source| source.module).collect();
    let missing: Vec<_> =
        modules.iter().filter(|module| !order.contains(*module) && !["lib", "main"].contains(&&***module)).collect();
    assert!(missing.is_empty(), "not in the head of lib.rs: {missing:?}");
}

/// The core has no clock, no thread, no hash order, no files and no sockets; clippy.toml bans some of these as well, and
/// this test speaks for those who do not run clippy.
#[test]
fn the_core_knows_nothing_of_the_real_world() {
    let banned = [
        "HashMap",
        "HashSet",
        "Instant::now",
        "SystemTime",
        "std::thread",
        "std::fs",
        "std::net::Tcp",
        "std::net::Udp",
        "std::env",
        "StdRng",
        "thread_rng",
        "println!",
        "dbg!",
        "todo!",
        "unimplemented!",
    ];
    let mut broken = Vec::new();
    for source in sources() {
        if FRONTS.contains(&&*source.module) {
            continue;
        }
        let code = source.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            broken.extend(
                banned
                    .iter()
                    .filter(|word| line.contains(**word))
                    .map(|word| format!("{}:{}: {word}", source.path.display(), number + 1)),
            );
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<_> = sources()
        .iter()
        .map(|source| (source.text.lines().count(), source.path.display().to_string()))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines: {long:?}");
}

#[test]
fn no_test_is_switched_off() {
    let switched_off: Vec<_> =
        sources().into_iter().filter(|source| source.text.contains("#[ignore")).map(|source| source.path).collect();
    assert!(switched_off.is_empty(), "{switched_off:?}");
}

/// Headless means headless: without the feature `gui` no dependency draws anything.
#[test]
fn without_the_window_nothing_of_it_is_built() {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let tree = Command::new(cargo)
        .args(["tree", "--no-default-features", "-e", "normal", "--prefix", "none", "--offline"])
        .current_dir(root())
        .output();
    let Ok(tree) = tree else {
        println!("skipped: cargo not found");
        return;
    };
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout);
    assert!(tree.lines().count() > 20, "the tree is there");
    let draws = |name: &str| ["bevy", "wgpu", "winit", "egui"].iter().any(|crate_name| name.starts_with(crate_name));
    let drawing: Vec<_> = tree.lines().filter(|line| draws(line)).collect();
    assert!(drawing.is_empty(), "{drawing:?}");
}
