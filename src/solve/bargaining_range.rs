//! The bargaining set itself: what each player can get in it, and its description as a finite
//! union of polytopes.
//!
//! An imputation is in M₁⁽ⁱ⁾ exactly if for each pair `i`, `j` of a block and each `S` with `i`
//! and without `j` one of finitely many linear inequalities holds: `e(S) <= 0`; or `e(T) >= 0` for
//! some `T` of `j` disjoint from `S`; or `Σ λ_B e(T_B) >= e(S)` for a vertex `λ` of the packings
//! of `S∖i` and coalitions `T_B` of `j` with `T_B ∩ S = B`. So the set is a finite union of
//! polytopes (Aumann and Maschler 1964, theorem 2.1 \[AumannMaschler1964\]). It need not be convex
//! or connected, so ranges are unions of closed segments.
//!
//! Lazy branching: take a point of the present polytope whose share is not covered yet. If all
//! clauses hold there, the cell of the inequalities that hold is part of the set, and its
//! shadow covers a segment. If not, branch on a violated clause, one child for each of its
//! inequalities, with the earlier ones reversed. Every child excludes the point, and there are
//! finitely many inequalities, so it ends, with the exact answer. For the whole description
//! points are barycentres of the present polytope's vertices, and a polytope that its cell does
//! not hold is cut along it. Exponential in general: for up to five players. Of six, ranges only, and
//! often no more than a part of them: what the search has found when it meets its limits can be had.
//! Of any number if the game is convex or a market of two sides, where the set is the core.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use crate::form::coalitional::{Coalition, CoalitionalGame};
use crate::numeric::lp::{LinearProgram, Outcome, Relation, Row, Sequence};
use crate::numeric::rational::Rational;
use crate::numeric::simplices::{Halfspace, Simplices, vertices};
use crate::solution::coalitional::Membership;

use super::convexity::convexity;
use super::core::{MOST_PLAYERS_FOR_VERTICES, corners, imputations};
use super::limits::Limits;
use super::market::best_for_sides;
use super::packings::{Packing, packings};

/// The most players for [`pieces`].
pub const MOST_PLAYERS: usize = 5;

/// The most players for [`ranges`]: with six they are seldom all found, with seven an objection has
/// more inequalities than there is time for.
pub const MOST_PLAYERS_FOR_RANGES: usize = 6;

/// Nodes of the search after which it gives up unless the limits say less.
const NODES: u64 = 50_000;

/// The same with six players, each of whose nodes takes longer.
const NODES_OF_SIX: u64 = 500;

/// Closed segments in increasing order, apart from each other: the payoffs at which a player gets
/// least and most.
pub type Segments = Vec<(Point, Point)>;

/// What is known of what players can get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranges {
    /// By player.
    pub ends: Vec<Segments>,
    /// Whether that is all; elsewhere it is what was found within the limits.
    pub complete: bool,
}

impl Ranges {
    /// What each player gets at the ends.
    pub fn amounts(&self) -> Vec<Vec<(Rational, Rational)>> {
        let amounts = |(player, segments): (usize, &Segments)| {
            segments.iter().map(|(least, most)| (least[player].clone(), most[player].clone())).collect()
        };
        self.ends.iter().enumerate().map(amounts).collect()
    }
}

/// Adds ranges and pieces to what is known of the bargaining set, as far as the size and the
/// limits allow, or says why not.
pub fn describe(game: &CoalitionalGame, limits: &Limits, known: &mut Membership) {
    let count = game.count();
    if game.is_united() && convexity(game).holds {
        // The set is the core (Maschler, Peleg and Shapley 1972), whose corners are the vectors of
        // what players add in some order (Shapley 1971): first in it they get least, last most.
        let others = |player: usize| (0..count).filter(move |other| *other != player);
        let ends = |player: usize| {
            let first = std::iter::once(player).chain(others(player));
            let last = others(player).chain([player]);
            (added(game, first), added(game, last))
        };
        return is_core(game, "convex", (0..count).map(ends).collect(), known);
    }
    if let Some([one, other]) = Some(game).filter(|game| game.is_united()).and_then(best_for_sides) {
        let ends = |player: usize| match one[player] <= other[player] {
            true => (one.clone(), other.clone()),
            false => (other.clone(), one.clone()),
        };
        return is_core(game, "a market of two sides", (0..count).map(ends).collect(), known);
    }
    if count > MOST_PLAYERS_FOR_RANGES {
        known.why = Some(format!(
            "with {count} players points are judged, among them any under `points` of the game; what each player can get is searched for up to {MOST_PLAYERS_FOR_RANGES} players, and the set is described for up to {MOST_PLAYERS}, or if the game is convex or a market of two sides; the concepts `kernel` and `nucleolus` still name members"
        ));
        return;
    }
    let members: Vec<Point> =
        known.points.iter().filter(|point| point.member()).map(|point| point.payoff.clone()).collect();
    let found = ranges(game, &members, limits);
    known.complete = found.complete;
    known.ranges = Some(found.amounts()).filter(|ranges| found.complete || ranges.iter().all(|own| !own.is_empty()));
    if found.complete && count <= MOST_PLAYERS {
        known.pieces = pieces(game, limits);
    }
    if known.pieces.is_none() && known.ranges.is_some() {
        known.ends = Some(found.ends);
    }
    if !known.complete {
        known.why = Some(match known.ranges {
            Some(_) => "the search met its limits: what is listed can be had, and perhaps more; points are judged",
            None => "the search met its limits; points are judged, and the concepts `kernel` and `nucleolus` name members",
        }
        .to_owned());
    } else if count > MOST_PLAYERS {
        known.why = Some(format!("the whole set is described for up to {MOST_PLAYERS} players; points are judged"));
    } else if known.pieces.is_none() {
        known.why = Some("the description of the whole set met its limits; points are judged".to_owned());
    }
}

/// What is known where the set is the core, from where in it each player gets least and most.
fn is_core(game: &CoalitionalGame, what: &str, ends: Vec<(Point, Point)>, known: &mut Membership) {
    let ends: Vec<Segments> = ends.into_iter().map(|one| vec![one]).collect();
    let found = Ranges { ends, complete: true };
    known.ranges = Some(found.amounts());
    if game.count() <= MOST_PLAYERS_FOR_VERTICES {
        known.pieces = Some(vec![corners(game)]);
    } else {
        known.ends = Some(found.ends);
        known.why = Some(format!(
            "the game is {what}, so the set is the core; corners are listed for up to {MOST_PLAYERS_FOR_VERTICES} players"
        ));
    }
}

/// What each player adds to those before it in an order.
fn added(game: &CoalitionalGame, order: impl Iterator<Item = usize>) -> Point {
    let mut payoff = vec![Rational::ZERO; game.count()];
    let mut before = Coalition::EMPTY;
    for player in order {
        payoff[player] = game.worth(before.with(player)) - game.worth(before);
        before = before.with(player);
    }
    payoff
}

/// What each player can get in the bargaining set of the game's structure: nothing if there are no
/// imputations. If the search meets its limits, a part of that. It begins around known members.
///
/// # Panics
/// If there are more than [`MOST_PLAYERS_FOR_RANGES`] players.
pub fn ranges(game: &CoalitionalGame, members: &[Point], limits: &Limits) -> Ranges {
    let count = game.count();
    assert!(count <= MOST_PLAYERS_FOR_RANGES, "whoever asks has looked at the size");
    let mut clauses = Clauses::new(game);
    let space = imputations(game);
    let mut found = Ranges { ends: vec![Vec::new(); count], complete: true };
    let Some(root) = Region::new(&space) else {
        return found;
    };
    let mut budget = Budget::new(limits, if count > MOST_PLAYERS { NODES_OF_SIX } else { NODES });
    let widen = |clauses: &Clauses<'_>, ends: &mut Vec<Segments>, point: &Point| {
        let mut cell = Region::new(&space).expect("the point is an imputation");
        for inequality in clauses.cell_of(point) {
            cell.cut(inequality);
        }
        for (player, segments) in ends.iter_mut().enumerate() {
            cover(segments, player, cell.range(player));
        }
    };
    for member in members {
        widen(&clauses, &mut found.ends, member);
    }
    let mut open = vec![root];
    while let Some(mut region) = open.pop() {
        while let Some(point) = uncovered(&mut region, &found.ends) {
            if budget.spend().is_none() {
                return Ranges { complete: false, ..found };
            }
            match clauses.violated(&point) {
                None => widen(&clauses, &mut found.ends, &point),
                Some(objection) => {
                    let mut rest = region;
                    let mut children = Vec::new();
                    for inequality in clauses.inequalities(objection).iter() {
                        let mut child = rest.clone();
                        child.cut(inequality.clone());
                        if child.is_nonempty() {
                            children.push(child);
                        }
                        rest.cut(reversed(inequality));
                    }
                    open.extend(children.into_iter().rev());
                    break;
                }
            }
        }
    }
    found
}

/// The bargaining set of the game's structure as a union of polytopes, each by its vertices; none
/// lies in another. `None` if the search meets its limits.
///
/// # Panics
/// If there are more than [`MOST_PLAYERS`] players.
pub fn pieces(game: &CoalitionalGame, limits: &Limits) -> Option<Vec<Vec<Vec<Rational>>>> {
    assert!(game.count() <= MOST_PLAYERS, "whoever asks has looked at the size");
    let mut clauses = Clauses::new(game);
    let space = imputations(game);
    let mut budget = Budget::new(limits, NODES);
    let mut found: Vec<(Vec<Halfspace>, Vec<Vec<Rational>>)> = Vec::new();
    let mut open: VecDeque<Vec<Halfspace>> = VecDeque::from([Vec::new()]);
    while let Some(cuts) = open.pop_back() {
        let corners = vertices(&space, &cuts);
        if corners.is_empty() || found.iter().any(|(cell, _)| holds_all(cell, &corners)) {
            continue;
        }
        budget.spend()?;
        let centre = barycentre(&corners);
        match clauses.violated(&centre) {
            Some(objection) => {
                let mut rest = cuts;
                for inequality in clauses.inequalities(objection).iter() {
                    let mut child = rest.clone();
                    child.push(inequality.clone());
                    open.push_back(child);
                    rest.push(reversed(inequality));
                }
            }
            None => {
                let cell = clauses.cell_of(&centre);
                let crossing = cell.iter().find(|side| corners.iter().any(|corner| side.margin(corner).is_negative()));
                if let Some(side) = crossing {
                    for side in [side.clone(), reversed(side)] {
                        let mut part = cuts.clone();
                        part.push(side);
                        open.push_back(part);
                    }
                }
                let corners = vertices(&space, &cell);
                found.push((cell, corners));
            }
        }
    }
    let inside = |one: usize, other: usize| holds_all(&found[other].0, &found[one].1);
    let kept = (0..found.len()).filter(|&one| {
        (0..found.len()).all(|other| other == one || !inside(one, other) || inside(other, one) && one < other)
    });
    let mut pieces: Vec<Vec<Vec<Rational>>> = kept.map(|one| found[one].1.clone()).collect();
    pieces.sort();
    Some(pieces)
}

/// A point of a region at which some player gets what no segment of its covers yet.
fn uncovered(region: &mut Region, covered: &[Segments]) -> Option<Point> {
    covered.iter().enumerate().find_map(|(player, segments)| {
        let (least, most) = region.range(player);
        let within =
            |amount: &Rational, (low, high): &(Point, Point)| low[player] <= *amount && *amount <= high[player];
        let holder = |point: &Point| segments.iter().position(|segment| within(&point[player], segment));
        let (Some(first), Some(last)) = (holder(&least), holder(&most)) else {
            return Some(if holder(&most).is_none() { most } else { least });
        };
        if first == last {
            return None;
        }
        // Between two segments, on the way from one end to the other.
        let middle = &(&segments[first].1[player] + &segments[first + 1].0[player]) / &Rational::from(2);
        let part = &(&middle - &least[player]) / &(&most[player] - &least[player]);
        Some(least.iter().zip(&most).map(|(a, b)| a + &(&part * &(b - a))).collect())
    })
}

/// Adds a player's closed segment; those that meet become one.
fn cover(segments: &mut Segments, player: usize, added: (Point, Point)) {
    let apart = |(low, high): &(Point, Point)| high[player] < added.0[player] || added.1[player] < low[player];
    let (mut kept, met): (Segments, Segments) = segments.drain(..).partition(apart);
    kept.push(met.into_iter().fold(added, |(low, high), (a, b)| {
        let low = if a[player] < low[player] { a } else { low };
        let high = if b[player] > high[player] { b } else { high };
        (low, high)
    }));
    kept.sort_by(|a, b| a.0[player].cmp(&b.0[player]));
    *segments = kept;
}

/// What may still be spent.
struct Budget<'a> {
    left: u64,
    limits: &'a Limits,
}

impl Budget<'_> {
    fn new(limits: &Limits, nodes: u64) -> Budget<'_> {
        Budget { left: limits.nodes.min(nodes), limits }
    }

    fn spend(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        (!self.limits.interrupted()).then_some(())
    }
}

/// The objections, each with the inequalities of which one must hold.
struct Clauses<'a> {
    game: &'a CoalitionalGame,
    /// Fewest inequalities first.
    objections: Vec<Threat>,
    /// By the number of members, with the places of players for members.
    packings: Vec<Vec<Packing>>,
    /// The inequalities of those objections that were branched on.
    made: HashMap<usize, Rc<[Halfspace]>>,
}

/// A coalition of an objector against a target.
#[derive(Clone, Copy)]
struct Threat {
    objector: usize,
    target: usize,
    coalition: Coalition,
}

impl Threat {
    /// Whom the objector must promise something.
    fn others(self) -> Coalition {
        self.coalition.without(self.objector)
    }
}

impl<'a> Clauses<'a> {
    fn new(game: &'a CoalitionalGame) -> Clauses<'a> {
        let packings: Vec<Vec<Packing>> = (0..game.count().saturating_sub(1)).map(packings).collect();
        let mut objections = Vec::new();
        for target in 0..game.count() {
            for objector in game.block(target).without(target).players() {
                for some in game.grand().without(objector).without(target).subsets() {
                    objections.push(Threat { objector, target, coalition: some.with(objector) });
                }
            }
        }
        let clauses = Clauses { game, objections: Vec::new(), packings, made: HashMap::new() };
        objections.sort_by_key(|&one| clauses.length(one));
        Clauses { objections, ..clauses }
    }

    /// Who could join a counter-objection and is not part of the objection.
    fn outsiders(&self, threat: Threat) -> Coalition {
        self.game.grand().minus(threat.coalition).without(threat.target)
    }

    fn length(&self, threat: Threat) -> u64 {
        let ways = 1u64 << self.outsiders(threat).size();
        let packings = &self.packings[threat.others().size()];
        1 + ways + packings.iter().map(|packing| ways.saturating_pow(packing.len() as u32)).sum::<u64>()
    }

    /// The inequalities of an objection.
    fn inequalities(&mut self, index: usize) -> Rc<[Halfspace]> {
        if let Some(made) = self.made.get(&index) {
            return Rc::clone(made);
        }
        let threat = self.objections[index];
        let against = (threat.coalition, Rational::from(-1));
        let outsiders = self.outsiders(threat);
        let mut sides = vec![self.combined(std::slice::from_ref(&against))];
        for some in outsiders.subsets() {
            sides.push(self.combined(&[(some.with(threat.target), Rational::ONE)]));
        }
        let members: Vec<usize> = threat.others().players().collect();
        for packing in &self.packings[members.len()] {
            // Each part joins the target with any of the outsiders.
            let mut choices: Vec<Vec<(Coalition, Rational)>> = vec![vec![against.clone()]];
            for (part, weight) in packing {
                let part = renamed(*part, &members).with(threat.target);
                let joined = |terms: &Vec<(Coalition, Rational)>, some: Coalition| {
                    let own = std::iter::once((some.union(part), weight.clone()));
                    terms.iter().cloned().chain(own).collect()
                };
                choices =
                    choices.iter().flat_map(|terms| outsiders.subsets().map(move |some| joined(terms, some))).collect();
            }
            sides.extend(choices.iter().map(|terms| self.combined(terms)));
        }
        let made: Rc<[Halfspace]> = sides.into();
        self.made.insert(index, Rc::clone(&made));
        made
    }

    /// `Σ w_T e(T) >= 0` as an inequality in payoffs.
    fn combined(&self, terms: &[(Coalition, Rational)]) -> Halfspace {
        let mut side = Halfspace { coefficients: vec![Rational::ZERO; self.game.count()], bound: Rational::ZERO };
        for (coalition, weight) in terms {
            side.bound = &side.bound - &(weight * self.game.worth(*coalition));
            for player in coalition.players() {
                side.coefficients[player] = &side.coefficients[player] - weight;
            }
        }
        side
    }

    /// The inequality of an objection that holds with most to spare, or fails by least, as its
    /// terms, with by how much.
    fn best(&self, threat: Threat, excesses: &[Rational]) -> (Rational, Vec<(Coalition, Rational)>) {
        let excess = |coalition: Coalition| &excesses[coalition.index()];
        let against = (threat.coalition, Rational::from(-1));
        let mut best = (-excess(threat.coalition), vec![against.clone()]);
        let outsiders = self.outsiders(threat);
        // The best coalition of the target for each part of the others.
        let members: Vec<usize> = threat.others().players().collect();
        let offers: Vec<Coalition> = Coalition::grand(members.len())
            .subsets()
            .map(|part| {
                let part = renamed(part, &members).with(threat.target);
                let joined = outsiders.subsets().map(|some| some.union(part));
                joined.reduce(|best, next| if excess(next) > excess(best) { next } else { best })
            })
            .map(|best| best.expect("nobody joining is one way"))
            .collect();
        let apart = excess(offers[0]);
        if *apart > best.0 {
            best = (apart.clone(), vec![(offers[0], Rational::ONE)]);
        }
        for packing in &self.packings[members.len()] {
            let offered = packing
                .iter()
                .fold(-excess(threat.coalition), |sum, (part, weight)| &sum + &(weight * excess(offers[part.index()])));
            if offered > best.0 {
                let terms = packing.iter().map(|(part, weight)| (offers[part.index()], weight.clone()));
                best = (offered, std::iter::once(against.clone()).chain(terms).collect());
            }
        }
        best
    }

    fn excesses(&self, point: &[Rational]) -> Vec<Rational> {
        self.game.grand().subsets().map(|coalition| self.game.excess(coalition, point)).collect()
    }

    /// The shortest objection that is not countered: none of its inequalities holds.
    fn violated(&self, point: &[Rational]) -> Option<usize> {
        let excesses = self.excesses(point);
        self.objections.iter().position(|&threat| self.best(threat, &excesses).0.is_negative())
    }

    /// For each objection the inequality that holds with most to spare.
    fn cell_of(&self, point: &[Rational]) -> Vec<Halfspace> {
        let excesses = self.excesses(point);
        let mut sides: Vec<Halfspace> =
            self.objections.iter().map(|&threat| self.combined(&self.best(threat, &excesses).1)).collect();
        sides.sort_by(|a, b| (&a.coefficients, &a.bound).cmp(&(&b.coefficients, &b.bound)));
        sides.dedup();
        sides
    }
}

/// The players at the places of a coalition.
fn renamed(places: Coalition, players: &[usize]) -> Coalition {
    Coalition::from_players(places.players().map(|place| players[place]))
}

fn reversed(side: &Halfspace) -> Halfspace {
    Halfspace { coefficients: side.coefficients.iter().map(|entry| -entry).collect(), bound: -&side.bound }
}

fn holds_all(sides: &[Halfspace], points: &[Vec<Rational>]) -> bool {
    points.iter().all(|point| sides.iter().all(|side| !side.margin(point).is_negative()))
}

fn barycentre(points: &[Vec<Rational>]) -> Vec<Rational> {
    let count = Rational::from(points.len() as i64);
    (0..points[0].len())
        .map(|index| &points.iter().fold(Rational::ZERO, |sum, point| &sum + &point[index]) / &count)
        .collect()
}

/// A part of the imputations, as a program over what each player gets beyond what it gets alone.
#[derive(Clone)]
struct Region {
    least: Vec<Rational>,
    program: Sequence,
    /// Where each player gets least, and where it gets most, if known.
    ends: Vec<Option<(Point, Point)>>,
}

/// A payoff vector.
pub type Point = Vec<Rational>;

impl Region {
    /// All imputations; `None` if there are none.
    fn new(space: &Simplices) -> Option<Region> {
        let count = space.least.len();
        let mut program = LinearProgram::maximize(vec![Rational::ZERO; count]);
        for (part, sum) in &space.parts {
            let left = part.iter().fold(sum.clone(), |left, &player| &left - &space.least[player]);
            if left.is_negative() {
                return None;
            }
            let terms = part.iter().map(|&player| (player, Rational::ONE));
            program.rows.push(Row::new(terms, Relation::Equal, left));
        }
        Some(Region { least: space.least.clone(), program: Sequence::new(program), ends: vec![None; count] })
    }

    fn cut(&mut self, side: Halfspace) {
        let bound = -&side.margin(&self.least);
        // A known end that stays is still an end.
        for ends in &mut self.ends {
            let stay = ends
                .as_ref()
                .is_some_and(|(least, most)| !side.margin(least).is_negative() && !side.margin(most).is_negative());
            if !stay {
                *ends = None;
            }
        }
        self.program.add_row(Row::dense(&side.coefficients, Relation::AtLeast, bound));
    }

    fn is_nonempty(&mut self) -> bool {
        !matches!(self.program.solve(), Outcome::Infeasible { .. })
    }

    /// A payoff where a player gets most, or least.
    fn end(&mut self, player: usize, sign: i64) -> Point {
        let mut objective = vec![Rational::ZERO; self.least.len()];
        objective[player] = Rational::from(sign);
        self.program.set_objective(objective);
        let optimum = self.program.solve().optimal().expect("a part of the imputations with points is bounded");
        optimum.primal.iter().zip(&self.least).map(|(more, least)| more + least).collect()
    }

    fn range(&mut self, player: usize) -> (Point, Point) {
        if self.ends[player].is_none() {
            self.ends[player] = Some((self.end(player, -1), self.end(player, 1)));
        }
        self.ends[player].clone().expect("just found")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::coalitional::family;
    use crate::solve::bargaining_set::bargaining_set;
    use crate::solve::nucleolus::nucleolus;

    fn number(text: &str) -> Rational {
        text.parse().unwrap()
    }

    fn apex() -> CoalitionalGame {
        let names = ["aunt", "me", "you", "her"].map(str::to_owned).to_vec();
        family::voting(names, &Rational::from(3), &[2, 1, 1, 1].map(Rational::from))
    }

    #[test]
    fn the_aunt_gets_between_two_fifths_and_four_sevenths() {
        // Osborne and Rubinstein 1994, chapter 14: {(1 - 3a, a, a, a): 1/7 <= a <= 1/5}.
        let game = apex();
        let found = ranges(&game, &[], &Limits::default()).amounts();
        assert_eq!(found[0], [(number("2/5"), number("4/7"))]);
        for others in &found[1..] {
            assert_eq!(*others, [(number("1/7"), number("1/5"))]);
        }
        let ends = [["2/5", "1/5", "1/5", "1/5"], ["4/7", "1/7", "1/7", "1/7"]];
        assert_eq!(pieces(&game, &Limits::default()).unwrap(), [ends.map(|end| end.map(number).to_vec()).to_vec()]);
    }

    #[test]
    fn a_pair_divides_between_half_and_two_thirds() {
        let mut game = apex();
        game.structure = [0b0011, 0b0100, 0b1000].map(Coalition).to_vec();
        let found = ranges(&game, &[], &Limits::default()).amounts();
        assert_eq!(found[0], [(number("1/2"), number("2/3"))]);
        assert_eq!(found[2], [(number("0"), number("0"))]);
    }

    #[test]
    fn segments_that_meet_become_one() {
        let mut segments = Vec::new();
        let point = |value: i64| vec![Rational::from(value)];
        for (low, high) in [(3, 4), (0, 1), (1, 2), (6, 6)] {
            cover(&mut segments, 0, (point(low), point(high)));
        }
        assert_eq!(segments, [(0, 2), (3, 4), (6, 6)].map(|(a, b)| (point(a), point(b))));
    }

    #[test]
    fn of_six_players_what_is_found_within_the_limits_can_be_had() {
        // An apex player who needs one of m = 5, or they all. Against a small one it promises another up
        // to m a, which the small ones can pay if m a + (m - 1) a <= 1; a small one promises the others
        // up to (1 - a)/(m - 1) each, which the apex player can pay one of if that is at most m a. So
        // 1/21 <= a <= 1/9.
        let names = (1..=6).map(|player| player.to_string()).collect();
        let game = family::voting(names, &Rational::from(5), &[4, 1, 1, 1, 1, 1].map(Rational::from));
        let limits = Limits { nodes: 30, ..Limits::default() };
        let member = nucleolus(&game, &limits).unwrap().payoff.unwrap();
        let found = ranges(&game, &[member], &limits);
        for (player, segments) in found.ends.iter().enumerate() {
            assert!(!segments.is_empty(), "{found:?}");
            for (least, most) in segments {
                assert!(least[player] <= most[player]);
                for point in [least, most] {
                    assert!(bargaining_set(&game, point).is_ok(), "{point:?}");
                }
            }
        }
        assert_eq!(found.amounts()[0], [(number("4/9"), number("16/21"))]);
    }
}
