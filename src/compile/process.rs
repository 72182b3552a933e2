//! The demand process unrolled into trees (the model's section 2).
//!
//! One recursion serves every mode: each function in `opening`, `demand` and `signature` is one step
//! of the process, takes the path so far and returns the node it made.

mod demand;
mod growth;
mod opening;
mod path;
mod payment;
mod signature;

use crate::form::extensive::{ExtensiveForm, NodeId};
use crate::numeric::program::{Builder, Register};
use crate::scenario::quantity::ParameterId;
use crate::scenario::{ConcessionId, Scenario};

use super::demands::Demands;
use super::valuation::Valuation;
use super::{CompileError, Compiled, ProcessGame};

use growth::Growing;
use path::Path;

/// See [`super::compile`].
pub(super) fn compile(scenario: &Scenario, studied: Option<ParameterId>) -> Result<Compiled, CompileError> {
    let mut builder = Builder::default();
    let registers: Vec<Register> = (0..scenario.parameters.len())
        .map(|index| {
            let parameter = &scenario.parameters[index];
            if parameter.given || studied == Some(ParameterId(index)) {
                builder.parameter(index as u32)
            } else {
                builder.constant(parameter.base.clone())
            }
        })
        .collect();
    let valuation = Valuation::new(scenario, &registers, &[], &mut builder);
    let disagreement = valuation.disagreement.clone();
    let mut unroll = Unroll {
        scenario,
        studied,
        registers: &registers,
        builder,
        valuation,
        demands: Vec::new(),
        mode: Mode::Strategic,
        always_sign: 0,
        secrets: false,
        game: Growing::default(),
    };

    let strategic = unroll.game(Mode::Strategic, Unroll::inducements)?;
    let behavioural = match scenario.process.sign {
        Some(_) => Some(unroll.game(Mode::Behavioural, Unroll::inducements)?),
        None => None,
    };
    let typed = match scenario.process.types.as_slice() {
        [] | [_] => None,
        _ => Some(unroll.game(Mode::Typed, Unroll::types)?),
    };
    let start = Path::new(scenario);
    let signing_at_once = match unroll.rules().can_sign(&start.state) {
        true => Some(unroll.game(Mode::Strategic, |unroll, path| unroll.sign(path, scenario.demander()))?),
        false => None,
    };
    let (gain, honoured) = unroll.honoured();
    Ok(Compiled {
        program: unroll.builder.finish(),
        strategic,
        behavioural,
        typed,
        signing_at_once,
        disagreement,
        honoured,
        gain,
    })
}

/// How the process is played; each test of the verdict uses its own mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Strategic,
    Behavioural,
    Typed,
}

struct Unroll<'a> {
    scenario: &'a Scenario,
    studied: Option<ParameterId>,
    registers: &'a [Register],
    builder: Builder,
    valuation: Valuation<'a>,
    demands: Vec<ConcessionId>,
    mode: Mode,
    /// The players who sign after any success, as a set.
    always_sign: u32,
    /// That some player may not see something; otherwise every node is an information set.
    secrets: bool,
    game: Growing,
}

type Made = Result<NodeId, CompileError>;

impl<'a> Unroll<'a> {
    /// Unrolls one tree from the start of the process.
    fn game(&mut self, mode: Mode, first: impl FnOnce(&mut Self, Path) -> Made) -> Result<ProcessGame, CompileError> {
        self.mode = mode;
        self.demands = self.scenario.process.demands.clone();
        self.always_sign = 0;
        self.secrets = mode == Mode::Typed || self.scenario.concessions.iter().any(|one| one.observers.is_some());
        self.game = Growing::default();
        first(self, Path::new(self.scenario))?;
        let grown = std::mem::take(&mut self.game);
        let players = self.scenario.players.iter().map(|player| player.name.clone()).collect();
        Ok(ProcessGame {
            form: ExtensiveForm { players, nodes: grown.nodes, information_sets: grown.sets },
            moves: grown.moves,
            actions: grown.actions,
        })
    }

    /// The rules of who demands what, in the world of the types that were drawn.
    fn rules(&self) -> Demands<'_> {
        Demands { scenario: self.scenario, list: &self.demands, endless: false }
    }
}
