//! The vertices of the part of a product of simplices that lies inside halfspaces, by the double
//! description method on points rather than on rays ([`super::double_description`]; Motzkin,
//! Raiffa, Thompson and Thrall 1953 \[MotzkinRaiffaThompsonThrall1953\]): halfspaces cut a product
//! of simplices one by one; a cut keeps the vertices inside and adds one on each edge that it
//! crosses. Exact. Meant for a few dimensions and some hundred inequalities.

use super::rational::Rational;

/// `coefficients · x >= bound`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Halfspace {
    pub coefficients: Vec<Rational>,
    pub bound: Rational,
}

impl Halfspace {
    /// How far inside a point is; negative outside.
    pub fn margin(&self, point: &[Rational]) -> Rational {
        self.coefficients
            .iter()
            .zip(point)
            .filter(|(coefficient, _)| !coefficient.is_zero())
            .fold(-&self.bound, |sum, (coefficient, entry)| &sum + &(coefficient * entry))
    }
}

/// A set of vectors whose entries are at least `least` and sum to `sums` over each part of a
/// partition of the indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simplices {
    pub least: Vec<Rational>,
    pub parts: Vec<(Vec<usize>, Rational)>,
}

struct Vertex {
    point: Vec<Rational>,
    /// The inequalities that hold with equality, by bits.
    tight: Vec<u64>,
}

/// The vertices of the part of a product of simplices inside all halfspaces, in lexicographic
/// order; none if it is empty.
pub fn vertices(start: &Simplices, cuts: &[Halfspace]) -> Vec<Vec<Rational>> {
    let words = (start.least.len() + cuts.len()).div_ceil(64);
    let mut vertices = corners(start, words);
    for (index, cut) in cuts.iter().enumerate() {
        let bit = start.least.len() + index;
        let margins: Vec<Rational> = vertices.iter().map(|vertex| cut.margin(&vertex.point)).collect();
        let mut fresh = Vec::new();
        for (inside, margin) in margins.iter().enumerate().filter(|(_, margin)| margin.is_positive()) {
            for (outside, lack) in margins.iter().enumerate().filter(|(_, margin)| margin.is_negative()) {
                let common = shared(&vertices[inside].tight, &vertices[outside].tight);
                // They are the ends of an edge if no third vertex lies on all that both lie on.
                let edge = vertices
                    .iter()
                    .enumerate()
                    .all(|(other, vertex)| other == inside || other == outside || !contains(&vertex.tight, &common));
                if !edge {
                    continue;
                }
                let part = margin / &(margin - lack);
                let between = |(a, b): (&Rational, &Rational)| a + &(&part * &(b - a));
                let point = vertices[inside].point.iter().zip(&vertices[outside].point).map(between).collect();
                let mut tight = common;
                tight[bit / 64] |= 1 << (bit % 64);
                fresh.push(Vertex { point, tight });
            }
        }
        let mut kept = Vec::new();
        for (mut vertex, margin) in vertices.into_iter().zip(&margins) {
            if margin.is_zero() {
                vertex.tight[bit / 64] |= 1 << (bit % 64);
            }
            if !margin.is_negative() {
                kept.push(vertex);
            }
        }
        kept.extend(fresh);
        vertices = kept;
    }
    let mut points: Vec<Vec<Rational>> = vertices.into_iter().map(|vertex| vertex.point).collect();
    points.sort();
    points
}

/// The vertices of the product: in each part one index takes all that is left.
fn corners(start: &Simplices, words: usize) -> Vec<Vertex> {
    let all = (0..start.least.len()).fold(vec![0; words], |mut bits: Vec<u64>, index| {
        bits[index / 64] |= 1 << (index % 64);
        bits
    });
    let mut vertices = vec![Vertex { point: start.least.clone(), tight: all }];
    for (part, sum) in &start.parts {
        let left = part.iter().fold(sum.clone(), |left, &index| &left - &start.least[index]);
        if left.is_negative() {
            return Vec::new();
        }
        if left.is_zero() {
            continue;
        }
        vertices = vertices
            .iter()
            .flat_map(|vertex| {
                part.iter().map(|&index| {
                    let mut grown = Vertex { point: vertex.point.clone(), tight: vertex.tight.clone() };
                    grown.point[index] = &grown.point[index] + &left;
                    grown.tight[index / 64] &= !(1 << (index % 64));
                    grown
                })
            })
            .collect();
    }
    vertices
}

fn shared(a: &[u64], b: &[u64]) -> Vec<u64> {
    a.iter().zip(b).map(|(a, b)| a & b).collect()
}

fn contains(all: &[u64], some: &[u64]) -> bool {
    all.iter().zip(some).all(|(all, some)| some & !all == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[i64]) -> Vec<Rational> {
        values.iter().map(|&value| Rational::from(value)).collect()
    }

    #[test]
    fn a_triangle_cut_twice_at_a_corner_is_a_quadrangle_or_a_segment() {
        let start = Simplices { least: numbers(&[0, 0, 0]), parts: vec![(vec![0, 1, 2], Rational::from(4))] };
        let cut = |coefficients: &[i64], bound| Halfspace {
            coefficients: numbers(coefficients),
            bound: Rational::from(bound),
        };
        let quadrangle = vertices(&start, &[cut(&[1, 1, 0], 1)]);
        assert_eq!(quadrangle, [numbers(&[0, 1, 3]), numbers(&[0, 4, 0]), numbers(&[1, 0, 3]), numbers(&[4, 0, 0])]);
        let segment = vertices(&start, &[cut(&[1, 1, 0], 1), cut(&[-1, -1, 0], -1)]);
        assert_eq!(segment, [numbers(&[0, 1, 3]), numbers(&[1, 0, 3])]);
        assert!(vertices(&start, &[cut(&[1, 1, 1], 5)]).is_empty());
    }
}
