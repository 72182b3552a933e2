//! Numbers in a mixed radix (Knuth 2011 \[Knuth2011\], section 7.2.1.1, Algorithm M), by which
//! combinations of one choice from each of several lists are gone through.

/// Goes to the next number, the last digit fastest; `radix` is by digit. False, and the digits
/// as they were, after the last number.
pub fn advance(digits: &mut [usize], radix: impl Fn(usize) -> usize) -> bool {
    let Some(at) = (0..digits.len()).rev().find(|&at| digits[at] + 1 < radix(at)) else { return false };
    digits[at] += 1;
    digits[at + 1..].fill(0);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_is_the_fastest() {
        let mut digits = vec![0, 0];
        let mut seen = vec![digits.clone()];
        while advance(&mut digits, |at| [2, 3][at]) {
            seen.push(digits.clone());
        }
        assert_eq!(seen, [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert_eq!(digits, [1, 2]);
        assert!(!advance(&mut [], |_| 1));
    }
}
