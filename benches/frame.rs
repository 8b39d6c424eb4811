//! What one frame of the window costs, drawn offscreen with all panels open at 1280×720.
//!
//! `cargo bench --profile dev --bench frame` (the profile in which the window is run) prints the median and the 95th percentile of processor time per frame; in software
//! rendering that is the whole cost. The budget is a p95 of 50 ms with 20 hosts and 200 envelopes on two cores.

#![expect(clippy::disallowed_methods, reason = "a bench measures with the wall clock")]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bevy::app::App;
use posta::base::language::Language;
use posta::base::time::SimTime;
use posta::gui::action::Action;
use posta::gui::desk::Desk;
use posta::gui::open::Origin;
use posta::gui::source::Source;
use posta::gui::theme::Theme;
use posta::gui::{Shot, rehearsal};
use posta::replay::Session;
use posta::scenario::{NoFiles, library, load};

/// Frames that are drawn before measuring begins, and those that are measured.
const WARM_UP: usize = 30;
const MEASURED: usize = 200;

fn main() {
    println!("{:<34} {:>9} {:>9} {:>9}", "scene", "envelopes", "median", "p95");
    let lesson = |number| library::find(number).map(|lesson| lesson.source.to_owned()).unwrap_or_default();
    measure("lesson 01, playing", &lesson("01"), SimTime::ZERO, true);
    measure("20 hosts, 200 envelopes, playing", &busy_town(), SimTime::from_micros(9_000), true);
    measure("20 hosts, 200 envelopes, paused", &busy_town(), SimTime::from_micros(9_000), false);
    measure("lesson 04 (200 hosts), playing", &lesson("04"), SimTime::from_micros(1_400_000), true);
}

/// Ten domains with a server and a user each; every user sends twenty mails at once.
fn busy_town() -> String {
    let mut domains = String::new();
    let mut timeline = String::new();
    for domain in 0..10 {
        let _ = writeln!(domains, "(name: \"barrio{domain}.org\", users: [\"ana\"]),");
        for mail in 0..20 {
            let to = (domain + 1 + mail % 9) % 10;
            let _ = writeln!(
                timeline,
                "(at: \"0s\", do: Send(from: \"ana@barrio{domain}.org\", to: [\"ana@barrio{to}.org\"], \
                 subject: \"{mail}\", body: \"Hola\")),"
            );
        }
    }
    format!("(network: (latency: \"20ms\", local: \"20ms\"), domains: [{domains}], timeline: [{timeline}])")
}

fn measure(name: &str, source: &str, at: SimTime, playing: bool) {
    let (scenario, _) = match load(name, source.as_bytes(), &library::BundledFiles)
        .or_else(|_| load(name, source.as_bytes(), &NoFiles))
    {
        Ok(loaded) => loaded,
        Err(problems) => panic!("{}", problems.render(Language::En, source.as_bytes())),
    };
    let shot = Shot {
        source: Source::new(Session::open(Arc::new(scenario)), Origin::Bundled("01-ana-escribe-a-bruno".to_owned())),
        at,
        size: (1280, 720),
        language: Language::Es,
        theme: Theme::Dark,
        present: false,
        selection: None,
        path: PathBuf::new(),
    };
    let mut app = match rehearsal(shot, Duration::from_micros(16_667)) {
        Ok(app) => app,
        Err(error) => return println!("{name:<34} skipped: {error}"),
    };
    for _ in 0..WARM_UP {
        app.update();
    }
    if playing {
        app.world_mut().resource_mut::<Desk>().apply(Action::TogglePlay);
    }
    let mut times: Vec<Duration> = (0..MEASURED).map(|_| frame(&mut app)).collect();
    times.sort_unstable();
    let envelopes = app.world().resource::<Desk>().scene().flights.len();
    let (median, p95) = (times[MEASURED / 2], times[MEASURED * 95 / 100]);
    println!("{name:<34} {envelopes:>9} {median:>9.1?} {p95:>9.1?}");
}

fn frame(app: &mut App) -> Duration {
    let start = Instant::now();
    app.update();
    start.elapsed()
}
