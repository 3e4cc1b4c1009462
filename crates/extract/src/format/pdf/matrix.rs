//! Points and matrices of the plane.

/// A point, or the way from one to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Point {
    pub(super) fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    pub(super) fn plus(self, other: Point) -> Point {
        Point::new(self.x + other.x, self.y + other.y)
    }

    pub(super) fn minus(self, other: Point) -> Point {
        Point::new(self.x - other.x, self.y - other.y)
    }

    pub(super) fn times(self, by: f64) -> Point {
        Point::new(self.x * by, self.y * by)
    }

    pub(super) fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// How far it goes in the direction of another, of length 1.
    pub(super) fn along(self, other: Point) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// How far it goes to the side of another, of length 1.
    pub(super) fn aside(self, other: Point) -> f64 {
        self.x * other.y - self.y * other.x
    }
}

/// A matrix as the format has it: six numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// What `first` does, then this.
    pub(super) fn after(&self, first: &Matrix) -> Matrix {
        let x = self.turn(Point::new(first.0[0], first.0[1]));
        let y = self.turn(Point::new(first.0[2], first.0[3]));
        let origin = self.map(Point::new(first.0[4], first.0[5]));
        Matrix([x.x, x.y, y.x, y.y, origin.x, origin.y])
    }

    /// This, shifted beforehand.
    pub(super) fn shifted(&self, by: Point) -> Matrix {
        let origin = self.map(by);
        let mut shifted = *self;
        (shifted.0[4], shifted.0[5]) = (origin.x, origin.y);
        shifted
    }

    pub(super) fn map(&self, point: Point) -> Point {
        self.turn(point).plus(Point::new(self.0[4], self.0[5]))
    }

    /// Where it takes a way, which begins anywhere.
    pub(super) fn turn(&self, way: Point) -> Point {
        let [a, b, c, d, _, _] = self.0;
        Point::new(a * way.x + c * way.y, b * way.x + d * way.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_apply_one_after_the_other() {
        let (first, then) = (
            Matrix([2.0, 0.0, 0.0, 3.0, 5.0, 7.0]),
            Matrix([0.0, 1.0, -1.0, 0.0, 1.0, 2.0]),
        );
        let point = Point::new(11.0, 13.0);
        assert_eq!(then.after(&first).map(point), then.map(first.map(point)));
        let by = Point::new(3.0, 4.0);
        assert_eq!(first.shifted(by).map(point), first.map(point.plus(by)));
    }
}
