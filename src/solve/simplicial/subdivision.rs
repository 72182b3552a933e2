//! Labelled simplices of varying dimension that lead from a profile to an approximate equilibrium.
//!
//! Let `v` be the start. For a set `T` of strategies that leaves out one of each player at least,
//! the region `A(T)` holds the profiles `v + Σ λ_s (e_s - v)` over the strategies `s` of `T`, where
//! `e_s` plays `s` for sure, `λ ≥ 0`, and each player's `λ` add up to one at most: a product of
//! cones from `v` over faces. In whole numbers, with the `λ` in parts of `grid`, the sums of a
//! player's `λ` from each strategy of `T` to the last are coordinates in which the region is
//! `grid ≥ μ_1 ≥ μ_2 ≥ … ≥ 0`, a union of cells of Freudenthal's subdivision; the faces on which a
//! `λ` is zero are subdivided as the regions of one strategy less.
//!
//! A profile's *label* is the strategy by which its player gains most, of all strategies of all
//! players. A simplex of `A(T)` of which a facet has just the labels `T` is left through the
//! other facet that has them; a label outside of `T` joins it; on the face where `λ_s` is zero `s`
//! leaves it. The simplices so form a path that cannot come back, hence ends: where all strategies
//! of a player are labels, or, on the outer face, all that it plays. Near there all these gain
//! alike, and most of all, and that is nothing, for their player's gains average zero.

use crate::solve::float_payoffs::FloatPayoffs;
use crate::solve::limits::Spent;

/// The profiles around a start, in steps of one over `grid` of the way to pure strategies.
pub struct Subdivision<'a> {
    pub payoffs: &'a FloatPayoffs,
    /// The probabilities of all strategies, player by player.
    pub start: &'a [f64],
    pub grid: i64,
}

/// A simplex of the region of the strategies in `order`: from each vertex to the next one of
/// the coordinates grows by one.
struct Simplex {
    /// By strategy, whether it is in the region's set.
    member: Vec<bool>,
    /// By strategy of the set, the coordinate of the first vertex.
    base: Vec<i64>,
    order: Vec<usize>,
    /// By vertex; a new vertex has that of the one whose place it takes until it is looked at.
    labels: Vec<usize>,
}

/// What the path does next.
enum Turn {
    /// Goes through the facet opposite this vertex.
    Leave(usize),
    /// Takes this strategy into the set.
    Join(usize),
}

/// What lies beyond a facet.
enum Beyond {
    /// A simplex with a new vertex at this place.
    Simplex(usize),
    /// The region without this strategy.
    Region(usize),
    /// Nothing: one player has no more of the start.
    Outside,
}

impl Subdivision<'_> {
    /// Of the vertices and the centre of the simplex at which the path ends the profile with the
    /// least regret; `None` if a limit comes first.
    pub fn search(&self, spent: &mut Spent, most: u64) -> Option<Vec<f64>> {
        let label = self.label(self.start);
        let size = self.payoffs.size;
        let mut simplex =
            Simplex { member: vec![false; size], base: vec![0; size], order: Vec::new(), labels: vec![label] };
        let mut turn = Turn::Join(label);
        for _ in 0..most {
            if !spent.node() {
                return None;
            }
            let beyond = match turn {
                Turn::Leave(vertex) => simplex.leave(vertex, self),
                Turn::Join(strategy) if self.is_last(&simplex, strategy) => Beyond::Outside,
                Turn::Join(strategy) => Beyond::Simplex(simplex.join(strategy, self)),
            };
            turn = match beyond {
                Beyond::Simplex(place) => {
                    let label = self.label(&self.profile(&simplex, place));
                    simplex.labels[place] = label;
                    match simplex.member[label] {
                        true => Turn::Leave(simplex.vertex_with(label, Some(place))?),
                        false => Turn::Join(label),
                    }
                }
                Beyond::Region(gone) => Turn::Leave(simplex.vertex_with(gone, None)?),
                Beyond::Outside => return Some(self.best(&simplex)),
            };
        }
        None
    }

    /// The strategy by which its player gains most; the first of equals.
    fn label(&self, weights: &[f64]) -> usize {
        let pays = self.payoffs.pays(weights);
        let mut best = (0, f64::NEG_INFINITY);
        for (player, &start) in self.payoffs.offsets.iter().enumerate() {
            let (own, weights) = (self.payoffs.part(player, &pays), self.payoffs.part(player, weights));
            let mean: f64 = own.iter().zip(weights).map(|(pays, weight)| pays * weight).sum();
            for (strategy, pays) in own.iter().enumerate() {
                if pays - mean > best.1 {
                    best = (start + strategy, pays - mean);
                }
            }
        }
        best.0
    }

    /// Whether a strategy is the only one of its player that is not in the set.
    fn is_last(&self, simplex: &Simplex, strategy: usize) -> bool {
        let own = self.own(strategy);
        let members = own.clone().filter(|&other| simplex.member[other]).count();
        members + 1 == own.len()
    }

    /// The strategies of the player of a strategy.
    fn own(&self, strategy: usize) -> std::ops::Range<usize> {
        let player = self.payoffs.offsets.partition_point(|&start| start <= strategy).saturating_sub(1);
        let start = self.payoffs.offsets[player];
        start..start + self.payoffs.counts[player]
    }

    /// The profile of a vertex.
    fn profile(&self, simplex: &Simplex, vertex: usize) -> Vec<f64> {
        let coordinates = simplex.vertex(vertex);
        let grid = self.grid as f64;
        let mut weights = self.start.to_vec();
        for (&start, &count) in self.payoffs.offsets.iter().zip(&self.payoffs.counts) {
            let mut added: Vec<(usize, f64)> = Vec::new();
            let mut after = 0;
            for strategy in (start..start + count).rev().filter(|&strategy| simplex.member[strategy]) {
                added.push((strategy, (coordinates[strategy] - after) as f64 / grid));
                after = coordinates[strategy];
            }
            let kept = 1.0 - after as f64 / grid;
            weights[start..start + count].iter_mut().for_each(|weight| *weight *= kept);
            added.into_iter().for_each(|(strategy, weight)| weights[strategy] += weight);
        }
        weights
    }

    fn best(&self, simplex: &Simplex) -> Vec<f64> {
        let mut profiles: Vec<Vec<f64>> =
            (0..simplex.labels.len()).map(|vertex| self.profile(simplex, vertex)).collect();
        let mean = |strategy: usize| profiles.iter().map(|one| one[strategy]).sum::<f64>() / profiles.len() as f64;
        profiles.push((0..self.payoffs.size).map(mean).collect());
        let by_regret = profiles.into_iter().map(|weights| (self.payoffs.regret(&weights), weights));
        let best = by_regret.min_by(|(one, _), (other, _)| one.total_cmp(other));
        best.map_or_else(|| self.start.to_vec(), |(_, weights)| weights)
    }
}

impl Simplex {
    /// The coordinates of a vertex.
    fn vertex(&self, place: usize) -> Vec<i64> {
        let mut coordinates = self.base.clone();
        self.order[..place].iter().for_each(|&strategy| coordinates[strategy] += 1);
        coordinates
    }

    /// A vertex with a label, other than one.
    fn vertex_with(&self, label: usize, but: Option<usize>) -> Option<usize> {
        (0..self.labels.len()).find(|&place| self.labels[place] == label && Some(place) != but)
    }

    /// Takes a strategy into the set: the simplex becomes a facet of one with a new vertex,
    /// whose place is the answer.
    fn join(&mut self, strategy: usize, within: &Subdivision) -> usize {
        let next = (strategy + 1..within.own(strategy).end).find(|&next| self.member[next]);
        let at = next.and_then(|next| self.order.iter().position(|&other| other == next));
        let at = at.unwrap_or(self.order.len());
        self.base[strategy] = next.map_or(0, |next| self.base[next]);
        self.member[strategy] = true;
        self.order.insert(at, strategy);
        self.labels.insert(at + 1, strategy);
        at + 1
    }

    /// Goes through the facet opposite a vertex.
    fn leave(&mut self, vertex: usize, within: &Subdivision) -> Beyond {
        let dimension = self.order.len();
        if dimension == 0 {
            return Beyond::Outside;
        }
        let fresh = if vertex == 0 {
            let mut fresh = self.vertex(dimension);
            fresh[self.order[0]] += 1;
            fresh
        } else if vertex == dimension {
            let mut fresh = self.base.clone();
            fresh[self.order[dimension - 1]] -= 1;
            fresh
        } else {
            let mut fresh = self.vertex(vertex - 1);
            fresh[self.order[vertex]] += 1;
            fresh
        };
        match self.wall(&fresh, within) {
            Some(Beyond::Region(strategy)) => {
                self.member[strategy] = false;
                self.order.retain(|&other| other != strategy);
                self.labels.remove(vertex);
                Beyond::Region(strategy)
            }
            Some(beyond) => beyond,
            None if vertex == 0 => {
                self.base[self.order[0]] += 1;
                self.order.rotate_left(1);
                self.labels.rotate_left(1);
                Beyond::Simplex(dimension)
            }
            None if vertex == dimension => {
                self.base[self.order[dimension - 1]] -= 1;
                self.order.rotate_right(1);
                self.labels.rotate_right(1);
                Beyond::Simplex(0)
            }
            None => {
                self.order.swap(vertex - 1, vertex);
                Beyond::Simplex(vertex)
            }
        }
    }

    /// The wall of the region beyond which a point lies that is next to it, if it does.
    fn wall(&self, point: &[i64], within: &Subdivision) -> Option<Beyond> {
        for (&start, &count) in within.payoffs.offsets.iter().zip(&within.payoffs.counts) {
            let mut after = 0;
            for strategy in (start..start + count).rev().filter(|&strategy| self.member[strategy]) {
                if point[strategy] < after {
                    return Some(Beyond::Region(strategy));
                }
                after = point[strategy];
            }
            if after > within.grid {
                return Some(Beyond::Outside);
            }
        }
        None
    }
}
