//! A run that can be walked in both directions and changed anywhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::time::SimTime;
use crate::journal::{Journal, Mark};
use crate::scenario::{Scenario, build};
use crate::wire::smtp::address::Mailbox;
use crate::world::{Command, Turn, World};

use super::keyframe::{Keyframe, Keyframes};

/// A command and the moment at which it was given.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TimedCommand {
    /// When.
    pub at: SimTime,
    /// What.
    pub command: Command,
}

/// All that a person has done, by the step that it is.
pub type Commands = BTreeMap<u32, TimedCommand>;

/// A future that was left, or the one that is being watched.
#[derive(Clone, PartialEq, Debug)]
pub struct Branch {
    /// What it is called: `A`, `B`, …
    pub name: String,
    /// What the person did in it.
    pub commands: Commands,
}

/// How far a session has been computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// There is more to come.
    More,
    /// Nothing is left to happen, or a bound has been reached.
    Complete,
}

/// Why a command cannot be given.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ActError {
    /// Nobody has that address, or the person has no user agent in this scenario.
    #[error("{0} has no user agent in this scenario")]
    NoUserAgent(String),
    /// An address that is none.
    #[error("`{0}` is not a mail address")]
    BadAddress(String),
    /// A mail without recipients.
    #[error("the mail has no recipient")]
    NoRecipient,
}

/// A recording with everything derived from it.
#[derive(Clone, Debug)]
pub struct Session {
    scenario: Arc<Scenario>,
    seed: u64,
    commands: Commands,
    journal: Journal,
    /// The world as far as it has been computed; the journal ends here.
    head: World,
    complete: bool,
    /// The world at the cursor, with its place in the journal.
    cursor: Keyframe,
    keyframes: Keyframes,
    branches: Vec<Branch>,
    current: usize,
    done: Vec<(usize, Commands)>,
    undone: Vec<(usize, Commands)>,
    diverged: Option<u32>,
}

impl Session {
    /// The scenario at its start, with the seed that it names.
    #[must_use]
    pub fn open(scenario: Arc<Scenario>) -> Self {
        let seed = scenario.seed;
        Self::with_commands(scenario, seed, Commands::new())
    }

    /// The scenario at its start, with another seed and with commands that are going to be given.
    #[must_use]
    pub fn with_commands(scenario: Arc<Scenario>, seed: u64, commands: Commands) -> Self {
        let world = build::world(&scenario, seed);
        let start = Keyframe { world: world.clone(), mark: Mark::default() };
        let branch = Branch { name: branch_name(0), commands: commands.clone() };
        Self {
            scenario,
            seed,
            commands,
            journal: Journal::default(),
            head: world,
            complete: false,
            cursor: start.clone(),
            keyframes: Keyframes::new(start),
            branches: vec![branch],
            current: 0,
            undone: Vec::new(),
            done: Vec::new(),
            diverged: None,
        }
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.scenario
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// What the person has done.
    #[must_use]
    pub fn commands(&self) -> &Commands {
        &self.commands
    }

    /// The record, as far as it has been computed.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The world at the cursor.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.cursor.world
    }

    /// The world as far as it has been computed.
    #[must_use]
    pub fn head(&self) -> &World {
        &self.head
    }

    /// The cursor: the step that is next.
    #[must_use]
    pub fn cursor(&self) -> u32 {
        self.cursor.world.steps()
    }

    /// How many entries of the journal lie before the cursor.
    #[must_use]
    pub fn past(&self) -> usize {
        self.cursor.mark.entries()
    }

    /// The first step at which a replay did not write what the journal says, if that ever happened: a bug of ours.
    #[must_use]
    pub fn diverged(&self) -> Option<u32> {
        self.diverged
    }

    /// Computes at most `steps` steps ahead.
    pub fn advance(&mut self, steps: u32) -> Progress {
        for _ in 0..steps {
            if self.complete {
                break;
            }
            if next_step(&mut self.head, &self.commands, &mut self.journal) == Turn::Taken {
                if self.keyframes.wants(self.head.steps()) {
                    self.keyframes.keep(Keyframe { world: self.head.clone(), mark: self.journal.mark() });
                }
            } else {
                self.complete = true;
            }
        }
        if self.complete { Progress::Complete } else { Progress::More }
    }

    /// Computes everything that is left.
    pub fn run(&mut self) {
        while self.advance(u32::MAX) == Progress::More {}
    }

    /// Computes until nothing is left that happens at `until` or before.
    pub fn run_until(&mut self, until: SimTime) {
        while !self.complete && self.next_at(&self.head).is_some_and(|at| at <= until) {
            self.advance(1);
        }
    }

    /// Whether everything has been computed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// When the step after `world` is due: the person's command, if there is one for it, or else the world's own.
    fn next_at(&self, world: &World) -> Option<SimTime> {
        let commanded = self.commands.get(&world.steps()).map(|command| command.at);
        commanded.or_else(|| world.next_at())
    }

    /// Moves the cursor to just before `step`, or to the head if that is not so far.
    pub fn seek(&mut self, step: u32) {
        let step = step.min(self.head.steps());
        if step == self.cursor() {
            return;
        }
        let nearest = self.keyframes.before(step);
        // Going on from where we are is best when nothing kept is nearer.
        let from_here = self.cursor() < step && self.cursor() >= nearest.world.steps();
        if !from_here {
            self.cursor = nearest.clone();
        }
        let mut replayed = Journal::continuing(self.cursor.mark);
        while self.cursor.world.steps() < step {
            next_step(&mut self.cursor.world, &self.commands, &mut replayed);
            let at = self.cursor.world.steps();
            if self.keyframes.wants_dense(at) && step - at < 1024 {
                self.keyframes.keep_dense(Keyframe { world: self.cursor.world.clone(), mark: replayed.mark() });
            }
        }
        if let Err(entry) = self.journal.agrees_with(&replayed) {
            let step = self.journal.entries().get(entry).map_or(step, |entry| entry.step);
            self.diverged.get_or_insert(step);
        }
        self.cursor.mark = replayed.mark();
    }

    /// Moves the cursor behind the last step that happened at `at` or before.
    pub fn seek_time(&mut self, at: SimTime) {
        let entries = self.journal.entries();
        let next = entries.partition_point(|entry| entry.at <= at);
        // The journal knows the moments of steps that wrote something. Between two of these there may be others, such as
        // a deadline that has moved on, and only the world at the cursor knows theirs.
        let first = next.checked_sub(1).and_then(|last| entries.get(last)).map_or(0, |entry| entry.step + 1);
        if self.cursor() < first || self.cursor.world.now() > at {
            self.seek(first);
        }
        while self.cursor() < self.head.steps() && self.next_at(&self.cursor.world).is_some_and(|due| due <= at) {
            self.seek(self.cursor() + 1);
        }
    }

    /// Lets a person do something at `at`. If more was to come after it, that future is kept as a branch.
    ///
    /// # Errors
    /// When the command names nobody who could give it; nothing changes then.
    pub fn act(&mut self, at: SimTime, command: Command) -> Result<(), ActError> {
        self.check(&command)?;
        if at >= self.head.now() {
            self.run_until(at);
        }
        self.seek_time(at);
        let step = self.cursor();
        let mut commands: Commands = self.commands.range(..step).map(|(at, command)| (*at, command.clone())).collect();
        commands.insert(step, TimedCommand { at, command });
        let past = step < self.head.steps();
        self.done.push((self.current, self.commands.clone()));
        self.undone.clear();
        let mut branch = self.current;
        if past {
            branch = self.branches.len();
            self.branches.push(Branch { name: branch_name(branch), commands: commands.clone() });
        }
        self.switch(branch, commands);
        Ok(())
    }

    fn check(&self, command: &Command) -> Result<(), ActError> {
        if self.head.topology().agent_for(command).is_none() {
            return Err(ActError::NoUserAgent(command.user().to_owned()));
        }
        if let Command::Send(mail) = command {
            let recipients = mail.envelope_recipients();
            let is_bad = |address: &&&str| Mailbox::parse(address).is_err();
            if recipients.is_empty() {
                return Err(ActError::NoRecipient);
            }
            if let Some(bad) = recipients.iter().find(is_bad) {
                return Err(ActError::BadAddress((*bad).to_owned()));
            }
        }
        Ok(())
    }

    /// Takes back the last thing that the person did. `false` when there is nothing to take back.
    pub fn undo(&mut self) -> bool {
        let Some((branch, commands)) = self.done.pop() else { return false };
        self.undone.push((self.current, self.commands.clone()));
        self.switch(branch, commands);
        true
    }

    /// Does again what was taken back. `false` when there is nothing.
    pub fn redo(&mut self) -> bool {
        let Some((branch, commands)) = self.undone.pop() else { return false };
        self.done.push((self.current, self.commands.clone()));
        self.switch(branch, commands);
        true
    }

    /// The futures that exist, and which of them is being watched.
    #[must_use]
    pub fn branches(&self) -> (&[Branch], usize) {
        (&self.branches, self.current)
    }

    /// Watches another future.
    pub fn choose(&mut self, branch: usize) {
        if let Some(commands) = self.branches.get(branch).map(|branch| branch.commands.clone()) {
            self.switch(branch, commands);
        }
    }

    /// Replaces what the person did. What both have in common is kept, the rest is computed again.
    fn switch(&mut self, branch: usize, commands: Commands) {
        let keep = first_difference(&self.commands, &commands);
        self.current = branch;
        self.branches[branch].commands = commands.clone();
        if keep.is_some_and(|step| step <= self.head.steps()) {
            let step = keep.unwrap_or_default();
            let here = self.cursor();
            self.seek(step);
            self.keyframes.forget_after(step);
            self.journal.truncate(self.cursor.mark);
            self.head = self.cursor.world.clone();
            self.complete = false;
            self.commands = commands;
            self.advance(1);
            self.seek(here.max(step));
        } else {
            self.commands = commands;
            self.complete = false;
        }
    }
}

/// Takes the next step: the person's command if there is one for it, or else what the world does by itself.
fn next_step(world: &mut World, commands: &Commands, journal: &mut Journal) -> Turn {
    match commands.get(&world.steps()) {
        Some(command) => world.act(command.at, &command.command, journal),
        None => world.turn(journal),
    }
}

/// The first step at which two sets of commands are not the same.
fn first_difference(a: &Commands, b: &Commands) -> Option<u32> {
    let steps = a.keys().chain(b.keys()).copied();
    steps.filter(|step| a.get(step) != b.get(step)).min()
}

fn branch_name(number: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(number % 26).unwrap_or_default());
    match number / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}
