//! The command line as scripts see it: exit codes, `--help`, and what is printed where.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn posta(args: &[&str]) -> Output {
    command(args).output().expect("the program starts")
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_posta"));
    // A help text is as wide as the terminal, and its language is the system's.
    command.args(args).env("COLUMNS", "100").env("LANG", "en_US.UTF-8").env("LC_ALL", "en_US.UTF-8");
    command
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("what it prints is UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A file for one test, in the folder that cargo keeps for that.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).expect("the test's folder can be written to");
    path
}

/// Said well, and in few words: nothing on standard output, no panic, a message that names the file.
fn refuses(args: &[&str], about: &str) {
    let output = posta(args);
    assert_eq!(code(&output), 2, "{args:?}: {}", err(&output));
    assert_eq!(out(&output), "", "{args:?}");
    let said = err(&output);
    assert!(said.contains(about), "{args:?} does not speak of {about}: {said}");
    assert!(!said.contains("panicked") && said.len() < 8_000, "{args:?}: {said}");
}

const SMALL: &str = r#"(
    domains: [
        (name: "escuela.com.mx", users: ["ana"]),
        (name: "empresa.com", users: ["bruno"]),
    ],
    timeline: [
        (at: "0s", do: Send(from: "ana@escuela.com.mx", to: ["bruno@empresa.com"], subject: "Hola", body: "Hola\n")),
    ],
    EXPECT
)"#;

fn small(name: &str, expect: &str) -> PathBuf {
    file(name, SMALL.replace("EXPECT", expect).as_bytes())
}

#[test]
fn every_help_text_is_as_it_is_documented() {
    let mut all = String::new();
    for command in ["", "open", "list", "run", "check", "shot"] {
        let args: Vec<&str> = [command, "--help"].into_iter().filter(|arg| !arg.is_empty()).collect();
        let output = posta(&args);
        assert_eq!(code(&output), 0);
        all.push_str(&format!("$ posta {}\n{}\n", args.join(" "), out(&output)));
    }
    insta::assert_snapshot!("help", all);
}

#[test]
fn a_lesson_runs_by_number_and_by_name() {
    let by_number = posta(&["run", "1"]);
    assert_eq!(code(&by_number), 0, "{}", err(&by_number));
    for name in ["01", "01-ana-escribe-a-bruno", "01-ana-escribe-a-bruno.ron"] {
        assert_eq!(posta(&["run", name]).stdout, by_number.stdout, "{name}");
    }
    assert!(out(&by_number).contains("RCPT TO:<bruno@empresa.com>"));
}

#[test]
fn the_exit_code_tells_whether_expectations_hold() {
    let holds = small("holds.ron", r#"expect: [Delivered(to: "bruno@empresa.com")],"#);
    let fails = small("fails.ron", r#"expect: [Delivered(to: "bruno@empresa.com", copies: 7)],"#);
    assert_eq!(code(&posta(&["run", holds.to_str().unwrap()])), 0);
    let output = posta(&["run", fails.to_str().unwrap()]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("copies: 7"), "{}", err(&output));
    assert!(out(&output).contains("250"), "the trace is printed all the same");
    // What has not been played to its end is not judged.
    assert_eq!(code(&posta(&["run", fails.to_str().unwrap(), "--until", "10ms"])), 0);
}

#[test]
fn what_is_no_scenario_is_refused_in_few_words() {
    refuses(&["run", "no-such-file.ron"], "no-such-file.ron");
    refuses(&["run", "99"], "99");
    refuses(&["run", env!("CARGO_TARGET_TMPDIR")], "folder");
    let binary = file("latin1.ron", b"(title: \"ma\xF1ana\")");
    refuses(&["run", binary.to_str().unwrap()], "latin1.ron");
    let deep = file("deep.ron", &b"(".repeat(10 << 20));
    refuses(&["run", deep.to_str().unwrap()], "deep.ron");
    let deep = file("deep-small.ron", &b"(".repeat(900_000));
    refuses(&["run", deep.to_str().unwrap()], "deep-small.ron");
    let deep = file("deep-nested.ron", format!("(domains: {}", "[(name: ".repeat(100_000)).as_bytes());
    refuses(&["check", deep.to_str().unwrap()], "deep-nested.ron");
    let empty = file("empty.ron", b"");
    refuses(&["run", empty.to_str().unwrap()], "empty.ron");
    let damaged = file("damaged.posta", b"(format: 1, program: \"posta");
    refuses(&["run", damaged.to_str().unwrap()], "damaged.posta");
    let binary = file("binary.posta", b"\xFF\xFE\x00");
    refuses(&["run", binary.to_str().unwrap()], "binary.posta");
}

#[test]
fn a_wrong_argument_is_exit_code_two() {
    for args in
        [&["run"][..], &["fly"], &["run", "01", "--until", "soon"], &["run", "01", "--format", "xml"], &["check"]]
    {
        assert_eq!(code(&posta(args)), 2, "{args:?}");
    }
}

#[test]
fn check_judges_every_file_that_it_is_given() {
    let good = small("good.ron", "");
    let bad = file("bad.ron", b"(domains: [(name: \"escuela.com.mx\", usres: [\"ana\"])])");
    let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
    assert_eq!(code(&posta(&["check", good])), 0);
    let output = posta(&["check", bad, good]);
    assert_eq!(code(&output), 2);
    assert!(out(&output).contains("good.ron"), "the second file is looked at: {}", out(&output));
    assert!(err(&output).contains("users"), "the first one's mistake is told: {}", err(&output));
}

#[test]
fn list_names_every_lesson_in_both_languages() {
    for (language, title) in [("es", "Ana escribe a Bruno"), ("en", "Ana writes to Bruno")] {
        let output = posta(&["list", "--lang", language]);
        assert_eq!(code(&output), 0);
        let lines = out(&output);
        assert_eq!(lines.lines().count(), posta::scenario::library::LESSONS.len());
        assert!(lines.lines().next().unwrap().contains(title), "{lines}");
    }
}

#[test]
fn the_window_is_missed_in_one_line() {
    // A build with a window, and a machine with a display, would open one here.
    if cfg!(feature = "gui") {
        println!("skipped: this build has a window");
        return;
    }
    let output = posta(&[]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).trim().lines().count() == 1 && err(&output).contains("posta run"), "{}", err(&output));
}

#[test]
fn each_line_of_json_is_an_object_with_its_moment_step_and_fact() {
    let output = posta(&["run", "01", "--format", "json"]);
    assert_eq!(code(&output), 0);
    let mut last = (0, 0);
    let mut kinds = std::collections::BTreeSet::new();
    for line in out(&output).lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let here = (object["at"].as_u64().unwrap(), object["step"].as_u64().unwrap());
        assert!(here >= last, "the lines are in order: {line}");
        last = here;
        kinds.insert(object["fact"].as_str().unwrap().to_owned());
    }
    for kind in ["written", "opening", "line", "datagram", "custody", "delivered", "fetched"] {
        assert!(kinds.contains(kind), "{kind} is among {kinds:?}");
    }
}

#[test]
fn a_run_is_the_same_twice_and_another_with_another_seed() {
    let json = |seed: &str| posta(&["run", "01", "--seed", seed, "--format", "json"]).stdout;
    assert_eq!(json("5"), json("5"));
    assert_ne!(json("5"), json("6"));
}

/// `posta run 01 --format json | head -1`: the reader goes away, and nobody complains.
#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let mut child = command(&["run", "01", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(!err(&output).contains("panicked"), "{}", err(&output));
    assert_eq!(code(&output), 0);
}

#[test]
fn a_recording_runs_like_a_scenario() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recording_v1.posta");
    let output = posta(&["run", path.to_str().unwrap()]);
    assert!(out(&output).contains("Entre medias"), "{}", err(&output));
}
