//! Exact rational numbers.
//!
//! A [`Rational`] keeps numerator and denominator in machine words while they fit
//! and moves to big integers when they do not, so that the small numbers of a
//! scenario cost a few nanoseconds and no operation ever overflows or rounds.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::str::FromStr;

use dashu::base::{BitTest, Gcd, Sign, UnsignedAbs};
use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;

/// An exact fraction in lowest terms with a positive denominator.
///
/// ```
/// use concede::numeric::rational::Rational;
/// let x: Rational = "0.45".parse().unwrap();
/// assert_eq!(x.to_string(), "9/20");
/// ```
#[derive(Clone)]
pub struct Rational(Repr);

#[derive(Clone)]
enum Repr {
    /// Invariant: `denominator > 0`, coprime, `numerator != i64::MIN`.
    Small { numerator: i64, denominator: i64 },
    /// Invariant: does not fit `Small`.
    Big(Box<RBig>),
}
use Repr::{Big, Small};

impl Rational {
    pub const ZERO: Rational = Rational(Small { numerator: 0, denominator: 1 });
    pub const ONE: Rational = Rational(Small { numerator: 1, denominator: 1 });

    /// `numerator / denominator` in lowest terms.
    ///
    /// # Panics
    /// If the denominator is zero.
    pub fn new(numerator: i64, denominator: i64) -> Rational {
        assert!(denominator != 0, "a fraction has a nonzero denominator");
        Rational::from_wide(numerator.into(), denominator.into())
    }

    /// -1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match &self.0 {
            Small { numerator, .. } => numerator.signum() as i32,
            Big(big) => match big.numerator().sign() {
                Sign::Negative => -1,
                Sign::Positive => 1,
            },
        }
    }

    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    pub fn is_positive(&self) -> bool {
        self.signum() > 0
    }

    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    pub fn is_one(&self) -> bool {
        matches!(self.0, Small { numerator: 1, denominator: 1 })
    }

    pub fn abs(&self) -> Rational {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The numerator, signed.
    pub fn numerator(&self) -> IBig {
        match &self.0 {
            Small { numerator, .. } => IBig::from(*numerator),
            Big(big) => big.numerator().clone(),
        }
    }

    /// The denominator, positive.
    pub fn denominator(&self) -> UBig {
        match &self.0 {
            Small { denominator, .. } => UBig::from(denominator.unsigned_abs()),
            Big(big) => big.denominator().clone(),
        }
    }

    /// The bits of the longer of numerator and denominator.
    pub fn height(&self) -> usize {
        self.numerator().bit_len().max(self.denominator().bit_len())
    }

    /// Numerator and positive denominator, if both are words.
    pub fn words(&self) -> Option<(i64, i64)> {
        match self.0 {
            Small { numerator, denominator } => Some((numerator, denominator)),
            Big(_) => None,
        }
    }

    /// `numerator / denominator` of big integers, in lowest terms.
    ///
    /// # Panics
    /// If the denominator is zero.
    pub fn from_integers(numerator: IBig, denominator: UBig) -> Rational {
        Rational::from_big(RBig::from_parts(numerator, denominator))
    }

    /// The value of a float, exactly. `None` for infinities and NaN.
    pub fn from_f64(value: f64) -> Option<Rational> {
        RBig::try_from(value).ok().map(Rational::from_big)
    }

    /// The nearest float (an estimate, for display and for filters with their own bounds).
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Small { numerator, denominator } => *numerator as f64 / *denominator as f64,
            Big(big) => big.to_f64().value(),
        }
    }

    /// Floats `lo <= self <= hi`, at most a few units in the last place apart.
    pub fn float_bounds(&self) -> (f64, f64) {
        let near = self.to_f64();
        if let Small { numerator, denominator: 1 } = self.0
            && numerator.unsigned_abs() < 1 << 53
        {
            return (near, near);
        }
        // Two correctly rounded conversions and one rounded division: under 2 ulp.
        (near.next_down().next_down(), near.next_up().next_up())
    }

    /// The length of numerator and denominator together, in bits.
    pub fn bits(&self) -> usize {
        match &self.0 {
            Small { .. } => 128,
            Big(big) => big.numerator().bit_len() + big.denominator().bit_len(),
        }
    }

    /// `self` raised to a small power.
    pub fn pow(&self, exponent: u32) -> Rational {
        (0..exponent).fold(Rational::ONE, |power, _| &power * self)
    }

    /// The rational of least denominator in the closed interval `[lo, hi]`
    /// (the Stern–Brocot descent by continued fractions).
    ///
    /// # Panics
    /// If `lo > hi`.
    pub fn simplest_between(lo: &Rational, hi: &Rational) -> Rational {
        assert!(lo <= hi, "an interval has lo <= hi");
        if !lo.is_positive() && !hi.is_negative() {
            return Rational::ZERO;
        }
        if hi.is_negative() {
            return -&Rational::simplest_between(&-hi, &-lo);
        }
        let floor = lo.floor();
        if floor == *lo {
            return floor;
        }
        let next = &floor + &Rational::ONE;
        if next <= *hi {
            return next;
        }
        // Both ends lie strictly between floor and floor + 1.
        let fraction =
            Rational::simplest_between(&(&Rational::ONE / &(hi - &floor)), &(&Rational::ONE / &(lo - &floor)));
        &floor + &(&Rational::ONE / &fraction)
    }

    /// The greatest integer not above `self`.
    pub fn floor(&self) -> Rational {
        match &self.0 {
            Small { numerator, denominator } => Rational::from(numerator.div_euclid(*denominator)),
            Big(big) => Rational::from_big(RBig::from(big.floor())),
        }
    }

    /// The number as a person would write it: an exact decimal if it has a short one, otherwise
    /// a fraction.
    pub fn written(&self) -> String {
        const DECIMALS: usize = 12;
        let scaled = self * &Rational::from(10).pow(DECIMALS as u32);
        if scaled.denominator() != UBig::ONE {
            return self.to_string();
        }
        let text = self.to_decimal(DECIMALS);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Rounded half away from zero to `digits` decimals, as text ("-6.789").
    pub fn to_decimal(&self, digits: usize) -> String {
        let scale = UBig::from(10u8).pow(digits);
        let magnitude = self.numerator().unsigned_abs() * &scale * UBig::from(2u8) + self.denominator();
        let scaled = magnitude / (self.denominator() * UBig::from(2u8));
        let sign = if self.is_negative() && !scaled.is_zero() { "-" } else { "" };
        let text = format!("{scaled:0>width$}", width = digits + 1);
        let (whole, fraction) = text.split_at(text.len() - digits);
        if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    fn from_big(big: RBig) -> Rational {
        let small = i64::try_from(big.numerator())
            .ok()
            .filter(|&numerator| numerator != i64::MIN)
            .zip(i64::try_from(big.denominator()).ok());
        match small {
            Some((numerator, denominator)) => Rational(Small { numerator, denominator }),
            None => Rational(Big(Box::new(big))),
        }
    }

    fn to_big(&self) -> RBig {
        match &self.0 {
            Small { numerator, denominator } => {
                RBig::from_parts(IBig::from(*numerator), UBig::from(denominator.unsigned_abs()))
            }
            Big(big) => (**big).clone(),
        }
    }

    /// In lowest terms already, apart from the sign of the denominator.
    fn from_coprime(numerator: i128, denominator: i128) -> Rational {
        match (i64::try_from(numerator), i64::try_from(denominator)) {
            (Ok(numerator), Ok(denominator)) if numerator != i64::MIN => Rational(Small { numerator, denominator }),
            _ => Rational::from_big(RBig::from_parts(IBig::from(numerator), UBig::from(denominator.unsigned_abs()))),
        }
    }

    fn from_wide(numerator: i128, denominator: i128) -> Rational {
        if numerator == 0 {
            return Rational::ZERO;
        }
        let divisor = numerator.unsigned_abs().gcd(denominator.unsigned_abs()) as i128;
        let sign = denominator.signum();
        Rational::from_coprime(sign * numerator / divisor, denominator.abs() / divisor)
    }

    /// Knuth, TAOCP 2, section 4.5.1 \[Knuth1997\]: one gcd of machine words in the common case.
    fn add_small(a: (i64, i64), b: (i64, i64), sign: i128) -> Rational {
        let common = word_gcd(a.1.unsigned_abs(), b.1.unsigned_abs()) as i64;
        // Words are divided as words: wide division is a call.
        let (a_rest, b_rest) = if common == 1 { (a.1, b.1) } else { (a.1 / common, b.1 / common) };
        let sum = i128::from(a.0) * i128::from(b_rest) + sign * i128::from(b.0) * i128::from(a_rest);
        if common == 1 {
            return Rational::from_coprime(sum, i128::from(a.1) * i128::from(b.1));
        }
        if sum == 0 {
            return Rational::ZERO;
        }
        let residue = match i64::try_from(sum) {
            Ok(word) => word.unsigned_abs(),
            Err(_) => (sum.unsigned_abs() % common as u128) as u64,
        };
        let rest = word_gcd(residue, common as u64) as i64;
        let numerator = match i64::try_from(sum) {
            _ if rest == 1 => sum,
            Ok(word) => i128::from(word / rest),
            Err(_) => sum / i128::from(rest),
        };
        Rational::from_coprime(numerator, i128::from(a_rest) * i128::from(b.1 / rest))
    }

    fn mul_small(a: (i64, i64), b: (i64, i64)) -> Rational {
        if a.0 == 0 || b.0 == 0 {
            return Rational::ZERO;
        }
        let left = word_gcd(a.0.unsigned_abs(), b.1.unsigned_abs()) as i64;
        let right = word_gcd(b.0.unsigned_abs(), a.1.unsigned_abs()) as i64;
        Rational::from_coprime(
            i128::from(a.0 / left) * i128::from(b.0 / right),
            i128::from(a.1 / right) * i128::from(b.1 / left),
        )
    }
}

/// The greatest common divisor, by Euclid's remainders; `word_gcd(0, n) == n`.
fn word_gcd(a: u64, b: u64) -> u64 {
    match (a, b) {
        (1, _) | (_, 1) => 1,
        (0, n) | (n, 0) => n,
        _ => a.gcd(b),
    }
}

impl Add for &Rational {
    type Output = Rational;
    fn add(self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) => {
                Rational::add_small((*a, *b), (*c, *d), 1)
            }
            _ => Rational::from_big(self.to_big() + other.to_big()),
        }
    }
}

impl Sub for &Rational {
    type Output = Rational;
    fn sub(self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) => {
                Rational::add_small((*a, *b), (*c, *d), -1)
            }
            _ => Rational::from_big(self.to_big() - other.to_big()),
        }
    }
}

impl Mul for &Rational {
    type Output = Rational;
    fn mul(self, other: &Rational) -> Rational {
        match (&self.0, &other.0) {
            (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) => {
                Rational::mul_small((*a, *b), (*c, *d))
            }
            _ => Rational::from_big(self.to_big() * other.to_big()),
        }
    }
}

impl Div for &Rational {
    type Output = Rational;
    /// # Panics
    /// If `other` is zero.
    fn div(self, other: &Rational) -> Rational {
        assert!(!other.is_zero(), "a divisor is nonzero");
        match (&self.0, &other.0) {
            (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) => {
                Rational::mul_small((*a, *b), (c.signum() * d, c.abs()))
            }
            _ => Rational::from_big(self.to_big() / other.to_big()),
        }
    }
}

impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        match &self.0 {
            Small { numerator, denominator } => Rational(Small { numerator: -numerator, denominator: *denominator }),
            Big(big) => Rational::from_big(-(**big).clone()),
        }
    }
}

impl PartialEq for Rational {
    fn eq(&self, other: &Rational) -> bool {
        match (&self.0, &other.0) {
            (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) => a == c && b == d,
            (Big(a), Big(b)) => a == b,
            _ => false,
        }
    }
}
impl Eq for Rational {}

impl Hash for Rational {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Small { numerator, denominator } => (numerator, denominator).hash(state),
            Big(big) => (big.numerator(), big.denominator()).hash(state),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        match (&self.0, &other.0) {
            (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Rational {
        Rational::from_coprime(value.into(), 1)
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &self.0 {
            Small { numerator, denominator: 1 } => numerator.to_string(),
            Small { numerator, denominator } => format!("{numerator}/{denominator}"),
            Big(big) => big.to_string(),
        };
        formatter.pad(&text)
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberError {
    Malformed,
    ZeroDenominator,
    NotFinite,
    /// The exponent or the number of digits is beyond [`MAX_DIGITS`].
    TooLong,
}

impl fmt::Display for NumberError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NumberError::Malformed => formatter.write_str("not a number; write 12, 0.45 or \"9/20\""),
            NumberError::ZeroDenominator => formatter.write_str("the denominator is zero"),
            NumberError::NotFinite => formatter.write_str("not a finite number"),
            NumberError::TooLong => write!(formatter, "more than {MAX_DIGITS} digits"),
        }
    }
}
impl std::error::Error for NumberError {}

/// The longest number that is read: a guard against texts that name a number
/// which would fill the memory (1e999999999).
pub const MAX_DIGITS: usize = 1_000;

impl FromStr for Rational {
    type Err = NumberError;

    /// Reads an integer, a decimal with an optional exponent, or a fraction of
    /// two of these, exactly. Underscores between digits are allowed, as in TOML.
    fn from_str(text: &str) -> Result<Rational, NumberError> {
        let text = text.trim();
        match text.split_once('/') {
            None => parse_decimal(text),
            Some((numerator, denominator)) => {
                let numerator = parse_decimal(numerator.trim())?;
                let denominator = parse_decimal(denominator.trim())?;
                if denominator.is_zero() {
                    return Err(NumberError::ZeroDenominator);
                }
                Ok(&numerator / &denominator)
            }
        }
    }
}

fn parse_decimal(text: &str) -> Result<Rational, NumberError> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, "inf" | "nan" | "infinity" | "NaN") {
        return Err(NumberError::NotFinite);
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        None => (unsigned, 0),
        Some((mantissa, exponent)) => {
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(NumberError::Malformed);
            }
            (mantissa, exponent.parse::<i64>().map_err(|_| NumberError::TooLong)?)
        }
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = [whole, fraction].concat().chars().filter(|&c| c != '_').collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberError::Malformed);
    }
    let fraction_digits = fraction.chars().filter(|&c| c != '_').count() as i64;
    let shift = exponent.checked_sub(fraction_digits).ok_or(NumberError::TooLong)?;
    if digits.len() + shift.unsigned_abs().min(u64::MAX / 2) as usize > MAX_DIGITS {
        return Err(NumberError::TooLong);
    }
    let magnitude = UBig::from_str_radix(&digits, 10).map_err(|_| NumberError::Malformed)?;
    let power = UBig::from(10u8).pow(shift.unsigned_abs() as usize);
    let value = if shift >= 0 {
        Rational::from_integers(IBig::from(magnitude * power), UBig::ONE)
    } else {
        Rational::from_integers(IBig::from(magnitude), power)
    };
    Ok(if text.starts_with('-') { -&value } else { value })
}

impl serde::Serialize for Rational {
    /// A string holding the reduced fraction.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Rational {
    /// Reads what was written, however long the integers are, and otherwise what
    /// [`FromStr`] reads. The guard of [`MAX_DIGITS`] is for texts much shorter than their
    /// numbers.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Rational, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        match long_fraction(&text) {
            Some(fraction) => Ok(fraction),
            None => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

/// An integer or a fraction of two, in digits.
fn long_fraction(text: &str) -> Option<Rational> {
    let digits = |text: &str| {
        let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| UBig::from_str_radix(text, 10).ok()).flatten()
    };
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    let magnitude = digits(numerator.strip_prefix('-').unwrap_or(numerator))?;
    let denominator = digits(denominator).filter(|denominator| !denominator.is_zero())?;
    let fraction = Rational::from_integers(IBig::from(magnitude), denominator);
    Some(if numerator.starts_with('-') { -&fraction } else { fraction })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Rational {
        text.parse().unwrap()
    }

    #[test]
    fn decimals_are_read_exactly() {
        for (text, fraction) in [
            ("0.45", "9/20"),
            ("-1.50", "-3/2"),
            ("1e3", "1000"),
            ("2.5E-3", "1/400"),
            ("1_000", "1000"),
            ("+.5", "1/2"),
            ("6/-4", "-3/2"),
            ("123456789012345678901234567890/10", "12345678901234567890123456789"),
        ] {
            assert_eq!(number(text).to_string(), fraction, "{text}");
        }
        for text in ["", "-", ".", "1/0", "1e", "0x10", "1e99999", "inf", "abc", "1.2.3"] {
            assert!(text.parse::<Rational>().is_err(), "{text}");
        }
    }

    #[test]
    fn arithmetic_agrees_with_big_rationals_across_the_word_boundary() {
        let values: Vec<Rational> = [
            "0",
            "1",
            "-1",
            "1/3",
            "-7/12",
            "9223372036854775807",
            "-9223372036854775807",
            "1/9223372036854775807",
            "4611686018427387904/3",
            "-5/4294967296",
            "100000000000000000000/7",
        ]
        .map(number)
        .into();
        for a in &values {
            for b in &values {
                assert_eq!((a + b).to_big(), a.to_big() + b.to_big());
                assert_eq!((a - b).to_big(), a.to_big() - b.to_big());
                assert_eq!((a * b).to_big(), a.to_big() * b.to_big());
                assert_eq!(a.cmp(b), a.to_big().cmp(&b.to_big()));
                if !b.is_zero() {
                    assert_eq!((a / b).to_big(), a.to_big() / b.to_big());
                }
                let (lo, hi) = (a * b).float_bounds();
                assert!(Rational::from_f64(lo).unwrap() <= a * b && a * b <= Rational::from_f64(hi).unwrap());
            }
        }
    }

    #[test]
    fn what_is_written_is_read_again_however_long() {
        let long = Rational::from_integers(-IBig::from(7).pow(5_000), UBig::from(3u8).pow(4_000));
        for value in [long, Rational::new(-1, 2), Rational::from(-3), Rational::ZERO] {
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Rational>(&text).unwrap(), value);
        }
        assert_eq!(serde_json::from_str::<Rational>("\"0.5\"").unwrap(), Rational::new(1, 2));
        for text in ["\"1/0\"", "\"1e99999\"", "\"-\"", "\"\""] {
            assert!(serde_json::from_str::<Rational>(text).is_err());
        }
    }

    #[test]
    fn simplest_rational_has_the_least_denominator() {
        for (lo, hi, expected) in [
            ("0.3", "0.4", "1/3"),
            ("-0.4", "-0.3", "-1/3"),
            ("3.14", "3.15", "22/7"),
            ("-1", "2", "0"),
            ("5", "5", "5"),
        ] {
            assert_eq!(Rational::simplest_between(&number(lo), &number(hi)), number(expected));
        }
    }

    #[test]
    fn decimals_are_rounded_half_away_from_zero() {
        assert_eq!(number("-16971423/2500000").to_decimal(6), "-6.788569");
        assert_eq!(number("1/2").to_decimal(0), "1");
        assert_eq!(number("-1/1000").to_decimal(2), "0.00");
        assert_eq!(number("12.3").to_decimal(2), "12.30");
        assert_eq!(number("12.30").written(), "12.3");
        assert_eq!(number("-100").written(), "-100");
        assert_eq!(number("1/3").written(), "1/3");
    }
}
