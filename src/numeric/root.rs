//! Real roots of rational polynomials: isolation with proof, exact comparison,
//! and the sign of a polynomial at a root.
//!
//! Isolation is Vincent–Collins–Akritas bisection with Descartes' rule of signs
//! (Collins and Akritas 1976 \[CollinsAkritas1976\]): on a square-free polynomial it ends,
//! and it finds every root once.

use std::cmp::Ordering;
use std::sync::Arc;

use dashu::base::{BitTest, Gcd, UnsignedAbs};
use dashu::integer::{IBig, UBig};

use super::polynomial::Polynomial;
use super::rational::Rational;

/// A real algebraic number: a rational, or the only root of `polynomial` in the open
/// interval `(lo, hi)`.
#[derive(Debug, Clone)]
pub enum Root {
    Rational(Rational),
    /// `polynomial` is square-free, nonzero at both ends with opposite signs, and has
    /// exactly one root between them.
    Isolated {
        lo: Rational,
        hi: Rational,
        polynomial: Arc<Polynomial>,
    },
}

impl Root {
    /// Rational bounds `lo <= self <= hi`.
    pub fn bounds(&self) -> (&Rational, &Rational) {
        match self {
            Root::Rational(value) => (value, value),
            Root::Isolated { lo, hi, .. } => (lo, hi),
        }
    }

    pub fn to_f64(&self) -> f64 {
        let (lo, hi) = self.bounds();
        (&(lo + hi) * &Rational::new(1, 2)).to_f64()
    }

    /// Halves the isolating interval.
    fn refine(&mut self) {
        let Root::Isolated { lo, hi, polynomial } = self else { return };
        let middle = dyadic_middle(lo, hi);
        let sign = polynomial.evaluate(&middle).signum();
        if sign == 0 {
            *self = Root::Rational(middle);
        } else if sign == polynomial.evaluate(lo).signum() {
            *lo = middle;
        } else {
            *hi = middle;
        }
    }

    /// Refines until the interval is at most `width` wide (or the root is met exactly).
    pub fn refine_to(&mut self, width: &Rational) {
        while let Root::Isolated { lo, hi, .. } = self
            && &(&*hi - &*lo) > width
        {
            self.refine();
        }
    }

    /// The same number as a `Root::Rational` if it is rational, decided with proof:
    /// a rational root of an integer polynomial has a denominator that divides the leading
    /// coefficient, and an interval narrower than the inverse square of that coefficient
    /// holds at most one such number, the simplest one.
    pub fn rationalized(mut self) -> Root {
        let Root::Isolated { polynomial, .. } = &self else { return self };
        let polynomial = Arc::clone(polynomial);
        let integers = primitive(&polynomial);
        if let Some(value) = self.simplest_candidate(&polynomial) {
            return Root::Rational(value);
        }
        if proves_irrational(&integers) {
            return self;
        }
        let leading =
            Rational::from_integers(integers.last().expect("a root needs a nonzero polynomial").clone(), 1u8.into());
        let enough = &Rational::ONE / &(&(&leading * &leading) * &Rational::from(2));
        // Most rational roots are met long before the width that proves there is none.
        let mut width = Rational::new(1, 1 << 32);
        loop {
            width = (&width * &width).max(enough.clone());
            self.refine_to(&width);
            if let Some(value) = self.simplest_candidate(&polynomial) {
                return Root::Rational(value);
            }
            if width == enough {
                return self;
            }
        }
    }

    fn simplest_candidate(&self, polynomial: &Polynomial) -> Option<Rational> {
        let (lo, hi) = self.bounds();
        let candidate = Rational::simplest_between(lo, hi);
        polynomial.evaluate(&candidate).is_zero().then_some(candidate)
    }
}

/// A point in the middle half of an interval, with a power of two as denominator, so that
/// repeated halving adds one bit at a time.
fn dyadic_middle(lo: &Rational, hi: &Rational) -> Rational {
    let width = hi - lo;
    // At most log2 of the width, so the grid is at least eight times as fine.
    let magnitude = width.numerator().bit_len() as i64 - 1 - width.denominator().bit_len() as i64;
    let scale = Rational::from_integers(IBig::ONE << (3 - magnitude).max(0) as usize, UBig::ONE);
    let middle = &(lo + hi) * &Rational::new(1, 2);
    &(&middle * &scale).floor() / &scale
}

/// The coefficients scaled to coprime integers, ascending.
fn primitive(polynomial: &Polynomial) -> Vec<IBig> {
    let denominator = polynomial.coefficients().iter().fold(UBig::ONE, |lcm, c| {
        let d = c.denominator();
        let common = (&lcm).gcd(&d);
        lcm / common * d
    });
    let scaled: Vec<IBig> =
        polynomial.coefficients().iter().map(|c| c.numerator() * IBig::from(&denominator / c.denominator())).collect();
    let content = scaled.iter().fold(UBig::ZERO, |content, c| {
        if *c == IBig::ZERO {
            content
        } else if content.is_zero() {
            c.clone().unsigned_abs()
        } else {
            content.gcd(c.clone().unsigned_abs())
        }
    });
    scaled.into_iter().map(|c| c / IBig::from(content.clone())).collect()
}

/// A polynomial without a root modulo some prime has no rational root. (The converse
/// fails, so `false` proves nothing.) Projective points are tried, so a leading
/// coefficient that vanishes modulo the prime is no exception.
fn proves_irrational(integers: &[IBig]) -> bool {
    const PRIMES: [i64; 12] = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];
    PRIMES.iter().any(|&prime| {
        let residues: Vec<i64> =
            integers.iter().map(|c| i64::try_from(c % IBig::from(prime)).expect("a residue is small")).collect();
        let at_infinity = residues.last() == Some(&0);
        let affine = (0..prime).any(|x| residues.iter().rev().fold(0, |value, c| (value * x + c) % prime) == 0);
        !at_infinity && !affine
    })
}

impl PartialEq for Root {
    fn eq(&self, other: &Root) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Root {}
impl PartialOrd for Root {
    fn partial_cmp(&self, other: &Root) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Root {
    /// Exact comparison of real algebraic numbers.
    fn cmp(&self, other: &Root) -> Ordering {
        if let (Root::Rational(x), Root::Rational(y)) = (self, other) {
            return x.cmp(y);
        }
        let (mut a, mut b) = (self.clone(), other.clone());
        let mut may_be_equal = true;
        loop {
            match (&a, &b) {
                (Root::Rational(x), Root::Rational(y)) => return x.cmp(y),
                (Root::Isolated { .. }, Root::Rational(y)) => return compare_to_rational(&a, y),
                (Root::Rational(x), Root::Isolated { .. }) => {
                    return compare_to_rational(&b, x).reverse();
                }
                (
                    Root::Isolated { lo: a_lo, hi: a_hi, polynomial: p },
                    Root::Isolated { lo: b_lo, hi: b_hi, polynomial: q },
                ) => {
                    if a_hi <= b_lo {
                        return Ordering::Less;
                    }
                    if b_hi <= a_lo {
                        return Ordering::Greater;
                    }
                    if may_be_equal {
                        let (lo, hi) = (a_lo.max(b_lo), a_hi.min(b_hi));
                        let common = p.gcd(q);
                        if common.degree() > 0 && common.evaluate(lo).signum() * common.evaluate(hi).signum() < 0 {
                            return Ordering::Equal;
                        }
                        may_be_equal = false;
                    }
                }
            }
            a.refine();
            b.refine();
        }
    }
}

fn compare_to_rational(root: &Root, value: &Rational) -> Ordering {
    let Root::Isolated { lo, hi, polynomial } = root else {
        unreachable!("only an isolated root is compared by its interval")
    };
    if hi <= value {
        return Ordering::Less;
    }
    if lo >= value {
        return Ordering::Greater;
    }
    match polynomial.evaluate(value).signum() {
        0 => Ordering::Equal,
        sign if sign == polynomial.evaluate(lo).signum() => Ordering::Greater,
        _ => Ordering::Less,
    }
}

/// The sign of `polynomial` at `root`: -1, 0 or 1, exactly.
pub fn sign_at(polynomial: &Polynomial, root: &Root) -> i32 {
    let Root::Isolated { lo, hi, polynomial: defining } = root else {
        return polynomial.evaluate(root.bounds().0).signum();
    };
    if polynomial.degree() == 0 {
        return polynomial.evaluate(lo).signum();
    }
    let common = polynomial.gcd(defining);
    if common.degree() > 0 && common.evaluate(lo).signum() * common.evaluate(hi).signum() < 0 {
        return 0;
    }
    // No common root, so a narrow enough interval holds no root of `polynomial`.
    let mut root = root.clone();
    loop {
        let (lo, hi) = root.bounds();
        if lo == hi || variations(polynomial, lo, hi) == 0 {
            let middle = &(lo + hi) * &Rational::new(1, 2);
            return polynomial.evaluate(&middle).signum();
        }
        root.refine();
    }
}

/// A rational strictly between two roots, of small size.
///
/// # Panics
/// If `low >= high`.
pub fn between(low: &Root, high: &Root) -> Rational {
    assert!(low < high, "two different roots have a number between them");
    if let (Root::Rational(left), Root::Rational(right)) = (low, high) {
        return inner(left, right);
    }
    let (mut low, mut high) = (low.clone(), high.clone());
    loop {
        let (left, right) = (low.bounds().1, high.bounds().0);
        if left < right {
            return inner(left, right);
        }
        low.refine();
        high.refine();
    }
}

/// The simplest number in the middle third of an interval.
fn inner(left: &Rational, right: &Rational) -> Rational {
    let third = &(right - left) * &Rational::new(1, 3);
    Rational::simplest_between(&(left + &third), &(right - &third))
}

/// Every root of `polynomial` in the open interval `(lo, hi)`, ascending, each once.
///
/// The zero polynomial has no isolated roots and yields none.
pub fn isolate(polynomial: &Polynomial, lo: &Rational, hi: &Rational) -> Vec<Root> {
    match polynomial.coefficients() {
        [] | [_] => Vec::new(),
        [constant, slope] => {
            let root = -&(constant / slope);
            if *lo < root && root < *hi { vec![Root::Rational(root)] } else { Vec::new() }
        }
        _ => {
            if variations(polynomial, lo, hi) == 0 {
                return Vec::new();
            }
            let mut squarefree = polynomial.squarefree();
            for end in [lo, hi] {
                deflate(&mut squarefree, end);
            }
            let mut roots = Vec::new();
            bisect(squarefree, lo, hi, &mut roots);
            roots
        }
    }
}

fn bisect(mut polynomial: Polynomial, lo: &Rational, hi: &Rational, roots: &mut Vec<Root>) {
    match variations(&polynomial, lo, hi) {
        0 => {}
        1 => roots.push(isolated(polynomial, lo, hi)),
        _ => {
            let middle = &(lo + hi) * &Rational::new(1, 2);
            let met = deflate(&mut polynomial, &middle);
            bisect(polynomial.clone(), lo, &middle, roots);
            if met {
                roots.push(Root::Rational(middle.clone()));
            }
            bisect(polynomial, &middle, hi, roots);
        }
    }
}

/// Wraps an isolating interval; most rational roots are recognised at once.
fn isolated(polynomial: Polynomial, lo: &Rational, hi: &Rational) -> Root {
    if let [constant, slope] = polynomial.coefficients() {
        return Root::Rational(-&(constant / slope));
    }
    let polynomial = Arc::new(polynomial);
    let mut root = Root::Isolated { lo: lo.clone(), hi: hi.clone(), polynomial: Arc::clone(&polynomial) };
    root.refine_to(&(&(hi - lo) * &Rational::new(1, 1 << 20)));
    match root.simplest_candidate(&polynomial) {
        Some(value) => Root::Rational(value),
        None => root,
    }
}

/// Divides out a root at `value`, if there is one; says whether there was.
fn deflate(polynomial: &mut Polynomial, value: &Rational) -> bool {
    let met = polynomial.degree() > 0 && polynomial.evaluate(value).is_zero();
    if met {
        *polynomial = polynomial.divide(&Polynomial::new(vec![-value, Rational::ONE])).0;
    }
    met
}

/// Descartes' bound on the number of roots in the open interval: the sign variations of
/// `(1+x)^n p((lo + hi x)/(1+x))`. Exact when it is 0 or 1.
fn variations(polynomial: &Polynomial, lo: &Rational, hi: &Rational) -> usize {
    let unit = polynomial.compose_affine(lo, &(hi - lo));
    let mut reversed = unit.coefficients().to_vec();
    reversed.resize(polynomial.coefficients().len(), Rational::ZERO);
    reversed.reverse();
    let shifted = Polynomial::new(reversed).compose_affine(&Rational::ONE, &Rational::ONE);
    let signs: Vec<i32> = shifted.coefficients().iter().map(Rational::signum).filter(|&sign| sign != 0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polynomial(coefficients: &[i64]) -> Polynomial {
        Polynomial::new(coefficients.iter().map(|&c| Rational::from(c)))
    }

    fn all(p: &Polynomial) -> Vec<Root> {
        isolate(p, &Rational::from(-100), &Rational::from(100))
    }

    #[test]
    fn every_root_is_found_once_multiple_ones_too() {
        // (x-1)^2 (x+2) (2x-1) (x^2-2)
        let linear = |c, s| polynomial(&[c, s]);
        let p = [linear(-1, 1), linear(-1, 1), linear(2, 1), linear(-1, 2), polynomial(&[-2, 0, 1])]
            .iter()
            .fold(polynomial(&[1]), |product, factor| &product * factor);
        let roots = all(&p);
        assert_eq!(roots.len(), 5);
        let rational: Vec<String> = roots
            .iter()
            .filter_map(|root| match root.clone().rationalized() {
                Root::Rational(value) => Some(value.to_string()),
                Root::Isolated { .. } => None,
            })
            .collect();
        assert_eq!(rational, ["-2", "1/2", "1"]);
        assert!((roots[4].to_f64() - 2f64.sqrt()).abs() < 1e-4);
    }

    #[test]
    fn roots_of_different_polynomials_compare_exactly() {
        let root = |p: &Polynomial| isolate(p, &Rational::ZERO, &Rational::from(10)).pop().unwrap();
        let square = root(&polynomial(&[-2, 0, 1]));
        let fourth = root(&polynomial(&[-4, 0, 0, 0, 1]));
        assert_eq!(square, fourth);
        let close =
            root(&Polynomial::new(vec!["-2.000000000000000000001".parse().unwrap(), Rational::ZERO, Rational::ONE]));
        assert!(square < close);
        let middle = between(&square, &close);
        assert!(square < Root::Rational(middle.clone()) && Root::Rational(middle) < close);
        assert_eq!(sign_at(&polynomial(&[-4, 0, 0, 0, 1]), &square), 0);
        assert_eq!(sign_at(&polynomial(&[-1, 1]), &square), 1);
        assert_eq!(sign_at(&polynomial(&[-3, 2]), &square), -1);
    }

    #[test]
    fn a_rational_root_with_a_long_denominator_is_recognised() {
        let big: Rational = "12525125/13735968".parse().unwrap();
        let p = &Polynomial::new(vec![-&big, Rational::ONE]) * &polynomial(&[-3, 0, 1]);
        let roots = isolate(&p, &Rational::ZERO, &Rational::ONE);
        assert_eq!(roots.len(), 1);
        assert!(matches!(roots[0].clone().rationalized(), Root::Rational(value) if value == big));
    }
}
