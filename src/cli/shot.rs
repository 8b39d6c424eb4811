//! `posta shot`: one moment as a picture.

use crate::base::language::Language;

use super::Exit;
use super::args::ShotArgs;

/// Draws the picture.
#[cfg(feature = "gui")]
pub(super) fn shot(args: &ShotArgs, language: Language) -> Exit {
    use crate::base::time::SimTime;
    use crate::gui::theme::Theme;
    use crate::gui::{Shot, ShotError, Source, shot};
    use crate::view::words::Words;

    let session = match super::source::open(&args.scenario, None, language) {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let theme = match args.theme {
        super::args::Theme::Dark => Theme::Dark,
        super::args::Theme::Light => Theme::Light,
    };
    let drawn = shot(Shot {
        source: Source::new(session, super::source::origin(&args.scenario)),
        at: SimTime::ZERO + args.at,
        size: args.size,
        language,
        theme,
        present: args.present,
        selection: None,
        path: args.output.clone(),
    });
    let words = Words::new(language);
    match drawn {
        Ok(()) => Exit::Success,
        Err(ShotError::Unwritable { path, reason }) => {
            let name = path.display().to_string();
            eprintln!("{}", words.with("cli-cannot-write", &[("name", name.into()), ("why", reason.into())]));
            Exit::BadInput
        }
        Err(ShotError::NoAdapter | ShotError::NoPicture) => {
            eprintln!("{}", words.get("cli-no-adapter"));
            Exit::NoGraphics
        }
    }
}

/// A build without the window can only point at the rest.
#[cfg(not(feature = "gui"))]
pub(super) fn shot(args: &ShotArgs, language: Language) -> Exit {
    super::without_window(&args.scenario, language)
}
