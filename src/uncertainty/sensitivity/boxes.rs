//! Scenario discovery: boxes of inputs in which an outcome is likely.
//!
//! The patient rule induction method (Friedman and Fisher 1999 \[FriedmanFisher1999\]; as used
//! for scenarios by Bryant and Lempert 2010 \[BryantLempert2010\]): peel off the twentieth of the
//! box whose removal raises the density of cases of interest most, over and over; of the
//! boxes on the way take the one with the best balance of coverage and density (their
//! harmonic mean); paste back what costs no balance; drop restrictions that buy none. Further
//! boxes are found among what the first ones leave. `O(steps · k · N)`.
//!
//! Restrictions that chance alone could explain are dropped: without one, the share of
//! interest in the wider box would have to produce what the box holds (the quasi-p-value of
//! Bryant and Lempert, by the normal approximation, at 5 % over all bounds together). Boxes are
//! found on every second sample; coverage and density are measured on the others.

use crate::numeric::normal;

/// What share of a box a peel takes off.
const PEEL: f64 = 0.05;

/// Boxes with a smaller share of the samples are not looked at.
const LEAST_SUPPORT: f64 = 0.02;

/// A box, as bounds on some inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Box {
    /// By input: what it must be at least and at most; infinite where unrestricted.
    pub bounds: Vec<(f64, f64)>,
    /// Which share of the cases of interest lies in it.
    pub coverage: f64,
    /// Which share of the samples in it are of interest.
    pub density: f64,
    /// Which share of all samples lies in it.
    pub support: f64,
}

impl Box {
    fn holds(&self, row: &[f64]) -> bool {
        row.iter().zip(&self.bounds).all(|(value, (low, high))| low <= value && value <= high)
    }

    pub fn restricted(&self) -> impl Iterator<Item = usize> {
        self.bounds
            .iter()
            .enumerate()
            .filter(|(_, (low, high))| low.is_finite() || high.is_finite())
            .map(|(input, _)| input)
    }

    fn balance(&self) -> f64 {
        let sum = self.coverage + self.density;
        if sum > 0.0 { 2.0 * self.coverage * self.density / sum } else { 0.0 }
    }
}

/// Samples with the cases of interest among them.
struct Cases<'a> {
    inputs: usize,
    /// Row by row.
    values: &'a [f64],
    interesting: &'a [bool],
    /// How many cases of interest there are, the ones that earlier boxes took included.
    total: f64,
    /// The rows that no earlier box took.
    left: Vec<usize>,
}

impl<'a> Cases<'a> {
    fn new(inputs: usize, values: &'a [f64], interesting: &'a [bool]) -> Cases<'a> {
        let total = interesting.iter().filter(|&&one| one).count() as f64;
        Cases { inputs, values, interesting, total, left: (0..interesting.len()).collect() }
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.inputs..][..self.inputs]
    }

    fn measured(&self, bounds: Vec<(f64, f64)>) -> Box {
        let mut found = Box { bounds, coverage: 0.0, density: 0.0, support: 0.0 };
        let (mut inside, mut hits) = (0usize, 0usize);
        for &row in self.left.iter().filter(|&&row| found.holds(self.row(row))) {
            inside += 1;
            hits += usize::from(self.interesting[row]);
        }
        found.coverage = hits as f64 / self.total;
        found.density = if inside > 0 { hits as f64 / inside as f64 } else { 0.0 };
        found.support = inside as f64 / self.interesting.len() as f64;
        found
    }

    /// The best balanced box on the way down.
    fn peel(&self) -> Box {
        let mut current = self.measured(vec![(f64::NEG_INFINITY, f64::INFINITY); self.inputs]);
        let mut best = current.clone();
        let mut rows = self.left.clone();
        loop {
            let take = ((rows.len() as f64 * PEEL).ceil() as usize).max(1);
            // Density first, then the smaller loss.
            let mut choice: Option<(f64, usize, (f64, f64))> = None;
            for input in 0..self.inputs {
                let mut values: Vec<f64> = rows.iter().map(|&row| self.row(row)[input]).collect();
                let (low, high) = current.bounds[input];
                if take >= values.len() {
                    continue;
                }
                // The first value that stays; equal values stay or go together.
                let last = values.len() - 1 - take;
                let from = *values.select_nth_unstable_by(take, f64::total_cmp).1;
                let to = *values.select_nth_unstable_by(last, f64::total_cmp).1;
                for bounds in [(from, high), (low, to)] {
                    let (mut inside, mut hits) = (0usize, 0usize);
                    for &row in &rows {
                        let value = self.row(row)[input];
                        if bounds.0 <= value && value <= bounds.1 {
                            inside += 1;
                            hits += usize::from(self.interesting[row]);
                        }
                    }
                    if inside == 0 || inside == rows.len() {
                        continue;
                    }
                    let density = hits as f64 / inside as f64;
                    if choice.is_none_or(|(best, ..)| density > best) {
                        choice = Some((density, input, bounds));
                    }
                }
            }
            let Some((_, input, bounds)) = choice else { return best };
            current.bounds[input] = bounds;
            current = self.measured(current.bounds);
            if current.support < LEAST_SUPPORT {
                return best;
            }
            rows.retain(|&row| current.holds(self.row(row)));
            if current.balance() > best.balance() {
                best = current.clone();
            }
            if current.density == 1.0 {
                return best;
            }
        }
    }

    /// Drops restrictions, and moves bounds outwards, as long as the balance does not suffer.
    fn paste(&self, mut found: Box) -> Box {
        loop {
            let mut better: Option<Box> = None;
            let mut offer = |candidate: Box| {
                let best = better.as_ref().map_or(found.balance(), Box::balance);
                if candidate.balance() >= best && candidate.bounds != found.bounds {
                    better = Some(candidate);
                }
            };
            for input in 0..self.inputs {
                let (low, high) = found.bounds[input];
                if low.is_infinite() && high.is_infinite() {
                    continue;
                }
                for widened in [(f64::NEG_INFINITY, high), (low, f64::INFINITY), (f64::NEG_INFINITY, f64::INFINITY)] {
                    let mut bounds = found.bounds.clone();
                    bounds[input] = widened;
                    offer(self.measured(bounds));
                }
                // A step outwards: as many samples as a peel would take off.
                let mut bounds = found.bounds.clone();
                bounds[input] = (f64::NEG_INFINITY, f64::INFINITY);
                let open = Box { bounds, ..found.clone() };
                let mut values: Vec<f64> = self
                    .left
                    .iter()
                    .map(|&row| self.row(row))
                    .filter(|row| open.holds(row))
                    .map(|row| row[input])
                    .collect();
                values.sort_by(f64::total_cmp);
                let inside = values.iter().filter(|&&value| low <= value && value <= high).count();
                let step = ((inside as f64 * PEEL).ceil() as usize).max(1);
                let below = values.partition_point(|&value| value < low);
                let above = values.partition_point(|&value| value <= high);
                let mut widened = Vec::new();
                if low.is_finite() && below > 0 {
                    widened.push((values[below.saturating_sub(step)], high));
                }
                if high.is_finite() && above < values.len() {
                    widened.push((low, values[(above + step - 1).min(values.len() - 1)]));
                }
                for side in widened {
                    let mut bounds = found.bounds.clone();
                    bounds[input] = side;
                    offer(self.measured(bounds));
                }
            }
            match better {
                Some(candidate) => found = candidate,
                None => return found,
            }
        }
    }
}

impl Cases<'_> {
    /// Drops restrictions that chance could explain, the weakest first.
    fn prune(&self, mut found: Box) -> Box {
        let strict = normal::quantile(1.0 - 0.05 / (2 * self.inputs) as f64);
        loop {
            let samples = self.interesting.len() as f64;
            let (inside, hits) = (found.support * samples, found.coverage * self.total);
            let weakest = found
                .restricted()
                .map(|input| {
                    let mut bounds = found.bounds.clone();
                    bounds[input] = (f64::NEG_INFINITY, f64::INFINITY);
                    let wider = self.measured(bounds);
                    let share = wider.density;
                    let spread = (inside * share * (1.0 - share)).sqrt();
                    let surprise = if spread > 0.0 { (hits - inside * share) / spread } else { 0.0 };
                    (surprise, wider)
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            match weakest {
                Some((surprise, wider)) if surprise < strict => found = wider,
                _ => return found,
            }
        }
    }
}

/// Up to `most` boxes in which cases of interest are denser than among all samples, in the
/// order in which they were found. `values` holds the samples row by row.
pub fn prim(inputs: usize, values: &[f64], interesting: &[bool], most: usize) -> Vec<Box> {
    let half = |odd: usize| -> (Vec<f64>, Vec<bool>) {
        let rows = (odd..interesting.len()).step_by(2);
        (
            rows.clone().flat_map(|row| values[row * inputs..][..inputs].iter().copied()).collect(),
            rows.map(|row| interesting[row]).collect(),
        )
    };
    let (search, check) = (half(0), half(1));
    let mut search = Cases::new(inputs, &search.0, &search.1);
    let check = Cases::new(inputs, &check.0, &check.1);
    let share = search.total / search.interesting.len() as f64;
    let mut found = Vec::new();
    while found.len() < most && search.total > 0.0 && check.total > 0.0 && share < 1.0 {
        let next = search.prune(search.paste(search.peel()));
        if next.restricted().next().is_none() || next.density <= share || next.support < LEAST_SUPPORT {
            break;
        }
        let mut left = std::mem::take(&mut search.left);
        left.retain(|&row| !next.holds(search.row(row)));
        search.left = left;
        found.push(check.measured(next.bounds));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::stream::{unit, word};

    #[test]
    fn a_planted_box_is_recovered() {
        // Of interest: x₁ > 0.7 and x₃ < 0.4, among five inputs.
        let rows = 4000;
        let values: Vec<f64> = (0..rows * 5).map(|index| unit(word(3, index / 5, index % 5))).collect();
        let interesting: Vec<bool> = values.chunks(5).map(|row| row[1] > 0.7 && row[3] < 0.4).collect();
        let found = prim(5, &values, &interesting, 3);
        let first = &found[0];
        assert_eq!(first.restricted().collect::<Vec<_>>(), [1, 3]);
        let ((low, _), (_, high)) = (first.bounds[1], first.bounds[3]);
        assert!((low - 0.7).abs() < 0.02 && (high - 0.4).abs() < 0.02, "{first:?}");
        assert!(first.coverage > 0.95 && first.density > 0.95, "{first:?}");
        assert!(prim(5, &values, &vec![false; rows as usize], 3).is_empty());
    }
}
