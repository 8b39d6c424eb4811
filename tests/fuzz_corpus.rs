//! Everything that fuzzing has found interesting, once more, as plain tests.

#[path = "../fuzz/checks.rs"]
mod checks;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        check(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn the_smtp_server_bears_the_corpus() {
    replay("smtp_server", checks::smtp_server);
}

#[test]
fn the_reply_parser_bears_the_corpus() {
    replay("smtp_reply", checks::smtp_reply);
}

#[test]
fn the_scenario_loader_bears_the_corpus() {
    replay("scenario", checks::scenario);
}
