//! Symmetries of normal-form games (Nash 1951 \[Nash1951\], "Symmetries of Games"): who may change
//! places with whom, strategy by strategy, so that everybody gets what the one gets whose place it
//! took.
//!
//! A symmetry maps equilibria to equilibria, those of given supports one to one onto those of the
//! images of these supports. So equilibria of one choice of supports in each orbit are all that
//! need to be looked for.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::normal::NormalGame;

/// The most symmetries that are used; of a larger group, a part that is a group itself.
const MOST: usize = 1_000;

/// The most strategies of a player, so that a set of them is a word.
const MOST_STRATEGIES: usize = 64;

/// Payoffs that are compared in search of symmetries, at most: a game that is nearly symmetric in
/// many ways is not worth more.
const COMPARISONS: usize = 2_000_000;

/// Where each player goes, and each of its strategies by its place in a list of those that may be
/// played.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Symmetry {
    pub players: Vec<usize>,
    pub places: Vec<Vec<usize>>,
}

/// A group of symmetries.
#[derive(Debug, Clone)]
pub struct Symmetries {
    /// By player, the strategies that may be played.
    strategies: Vec<Vec<usize>>,
    /// All but the identity.
    moves: Vec<Symmetry>,
}

impl Symmetries {
    /// The identity alone.
    pub fn none(strategies: &[Vec<usize>]) -> Symmetries {
        Symmetries { strategies: strategies.to_vec(), moves: Vec::new() }
    }

    /// Symmetries of the game in which only these strategies may be played: all, unless they are
    /// too many. Players are told apart by the payoffs that occur, and strategies by those that
    /// occur with them; what is left to try is compared payoff by payoff.
    pub fn of(game: &NormalGame, strategies: &[Vec<usize>]) -> Symmetries {
        let mut symmetries = Symmetries::none(strategies);
        if strategies.iter().any(|list| list.len() > MOST_STRATEGIES) {
            return symmetries;
        }
        let mut search = Search::new(game, strategies);
        search.descend();
        let identity = Symmetry::identity(&search.counts);
        let (mut known, mut generators) = (vec![identity.clone()], Vec::new());
        for one in search.found {
            if !known.contains(&one) {
                generators.push(one);
                match closure(&identity, &generators) {
                    Some(larger) => known = larger,
                    None => break,
                }
            }
        }
        symmetries.moves = known.split_off(1);
        symmetries
    }

    /// How many there are, the identity included.
    pub fn order(&self) -> usize {
        self.moves.len() + 1
    }

    /// The symmetries that take supports to different ones, one for each image other than
    /// themselves; `None` if an image comes first in the order of supports, so that it stands for
    /// them all.
    pub fn orbit(&self, supports: &[Vec<usize>]) -> Option<Vec<&Symmetry>> {
        let own = self.masks(supports);
        let mut seen: HashSet<Vec<u64>> = HashSet::from([own.clone()]);
        let mut orbit = Vec::new();
        for one in &self.moves {
            let mut image = vec![0; own.len()];
            for (player, &mask) in own.iter().enumerate() {
                let places = one.places[player].iter().enumerate();
                image[one.players[player]] =
                    places.filter(|(place, _)| mask >> place & 1 == 1).fold(0, |image, (_, to)| image | 1 << to);
            }
            if image < own {
                return None;
            }
            if !seen.contains(&image) {
                seen.insert(image);
                orbit.push(one);
            }
        }
        Some(orbit)
    }

    /// The image of a profile of the whole game in which nothing else is played; `zero` is what a
    /// strategy has that is not.
    pub fn image<T: Clone>(&self, one: &Symmetry, profile: &[Vec<T>], zero: &T) -> Vec<Vec<T>> {
        let mut image = vec![Vec::new(); profile.len()];
        for (player, (mix, list)) in profile.iter().zip(&self.strategies).enumerate() {
            let to = one.players[player];
            let mut moved = vec![zero.clone(); profile[to].len()];
            for (&strategy, &place) in list.iter().zip(&one.places[player]) {
                moved[self.strategies[to][place]] = mix[strategy].clone();
            }
            image[to] = moved;
        }
        image
    }

    /// Each player's part of supports, as a set of places.
    fn masks(&self, supports: &[Vec<usize>]) -> Vec<u64> {
        let mask = |(list, support): (&Vec<usize>, &Vec<usize>)| {
            let places = list.iter().enumerate().filter(|(_, strategy)| support.contains(strategy));
            places.fold(0, |mask, (place, _)| mask | 1 << place)
        };
        self.strategies.iter().zip(supports).map(mask).collect()
    }
}

impl Symmetry {
    fn identity(counts: &[usize]) -> Symmetry {
        Symmetry {
            players: (0..counts.len()).collect(),
            places: counts.iter().map(|&count| (0..count).collect()).collect(),
        }
    }

    /// What each player, or strategy, had goes where its image is.
    pub fn permute<T: Clone>(&self, by_player: &[T]) -> Vec<T> {
        let mut image = by_player.to_vec();
        for (value, &to) in by_player.iter().zip(&self.players) {
            image[to] = value.clone();
        }
        image
    }

    /// This one after another.
    fn after(&self, first: &Symmetry) -> Symmetry {
        let places = first.players.iter().zip(&first.places);
        Symmetry {
            players: first.players.iter().map(|&player| self.players[player]).collect(),
            places: places.map(|(&to, own)| own.iter().map(|&place| self.places[to][place]).collect()).collect(),
        }
    }
}

/// All that the generators generate, the identity first; `None` if that is more than [`MOST`].
fn closure(identity: &Symmetry, generators: &[Symmetry]) -> Option<Vec<Symmetry>> {
    let mut all = vec![identity.clone()];
    let mut seen: HashSet<Symmetry> = all.iter().cloned().collect();
    let mut next = 0;
    while next < all.len() {
        for generator in generators {
            let product = generator.after(&all[next]);
            if seen.insert(product.clone()) {
                all.push(product);
            }
        }
        if all.len() > MOST {
            return None;
        }
        next += 1;
    }
    Some(all)
}

/// The search for symmetries of a table.
struct Search {
    /// The number of strategies of each player, and how far apart they are in the table.
    counts: Vec<usize>,
    strides: Vec<usize>,
    /// By profile and player, a number for the payoff: the same for equal ones.
    payoffs: Vec<u32>,
    /// By player and strategy, a number that symmetries keep; and by player.
    marks: Vec<Vec<u64>>,
    kinds: Vec<(usize, u64)>,
    /// What is chosen so far, player by player.
    chosen: Symmetry,
    found: Vec<Symmetry>,
    left: usize,
}

impl Search {
    fn new(game: &NormalGame, strategies: &[Vec<usize>]) -> Search {
        let counts: Vec<usize> = strategies.iter().map(Vec::len).collect();
        let players = counts.len();
        let strides: Vec<usize> = (0..players).map(|player| counts[player + 1..].iter().product()).collect();
        let places = strategies.iter().enumerate().fold(vec![0], |places, (player, list)| {
            let stride = game.stride(player);
            places.iter().flat_map(|place| list.iter().map(move |own| place + own * stride)).collect()
        });
        let mut sorted: Vec<_> = places.iter().flat_map(|&place| &game.payoffs[place]).collect();
        sorted.sort();
        sorted.dedup();
        let number = |payoff| u32::try_from(sorted.partition_point(|&known| known < payoff)).unwrap_or(u32::MAX);
        let payoffs: Vec<u32> = places.iter().flat_map(|&place| game.payoffs[place].iter().map(number)).collect();
        let mut marks: Vec<Vec<u64>> = counts.iter().map(|&count| vec![0; count]).collect();
        for (index, own) in payoffs.chunks_exact(players.max(1)).enumerate() {
            for (player, payoff) in own.iter().enumerate() {
                let mut others: Vec<u32> = own.to_vec();
                others.swap_remove(player);
                others.sort_unstable();
                let mark = &mut marks[player][index / strides[player] % counts[player]];
                *mark = mark.wrapping_add(hash(&(payoff, others)));
            }
        }
        let kind = |own: &Vec<u64>| (own.len(), own.iter().fold(0_u64, |sum, mark| sum.wrapping_add(hash(mark))));
        let kinds = marks.iter().map(kind).collect();
        let chosen = Symmetry { players: Vec::new(), places: Vec::new() };
        Search { counts, strides, payoffs, marks, kinds, chosen, found: Vec::new(), left: COMPARISONS }
    }

    /// Goes through the images of the next player, or of its next strategy. As deep as there are
    /// strategies.
    fn descend(&mut self) {
        if self.found.len() >= MOST || self.left == 0 {
            return;
        }
        let player = self.chosen.places.len();
        let complete = |search: &Search, player: usize| search.chosen.places[player].len() == search.counts[player];
        if player == 0 || complete(self, player - 1) {
            if player == self.counts.len() {
                if self.is_symmetry() {
                    self.found.push(self.chosen.clone());
                }
                return;
            }
            for to in 0..self.counts.len() {
                if self.kinds[to] == self.kinds[player] && !self.chosen.players.contains(&to) {
                    self.chosen.players.push(to);
                    self.chosen.places.push(Vec::new());
                    self.descend();
                    self.chosen.players.pop();
                    self.chosen.places.pop();
                }
            }
            return;
        }
        let player = player - 1;
        let (to, strategy) = (self.chosen.players[player], self.chosen.places[player].len());
        for place in 0..self.counts[to] {
            if self.marks[to][place] == self.marks[player][strategy] && !self.chosen.places[player].contains(&place) {
                self.chosen.places[player].push(place);
                self.descend();
                self.chosen.places[player].pop();
            }
        }
    }

    /// Whether what is chosen leaves all payoffs as they are.
    fn is_symmetry(&mut self) -> bool {
        let players = self.counts.len();
        for index in 0..self.payoffs.len() / players.max(1) {
            let image: usize = (0..players)
                .map(|player| {
                    let own = index / self.strides[player] % self.counts[player];
                    self.chosen.places[player][own] * self.strides[self.chosen.players[player]]
                })
                .sum();
            self.left = self.left.saturating_sub(players);
            let alike = |player: usize| {
                self.payoffs[index * players + player] == self.payoffs[image * players + self.chosen.players[player]]
            };
            if self.left == 0 || !(0..players).all(alike) {
                return false;
            }
        }
        true
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::normal::game;

    fn of(game: &NormalGame) -> Symmetries {
        let all: Vec<Vec<usize>> = game.counts().into_iter().map(|count| (0..count).collect()).collect();
        Symmetries::of(game, &all)
    }

    #[test]
    fn who_may_change_places_is_found() {
        // A minority game: whoever is alone with its choice gets 1. Players may change places, and
        // the two choices.
        let minority = |at: &[usize]| -> Vec<i64> {
            let with = |own: usize| at.iter().filter(|&&other| other == own).count();
            at.iter().map(|&own| i64::from(with(own) == 1)).collect()
        };
        assert_eq!(of(&game(&[2, 2, 2], minority)).order(), 12);
        // A circle in which everybody wants to match the next, and the last to differ: turning it
        // by one and the other choice of one player is a symmetry, six times in turn, and nothing
        // mirrors it.
        let circle =
            |at: &[usize]| vec![i64::from(at[0] == at[1]), i64::from(at[1] == at[2]), i64::from(at[2] != at[0])];
        assert_eq!(of(&game(&[2, 2, 2], circle)).order(), 6);
        // Two who are alike, and one who is not.
        let two = |at: &[usize]| vec![at[0] as i64, at[1] as i64, 5 * at[2] as i64 + (at[0] + at[1]) as i64];
        assert_eq!(of(&game(&[2, 2, 3], two)).order(), 2);
    }

    #[test]
    fn too_many_are_a_smaller_group() {
        let indifferent = of(&game(&[3, 3, 3, 3], |_| vec![0; 4]));
        let order = indifferent.order();
        assert!(order > 1 && order <= MOST && 31_104 % order == 0, "{order}");
    }

    #[test]
    fn one_choice_of_supports_stands_for_its_orbit() {
        let most = |at: &[usize]| vec![at.iter().map(|&own| own as i64).sum::<i64>(); 3];
        let symmetries = of(&game(&[2, 2, 2], most));
        assert_eq!(symmetries.order(), 6);
        let supports: Vec<Vec<Vec<usize>>> = (0..27)
            .map(|index| {
                [index / 9, index / 3 % 3, index % 3].map(|own| [vec![0], vec![1], vec![0, 1]][own].clone()).to_vec()
            })
            .collect();
        let stand: usize = supports.iter().filter_map(|one| symmetries.orbit(one)).map(|orbit| orbit.len() + 1).sum();
        assert_eq!(stand, 27);
        let first = supports.iter().filter(|one| symmetries.orbit(one).is_some()).count();
        // Three kinds of support, three players who are alike: multisets.
        assert_eq!(first, 10);
    }
}
