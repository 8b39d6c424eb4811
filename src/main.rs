//! The `posta` program: see [`posta::cli`].

fn main() {
    #[cfg(feature = "gui")]
    {
        use posta::base::language::Language;
        use posta::gui::theme::Theme;
        let args: Vec<String> = std::env::args().collect();
        if args.get(1).is_some_and(|a| a == "shot") {
            let shot = posta::gui::Shot {
                source: posta::gui::source::Source::fixture(),
                at: posta::base::time::SimTime::from_micros((args[2].parse::<f64>().unwrap() * 1e6) as u64),
                size: (args[7].parse().unwrap(), args[8].parse().unwrap()),
                language: if args[4] == "en" { Language::En } else { Language::Es },
                theme: if args[5] == "light" { Theme::Light } else { Theme::Dark },
                present: args[6] == "present",
                selection: args.get(9).map(|n| posta::gui::desk::Selection::Entry(n.parse().unwrap())),
                path: args[3].clone().into(),
            };
            posta::gui::shot(shot).unwrap();
            return;
        }
        posta::gui::run(posta::gui::source::Source::fixture()).unwrap();
    }
}
